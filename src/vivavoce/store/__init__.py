"""The tables, rows to domain values and back, and the one transaction everything is written in."""
