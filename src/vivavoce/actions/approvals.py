"""How a person decides at a gate. Of two opposite decisions at once, one wins and the other is a conflict."""

from __future__ import annotations

from datetime import timedelta

from vivavoce.actions import assessments
from vivavoce.actions.interviews import UNOPENED
from vivavoce.domain.errors import Conflict, NotFound
from vivavoce.domain.events import EventName
from vivavoce.domain.interview import EndReason, Interview, State
from vivavoce.domain.review import Approval, Gate, Verdict
from vivavoce.domain.scoring import Review
from vivavoce.store.shapes import APPROVAL, ASSESSMENT, INTERVIEW
from vivavoce.store.tx import Tx


def decide_plan(tx: Tx, interview_id: str, verdict: Verdict, reason: str | None = None) -> Interview:
    """Approve a plan (the invitation goes out), reject it, or ask for another. Raises NotFound, Conflict."""
    tx.actor.need("interviews:write")
    onward = {
        Verdict.APPROVED: State.READY,
        Verdict.REJECTED: State.REJECTED,
        Verdict.CHANGES_ASKED: State.PLANNING,
    }[verdict]
    interview = tx.move(INTERVIEW, interview_id, "state", (State.PLAN_REVIEW,), state=onward)
    _close(tx, interview_id, Gate.PLAN, verdict, reason)
    if verdict is Verdict.APPROVED:
        tx.emit(EventName.PLAN_APPROVED, interview_id)
        tx.start("invite", interview_id)
        wait = max(interview.scheduled_at - tx.now, timedelta(0)) + UNOPENED
        tx.start("expire", interview_id, wait, key=f"expire:{interview_id}:approved")
    elif verdict is Verdict.REJECTED:
        tx.emit(EventName.PLAN_REJECTED, interview_id)
    else:
        tx.start("plan", interview_id, key=f"plan:{interview_id}:{tx.now.isoformat()}")
    return interview


def decide_assessment(tx: Tx, interview_id: str, verdict: Verdict, reason: str | None = None) -> Interview:
    """Release an assessment, or cancel what it stands for. Raises NotFound, Conflict."""
    tx.actor.need("interviews:write")
    approved = verdict is Verdict.APPROVED
    values = (
        {"state": State.RELEASED}
        if approved
        else {
            "state": State.CANCELLED,
            "end_reason": EndReason.CANCELLED,
        }
    )
    interview = tx.move(INTERVIEW, interview_id, "state", (State.ASSESSMENT_REVIEW,), **values)
    _close(tx, interview_id, Gate.ASSESSMENT, verdict, reason)
    assessment = tx.find(ASSESSMENT, interview_id=interview_id)
    if assessment is None:
        raise NotFound(ASSESSMENT.kind, interview_id)
    tx.change(ASSESSMENT, assessment.id, review=Review.APPROVED if approved else Review.RETURNED)
    if approved:
        assessments.announce(tx, interview)
    else:
        tx.emit(EventName.INTERVIEW_CANCELLED, interview_id)
    return interview


def _close(tx: Tx, interview_id: str, gate: Gate, verdict: Verdict, reason: str | None) -> None:
    waiting = [
        approval
        for approval in tx.view.every(APPROVAL, interview_id=interview_id, gate=gate.value)
        if approval.verdict is Verdict.PENDING
    ]
    if not waiting:
        raise Conflict("There is nothing to decide")
    closed: Approval = tx.change(
        APPROVAL, waiting[-1].id, verdict=verdict, decided_at=tx.now, decided_by=tx.actor.id, reason=reason
    )
    tx.audit(f"{gate.value}.{verdict.value}", closed.id)
