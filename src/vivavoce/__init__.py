"""AI interviewing that a company can run itself and answer for."""

__version__ = "0.1.0"
