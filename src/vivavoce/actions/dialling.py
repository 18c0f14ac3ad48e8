"""What happens to a call at its moment: placed, put off or dropped; and afterwards: what comes of its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from vivavoce.actions import calling, course, steps
from vivavoce.actions.steps import Changed
from vivavoce.domain import calling as rules_of
from vivavoce.domain.calling import Skip
from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import Application, Candidate
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import (
    UNPLANNED,
    AttemptStatus,
    Call,
    CallOutcome,
    EndReason,
    Interview,
    Role,
    State,
)
from vivavoce.kit.zones import number_of
from vivavoce.store import queries
from vivavoce.store.shapes import (
    AGENT,
    APPLICATION,
    CALL,
    CANDIDATE,
    INTERVIEW,
    ORGANIZATION,
    PHONE_NUMBER,
    TURN,
)
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

_HELD = (State.ASSESSING, State.ASSESSMENT_REVIEW, State.RELEASED)

BUSY_PAUSE = timedelta(minutes=5)
_VOICEMAIL = (
    "Hello, this is an automatic message from {organization}. We tried to reach you for the first interview "
    "you applied for, which an AI holds by telephone. We may try again. Tell us when you are called if you "
    "do not want that."
)


@dataclass(frozen=True, slots=True)
class Dialling:
    """A call to place now. `to` and `caller` in E.164; `voicemail`: words for a machine, None for silence.

    `again`: it was begun before, by a process that died.
    """

    call: Call
    interview_id: str
    to: str
    caller: str | None
    voicemail: str | None
    again: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call went. `outcome` None: the interview was held to its end. `stop`: never call again."""

    outcome: CallOutcome | None
    seconds: int = 0
    stop: bool = False
    note: str | None = None


def begin(tx: Tx, call_id: str) -> Dialling | None:
    """Place a call whose moment has come, unless something speaks against it; None when it is not placed.

    Everything is looked at again at this moment. What passes puts it off, what does not is its `skip`.
    """
    tx.actor.need("interviews:write")
    call = tx.find(CALL, id=call_id)
    if call is None or call.status not in {AttemptStatus.SCHEDULED, AttemptStatus.IN_PROGRESS}:
        return None
    interview = tx.find(INTERVIEW, id=call.interview_id)
    if interview is None or tx.now < call.scheduled_at or interview.state in UNPLANNED:
        return None
    candidate = tx.view.get_kept(CANDIDATE, interview.candidate_id)
    number = number_of(candidate.phone or "")
    again = call.status is AttemptStatus.IN_PROGRESS
    why = None if again else against(tx.view, tx.actor, call, interview, candidate)
    if why is not None:
        _not_placed(tx, call, interview, candidate, why)
        return None
    assert number is not None, "a call without a number is skipped"
    if not again:
        began = {"status": AttemptStatus.IN_PROGRESS, "called_at": tx.now}
        call = tx.move(CALL, call_id, "status", (AttemptStatus.SCHEDULED,), **began)
        tx.audit("call.place", call_id)
    return Dialling(call, interview.id, number, _caller(tx, interview), _message(tx, interview), again)


def placed(tx: Tx, call_id: str, reference: str) -> None:
    """Note the telephone company's own id of a call that it is placing."""
    tx.actor.need("interviews:write")
    tx.change(CALL, call_id, reference=reference)


def simulated(tx: Tx, interview_id: str) -> None:
    """Mark an interview as a test, because nobody but a simulated callee was called."""
    tx.actor.need("interviews:write")
    tx.change(INTERVIEW, interview_id, is_test=True)


def ended(tx: Tx, call_id: str, how: Ended) -> Call:
    """Note the end of a call, and plan what follows. A second report of the same end changes nothing."""
    tx.actor.need("interviews:write")
    before = tx.get(CALL, call_id)
    if before.status is not AttemptStatus.IN_PROGRESS:
        return before
    interview = tx.get(INTERVIEW, before.interview_id)
    held = interview.state in _HELD
    spoken = held or how.outcome is CallOutcome.DECLINED
    call = tx.move(
        CALL,
        call_id,
        "status",
        (AttemptStatus.IN_PROGRESS,),
        status=AttemptStatus.COMPLETED if spoken else AttemptStatus.FAILED,
        outcome=how.outcome,
        seconds=how.seconds,
        notes=how.note,
    )
    candidate = tx.view.get_kept(CANDIDATE, interview.candidate_id)
    if how.stop and candidate.phone:
        calling.bar(tx, number_of(candidate.phone) or candidate.phone, "asked on the telephone")
    tx.audit("call.end", call_id)
    if not held:
        tx.emit(EventName.CALL_MISSED, interview.id, call_id)
        _onward(tx, interview, candidate, how)
    return call


def against(view: View, actor: Actor, call: Call, interview: Interview, candidate: Candidate) -> Skip | None:
    """What speaks against placing this call now, None when nothing does."""
    actor.need("interviews:read", "interviews:write")
    number = number_of(candidate.phone or "")
    if number is None:
        return Skip.NO_NUMBER
    facts = {
        Skip.OVER: interview.state not in {State.READY, State.LIVE},
        Skip.DO_NOT_CALL: calling.barred(view, number),
        Skip.IN_PROGRESS: bool(view.ask(queries.BUSY_WITH, candidate_id=candidate.id)),
    }
    why = next((skip for skip, holds in facts.items() if holds), None)
    return why if why or call.asked else _unasked(view, actor, interview, candidate)


def _unasked(view: View, actor: Actor, interview: Interview, candidate: Candidate) -> Skip | None:
    """What speaks against a call that nobody asked for."""
    application = _application(view, interview)
    if application is None or not application.active:
        return Skip.PASSIVE
    rules = calling.read(view, actor, application.job_id)
    if not rules.automatic:
        return Skip.SWITCHED_OFF
    placed = calling.placed_for(view, candidate.id, application.job_id)
    zones = calling.zones_for(view, candidate)
    return rules_of.permitted(rules.rules, zones, application.created_at, placed, view.now)


PASSING = (Skip.TOO_SOON, Skip.DAY_OFF, Skip.WINDOW_CLOSED, Skip.DAILY_LIMIT, Skip.IN_PROGRESS)
"""What speaks against a call only for a time."""


def _not_placed(tx: Tx, call: Call, interview: Interview, candidate: Candidate, why: Skip) -> None:
    tx.move(CALL, call.id, "status", (AttemptStatus.SCHEDULED,), status=AttemptStatus.CANCELLED, skip=why)
    tx.audit(f"call.skip.{why.value}", call.id)
    if call.asked:
        tx.emit(EventName.CALL_MISSED, interview.id, call.id)
    application = _application(tx.view, interview)
    if why in PASSING and application is not None and not call.asked:
        rules = calling.read(tx.view, tx.actor, application.job_id)
        after = tx.now + BUSY_PAUSE if why is Skip.IN_PROGRESS else tx.now
        calling.attempt(tx, interview, rules.rules, application, candidate, after)


def _onward(tx: Tx, interview: Interview, candidate: Candidate, how: Ended) -> None:
    """After a call that led to nothing: back to waiting, called off, or called again."""
    turns = tx.view.every(TURN, interview_id=interview.id)
    if interview.state is State.LIVE and not any(turn.role is Role.CANDIDATE for turn in turns):
        interview = steps.advance(tx, interview.id, (State.LIVE,), State.READY, started_at=None)
    if interview.state is not State.READY:
        return
    if how.outcome is CallOutcome.DECLINED:
        course.cancel(tx, interview.id, "The candidate declined on the telephone")
        return
    application = _application(tx.view, interview)
    if application is None or not application.active:
        return
    rules = calling.read(tx.view, tx.actor, application.job_id)
    if not rules.automatic:
        return
    following = calling.attempt(tx, interview, rules.rules, application, candidate, tx.now)
    if following.skip is not None:
        over: Changed = {"end_reason": EndReason.UNREACHED, "ended_at": tx.now}
        steps.advance(tx, interview.id, (State.READY,), State.FAILED, reason=following.skip.value, **over)
        tx.emit(EventName.INTERVIEW_FAILED, interview.id, "The candidate could not be reached by telephone")


def _application(view: View, interview: Interview) -> Application | None:
    if interview.job_id is None:
        return None
    return view.find(APPLICATION, candidate_id=interview.candidate_id, job_id=interview.job_id)


def _caller(tx: Tx, interview: Interview) -> str | None:
    agent = tx.view.get_kept(AGENT, interview.agent_id)
    return tx.get(PHONE_NUMBER, agent.phone_number_id).number if agent.phone_number_id else None


def _message(tx: Tx, interview: Interview) -> str | None:
    application = _application(tx.view, interview)
    if application is None or not calling.read(tx.view, tx.actor, application.job_id).rules.voicemail:
        return None
    return _VOICEMAIL.format(organization=tx.get(ORGANIZATION, tx.organization_id).name)
