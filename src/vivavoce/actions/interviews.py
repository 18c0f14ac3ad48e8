"""What can be done with interviews: made, read, listed, deleted, and moved along by the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vivavoce.actions import agents, assessments, calls, candidates, jobs, plans, steps
from vivavoce.actions.agents import NewAgent
from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.jobs import NewJob
from vivavoce.actions.links import Links
from vivavoce.actions.steps import Changed
from vivavoce.domain.errors import Invalid
from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import Candidate, JobStatus
from vivavoce.domain.identity import Actor, Policy
from vivavoce.domain.interview import (
    Agent,
    Call,
    Channel,
    EndReason,
    Focus,
    Interview,
    Plan,
    State,
    Turn,
    settled,
)
from vivavoce.domain.invitation import Invitation
from vivavoce.domain.scoring import Assessment
from vivavoce.interviewer.evidence import prove_appraisal
from vivavoce.interviewer.mind import Mind
from vivavoce.kit.ids import new_id
from vivavoce.kit.paging import Page, Slice
from vivavoce.store import queries
from vivavoce.store.shapes import (
    AGENT,
    APPLICATION,
    ASSESSMENT,
    CALL,
    CANDIDATE,
    INTERVIEW,
    INVITATION,
    JOB,
    ORGANIZATION,
    TURN,
)
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

UNOPENED = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class NewInterview:
    """An interview to arrange. Each party is an id of a known one, or a new one to make.

    `job=None`: the candidate's only open job is taken, except for a GENERIC agent, which needs none.
    `scheduled_at=None`: at once. `is_test`: held and assessed by simulation inside this call.
    `open_until` is when it and its link expire; None: it `UNOPENED` after its time, the link by the
    organization's policy. The gates add to the policy's. `draft`: it waits for more to be told.
    `reply_to` and `message` go into the invitation mail, which `mails=False` leaves out.
    `calls_itself`: whoever arranges a telephone interview plans its calls, too.
    """

    candidate: str | NewCandidate
    agent: str | NewAgent
    job: str | NewJob | None = None
    scheduled_at: datetime | None = None
    is_test: bool = False
    metadata: Mapping[str, Any] | None = None
    open_until: datetime | None = None
    plan_gate: bool = False
    assessment_gate: bool = False
    draft: bool = False
    mails: bool = True
    rejoin_minutes: int = 15
    reply_to: str | None = None
    message: str | None = None
    calls_itself: bool = False


@dataclass(frozen=True, slots=True)
class InterviewFilter:
    """Which interviews to list. `states=None`: in any state; `()`: in none."""

    candidate_id: str | None = None
    agent_id: str | None = None
    states: tuple[State, ...] | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """An interview with what may be shown of it. `assessment` only once released; `turns` once ended.

    `plan` is what the assessment judged by. `link` is the candidate's address, None for a telephone one.
    """

    interview: Interview
    channel: Channel
    calls: tuple[Call, ...]
    turns: tuple[Turn, ...]
    assessment: Assessment | None
    link: str | None
    plan: Plan | None = None


def create(tx: Tx, links: Links, mind: Mind, new: NewInterview) -> Dossier:
    """Arrange an interview and start writing its plan.

    Raises NotFound, Invalid (no single job to take, telephone without a number).
    """
    tx.actor.need("interviews:write")
    candidate = _candidate(tx, new.candidate)
    agent = _agent(tx, new.agent)
    job_id = _job(tx, new.job, candidate, agent)
    if agent.channel is Channel.PHONE and not candidate.phone:
        raise Invalid.because("candidateId", "The candidate has no phone number for a PHONE interview")
    policy = tx.get(ORGANIZATION, tx.organization_id).policy
    interview = steps.begin(tx, _arranged(tx, new, candidate.id, agent.id, job_id, policy))
    tx.emit(EventName.INTERVIEW_CREATED, interview.id)
    tx.audit("interview.create", interview.id)
    link_until = max(interview.scheduled_at, tx.now) + timedelta(days=policy.link_days)
    invite(tx, links, interview.id, new.open_until or link_until, new.reply_to, new.message)
    if new.is_test:
        return _rehearsed(tx, links, mind, interview)
    if agent.channel is Channel.PHONE and not new.calls_itself:
        calls.plan(tx, interview.id, interview.scheduled_at)
    if not new.draft:
        tx.start("plan", interview.id)
    expiring(tx, interview)
    return dossier(tx.view, links, interview)


def invite(
    tx: Tx,
    links: Links,
    interview_id: str,
    until: datetime,
    reply_to: str | None = None,
    message: str | None = None,
) -> Invitation:
    """Make a link for the candidate; it is the interview's link from now on."""
    tx.actor.need("interviews:write")
    id = new_id()
    return tx.add(
        INVITATION,
        Invitation(
            id,
            tx.organization_id,
            interview_id,
            links.token_hash(id),
            until,
            tx.now,
            reply_to=reply_to,
            message=message,
        ),
    )


def expiring(tx: Tx, interview: Interview) -> None:
    """See to it that the interview expires at its `open_until`."""
    tx.actor.need("interviews:write", "interviews:approve", "room")
    until = interview.open_until
    key = f"expire:{interview.id}:{until.isoformat()}"
    tx.start("expire", interview.id, max(until - tx.now, timedelta(0)), key=key)


def open_fully(tx: Tx, interview: Interview) -> Interview:
    """However long people took, the candidate has the whole time from now or the appointment on."""
    tx.actor.need("interviews:write", "interviews:approve")
    life = interview.open_until - max(interview.scheduled_at, interview.created_at)
    until = max(tx.now, interview.scheduled_at) + life
    opened = tx.change(INTERVIEW, interview.id, open_until=until)
    link = tx.find(INVITATION, interview_id=interview.id)
    if link is not None:
        tx.change(INVITATION, link.id, expires_at=max(link.expires_at, until))
    expiring(tx, opened)
    return opened


def read(view: View, actor: Actor, links: Links, id: str) -> Dossier:
    """One interview. Raises NotFound."""
    actor.need("interviews:read")
    return dossier(view, links, view.get(INTERVIEW, id))


def hold(tx: Tx, job_id: str, email: str) -> None:
    """Nobody else arranges an interview of this address for this job until the commit."""
    tx.actor.need("interviews:write")
    tx.lock(f"interview {job_id} {email.lower()}")


def newest(view: View, actor: Actor, job_id: str, email: str) -> Interview | None:
    """The newest interview for a job of whoever has this address, case ignored; None when there is none."""
    actor.need("interviews:read", "interviews:write")
    found = view.ask(queries.NEWEST_FOR, job_id=job_id, email=email.lower())
    return view.get(INTERVIEW, found[0][0]) if found else None


def listing(view: View, actor: Actor, links: Links, page: Page, wanted: InterviewFilter) -> Slice[Dossier]:
    """One page of interviews, newest first. Raises NotFound for an unknown candidate or agent."""
    actor.need("interviews:read")
    equal: dict[str, Any] = {}
    if wanted.candidate_id:
        equal["candidate_id"] = view.get(CANDIDATE, wanted.candidate_id).id
    if wanted.agent_id:
        equal["agent_id"] = view.get(AGENT, wanted.agent_id).id
    within = queries.in_states(wanted.states) if wanted.states is not None else None
    found = view.page(INTERVIEW, page, within=within, **equal)
    return Slice(tuple(dossier(view, links, interview) for interview in found.rows), found.total, page)


def delete(tx: Tx, id: str) -> None:
    """Delete an interview in any state. A live one runs to its end and leaves nothing. Raises NotFound."""
    tx.actor.need("interviews:delete", "interviews:write")
    calls.cancel_all(tx, id)
    tx.change(INTERVIEW, id, withdrawn=True)
    tx.remove(INTERVIEW, id)
    tx.emit(EventName.INTERVIEW_DELETED, id)
    tx.audit("interview.delete", id)


def dossier(view: View, links: Links, interview: Interview) -> Dossier:
    """What may be shown of an interview now."""
    released = interview.state is State.RELEASED
    over = interview.state in {State.ASSESSMENT_REVIEW, State.RELEASED}
    channel = view.get_kept(AGENT, interview.agent_id).channel
    invitation = view.find(INVITATION, interview_id=interview.id) if channel is Channel.ONLINE else None
    assessment = view.find(ASSESSMENT, interview_id=interview.id) if released else None
    return Dossier(
        interview,
        channel,
        view.every(CALL, interview_id=interview.id) if channel is Channel.PHONE else (),
        settled(view.every(TURN, interview_id=interview.id)) if over else (),
        assessment,
        links.url(invitation.id) if invitation else None,
        plans.current(view, interview.id) if assessment else None,
    )


def _arranged(
    tx: Tx, new: NewInterview, candidate_id: str, agent_id: str, job_id: str | None, policy: Policy
) -> Interview:
    scheduled_at = new.scheduled_at or tx.now
    return Interview(
        id=new_id(),
        organization_id=tx.organization_id,
        candidate_id=candidate_id,
        agent_id=agent_id,
        job_id=job_id,
        state=State.DRAFT if new.draft else State.CHECKING,
        scheduled_at=scheduled_at,
        open_until=new.open_until or max(scheduled_at, tx.now) + UNOPENED,
        created_at=tx.now,
        updated_at=tx.now,
        plan_gate=(new.plan_gate or policy.plan_gate) and not new.is_test,
        assessment_gate=new.assessment_gate or policy.assessment_gate,
        mails=new.mails,
        rejoin_minutes=new.rejoin_minutes,
        is_test=new.is_test,
        metadata=new.metadata,
    )


def _candidate(tx: Tx, wanted: str | NewCandidate) -> Candidate:
    return (
        candidates.create(tx, wanted).candidate
        if isinstance(wanted, NewCandidate)
        else tx.get(CANDIDATE, wanted)
    )


def _agent(tx: Tx, wanted: str | NewAgent) -> Agent:
    return agents.create(tx, wanted) if isinstance(wanted, NewAgent) else tx.get(AGENT, wanted)


def _job(tx: Tx, wanted: str | NewJob | None, candidate: Candidate, agent: Agent) -> str | None:
    if isinstance(wanted, NewJob):
        job = jobs.create(tx, wanted)
        candidates.link(tx, candidate.id, job.id)
        return job.id
    if isinstance(wanted, str):
        return tx.get(JOB, wanted).id
    applied = [tx.find(JOB, id=a.job_id) for a in tx.view.every(APPLICATION, candidate_id=candidate.id)]
    active = [job.id for job in applied if job and job.status is not JobStatus.CLOSED]
    if len(active) == 1:
        return active[0]
    if agent.focus is Focus.GENERIC:
        return None
    if active:
        raise Invalid.because("jobId", "The candidate has several active jobs; name one with jobId")
    raise Invalid.because("jobId", "The candidate has no active job; name one with jobId")


def _rehearsed(tx: Tx, links: Links, mind: Mind, interview: Interview) -> Dossier:
    """A test interview: planned, held with a simulated candidate and assessed within this transaction."""
    plans.begin(tx, interview.id)
    wanted = plans.commission(tx.view, interview.id)
    plan = plans.written(mind.planner, wanted)
    plans.keep(tx, interview.id, plan, wanted.version)
    turns = mind.rehearse(plan, tx.now)
    for turn in turns:
        tx.add(TURN, turn, interview_id=interview.id)
    steps.advance(tx, interview.id, (State.READY,), State.LIVE, started_at=tx.now)
    tx.emit(EventName.INTERVIEW_STARTED, interview.id)
    over: Changed = {"ended_at": tx.now, "end_reason": EndReason.COMPLETED}
    steps.advance(tx, interview.id, (State.LIVE,), State.ASSESSING, **over)
    assessments.store(tx, interview.id, prove_appraisal(mind.assessor.assess(plan, turns), plan, turns))
    return dossier(tx.view, links, tx.get(INTERVIEW, interview.id))
