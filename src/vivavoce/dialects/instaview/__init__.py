"""The InstaView dialect: jobs, candidates, agents, interviews and webhooks as api.instaview.sk words them."""

from __future__ import annotations

from vivavoce.dialects.dialect import Dialect
from vivavoce.dialects.instaview import answers, broken, caller, errors, routes
from vivavoce.dialects.instaview.inbound import DIALECT
from vivavoce.dialects.instaview.vocabulary import EVENTS_OF
from vivavoce.dialects.instaview.webhooks import InstaViewWords

INSTAVIEW = Dialect(
    name=DIALECT,
    title="InstaView API",
    prefixes=("", "/v1/public"),
    routes=routes.ROUTES,
    words=InstaViewWords(),
    credential=caller.credential,
    home=caller.home,
    refuse=errors.refuse,
    crash=errors.crash,
    stamp=caller.stamp,
    parse=broken.parse,
    missing_scope=errors.missing_scope,
    refusals={
        **dict.fromkeys((400, 401, 403, 404, 409, 413, 422), answers.Refusal),
        429: answers.LimitRefusal,
    },
    events=EVENTS_OF,
    description=(
        "Compatible with InstaView. The same routes are served under /v1/public, /company also as /companies."
    ),
)
