"""What can be done with call attempts of a telephone interview."""

from __future__ import annotations

from datetime import datetime

from vivavoce.domain.errors import Conflict, Invalid, NotFound
from vivavoce.domain.interview import TERMINAL, AttemptStatus, Call, Channel, Interview
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import AGENT, CALL, INTERVIEW
from vivavoce.store.tx import Tx


def first(tx: Tx, interview: Interview) -> Call:
    """Plan the first attempt of a new telephone interview."""
    tx.actor.need("interviews:write")
    return _plan(tx, interview.id, 1, interview.scheduled_at)


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
    number = max((call.number for call in attempts), default=0) + 1
    tx.audit("call.schedule", interview_id)
    return _plan(tx, interview_id, number, at or tx.now)


def reschedule(tx: Tx, interview_id: str, call_id: str, at: datetime) -> Call:
    """Move a waiting attempt. Raises NotFound, Invalid (not in the future, not waiting)."""
    tx.actor.need("interviews:write")
    if at <= tx.now:
        raise Invalid.because("scheduledAt", "scheduledAt must be in the future")
    _one(tx, interview_id, call_id)
    tx.audit("call.reschedule", call_id)
    return _while_waiting(tx, call_id, scheduled_at=at)


def cancel(tx: Tx, interview_id: str, call_id: str) -> Call:
    """Cancel an attempt; the interview stays. Raises NotFound, Invalid while it is going on."""
    tx.actor.need("interviews:write")
    _one(tx, interview_id, call_id)
    tx.audit("call.cancel", call_id)
    return _while_waiting(tx, call_id, status=AttemptStatus.CANCELLED)


def cancel_all(tx: Tx, interview_id: str) -> None:
    """Cancel every attempt that is still waiting."""
    tx.actor.need("interviews:write", "interviews:delete")
    for call in tx.view.every(CALL, interview_id=interview_id, status=AttemptStatus.SCHEDULED.value):
        tx.change(CALL, call.id, status=AttemptStatus.CANCELLED)


def _plan(tx: Tx, interview_id: str, number: int, at: datetime) -> Call:
    return tx.add(CALL, Call(new_id(), interview_id, number, AttemptStatus.SCHEDULED, at))


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
