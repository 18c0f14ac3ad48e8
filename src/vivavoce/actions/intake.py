"""How a request for an interview comes in that may not be complete: judged, kept, completed, begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from vivavoce.actions import agents, candidates, course, interviews, jobs, webhooks
from vivavoce.actions.candidates import ChangeCandidate, NewCandidate
from vivavoce.actions.interviews import NewInterview
from vivavoce.actions.jobs import ChangeJob, NewJob
from vivavoce.actions.links import Links
from vivavoce.actions.webhooks import NewEndpoint
from vivavoce.domain.hiring import Candidate, Job, JobDetails
from vivavoce.domain.interview import Channel, Interview
from vivavoce.interviewer.mind import Mind
from vivavoce.kit.secrets import Sealer
from vivavoce.store.shapes import INTERVIEW, ORGANIZATION
from vivavoce.store.tx import Tx

MINUTES = 45
SHORTEST_TEXT = 50
GOOD_TEXT = 100
GOOD_SKILLS = 3
SENIORITIES = frozenset({"junior", "mid", "senior", "lead"})


class Severity(StrEnum):
    """How much a request lacks by one issue: the first two keep it waiting, the third is a remark."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that a request lacks: `field` of `Request`."""

    field: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Request:
    """An interview as somebody asks for it; whatever is missing is empty.

    `seniority` None: not said, or no word that is known.
    """

    name: str = ""
    email: str = ""
    position: str = ""
    seniority: str | None = None
    skills: tuple[str, ...] = ()
    description: str = ""
    employer: str | None = None
    employer_description: str | None = None
    scheduled_at: datetime | None = None


def issues_of(request: Request) -> tuple[Issue, ...]:
    """What a request lacks, the gravest first, then in the order of the fields."""
    found = [
        Issue("name", Severity.CRITICAL) if not request.name.strip() else None,
        Issue("email", Severity.CRITICAL) if not plausible(request.email) else None,
        Issue("position", Severity.CRITICAL) if not request.position.strip() else None,
        Issue("seniority", Severity.HIGH) if request.seniority not in SENIORITIES else None,
        _graded("skills", len(request.skills), 1, GOOD_SKILLS),
        _graded("description", len(request.description.strip()), SHORTEST_TEXT, GOOD_TEXT),
    ]
    order = list(Severity)
    return tuple(sorted((issue for issue in found if issue), key=lambda issue: order.index(issue.severity)))


def complete_enough(issues: Sequence[Issue]) -> bool:
    """Whether the plan can be written."""
    return all(issue.severity is Severity.MEDIUM for issue in issues)


def submit(
    tx: Tx,
    links: Links,
    mind: Mind,
    request: Request,
    sealer: Sealer | None = None,
    told: NewEndpoint | None = None,
) -> Interview:
    """Take a request: its plan is written, and approved by a person; or it waits for what it lacks.

    `told`: an endpoint for this interview alone. Raises Invalid.
    """
    tx.actor.need("interviews:write")
    policy = tx.get(ORGANIZATION, tx.organization_id).policy
    job = jobs.create(tx, _job(request))
    candidate = candidates.create(tx, _candidate(request)).candidate
    candidates.link(tx, candidate.id, job.id)
    start = max(request.scheduled_at or tx.now, tx.now)
    ready = complete_enough(issues_of(request))
    new = NewInterview(
        candidate.id,
        agents.standard(tx, Channel.ONLINE, MINUTES).id,
        job.id,
        scheduled_at=request.scheduled_at,
        open_until=start + timedelta(days=policy.approved_link_days),
        plan_gate=not policy.auto_approve,
        assessment_gate=True,
        draft=not ready,
        mails=policy.mail_on_approval,
    )
    interview = interviews.create(tx, links, mind, new).interview
    if told is not None and sealer is not None:
        webhooks.create(tx, sealer, replace(told, subject_id=interview.id))
    if not ready:
        course.ask_details(tx, interview.id)
    return interview


def request_of(job: Job, candidate: Candidate, interview: Interview) -> Request:
    """The request that these were made from, as they are now."""
    return Request(
        name=candidate.name,
        email=candidate.email or "",
        position=job.title,
        seniority=job.details.seniority,
        skills=job.required_skills,
        description=job.description,
        employer=job.details.employer,
        employer_description=job.details.employer_description,
        scheduled_at=interview.scheduled_at if interview.scheduled_at > interview.created_at else None,
    )


def complete(tx: Tx, interview_id: str, request: Request, by: str | None = None) -> Interview:
    """Put a whole request in place of a draft's; with enough in it the plan is written.

    Raises NotFound, Conflict when it is no draft.
    """
    tx.actor.need("interviews:write")
    interview = tx.get(INTERVIEW, interview_id)
    if not complete_enough(issues_of(request)):
        course.ask_details(tx, interview_id)
        _write(tx, interview, request)
        return tx.get(INTERVIEW, interview_id)
    course.complete(tx, interview_id, by)
    _write(tx, interview, request)
    return interviews.open_fully(tx, tx.get(INTERVIEW, interview_id))


def plausible(email: str) -> bool:
    """Whether a text looks like one e-mail address."""
    local, at, domain = email.strip().rpartition("@")
    dots = domain.split(".")
    plain = not any(part.isspace() or part in "<>,;" for part in email.strip())
    return bool(local and at and len(dots) > 1 and all(dots) and plain) and len(email) <= 254


def _graded(field: str, amount: int, least: int, good: int) -> Issue | None:
    if amount < least:
        return Issue(field, Severity.HIGH)
    return Issue(field, Severity.MEDIUM) if amount < good else None


def _job(request: Request) -> NewJob:
    details = JobDetails(
        seniority=request.seniority,
        employer=request.employer,
        employer_description=request.employer_description,
    )
    return NewJob(request.position, request.description, required_skills=request.skills, details=details)


def _candidate(request: Request) -> NewCandidate:
    first, _, last = request.name.strip().partition(" ")
    return NewCandidate(first, last.strip(), email=request.email.strip() or None)


def _write(tx: Tx, interview: Interview, request: Request) -> None:
    wanted = _candidate(request)
    person = ChangeCandidate(wanted.first_name, wanted.last_name, wanted.email)
    candidates.change(tx, interview.candidate_id, person)
    assert interview.job_id is not None, "a request has a job"
    job = _job(request)
    change = ChangeJob(
        title=job.title,
        description=job.description,
        required_skills=job.required_skills,
        details=job.details,
    )
    jobs.change(tx, interview.job_id, change)
    if request.scheduled_at is not None:
        life = interview.open_until - max(interview.scheduled_at, interview.created_at)
        until = request.scheduled_at + life
        tx.change(INTERVIEW, interview.id, scheduled_at=request.scheduled_at, open_until=until)
