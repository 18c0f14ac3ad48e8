"""What a request about interviews asks for: its checked models as commands of the core. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from vivavoce.actions.approvals import NO_CHANGES, Changes, Decision
from vivavoce.actions.intake import Request, Severity, issues_of
from vivavoce.actions.webhooks import NewEndpoint
from vivavoce.dialects.a2a import quality, requests
from vivavoce.dialects.a2a.vocabulary import DIALECT, EVENTS_OF, LEVELS
from vivavoce.dialects.dialect import Call
from vivavoce.domain.errors import Invalid, Violation
from vivavoce.domain.review import Verdict

TIMEOUT_MS = 5000
LONGEST_KEY = 128
BY_HEADER, BY_BODY = "request", "reference"
"""The kinds of names that a caller's own ids of a request are kept under."""


def request(
    body: requests.NewRun | requests.MoreAsked, now: datetime, known: Request | None = None
) -> Request:
    """What is asked for; of what is not said, `known` stays. Raises Invalid for a start that is past."""
    if body.scheduled_at is not None and body.scheduled_at <= now:
        raise Invalid.because("scheduledAt", "Must be in the future")
    level = None if body.level is None else LEVELS.get(body.level)
    said: dict[str, Any] = {
        "name": body.candidate_name,
        "email": body.candidate_email,
        "position": body.position,
        "skills": None if body.skills is None else tuple(body.skills),
        "description": body.job_description,
        "employer": body.company_name,
        "employer_description": body.company_description,
        "scheduled_at": body.scheduled_at,
    }
    given = {name: value for name, value in said.items() if value is not None}
    if body.level is not None:
        given["seniority"] = level
    return replace(known or Request(), **given)


def whole(asked: Request) -> None:
    """Raises Invalid for what a request lacks, where an incomplete one is not taken."""
    lacking = [issue for issue in issues_of(asked) if issue.severity is not Severity.MEDIUM]
    if lacking:
        raise Invalid(*(Violation(quality.FIELD_OF[one.field], quality.question(one)) for one in lacking))


def own_names(headers: Mapping[str, str], body: requests.NewRun) -> dict[str, str]:
    """The caller's own ids of this request, by the kind of name. Raises Invalid for a key too long."""
    key = headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= LONGEST_KEY:
        raise Invalid.because("Idempotency-Key", f"Must have 1 to {LONGEST_KEY} characters")
    given = {BY_HEADER: key, BY_BODY: body.external_id}
    return {kind: name for kind, name in given.items() if name is not None}


def callback(url: str) -> NewEndpoint:
    """Who is told of one interview; signed with the tenant's secret."""
    return NewEndpoint(
        dialect=DIALECT,
        url=url,
        secret="",
        events=tuple(EVENTS_OF),
        listens=tuple(event.value for events in EVENTS_OF.values() for event in events),
        timeout_ms=TIMEOUT_MS,
    )


def decision(call: Call, verdict: Verdict) -> Decision:
    """What a person decides; `comments` wins over its other name."""
    return Decision(verdict, decider(call), call.body.comments or call.body.reason)


def changes(asked: requests.PlanChanges | None) -> Changes:
    """What the next plan should have."""
    if asked is None:
        return NO_CHANGES
    return Changes(tuple(asked.add_skills), tuple(asked.remove_skills), asked.duration_minutes)


def decider(call: Call) -> str:
    """Whom the caller names as acting: `userId`, else who signed in, else the key (contract §5)."""
    if call.body is not None and call.body.user_id:
        return str(call.body.user_id)
    key = call.credential.key
    return call.credential.id if key is None else f"api-key:{key.prefix}"
