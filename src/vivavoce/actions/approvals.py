"""How a person decides at a gate. Of two opposite decisions at once, one wins and the other is a conflict."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.actions import agents, assessments, calls, interviews, mailings, steps
from vivavoce.domain.errors import Conflict, Invalid, NotFound
from vivavoce.domain.events import EventName
from vivavoce.domain.identity import APPROVE, Actor
from vivavoce.domain.interview import EndReason, Interview, State
from vivavoce.domain.review import Approval, Gate, Verdict
from vivavoce.domain.scoring import Review
from vivavoce.store.shapes import AGENT, APPROVAL, ASSESSMENT, INTERVIEW, JOB, PLAN
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides. `by` names that person in the caller's words; None: the actor itself."""

    verdict: Verdict
    by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What the next version of a plan should have. `minutes` is the interview's length."""

    add_skills: tuple[str, ...] = ()
    remove_skills: tuple[str, ...] = ()
    minutes: int | None = None


NO_CHANGES = Changes()


def decide_plan(tx: Tx, interview_id: str, decision: Decision) -> Interview:
    """Approve a plan (the link works, the mail goes out) or reject it; the same decision again does nothing.

    Raises NotFound, Conflict when the plan does not wait, or was decided otherwise.
    """
    tx.actor.need(APPROVE)
    onward = {Verdict.APPROVED: State.READY, Verdict.REJECTED: State.REJECTED}[decision.verdict]
    try:
        interview = _move(tx, interview_id, State.PLAN_REVIEW, onward, decision)
    except Conflict:
        return _repeated(tx, interview_id, Gate.PLAN, decision.verdict)
    _close(tx, interview_id, Gate.PLAN, decision)
    if decision.verdict is Verdict.REJECTED:
        tx.emit(EventName.PLAN_REJECTED, interview_id)
        return interview
    tx.emit(EventName.PLAN_APPROVED, interview_id)
    if interview.scheduled_at > tx.now:
        tx.emit(EventName.INTERVIEW_SCHEDULED, interview_id)
    if interview.mails:
        mailings.mail_link(tx, interview_id)
    calls.resume(tx, interview_id)
    return interviews.open_fully(tx, interview)


def ask_changes(tx: Tx, interview_id: str, decision: Decision, changes: Changes = NO_CHANGES) -> Interview:
    """Have another version of the plan written. Raises NotFound, Conflict, Invalid (no skill left)."""
    tx.actor.need(APPROVE)
    interview = _move(tx, interview_id, State.PLAN_REVIEW, State.PLANNING, decision)
    _close(tx, interview_id, Gate.PLAN, decision)
    _apply(tx, interview, changes)
    tx.emit(EventName.PLAN_CHANGES_ASKED, interview_id)
    version = len(tx.view.every(PLAN, interview_id=interview_id)) + 1
    tx.start("plan", interview_id, key=f"plan:{interview_id}:{version}")
    return interview


def decide_assessment(tx: Tx, interview_id: str, decision: Decision) -> Interview:
    """Release an assessment, or cancel what it stands for; the same decision again does nothing.

    Raises NotFound, Conflict when it does not wait, or was decided otherwise.
    """
    tx.actor.need(APPROVE)
    approved = decision.verdict is Verdict.APPROVED
    onward = State.RELEASED if approved else State.CANCELLED
    values = {} if approved else {"end_reason": EndReason.CANCELLED}
    try:
        interview = _move(tx, interview_id, State.ASSESSMENT_REVIEW, onward, decision, **values)
    except Conflict:
        return _repeated(tx, interview_id, Gate.ASSESSMENT, decision.verdict)
    _close(tx, interview_id, Gate.ASSESSMENT, decision)
    assessment = tx.find(ASSESSMENT, interview_id=interview_id)
    if assessment is None:
        raise NotFound(ASSESSMENT.kind, interview_id)
    tx.change(ASSESSMENT, assessment.id, review=Review.APPROVED if approved else Review.RETURNED)
    if approved:
        assessments.announce(tx, interview)
    else:
        tx.emit(EventName.ASSESSMENT_REJECTED, interview_id)
    return interview


def history(view: View, actor: Actor, interview_id: str) -> tuple[Approval, ...]:
    """What was put before a person for this interview, and what they decided, oldest first."""
    actor.need("interviews:read")
    return view.every(APPROVAL, interview_id=interview_id)


def _move(
    tx: Tx, interview_id: str, waiting: State, onward: State, decision: Decision, **values: object
) -> Interview:
    return steps.advance(
        tx, interview_id, (waiting,), onward, by=decision.by, reason=decision.reason, **values
    )


def _repeated(tx: Tx, interview_id: str, gate: Gate, verdict: Verdict) -> Interview:
    """The interview, when this very decision was the last one made here. Raises Conflict otherwise."""
    interview = tx.get(INTERVIEW, interview_id)
    made = tx.view.every(APPROVAL, interview_id=interview_id, gate=gate.value)
    if not made or made[-1].verdict is not verdict:
        raise Conflict(f"This interview is {interview.state}; that is not possible now")
    return interview


def _close(tx: Tx, interview_id: str, gate: Gate, decision: Decision) -> None:
    waiting = [
        approval
        for approval in tx.view.every(APPROVAL, interview_id=interview_id, gate=gate.value)
        if approval.verdict is Verdict.PENDING
    ]
    if not waiting:
        raise Conflict("There is nothing to decide")
    closed: Approval = tx.change(
        APPROVAL,
        waiting[-1].id,
        verdict=decision.verdict,
        decided_at=tx.now,
        decided_by=decision.by or tx.actor.id,
        reason=decision.reason,
    )
    tx.audit(f"{gate.value}.{decision.verdict.value}", closed.id)


def _apply(tx: Tx, interview: Interview, changes: Changes) -> None:
    if interview.job_id and (changes.add_skills or changes.remove_skills):
        known = tx.get(JOB, interview.job_id).required_skills
        dropped = {skill.lower() for skill in changes.remove_skills}
        skills = [skill for skill in (*known, *changes.add_skills) if skill.lower() not in dropped]
        if not skills:
            raise Invalid.because("removeSkills", "a plan needs at least one skill")
        tx.change(JOB, interview.job_id, required_skills=tuple(dict.fromkeys(skills)))
        tx.emit(EventName.JOB_CHANGED, interview.job_id)
    if changes.minutes is not None:
        old = tx.view.get_kept(AGENT, interview.agent_id)
        agent = agents.standard(tx, old.channel, changes.minutes, old.language)
        tx.change(INTERVIEW, interview.id, agent_id=agent.id)
