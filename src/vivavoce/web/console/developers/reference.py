"""The first page of Developers, and how each product's API is called."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import access, webhooks
from vivavoce.web.console.door import Console, Visit, shown

HERE = "/console/developers"


def routes(console: Console) -> list[Route]:
    """The overview and the reference."""
    return [shown(console, HERE, overview), shown(console, f"{HERE}/reference", reference)]


def overview(visit: Visit) -> Response:
    """Where to go from here, with what does not arrive."""
    with visit.read() as view:
        keys = access.keys(view, visit.actor)
        failing = webhooks.failing(view, visit.actor)
        endpoints = sum(len(webhooks.listing(view, visit.actor, one.name)) for one in visit.console.products)
    now = visit.house.clock.now()
    working = [key for key in keys if not key.revoked_at and not (key.expires_at and key.expires_at <= now)]
    return visit.page("developers/overview.html", keys=len(working), endpoints=endpoints, failing=failing)


def reference(visit: Visit) -> Response:
    """A first request to each product's API, and its whole description."""
    return visit.page("developers/reference.html", products=visit.console.products, site=visit.console.site)
