"""Candidates: the list, each one's page, and what is done about them."""

from __future__ import annotations

from starlette.routing import Route

from vivavoce.web.console.candidates import deeds, listing, page
from vivavoce.web.console.door import Console

PARTS = (listing, page, deeds)


def routes(console: Console) -> list[Route]:
    """Every page of candidates; a fixed address before one that holds an id."""
    return [route for part in PARTS for route in part.routes(console)]
