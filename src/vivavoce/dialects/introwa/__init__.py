"""The Introwa dialect: one call that invites a candidate to the interview of a job."""

from __future__ import annotations

from vivavoce.dialects.dialect import Dialect, Route, Unit
from vivavoce.dialects.introwa import answers, broken, caller, errors, wire
from vivavoce.dialects.introwa.inbound import DIALECT
from vivavoce.dialects.introwa.invite import invite_candidate
from vivavoce.dialects.introwa.webhooks import IntrowaWords

INVITE = Route(
    "POST",
    "/api/v1/job-description/{job_id}/invite",
    ("interviews:write",),
    invite_candidate,
    Unit.WRITE,
    "Invite a candidate, or refresh the invitation",
    201,
    body=wire.Invite,
    answer=answers.SentAnswer,
    also=(200,),
    late=True,
    repeats=True,
)

INTROWA = Dialect(
    name=DIALECT,
    title="Introwa API",
    prefixes=("",),
    routes=(INVITE,),
    words=IntrowaWords(),
    credential=caller.credential,
    home=caller.home,
    refuse=errors.refuse,
    crash=errors.crash,
    stamp=caller.stamp,
    parse=broken.parse,
    missing_scope=errors.missing_scope,
    refusals=dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 429), answers.InviteRefusal),
    events={},
    description="Compatible with Introwa: the job is named by the Job ID that the recruiter gave it.",
    limits=caller.limits,
    max_body=64 * 1024,
    media=frozenset({"application/json"}),
    content=broken.content,
    schemes=caller.SCHEMES,
)
