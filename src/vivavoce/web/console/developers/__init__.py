"""Developers: keys, webhooks and their deliveries, what happened, and how each product's API is called."""

from __future__ import annotations

from starlette.routing import Route

from vivavoce.web.console.developers import endpoint, events, keys, reference, webhooks
from vivavoce.web.console.door import Console

PARTS = (reference, keys, webhooks, endpoint, events)


def routes(console: Console) -> list[Route]:
    """Every page of the area."""
    return [route for part in PARTS for route in part.routes(console)]
