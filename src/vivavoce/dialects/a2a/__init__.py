"""The A2A dialect: interviews with a person in the loop, as the Agno interview system words them."""

from __future__ import annotations

from dataclasses import replace

from vivavoce.dialects.a2a import broken, caller, errors, routes
from vivavoce.dialects.a2a.admin_routes import ADMIN
from vivavoce.dialects.a2a.card import PATH, card
from vivavoce.dialects.a2a.reply import at_home
from vivavoce.dialects.a2a.vocabulary import DIALECT, EVENTS_OF
from vivavoce.dialects.a2a.webhooks import A2aWords
from vivavoce.dialects.a2a.wire import Refused
from vivavoce.dialects.dialect import Dialect, Route, Unit

ROUTES: tuple[Route, ...] = tuple(
    route if route.unit is Unit.OPEN else replace(route, run=at_home(route.run))
    for route in (*routes.ROUTES, *ADMIN)
)
A2A = Dialect(
    name=DIALECT,
    title="A2A interview API",
    prefixes=("/api/v1",),
    routes=ROUTES,
    words=A2aWords(),
    credential=caller.credential,
    home=caller.home,
    refuse=errors.refuse,
    crash=errors.crash,
    stamp=caller.stamp,
    parse=broken.parse,
    missing_scope=errors.missing_scope,
    refusals=dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 425, 429), Refused),
    events=EVENTS_OF,
    limits=caller.limits,
    media=frozenset({"application/json"}),
    schemes=caller.SCHEMES,
    well_known={PATH: card},
    description="Compatible with the A2A interview system: people approve each plan and each assessment.",
)
