"""How a person decides at a gate. Of two opposite decisions at once, one wins and the other is a conflict."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vivavoce.actions import agents, assessments, calls, interviews, mailings, steps
from vivavoce.actions.access import SCOPES_OF
from vivavoce.domain.errors import Conflict, Invalid, NotFound
from vivavoce.domain.events import EventName
from vivavoce.domain.identity import APPROVE, Actor, ActorKind
from vivavoce.domain.interview import EndReason, Interview, State
from vivavoce.domain.review import Approval, Gate, Verdict
from vivavoce.domain.scoring import Assessment, Review
from vivavoce.kit.ids import new_id
from vivavoce.kit.words import N_
from vivavoce.store.shapes import AGENT, APPROVAL, ASSESSMENT, INTERVIEW, JOB, MEMBER, PLAN
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

    Raises NotFound, Conflict when it does not wait, was decided otherwise, or was returned for a second look
    by the one who now approves it.
    """
    tx.actor.need(APPROVE)
    approved = decision.verdict is Verdict.APPROVED
    onward = State.RELEASED if approved else State.CANCELLED
    values = {} if approved else {"end_reason": EndReason.CANCELLED}
    try:
        interview = _move(tx, interview_id, State.ASSESSMENT_REVIEW, onward, decision, **values)
    except Conflict:
        return _repeated(tx, interview_id, Gate.ASSESSMENT, decision.verdict)
    assessment = _assessment(tx, interview_id)
    if approved:
        _check_second(tx, assessment, decision)
    _close(tx, interview_id, Gate.ASSESSMENT, decision)
    tx.change(ASSESSMENT, assessment.id, review=Review.APPROVED if approved else Review.RETURNED)
    if approved:
        assessments.announce(tx, interview)
    else:
        tx.emit(EventName.ASSESSMENT_REJECTED, interview_id)
    return interview


def return_assessment(tx: Tx, interview_id: str, decision: Decision) -> Interview:
    """Have somebody else look at an assessment before it is released; the same person again changes nothing.

    `decision` says who asks for that and why. Raises NotFound, Invalid without a reason, Conflict when the
    assessment does not wait.
    """
    tx.actor.need(APPROVE)
    asked = _asking(tx.actor, decision)
    waiting = State.ASSESSMENT_REVIEW
    # A write, not a read: of two decisions at once, the second waits here for the first.
    interview = tx.move(INTERVIEW, interview_id, "state", (waiting,), state=waiting)
    assessment = _assessment(tx, interview_id)
    if _returned_by(tx, assessment) == asked.by:
        return interview
    _close(tx, interview_id, Gate.ASSESSMENT, asked)
    again = Approval(new_id(), tx.organization_id, interview_id, Gate.ASSESSMENT, Verdict.PENDING, tx.now)
    tx.add(APPROVAL, again)
    tx.change(ASSESSMENT, assessment.id, review=Review.RETURNED)
    return interview


def review(tx: Tx, interview_id: str, decision: Decision) -> Interview:
    """Say of an assessment that went out without a gate that it holds (APPROVED), or that somebody else is to
    look at it, and why (CHANGES_ASKED). It stays out either way; the same decision again changes nothing.

    Raises NotFound, Invalid without a reason, Conflict when it is not out, was approved, or was returned by
    the one who now approves it.
    """
    tx.actor.need(APPROVE)
    approved = decision.verdict is Verdict.APPROVED
    said = replace(decision, by=_decider(tx.actor, decision)) if approved else _asking(tx.actor, decision)
    interview = tx.move(INTERVIEW, interview_id, "state", (State.RELEASED,), state=State.RELEASED)
    assessment = _assessment(tx, interview_id)
    if assessment.review is Review.APPROVED and not approved:
        raise Conflict("This assessment was approved")
    if assessment.review is Review.APPROVED or (not approved and _returned_by(tx, assessment) == said.by):
        return interview
    if approved:
        _check_second(tx, assessment, decision)
    closed = Approval(
        new_id(),
        tx.organization_id,
        interview_id,
        Gate.ASSESSMENT,
        said.verdict,
        tx.now,
        decided_at=tx.now,
        decided_by=said.by,
        reason=said.reason,
    )
    tx.add(APPROVAL, closed)
    tx.change(ASSESSMENT, assessment.id, review=Review.APPROVED if approved else Review.RETURNED)
    tx.audit(f"assessment.{said.verdict.value}", closed.id)
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
    last = _last(tx, interview_id, gate)
    if last is None or last.verdict is not verdict:
        raise Conflict(f"This interview is {interview.state}; that is not possible now")
    return interview


def _last(tx: Tx, interview_id: str, gate: Gate) -> Approval | None:
    """The newest decision at a gate; what still waits is none."""
    made = tx.view.every(APPROVAL, interview_id=interview_id, gate=gate.value)
    decided = [(one.decided_at, one) for one in made if one.decided_at is not None]
    return max(decided, key=lambda pair: pair[0])[1] if decided else None


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


def _assessment(tx: Tx, interview_id: str) -> Assessment:
    """Raises NotFound."""
    found = tx.find(ASSESSMENT, interview_id=interview_id)
    if found is None:
        raise NotFound(ASSESSMENT.kind, interview_id)
    return found


def _decider(who: Actor, decision: Decision) -> str:
    """Whoever signed in; behind a program, whom it names."""
    return who.id if who.kind is ActorKind.MEMBER else decision.by or who.id


def _asking(who: Actor, decision: Decision) -> Decision:
    """The decision to have somebody else look. Raises Invalid without a reason."""
    reason = (decision.reason or "").strip()
    if not reason:
        raise Invalid.because("reason", N_("Please say what should be looked at again."))
    return Decision(Verdict.CHANGES_ASKED, _decider(who, decision), reason)


def _returned_by(tx: Tx, assessment: Assessment) -> str | None:
    """Who returned an assessment that nobody has approved since."""
    last = _last(tx, assessment.interview_id, Gate.ASSESSMENT)
    return last.decided_by if last and assessment.review is Review.RETURNED else None


def _check_second(tx: Tx, assessment: Assessment, decision: Decision) -> None:
    """Raises Conflict where the one who returned it approves it, though another person could."""
    who = _decider(tx.actor, decision)
    if _returned_by(tx, assessment) != who:
        return
    for member in tx.view.every(MEMBER):
        able = member.password_hash is not None and SCOPES_OF[member.role] & {"*", APPROVE}
        if able and member.id != who:
            raise Conflict(N_("Somebody else must approve what you returned for a second look."))


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
