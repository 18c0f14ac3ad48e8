"""The first page: what waits for a person, oldest first."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.web.console.door import Console, Visit, shown


def routes(console: Console) -> list[Route]:
    """The inbox."""
    return [shown(console, "/console", inbox)]


def inbox(visit: Visit) -> Response:
    """The three queues."""
    return visit.page("inbox.html")
