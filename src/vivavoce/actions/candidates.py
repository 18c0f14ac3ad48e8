"""What can be done with candidates and the jobs they apply for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from vivavoce.actions import jobrules, retention
from vivavoce.actions.jobs import merged
from vivavoce.domain.change import KEEP, Keep, given
from vivavoce.domain.errors import Conflict
from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import Application, Candidate, Stage
from vivavoce.domain.identity import Actor
from vivavoce.kit.ids import new_id
from vivavoce.kit.paging import Page, Slice
from vivavoce.store import queries
from vivavoce.store.shapes import APPLICATION, CANDIDATE, JOB
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

SEARCHED = ("first_name", "last_name", "email")


@dataclass(frozen=True, slots=True)
class NewCandidate:
    """A person who applies for `job_ids`, in that order; none of them means the talent pool.

    `retain_until=None`: as long as these jobs, or else the organization, keep people whose door names no day.
    """

    first_name: str
    last_name: str
    retain_until: date | None = None
    email: str | None = None
    phone: str | None = None
    country: str | None = None
    job_ids: tuple[str, ...] = ()
    metadata: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ChangeCandidate:
    """What to change; `job_ids` replaces the set, `metadata` merges."""

    first_name: str | Keep = KEEP
    last_name: str | Keep = KEEP
    email: str | Keep | None = KEEP
    phone: str | Keep | None = KEEP
    country: str | Keep | None = KEEP
    retain_until: date | Keep = KEEP
    stage: Stage | Keep = KEEP
    job_ids: tuple[str, ...] | Keep = KEEP
    metadata: Mapping[str, Any] | Keep = KEEP


@dataclass(frozen=True, slots=True)
class CandidateFilter:
    """Which candidates to list. `search` looks into names and the e-mail address."""

    job_id: str | None = None
    stage: Stage | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A candidate with what is known of them: jobs in order, counts, latest released rating 0–100."""

    candidate: Candidate
    job_ids: tuple[str, ...]
    interviews: int
    assessments: int
    rating: int | None


def create(tx: Tx, new: NewCandidate) -> Card:
    """Add a candidate. Raises NotFound for an unknown job."""
    tx.actor.need("candidates:write")
    candidate = Candidate(
        id=new_id(),
        organization_id=tx.organization_id,
        first_name=new.first_name,
        last_name=new.last_name,
        stage=Stage.APPLIED,
        retain_until=new.retain_until or _kept_until(tx, new.job_ids),
        created_at=tx.now,
        updated_at=tx.now,
        email=new.email,
        phone=new.phone,
        country=new.country,
        metadata=new.metadata,
    )
    retention.begin(tx)
    tx.add(CANDIDATE, candidate)
    job_ids = _apply(tx, candidate.id, new.job_ids)
    tx.emit(EventName.CANDIDATE_CREATED, candidate.id)
    tx.audit("candidate.create", candidate.id)
    return Card(candidate, job_ids, 0, 0, None)


def read(view: View, actor: Actor, id: str) -> Card:
    """One candidate. Raises NotFound."""
    actor.need("candidates:read")
    return cards(view, (view.get(CANDIDATE, id),))[0]


def by_email(view: View, actor: Actor, email: str) -> Candidate | None:
    """The newest candidate with this address, case ignored; None when there is none."""
    actor.need("candidates:read", "candidates:write")
    found = view.ask(queries.CANDIDATE_BY_EMAIL, email=email.lower())
    return view.get(CANDIDATE, found[0][0]) if found else None


def listing(view: View, actor: Actor, page: Page, wanted: CandidateFilter) -> Slice[Card]:
    """One page of candidates, newest first. Raises NotFound for an unknown job."""
    actor.need("candidates:read")
    equal: dict[str, Any] = {"stage": wanted.stage.value} if wanted.stage else {}
    search = (SEARCHED, wanted.search) if wanted.search else None
    if wanted.job_id is None:
        found = view.page(CANDIDATE, page, search, **equal)
    else:
        view.get(JOB, wanted.job_id)
        found = view.page(CANDIDATE, page, search, within=queries.applied_for(wanted.job_id), **equal)
    return Slice(cards(view, found.rows), found.total, page)


def change(tx: Tx, id: str, wanted: ChangeCandidate) -> Card:
    """Change a candidate. Raises NotFound (also for an unknown job)."""
    tx.actor.need("candidates:write")
    candidate = tx.get(CANDIDATE, id)
    values = given(wanted)
    job_ids = values.pop("job_ids", None)
    if "metadata" in values:
        values["metadata"] = merged(candidate.metadata, values["metadata"])
    changed = tx.change(CANDIDATE, id, **values)
    if job_ids is not None:
        tx.tell(queries.LEAVE_JOBS, {"candidate": id})
        _apply(tx, id, job_ids)
    tx.emit(EventName.CANDIDATE_CHANGED, id)
    tx.audit("candidate.change", id)
    return cards(tx.view, (changed,))[0]


def link(tx: Tx, id: str, job_id: str) -> None:
    """Let a candidate apply for one more job; nothing happens when they already did."""
    tx.actor.need("candidates:write")
    known = tx.view.every(APPLICATION, candidate_id=id)
    if job_id not in {application.job_id for application in known}:
        _apply(tx, id, (job_id,), after=known[-1].position + 1 if known else 0)


def delete(tx: Tx, id: str) -> None:
    """Delete a candidate; past interviews stay. Raises NotFound, Conflict while one is live."""
    tx.actor.need("candidates:delete")
    tx.get(CANDIDATE, id)
    if tx.ask(queries.TALKING, candidate_id=id):
        raise Conflict("This candidate is in a live interview")
    tx.remove(CANDIDATE, id)
    tx.emit(EventName.CANDIDATE_DELETED, id)
    tx.audit("candidate.delete", id)


def cards(view: View, candidates: Sequence[Candidate]) -> tuple[Card, ...]:
    """Each candidate with jobs, counts and rating, in three queries however many there are."""
    ids = [candidate.id for candidate in candidates]
    if not ids:
        return ()
    jobs: dict[str, list[str]] = {id: [] for id in ids}
    for candidate_id, job_id in view.ask(queries.JOBS_OF, candidates=ids):
        jobs[candidate_id].append(job_id)
    held = {row[0]: row[1] for row in view.ask(queries.INTERVIEWS_OF, candidates=ids)}
    totals: dict[str, list[int | None]] = {id: [] for id in ids}
    for candidate_id, appraisal in view.ask(queries.ASSESSMENTS_OF, candidates=ids):
        totals[candidate_id].append(appraisal["total"])
    return tuple(
        Card(
            candidate,
            tuple(jobs[candidate.id]),
            held.get(candidate.id, 0),
            len(totals[candidate.id]),
            totals[candidate.id][-1] if totals[candidate.id] else None,
        )
        for candidate in candidates
    )


def _kept_until(tx: Tx, job_ids: Sequence[str]) -> date:
    return tx.now.date() + timedelta(days=jobrules.days(tx.view, job_ids))


def _apply(tx: Tx, candidate_id: str, job_ids: Sequence[str], after: int = 0) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(job_ids))
    for position, job_id in enumerate(wanted, after):
        tx.get(JOB, job_id)
        home, now = tx.organization_id, tx.now
        tx.add(APPLICATION, Application(new_id(), home, candidate_id, job_id, position, now, now))
    return wanted
