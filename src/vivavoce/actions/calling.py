"""How the applicants of a job are called: rules, the switch, who must not be called, what is arranged."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from vivavoce.actions import agents, calls, interviews
from vivavoce.actions.interviews import NewInterview
from vivavoce.actions.links import Links
from vivavoce.domain import calling
from vivavoce.domain.calling import Rules, Skip
from vivavoce.domain.errors import Conflict, Invalid
from vivavoce.domain.hiring import Application, Calling, Candidate, DoNotCall
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import AttemptStatus, Call, Channel, Interview, State
from vivavoce.interviewer.mind import Mind
from vivavoce.kit.zones import number_of, zones_of
from vivavoce.store import queries
from vivavoce.store.shapes import (
    APPLICATION,
    CALL,
    CALLING,
    CANDIDATE,
    DO_NOT_CALL,
    INTERVIEW,
    JOB,
    ORGANIZATION,
)
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

MINUTES = 30
LONGEST_WAIT = 525_600
OPEN = timedelta(days=60)
_ALIVE = (State.CHECKING, State.PLANNING, State.PLAN_REVIEW, State.READY, State.LIVE)


def read(view: View, actor: Actor, job_id: str) -> Calling:
    """How a job's applicants are called; the defaults while nobody has said. Raises NotFound."""
    actor.need("jobs:read", "jobs:write", "candidates:write")
    job = view.get(JOB, job_id)
    known = view.find(CALLING, job_id=job_id)
    unsaid = Calling(job_id, view.organization_id, False, False, Rules(), job.created_at, job.created_at)
    return known or unsaid


def set_rules(tx: Tx, job_id: str, rules: Rules) -> Calling:
    """Set a job's rules; calls that wait are planned anew. Raises NotFound, Invalid (window, a long wait)."""
    tx.actor.need("jobs:write")
    if rules.closes <= rules.opens:
        raise Invalid.because("closes", "The window must end after it starts")
    if max(rules.retry_minutes, rules.first_after_minutes) > LONGEST_WAIT:
        raise Invalid.because("retry_minutes", f"A wait is {LONGEST_WAIT} minutes at most")
    known = _row(tx, job_id)
    set_ = tx.change(CALLING, known.job_id, rules=rules, configured=True)
    tx.audit("calling.rules", job_id)
    if set_.automatic:
        _replan(tx, job_id)
    return set_


def switch(tx: Tx, job_id: str, automatic: bool) -> Calling:
    """Let applicants be called without anybody asking, or stop that; a call that is going on goes on.

    Switched on, it is arranged for every active applicant there is, a run for each.
    """
    tx.actor.need("jobs:write")
    known = _row(tx, job_id)
    switched = tx.change(CALLING, known.job_id, automatic=automatic)
    tx.audit("calling.on" if automatic else "calling.off", job_id)
    if automatic and not known.automatic:
        for application in tx.view.every(APPLICATION, job_id=job_id):
            tx.start("arrange", application.id, key=f"arrange:{application.id}:{tx.now.isoformat()}")
    elif not automatic:
        for call in _waiting(tx, job_id):
            tx.change(CALL, call.id, status=AttemptStatus.CANCELLED, skip=Skip.SWITCHED_OFF)
    return switched


def bar(tx: Tx, number: str, reason: str) -> None:
    """Never call this number (E.164) again; a second time changes nothing."""
    tx.actor.need("candidates:write")
    tx.lock(f"number {number}")
    if not barred(tx.view, number):
        tx.add(DO_NOT_CALL, DoNotCall(number, tx.organization_id, reason, tx.now))
        tx.audit("number.bar", tx.organization_id)


def barred(view: View, number: str) -> bool:
    """Whether nobody of the organization may call this number."""
    return view.find(DO_NOT_CALL, number=number) is not None


def arrange(tx: Tx, links: Links, mind: Mind, application_id: str) -> Call | None:
    """The next call of an active applicant, planned if none waits; None when the job's switch is off.

    Whoever has been interviewed for the job, has declined or could not be reached is not called again.
    Without an instant that the rules permit, the attempt is noted with the reason.
    """
    tx.actor.need("candidates:write")
    application = tx.get(APPLICATION, application_id)
    rules = read(tx.view, tx.actor, application.job_id)
    theirs = {"candidate_id": application.candidate_id, "job_id": application.job_id}
    if any(interview.state not in _ALIVE for interview in tx.view.every(INTERVIEW, **theirs)):
        return None
    if not rules.automatic or not application.active:
        return None
    candidate = tx.get(CANDIDATE, application.candidate_id)
    if candidate.phone is None:
        return None
    tx.lock(f"call {candidate.id}")
    interview = _interview(tx, links, mind, application)
    waiting = tx.find(CALL, interview_id=interview.id, status=AttemptStatus.SCHEDULED.value)
    return waiting or attempt(tx, interview, rules.rules, application, candidate, tx.now)


def attempt(
    tx: Tx,
    interview: Interview,
    rules: Rules,
    application: Application,
    candidate: Candidate,
    after: datetime,
) -> Call:
    """Plan the next call that the rules permit from `after` on, with its notices; or note why not."""
    tx.actor.need("candidates:write")
    placed = placed_for(tx.view, candidate.id, application.job_id)
    zones = zones_for(tx.view, candidate)
    at = calling.plan(rules, zones, application.created_at, placed, after)
    if isinstance(at, Skip):
        return calls.skip(tx, interview.id, at)
    call = calls.plan(tx, interview.id, at, asked=False)
    announce(tx, call, rules, len(placed) + 1)
    return call


def announce(tx: Tx, call: Call, rules: Rules, number: int) -> None:
    """Start the notices that go out before attempt `number`; one whose time is past goes out at once."""
    tx.actor.need("candidates:write")
    for channel, when in calling.notices(rules, number, call.scheduled_at):
        key = f"notice_{channel}:{call.id}:{call.scheduled_at.isoformat()}"
        tx.start(f"notice_{channel}", call.id, max(when - tx.now, timedelta(0)), key=key)


def call_now(tx: Tx, links: Links, mind: Mind, application_id: str) -> Call:
    """Call an applicant at once, whatever the window. Raises NotFound, Invalid (number), Conflict (busy)."""
    tx.actor.need("interviews:write")
    application = tx.get(APPLICATION, application_id)
    candidate = tx.get(CANDIDATE, application.candidate_id)
    if number_of(candidate.phone or "") is None:
        raise Invalid.because("phone_no", "The candidate has no telephone number that can be called")
    tx.lock(f"call {candidate.id}")
    if tx.ask(queries.BUSY_WITH, candidate_id=candidate.id):
        raise Conflict("A call with this candidate is in progress")
    interview = _interview(tx, links, mind, application)
    waiting = tx.view.every(CALL, interview_id=interview.id, status=AttemptStatus.SCHEDULED.value)
    if any(call.asked for call in waiting):
        raise Conflict("A call with this candidate is in progress")
    calls.cancel_all(tx, interview.id, Skip.IN_PROGRESS)
    tx.audit("call.now", interview.id)
    return calls.plan(tx, interview.id, tx.now)


def placed_for(view: View, candidate_id: str, job_id: str | None) -> tuple[datetime, ...]:
    """When a candidate was called for a job."""
    rows = view.ask(queries.CALLED_FOR, candidate_id=candidate_id, job_id=job_id)
    return tuple(row[0] for row in rows)


def zones_for(view: View, candidate: Candidate) -> tuple[ZoneInfo, ...]:
    """The zones a candidate may be in, from the number, else the country, else the organization's own."""
    fallback = view.get(ORGANIZATION, view.organization_id).policy.zone
    names = zones_of(candidate.phone or "", candidate.country, fallback)
    return tuple(ZoneInfo(name) for name in names)


def _row(tx: Tx, job_id: str) -> Calling:
    tx.lock(f"calling {job_id}")
    known = read(tx.view, tx.actor, job_id)
    if tx.find(CALLING, job_id=job_id) is None:
        tx.add(CALLING, known)
    return known


def _interview(tx: Tx, links: Links, mind: Mind, application: Application) -> Interview:
    """The telephone interview of an application that is not over, or a new one."""
    theirs = {"candidate_id": application.candidate_id, "job_id": application.job_id}
    for interview in reversed(tx.view.every(INTERVIEW, **theirs)):
        if interview.state in _ALIVE and tx.view.count(CALL, interview_id=interview.id):
            return interview
    agent = agents.standard(tx, Channel.PHONE, MINUTES)
    new = NewInterview(
        application.candidate_id,
        agent.id,
        application.job_id,
        open_until=tx.now + OPEN,
        mails=False,
        calls_itself=True,
    )
    return interviews.create(tx, links, mind, new).interview


def _waiting(tx: Tx, job_id: str) -> list[Call]:
    """The calls of a job that wait and that nobody asked for."""
    found = []
    for interview in tx.view.every(INTERVIEW, job_id=job_id):
        if interview.state in _ALIVE:
            waits = tx.view.every(CALL, interview_id=interview.id, status=AttemptStatus.SCHEDULED.value)
            found += [call for call in waits if not call.asked]
    return found


def _replan(tx: Tx, job_id: str) -> None:
    rules = read(tx.view, tx.actor, job_id).rules
    for call in _waiting(tx, job_id):
        interview = tx.get(INTERVIEW, call.interview_id)
        theirs = {"candidate_id": interview.candidate_id, "job_id": job_id}
        application = tx.find(APPLICATION, **theirs)
        candidate = tx.find(CANDIDATE, id=interview.candidate_id)
        tx.remove(CALL, call.id)
        if application is not None and candidate is not None:
            attempt(tx, interview, rules, application, candidate, tx.now)
