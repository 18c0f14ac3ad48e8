"""Interviews: the list, what is live now, approvals, and each interview's own page."""

from __future__ import annotations

from starlette.routing import Route

from vivavoce.web.console.door import Console
from vivavoce.web.console.interviews import approvals, decide, listing, monitor, result

PARTS = (listing, monitor, approvals, decide, result)


def routes(console: Console) -> list[Route]:
    """Every page of interviews; a fixed address before one that holds an id."""
    return [route for part in PARTS for route in part.routes(console)]
