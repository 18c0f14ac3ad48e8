"""How an invitation is served: new, refreshed or refused (contract §2)."""

from __future__ import annotations

from datetime import timedelta

from pydantic_core import to_json

from vivavoce.actions import access, agents, candidates, course, folders, interviews, jobs, questions
from vivavoce.actions.candidates import NewCandidate
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.introwa import inbound, outbound, wire
from vivavoce.dialects.introwa.broken import content, parse
from vivavoce.dialects.introwa.errors import InterviewInProgress, InvitesDisabled, JobClosed, JobNotReady
from vivavoce.dialects.introwa.validity import DEFAULT, end, read
from vivavoce.dialects.introwa.vocabulary import IN_PROGRESS, WAITING, status
from vivavoce.domain.hiring import Job, JobStatus
from vivavoce.domain.interview import Channel, Interview
from vivavoce.store.tx import Tx


def invite_candidate(tx: Tx, call: Call) -> Reply:
    """The job is looked at before the body, so that nobody learns of the one by sending the other."""
    job = jobs.by_reference(tx.view, call.actor, inbound.job_id(call.path["job_id"]))
    _check_open(tx, call, job)
    body = parse(wire.Invite, content(call.headers, call.content))
    assert isinstance(body, wire.Invite), "parse keeps the model"
    until = end(read(body.expires_at or DEFAULT), tx.now)
    interviews.hold(tx, job.id, body.email)
    known = interviews.newest(tx.view, call.actor, job.id, body.email)
    if known is not None:
        word = status(known, folders.read(tx.view, call.actor, call.house.links, known.id).invitation, tx.now)
        if word == IN_PROGRESS:
            raise InterviewInProgress("The candidate is in the interview")
        if word in WAITING:
            sender = _sender(tx, call, body)
            course.refresh(tx, known.id, until, sender, body.custom_message or None, inbound.name(body))
            return _answer(tx, call, known, again=True)
    agent = agents.standard(tx, Channel.ONLINE, inbound.MINUTES)
    new = inbound.new_interview(
        body, _candidate(tx, call, body, job), agent.id, job, until, _sender(tx, call, body)
    )
    made = interviews.create(tx, call.house.links, call.house.mind, new).interview
    return _answer(tx, call, made, again=False)


def _check_open(tx: Tx, call: Call, job: Job) -> None:
    """Raises InvitesDisabled, JobClosed, JobNotReady, in this order."""
    if not job.api_invites:
        raise InvitesDisabled("Invitations through the API are off for this job")
    if job.status is JobStatus.CLOSED:
        raise JobClosed("The job is closed")
    if not job.description.strip() and not questions.listing(tx.view, call.actor, job.id):
        raise JobNotReady("The job has no interview questions")


def _candidate(tx: Tx, call: Call, body: wire.Invite, job: Job) -> str | NewCandidate:
    """Whom the workspace knows by the address, else a new one."""
    known = candidates.by_email(tx.view, call.actor, body.email)
    if known is None:
        policy = access.organization(tx.view, call.actor).policy
        return inbound.new_candidate(body, job, tx.now.date() + timedelta(days=policy.keep_days))
    candidates.link(tx, known.id, job.id)
    return known.id


def _sender(tx: Tx, call: Call, body: wire.Invite) -> str | None:
    """Whom the candidate may answer: the recruiter named, else the organization's owner."""
    return body.invited_by or access.organization(tx.view, call.actor).owner_email


def _answer(tx: Tx, call: Call, interview: Interview, *, again: bool) -> Reply:
    folder = folders.read(tx.view, call.actor, call.house.links, interview.id)
    return Reply(200 if again else 201, to_json(outbound.invited(folder, tx.now, again=again)))
