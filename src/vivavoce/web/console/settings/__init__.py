"""Settings: the organization, its people, notices, what is kept, outside services, the audit log."""

from __future__ import annotations

from starlette.routing import Route

from vivavoce.web.console.door import Console
from vivavoce.web.console.settings import audit, keeping, notices, organization, outside, people

PARTS = (organization, people, notices, keeping, outside, audit)


def routes(console: Console) -> list[Route]:
    """Every page of the area."""
    return [route for part in PARTS for route in part.routes(console)]
