"""Jobs: the list, a new one, and each job's tabs."""

from __future__ import annotations

from starlette.routing import Route

from vivavoce.web.console.door import Console
from vivavoce.web.console.jobs import (
    details,
    invitations,
    inviting,
    listing,
    plan,
    rehearsing,
    results,
    rubric,
    rules,
    schedule,
    writing,
)

PARTS = (
    listing,
    writing,
    details,
    plan,
    rubric,
    rehearsing,
    invitations,
    inviting,
    schedule,
    results,
    rules,
)


def routes(console: Console) -> list[Route]:
    """Every page of jobs."""
    return [route for part in PARTS for route in part.routes(console)]
