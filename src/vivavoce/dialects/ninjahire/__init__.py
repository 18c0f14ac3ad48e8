"""The Ninjahire dialect: jobs, applications and telephone screening as api.ninjahire.co words them."""

from __future__ import annotations

from vivavoce.dialects.dialect import Dialect
from vivavoce.dialects.ninjahire import answers, broken, caller, errors, routes
from vivavoce.dialects.ninjahire.content import content
from vivavoce.dialects.ninjahire.shelf import DIALECT
from vivavoce.dialects.ninjahire.vocabulary import EVENTS_OF
from vivavoce.dialects.ninjahire.webhooks import NinjahireWords

NINJAHIRE = Dialect(
    name=DIALECT,
    title="Ninjahire API",
    prefixes=("",),
    routes=routes.ROUTES,
    words=NinjahireWords(),
    credential=caller.credential,
    home=caller.home,
    refuse=errors.refuse,
    crash=errors.crash,
    stamp=caller.stamp,
    parse=broken.parse,
    missing_scope=errors.missing_scope,
    refusals={
        400: answers.InvalidProblem,
        **dict.fromkeys((401, 403, 404, 409, 413, 422, 429), answers.Problem),
    },
    events=EVENTS_OF,
    description=(
        "Compatible with Ninjahire. A résumé comes as base64 in JSON, or as the part `file` of a "
        "multipart/form-data body."
    ),
    limits=caller.limits,
    content=content,
    refusal_media=errors.MEDIA,
)
