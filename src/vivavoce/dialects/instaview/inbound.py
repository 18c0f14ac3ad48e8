"""What a request asks for: its checked models as commands of the core. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from vivavoce.actions.access import ChangeOrganization, NewOrganization
from vivavoce.actions.agents import AgentFilter, ChangeAgent, NewAgent
from vivavoce.actions.candidates import CandidateFilter, ChangeCandidate, NewCandidate
from vivavoce.actions.interviews import InterviewFilter, NewInterview
from vivavoce.actions.jobs import ChangeJob, JobFilter, NewJob
from vivavoce.actions.webhooks import ChangeEndpoint, NewEndpoint
from vivavoce.dialects.instaview import queries, wire
from vivavoce.dialects.instaview.fields import bounded
from vivavoce.dialects.instaview.vocabulary import (
    CHANNEL_OF,
    EVENTS_OF,
    FOCUS_OF,
    JOB_STATUS_OF,
    STAGE_OF,
    STATES_OF,
)
from vivavoce.domain.change import KEEP
from vivavoce.domain.errors import Invalid
from vivavoce.domain.events import Header
from vivavoce.domain.hiring import JobDetails, LanguageNeed, Pay, Place
from vivavoce.domain.interview import Channel

DIALECT = "instaview"
GRACE = timedelta(minutes=5)
HORIZON = timedelta(days=30)
USAGE_PERIOD = timedelta(days=30)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DEFAULT_LANGUAGE = "EN"
LONGEST_REFERENCE = 255


def new_job(body: wire.NewJob) -> NewJob:
    """A job to open; `metadata.jobId` is its reference, `metadata.apiInvites` its switch for invitations.

    Raises Invalid: too long.
    """
    return NewJob(
        title=body.title,
        description=body.description,
        status=JOB_STATUS_OF[body.status],
        required_skills=tuple(body.required_skills or ()),
        nice_to_have_skills=tuple(body.nice_to_have_skills or ()),
        details=_details(body),
        reference=_reference(body.metadata),
        api_invites=bool(_api_invites(body.metadata)),
        metadata=body.metadata,
    )


def change_job(body: wire.ChangeJob) -> ChangeJob:
    """What to change in a job; null is as good as absent. Raises Invalid for a reference too long."""
    return ChangeJob(
        **_given(
            title=body.title,
            description=body.description,
            status=JOB_STATUS_OF[body.status] if body.status else None,
            required_skills=_tuple(body.required_skills),
            nice_to_have_skills=_tuple(body.nice_to_have_skills),
            work_mode=body.work_mode,
            reference=_reference(body.metadata),
            api_invites=_api_invites(body.metadata),
            metadata=body.metadata,
        ),
        details=_details(body, body.description_url),
    )


def job_filter(query: queries.JobQuery) -> JobFilter:
    """Which jobs to list."""
    return JobFilter(JOB_STATUS_OF[query.status] if query.status else None, query.search)


def new_candidate(body: wire.NewCandidate, now: datetime) -> NewCandidate:
    """A candidate to add; `jobIds` wins over `jobId`. Raises Invalid for an expiry that has come."""
    return NewCandidate(
        first_name=body.first_name,
        last_name=body.last_name,
        retain_until=_future(body.gdpr_expiry_date, now),
        email=body.email,
        phone=body.phone_number,
        job_ids=tuple(body.job_ids or filter(None, (body.job_id,))),
        metadata=body.metadata,
    )


def change_candidate(body: wire.ChangeCandidate, now: datetime) -> ChangeCandidate:
    """What to change in a candidate. Raises Invalid for an expiry that has come."""
    expiry = body.gdpr_expiry_date
    return ChangeCandidate(
        **_given(
            first_name=body.first_name,
            last_name=body.last_name,
            email=body.email,
            phone=body.phone_number,
            retain_until=_future(expiry, now) if expiry else None,
            stage=STAGE_OF[body.status] if body.status else None,
            job_ids=_tuple(body.job_ids),
            metadata=body.metadata,
        )
    )


def candidate_filter(query: queries.CandidateQuery) -> CandidateFilter:
    """Which candidates to list."""
    return CandidateFilter(query.job_id, STAGE_OF[query.status] if query.status else None, query.search)


def new_agent(body: wire.NewAgent) -> NewAgent:
    """An agent to make; an UNDEFINED type is ONLINE, an UNDEFINED language English."""
    return NewAgent(
        name=body.name,
        channel=_channel(body.type),
        focus=FOCUS_OF[body.focus],
        minutes=body.duration,
        language=_language(body.language or DEFAULT_LANGUAGE),
        questions=tuple(body.questions or ()),
        instructions=body.instructions,
        voice=body.voice_id,
        cefr_level=body.cefr_level,
        phone_number_id=body.company_phone_number_id,
        metadata=body.metadata,
    )


def change_agent(body: wire.ChangeAgent) -> ChangeAgent:
    """What to change in an agent; a null voice clears it, any other null is as good as absent."""
    return ChangeAgent(
        **_given(
            name=body.name,
            channel=_channel(body.type) if body.type else None,
            focus=FOCUS_OF[body.focus] if body.focus else None,
            minutes=body.duration,
            questions=_tuple(body.questions),
            language=_language(body.language) if body.language else None,
            instructions=body.instructions,
            cefr_level=body.cefr_level,
            phone_number_id=body.company_phone_number_id,
            metadata=body.metadata,
        ),
        voice=body.voice_id if "voice_id" in body.model_fields_set else KEEP,
    )


def agent_filter(query: queries.AgentQuery) -> AgentFilter:
    """Which agents to list; of an UNDEFINED type there are none, which the caller answers itself."""
    return AgentFilter(
        CHANNEL_OF[query.type] if query.type else None, FOCUS_OF[query.focus] if query.focus else None
    )


def new_interview(body: wire.NewInterview, now: datetime) -> NewInterview:
    """An interview to arrange. Raises Invalid for a start that is past or more than 30 days ahead."""
    inline = body.candidate
    linked = inline.job_id if inline and not inline.job_ids else None
    job = new_job(body.job) if body.job else body.job_id or linked
    candidate = new_candidate(inline, now) if inline else body.candidate_id
    agent = new_agent(body.agent) if body.agent else body.agent_id
    assert candidate, "the model asks for one"
    assert agent, "the model asks for one"
    return NewInterview(
        candidate=candidate,
        agent=agent,
        job=job,
        scheduled_at=start(body.start, "scheduleTime", now),
        is_test=bool(body.is_test),
        metadata=body.metadata,
    )


def start(wanted: datetime | None, field: str, now: datetime) -> datetime | None:
    """A start that may be planned. Raises Invalid: more than 5 minutes past, more than 30 days ahead."""
    if wanted is not None and wanted < now - GRACE:
        raise Invalid.because(field, f"{field} must not be in the past")
    if wanted is not None and wanted > now + HORIZON:
        raise Invalid.because(field, f"{field} must not be more than 30 days ahead")
    return wanted


def interview_filter(query: queries.InterviewQuery) -> InterviewFilter:
    """Which interviews to list; an UNDEFINED status stands for no state."""
    states = STATES_OF[query.status] if query.status else None
    return InterviewFilter(query.candidate_id, query.agent_id, states)


def new_endpoint(body: wire.NewWebhook, secret: str) -> NewEndpoint:
    """An address to tell, in the labels it was given for."""
    events = tuple(dict.fromkeys(body.events))
    return NewEndpoint(
        dialect=DIALECT,
        url=body.url,
        secret=secret,
        events=events,
        listens=_listens(events),
        headers=_headers(body.headers or ()),
        scope_id=body.company_id,
        name=body.name,
        description=body.description,
    )


def change_endpoint(body: wire.ChangeWebhook) -> ChangeEndpoint:
    """What to change in an address; null is as good as absent."""
    events = tuple(dict.fromkeys(body.events)) if body.events else None
    return ChangeEndpoint(
        **_given(
            url=body.url,
            events=events,
            listens=_listens(events) if events else None,
            headers=None if body.headers is None else _headers(body.headers),
            name=body.name,
            description=body.description,
            active=body.is_active,
        )
    )


def new_company(body: wire.NewCompany) -> NewOrganization:
    """A company to found."""
    return NewOrganization(body.name, body.description, body.owner_email, body.metadata)


def change_company(body: wire.ChangeCompany) -> ChangeOrganization:
    """What to change in a company; null is as good as absent."""
    return ChangeOrganization(
        **_given(
            name=body.name, description=body.description, owner_email=body.owner_email, metadata=body.metadata
        )
    )


def merged(metadata: Mapping[str, Any] | None) -> None:
    """Raises Invalid when a change has made stored metadata larger than any request may bring."""
    try:
        bounded(metadata or {})
    except ValueError as error:
        raise Invalid.because("metadata", f"metadata {error}") from error


def period(query: queries.UsageQuery, now: datetime) -> tuple[datetime, datetime]:
    """The [start, end) that usage is asked for, 30 days by default. Raises Invalid when it ends too early."""
    end = query.end or now
    begin = query.start or max(end, EPOCH) - USAGE_PERIOD
    if begin > end:
        raise Invalid.because("start", "start must not be after end")
    return begin, end


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _tuple(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)


def _details(body: wire.NewJob | wire.ChangeJob, description_url: str | None = None) -> JobDetails:
    languages = body.language_requirements
    return JobDetails(
        languages=None
        if languages is None
        else tuple(LanguageNeed(need.language, need.proficiency) for need in languages),
        education=_tuple(body.education),
        experience=body.experience,
        contract=body.contract_type,
        benefits=body.benefits,
        url=body.job_url,
        description_url=description_url,
        place=_place(body.location) if body.location else None,
        pay=_pay(body.salary) if body.salary else None,
    )


def _place(given: wire.Location) -> Place:
    return Place(given.work_mode, given.street, given.city, given.postal_code, given.country_code)


def _pay(given: wire.Salary) -> Pay:
    return Pay(given.min, given.max, given.currency, given.period)


def _api_invites(metadata: Mapping[str, Any] | None) -> bool | None:
    """Whether programs may invite to the job by its id; None where nothing is said."""
    wanted = (metadata or {}).get("apiInvites")
    return wanted if isinstance(wanted, bool) else None


def _reference(metadata: Mapping[str, Any] | None) -> str | None:
    reference = (metadata or {}).get("jobId")
    if not isinstance(reference, str) or not reference:
        return None
    if len(reference) > LONGEST_REFERENCE:
        complaint = f"metadata.jobId must be shorter than or equal to {LONGEST_REFERENCE} characters"
        raise Invalid.because("metadata.jobId", complaint)
    return reference


def _future(day: date, now: datetime) -> date:
    if day <= now.date():
        raise Invalid.because("gdprExpiryDate", "gdprExpiryDate must be in the future")
    return day


def _channel(word: str) -> Channel:
    return CHANNEL_OF.get(word, Channel.ONLINE)


def _language(word: str) -> str:
    return DEFAULT_LANGUAGE if word == "UNDEFINED" else word


def _headers(headers: list[wire.Header] | tuple[wire.Header, ...]) -> tuple[Header, ...]:
    return tuple(Header(header.name, header.value) for header in headers)


def _listens(labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(event.value for label in labels for event in EVENTS_OF[label])
