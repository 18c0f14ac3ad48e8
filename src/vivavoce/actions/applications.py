"""What can be done with applications: one candidate for one job, and how far the screening has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vivavoce.actions import candidates
from vivavoce.domain.errors import Conflict
from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import Application, Candidate, Job
from vivavoce.domain.identity import Actor
from vivavoce.kit.paging import Page, Slice
from vivavoce.store import listings, queries
from vivavoce.store.shapes import APPLICATION, CANDIDATE, JOB
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    """Which applications to list. `screened`: with a released score or without.

    `by_score`: `asc` or `desc`, unscored last either way; None: newest first.
    """

    id: str | None = None
    job_id: str | None = None
    candidate_id: str | None = None
    screened: bool | None = None
    by_score: str | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """An application with its two sides. `score` 0–100 of the latest released assessment, None before."""

    application: Application
    candidate: Candidate
    job: Job
    score: int | None


def create(tx: Tx, candidate_id: str, job_id: str, *, active: bool = True) -> Applied:
    """Let a candidate apply for a job. Raises NotFound, Conflict when they did already."""
    tx.actor.need("candidates:write")
    candidate, job = tx.get(CANDIDATE, candidate_id), tx.get(JOB, job_id)
    tx.lock(f"application {candidate_id}")
    if tx.find(APPLICATION, candidate_id=candidate_id, job_id=job_id) is not None:
        raise Conflict("This candidate has already applied for this job")
    candidates.link(tx, candidate_id, job_id)
    made = tx.find(APPLICATION, candidate_id=candidate_id, job_id=job_id)
    assert made is not None, "just linked"
    if made.active != active:
        made = tx.change(APPLICATION, made.id, active=active)
    tx.emit(EventName.APPLICATION_CREATED, made.id)
    tx.audit("application.create", made.id)
    return Applied(made, candidate, job, None)


def change(tx: Tx, id: str, *, active: bool) -> Applied:
    """Say whether the applicant may be called, and that something about the application is new."""
    tx.actor.need("candidates:write")
    tx.change(APPLICATION, id, active=active)
    tx.emit(EventName.APPLICATION_CHANGED, id)
    tx.audit("application.change", id)
    return read(tx.view, tx.actor, id)


def read(view: View, actor: Actor, id: str) -> Applied:
    """One application. Raises NotFound."""
    actor.need("candidates:read", "candidates:write")
    application = view.get(APPLICATION, id)
    score = view.ask(queries.SCORES_OF, applications=[id])[0][1]
    return Applied(
        application,
        view.get_kept(CANDIDATE, application.candidate_id),
        view.get_kept(JOB, application.job_id),
        score,
    )


def listing(view: View, actor: Actor, page: Page, wanted: ApplicationFilter) -> Slice[Applied]:
    """One page of applications."""
    actor.need("candidates:read")
    named = {"id": wanted.id, "job_id": wanted.job_id, "candidate_id": wanted.candidate_id}
    equal = {name: value for name, value in named.items() if value is not None}
    rows_of, count_of = listings.applications(tuple(equal), wanted.screened, wanted.by_score)
    bound: dict[str, Any] = {f"is_{name}": value for name, value in equal.items()}
    total = view.ask(count_of, **bound)[0][0]
    ids = [row[0] for row in view.ask(rows_of, **bound, limit=page.limit, offset=page.offset)]
    return Slice(tuple(read(view, actor, id) for id in ids), total, page)
