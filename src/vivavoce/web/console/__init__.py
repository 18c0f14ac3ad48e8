"""The recruiter's pages: one file an area, each with its own routes."""

from __future__ import annotations

from starlette.routing import Route

from vivavoce.web.console import (
    account,
    agents,
    calls,
    candidates,
    compare,
    developers,
    inbox,
    interviews,
    jobs,
    live,
    reports,
    settings,
    signin,
)
from vivavoce.web.console.door import Console

__all__ = ["Console", "routes"]

AREAS = (
    signin,
    live,
    inbox,
    jobs,
    interviews,
    developers,
    calls,
    candidates,
    compare,
    settings,
    agents,
    account,
    reports,
)


def routes(console: Console) -> list[Route]:
    """Every page of the console, and the ways into it."""
    return [route for area in AREAS for route in area.routes(console)]
