"""What can be done with templates: reusable interviews, and who is invited by them, each once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from vivavoce.actions import agents, candidates, course, interviews, jobs, mailings, names
from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.interviews import NewInterview
from vivavoce.actions.jobs import NewJob
from vivavoce.actions.links import Links
from vivavoce.domain.hiring import Candidate, Job
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Agent, Channel, Interview, State
from vivavoce.domain.review import Template
from vivavoce.interviewer.mind import Mind
from vivavoce.kit.ids import new_id
from vivavoce.kit.paging import Page, Slice
from vivavoce.store.shapes import AGENT, CANDIDATE, INTERVIEW, JOB, TEMPLATE
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

MINUTES = 30
_KIND = "template"


@dataclass(frozen=True, slots=True)
class NewTemplate:
    """A template to make, with the job it is for. `link_days` is the life of its links."""

    title: str
    description: str
    language: str = "EN"
    link_days: int = 30


@dataclass(frozen=True, slots=True)
class NewInvite:
    """Whom to invite by a template. `mails` and `rejoin_minutes` as in Interview."""

    template_id: str
    email: str
    first_name: str = ""
    last_name: str = ""
    mails: bool = True
    rejoin_minutes: int = 15


@dataclass(frozen=True, slots=True)
class Invited:
    """An interview by a template. `reused`: it was there before; `reissued`: with a new link now."""

    interview: Interview
    candidate: Candidate
    reused: bool
    reissued: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A template with what it is made of; the job and the interviewer may have been deleted since."""

    template: Template
    job: Job
    agent: Agent


def create(tx: Tx, new: NewTemplate) -> Template:
    """Make a template."""
    tx.actor.need("jobs:write", "interviews:write")
    job = jobs.create(tx, NewJob(new.title, new.description))
    agent = agents.standard(tx, Channel.ONLINE, MINUTES, new.language)
    template = Template(
        new_id(), tx.organization_id, new.title, agent.id, job.id, new.link_days, tx.now, tx.now
    )
    tx.add(TEMPLATE, template)
    tx.audit("template.create", template.id)
    return template


def create_or_reuse(tx: Tx, dialect: str, posting_id: str, new: NewTemplate) -> tuple[Template, bool]:
    """The template that a posting of that product stands for, and whether it was there before."""
    tx.actor.need("jobs:write", "interviews:write")
    tx.lock(f"{dialect} {_KIND} {posting_id}")
    known = by_posting(tx.view, tx.actor, dialect, posting_id)
    if known is not None:
        return known, True
    template = create(tx, new)
    names.claim(tx, dialect, _KIND, posting_id, template.id)
    return template, False


def by_posting(view: View, actor: Actor, dialect: str, posting_id: str) -> Template | None:
    """The template that a posting of that product stands for."""
    actor.need("jobs:read", "jobs:write", "interviews:read", "interviews:write")
    id = names.find(view, dialect, _KIND, posting_id)
    return view.get(TEMPLATE, id) if id else None


def read(view: View, actor: Actor, id: str) -> Template:
    """One template. Raises NotFound."""
    actor.need("jobs:read", "interviews:read", "interviews:write")
    return view.get(TEMPLATE, id)


def sheet(view: View, actor: Actor, template: Template) -> Sheet:
    """A template with its job and interviewer."""
    actor.need("jobs:read", "jobs:write", "interviews:read", "interviews:write")
    assert template.job_id is not None, "a template is for a job"
    return Sheet(template, view.get_kept(JOB, template.job_id), view.get_kept(AGENT, template.agent_id))


def listing(view: View, actor: Actor, page: Page) -> Slice[Template]:
    """One page of templates, newest first."""
    actor.need("jobs:read")
    return view.page(TEMPLATE, page)


def of_interview(view: View, interview: Interview) -> Template | None:
    """The template an interview was made from."""
    return view.find(TEMPLATE, job_id=interview.job_id) if interview.job_id else None


def invite(tx: Tx, links: Links, mind: Mind, new: NewInvite) -> Invited:
    """Invite a candidate, known by the address in any case; the same one again gets the same interview.

    One that expired unopened gets a new link, and a mail. Raises NotFound.
    """
    tx.actor.need("interviews:write")
    template = tx.get(TEMPLATE, new.template_id)
    tx.lock(f"candidate {new.email.lower()}")
    candidate = _candidate(tx, new)
    until = tx.now + timedelta(days=template.link_days)
    known = tx.find(INTERVIEW, candidate_id=candidate.id, job_id=template.job_id)
    if known is not None:
        course.expire(tx, known.id)  # its own run may be late
        expired = tx.get(INTERVIEW, known.id).state is State.EXPIRED
        if expired:
            course.reissue(tx, links, known.id, until)
            if known.mails:
                mailings.mail_link(tx, known.id)
        return Invited(tx.get(INTERVIEW, known.id), candidate, True, expired)
    asked = NewInterview(
        candidate.id,
        template.agent_id,
        template.job_id,
        open_until=until,
        mails=new.mails,
        rejoin_minutes=new.rejoin_minutes,
    )
    made = interviews.create(tx, links, mind, asked).interview
    return Invited(made, candidate, False)


def _candidate(tx: Tx, new: NewInvite) -> Candidate:
    known = candidates.by_email(tx.view, tx.actor, new.email)
    if known is not None:
        return known
    made = candidates.create(tx, NewCandidate(new.first_name, new.last_name, email=new.email))
    return tx.get(CANDIDATE, made.candidate.id)
