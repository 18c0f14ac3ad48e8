"""The NTRVSTA dialect: templates, invitations and results as partners.ntrvsta.com words them."""

from __future__ import annotations

from vivavoce.dialects.dialect import Dialect, Standing
from vivavoce.dialects.ntrvsta import answers, broken, caller, errors, outbound, routes, webhooks
from vivavoce.dialects.ntrvsta.inbound import DIALECT
from vivavoce.dialects.ntrvsta.vocabulary import EVENTS_OF

NTRVSTA = Dialect(
    name=DIALECT,
    title="NTRVSTA External Integrations API",
    prefixes=("",),
    routes=routes.ROUTES,
    words=webhooks.NtrvstaWords(),
    credential=caller.credential,
    home=caller.home,
    refuse=errors.refuse,
    crash=errors.crash,
    stamp=caller.stamp,
    parse=broken.parse,
    missing_scope=errors.missing_scope,
    refusals=dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 429), answers.PartnerRefusal),
    events=EVENTS_OF,
    one_endpoint=Standing(webhooks.TIMEOUT_MS, webhooks.new_secret, webhooks.STYLES, ("https",)),
    description=(
        "Compatible with NTRVSTA. Results are polled, or told by the webhook `result.completed`, whose "
        "endpoint the operator sets."
    ),
    limits=caller.limits,
    max_body=256 * 1024,
    media=frozenset({"application/json"}),
    content=broken.content,
    schemes=caller.SCHEMES,
    pages={"/results/{id}": outbound.result_page},
)
