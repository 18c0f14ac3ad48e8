"""What can be done with call attempts of a telephone interview."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from vivavoce.domain.calling import Skip
from vivavoce.domain.errors import Conflict, Invalid, NotFound
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import TERMINAL, UNPLANNED, AttemptStatus, Call, Channel
from vivavoce.kit.ids import new_id
from vivavoce.kit.paging import Page, Slice
from vivavoce.store import listings
from vivavoce.store.shapes import AGENT, CALL, INTERVIEW
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


def plan(tx: Tx, interview_id: str, at: datetime, *, asked: bool = True) -> Call:
    """One more attempt at `at`. `asked`: somebody wants this very call, whatever the job's rules say."""
    tx.actor.need("interviews:write", "candidates:write")
    tx.lock(f"calls {interview_id}")
    call = _next(tx, interview_id, AttemptStatus.SCHEDULED, at, asked)
    tx.add(CALL, call)
    _ring(tx, call)
    return call


def skip(tx: Tx, interview_id: str, why: Skip) -> Call:
    """Note that no further attempt is made, and why."""
    tx.actor.need("interviews:write")
    call = _next(tx, interview_id, AttemptStatus.CANCELLED, tx.now, asked=False, skip=why)
    return tx.add(CALL, call)


def schedule(tx: Tx, interview_id: str, at: datetime | None) -> Call:
    """Plan an attempt (None: now) in place of one that is still waiting.

    Raises NotFound, Invalid for an interview that is over or not by telephone, or while a call is going on.
    """
    tx.actor.need("interviews:write")
    attempts = _attempts(tx, interview_id)
    interview = tx.get(INTERVIEW, interview_id)
    if interview.ended_at is not None or interview.state in TERMINAL:
        raise Invalid.because("id", "The interview is over")
    if any(call.status is AttemptStatus.IN_PROGRESS for call in attempts):
        raise Invalid.because("id", "A call attempt is in progress")
    cancel_all(tx, interview_id)
    tx.audit("call.schedule", interview_id)
    return plan(tx, interview_id, at or tx.now)


def reschedule(tx: Tx, interview_id: str, call_id: str, at: datetime) -> Call:
    """Move a waiting attempt. Raises NotFound, Invalid (not in the future, not waiting)."""
    tx.actor.need("interviews:write")
    if at <= tx.now:
        raise Invalid.because("scheduledAt", "scheduledAt must be in the future")
    _one(tx, interview_id, call_id)
    tx.audit("call.reschedule", call_id)
    moved = _while_waiting(tx, call_id, scheduled_at=at)
    _ring(tx, moved)
    return moved


def cancel(tx: Tx, interview_id: str, call_id: str) -> Call:
    """Cancel an attempt; the interview stays. Raises NotFound, Invalid while it is going on."""
    tx.actor.need("interviews:write")
    _one(tx, interview_id, call_id)
    tx.audit("call.cancel", call_id)
    return _while_waiting(tx, call_id, status=AttemptStatus.CANCELLED)


def cancel_all(tx: Tx, interview_id: str, why: Skip = Skip.OVER) -> None:
    """Cancel every attempt that is still waiting."""
    tx.actor.need("interviews:write", "interviews:delete", "interviews:approve")
    for call in tx.view.every(CALL, interview_id=interview_id, status=AttemptStatus.SCHEDULED.value):
        tx.change(CALL, call.id, status=AttemptStatus.CANCELLED, skip=why)


def resume(tx: Tx, interview_id: str) -> None:
    """Start the attempts that wait, now that the interview has a plan to ask by."""
    tx.actor.need("interviews:write", "interviews:approve")
    tx.lock(f"calls {interview_id}")
    for call in tx.view.every(CALL, interview_id=interview_id, status=AttemptStatus.SCHEDULED.value):
        _ring(tx, call)


def read(view: View, actor: Actor, id: str) -> Call:
    """One attempt. Raises NotFound."""
    actor.need("interviews:read")
    return view.get(CALL, id)


def listing(
    view: View,
    actor: Actor,
    page: Page,
    job_id: str | None = None,
    candidate_id: str | None = None,
) -> Slice[Call]:
    """One page of the calls that were placed, newest first; for one job or candidate, or both."""
    actor.need("interviews:read")
    named = {"job_id": job_id, "candidate_id": candidate_id}
    equal = {name: value for name, value in named.items() if value is not None}
    rows_of, count_of = listings.calls(tuple(equal))
    bound: dict[str, Any] = {f"is_{name}": value for name, value in equal.items()}
    total = view.ask(count_of, **bound)[0][0]
    ids = [row[0] for row in view.ask(rows_of, **bound, limit=page.limit, offset=page.offset)]
    return Slice(tuple(view.get(CALL, id) for id in ids), total, page)


def _next(
    tx: Tx, interview_id: str, status: AttemptStatus, at: datetime, asked: bool, skip: Skip | None = None
) -> Call:
    known = tx.view.every(CALL, interview_id=interview_id)
    number = known[-1].number + 1 if known else 1
    return Call(new_id(), interview_id, number, status, at, tx.now, tx.now, asked, skip=skip)


def _ring(tx: Tx, call: Call) -> None:
    """Start the run of a call, once: while there is no plan yet, `resume` will."""
    if tx.get(INTERVIEW, call.interview_id).state in UNPLANNED:
        return
    wait = max(call.scheduled_at - tx.now, timedelta(0))
    moment = f"{tx.now.isoformat()}:{call.scheduled_at.isoformat()}"
    tx.start("call", call.id, wait, key=f"call:{call.id}:{moment}")


def _attempts(tx: Tx, interview_id: str) -> tuple[Call, ...]:
    interview = tx.get(INTERVIEW, interview_id)
    if tx.view.get_kept(AGENT, interview.agent_id).channel is not Channel.PHONE:
        raise Invalid.because("id", "Call attempts exist only for PHONE interviews")
    return tx.view.every(CALL, interview_id=interview_id)


def _one(tx: Tx, interview_id: str, call_id: str) -> Call:
    for call in _attempts(tx, interview_id):
        if call.id == call_id:
            return call
    raise NotFound(CALL.kind, call_id)


def _while_waiting(tx: Tx, call_id: str, **values: object) -> Call:
    try:
        return tx.move(CALL, call_id, "status", (AttemptStatus.SCHEDULED,), **values)
    except Conflict as error:
        raise Invalid.because("attemptId", error.message) from error
