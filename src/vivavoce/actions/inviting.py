"""How a candidate is invited to a job by the recruiter's own id of it: once, and again by the same link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vivavoce.actions import agents, candidates, course, interviews, jobs, questions
from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.interviews import NewInterview
from vivavoce.actions.links import Links
from vivavoce.domain.errors import Conflict, Forbidden
from vivavoce.domain.hiring import Job, JobStatus
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import UNPLANNED, Channel, Interview, State
from vivavoce.interviewer.mind import Mind
from vivavoce.store.shapes import ORGANIZATION
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

MINUTES = 30
REJOIN_MINUTES = 24 * 60


class InvitesOff(Forbidden):
    """Programs may not invite to this job."""


class JobClosed(Conflict):
    """The job takes nobody any more."""


class NothingToAsk(Conflict):
    """The job has nothing to ask about."""


class InProgress(Conflict):
    """The candidate is being interviewed."""


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """Whom to invite, and until when the link is good. `reply_to=None`: the organization's owner."""

    first_name: str
    last_name: str
    email: str
    until: datetime
    reply_to: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Invited:
    """The interview; `again`: it was arranged before, and its invitation is renewed."""

    interview: Interview
    again: bool


def open_job(view: View, actor: Actor, reference: str) -> Job:
    """The job with this id, if one may be invited to it now.

    Raises NotFound, InvitesOff, JobClosed, NothingToAsk; the first that holds.
    """
    actor.need("interviews:write")
    job = jobs.by_reference(view, actor, reference)
    if not job.api_invites:
        raise InvitesOff("Invitations through the API are off for this job")
    if job.status is JobStatus.CLOSED:
        raise JobClosed("The job is closed")
    if not job.description.strip() and not questions.listing(view, actor, job.id):
        raise NothingToAsk("The job has no interview questions")
    return job


def invite(tx: Tx, links: Links, mind: Mind, job: Job, new: NewInvitation) -> Invited:
    """Invite somebody, known by the address in any case, to a job.

    While the newest interview of the two has not begun nor expired, its link stays and gets what is new.
    Raises InProgress.
    """
    tx.actor.need("interviews:write")
    interviews.hold(tx, job.id, new.email)
    reply_to = new.reply_to or tx.get(ORGANIZATION, tx.organization_id).owner_email
    known = interviews.newest(tx.view, tx.actor, job.id, new.email)
    if known is not None and known.state is State.LIVE:
        raise InProgress("The candidate is in the interview")
    if known is not None and _waits(known, tx.now):
        name = (new.first_name, new.last_name)
        course.refresh(tx, known.id, new.until, reply_to, new.message, name)
        return Invited(known, again=True)
    asked = NewInterview(
        _candidate(tx, job, new),
        agents.standard(tx, Channel.ONLINE, MINUTES).id,
        job.id,
        open_until=new.until,
        rejoin_minutes=REJOIN_MINUTES,
        reply_to=reply_to,
        message=new.message,
    )
    return Invited(interviews.create(tx, links, mind, asked).interview, again=False)


def _waits(interview: Interview, now: datetime) -> bool:
    return interview.state in UNPLANNED | {State.READY} and now < interview.open_until


def _candidate(tx: Tx, job: Job, new: NewInvitation) -> str | NewCandidate:
    known = candidates.by_email(tx.view, tx.actor, new.email)
    if known is None:
        return NewCandidate(new.first_name, new.last_name, email=new.email, job_ids=(job.id,))
    candidates.link(tx, known.id, job.id)
    return known.id
