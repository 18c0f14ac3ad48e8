"""What has come out of interviews made from templates: released assessments, newest first, in stretches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import EndReason, Interview
from vivavoce.domain.scoring import Assessment
from vivavoce.store import listings
from vivavoce.store.shapes import ASSESSMENT, INTERVIEW
from vivavoce.store.view import View


@dataclass(frozen=True, slots=True)
class ResultFilter:
    """Which results. `after` is included, `before` is not; both are about the end of the interview.

    `but` leaves out those that ended for this reason.
    """

    interview_id: str | None = None
    assessment_id: str | None = None
    template_id: str | None = None
    email: str | None = None
    after: datetime | None = None
    before: datetime | None = None
    but: EndReason | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One released assessment, its interview, and the template that was made from."""

    assessment: Assessment
    interview: Interview
    template_id: str


def listing(
    view: View,
    actor: Actor,
    wanted: ResultFilter,
    limit: int,
    beyond: tuple[datetime, str] | None = None,
) -> tuple[Result, ...]:
    """Up to `limit` results by the end of their interview, newest first.

    `beyond`: (end of the interview, assessment id) of a result; only what comes after it.
    """
    actor.need("interviews:read")
    named = {
        "interview_id": wanted.interview_id,
        "assessment_id": wanted.assessment_id,
        "template_id": wanted.template_id,
        "email": wanted.email and wanted.email.lower(),
        "since": wanted.after,
        "until": wanted.before,
        "but": wanted.but and wanted.but.value,
        "beyond_at": beyond and beyond[0],
        "beyond_id": beyond and beyond[1],
    }
    bound = {name: value for name, value in named.items() if value is not None}
    rows = view.ask(listings.results(frozenset(bound)), **bound, limit=limit)
    return tuple(
        Result(view.get(ASSESSMENT, row.id), view.get(INTERVIEW, row.interview_id), row.template_id)
        for row in rows
    )
