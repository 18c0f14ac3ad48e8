"""The candidate's pages: from the link over notice, code and room to the receipt and what is kept."""

from vivavoce.web.candidate.door import Pages
from vivavoce.web.candidate.routes import routes

__all__ = ["Pages", "routes"]
