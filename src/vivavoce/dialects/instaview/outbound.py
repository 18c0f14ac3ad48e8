"""What an answer says: values of the core as InstaView's JSON, keys in the contract's order. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from pydantic_core import to_json

from vivavoce.actions.candidates import Card
from vivavoce.actions.interviews import Dossier
from vivavoce.actions.jobs import NewJob
from vivavoce.actions.usage import Usage
from vivavoce.dialects.instaview.analysis import analysis, transcript
from vivavoce.dialects.instaview.vocabulary import STATUS_OF
from vivavoce.domain.events import Endpoint
from vivavoce.domain.hiring import Job, JobDetails, Pay, PhoneNumber, Place
from vivavoce.domain.identity import Organization
from vivavoce.domain.interview import Agent, Call, Channel
from vivavoce.kit.clock import iso_millis, iso_seconds
from vivavoce.kit.paging import Slice

T = TypeVar("T")
Json = dict[str, Any]

OVER = frozenset({"COMPLETED", "FAILED", "CANCELLED"})
_MASKED = frozenset({"authorization", "cookie", "x-api-key"})
_EXACT = 2**53


def envelope(content: Any, now: datetime) -> bytes:
    """The answer around `content` (contract §1), as bytes."""
    return to_json({"success": True, "data": content, "error": None, "timestamp": iso_seconds(now)})


def page(found: Slice[T], render: Callable[[T], Json]) -> Json:
    """One page of a list (contract §4)."""
    return {
        "data": [render(row) for row in found.rows],
        "total": found.total,
        "page": found.page.number,
        "limit": found.page.limit,
        "totalPages": found.pages,
    }


def job(value: Job) -> Json:
    """A job; details that were never given are left out."""
    return {
        "id": value.id,
        **_posted(value, value.organization_id),
        "createdAt": iso_seconds(value.created_at),
        "updatedAt": iso_seconds(value.updated_at),
    }


def draft(value: NewJob, company_id: str) -> Json:
    """A job that was read and not stored: no id and no times."""
    return _posted(value, company_id)


def candidate(card: Card) -> Json:
    """A candidate with jobs, counts and the latest rating."""
    value = card.candidate
    place = f"/v1/public/candidates/{value.id}"
    return {
        "id": value.id,
        "firstName": value.first_name,
        "lastName": value.last_name,
        "status": value.stage.name,
        "createdAt": iso_seconds(value.created_at),
        "updatedAt": iso_seconds(value.updated_at),
        **_set(jobId=card.job_ids[0] if card.job_ids else None),
        "jobIds": list(card.job_ids),
        **_set(email=value.email, phoneNumber=value.phone),
        "gdprExpiryDate": value.retain_until.isoformat(),
        **_set(overallRating=card.rating, metadata=value.metadata),
        "analysisCount": card.assessments,
        "interviewCount": card.interviews,
        "links": {"analyses": f"{place}/analyses", "interviews": f"{place}/interviews"},
    }


def agent(value: Agent) -> Json:
    """An agent; `duration` in minutes."""
    return {
        "id": value.id,
        "name": value.name,
        "type": value.channel.name,
        "focus": value.focus.name,
        "language": value.language,
        "duration": value.minutes,
        "createdAt": iso_seconds(value.created_at),
        "updatedAt": iso_seconds(value.updated_at),
        **_set(questions=list(value.questions) or None, instructions=value.instructions, voiceId=value.voice),
        "companyId": value.organization_id,
        **_set(
            cefrLevel=value.cefr_level, companyPhoneNumberId=value.phone_number_id, metadata=value.metadata
        ),
    }


def interview(dossier: Dossier) -> Json:
    """An interview; analysis and transcript only once it is COMPLETED."""
    value = dossier.interview
    status = STATUS_OF[value.state]
    by_phone = dossier.channel is Channel.PHONE
    return {
        "id": value.id,
        "candidateId": value.candidate_id,
        "agentId": value.agent_id,
        "status": status,
        "scheduledAt": iso_seconds(value.scheduled_at),
        "createdAt": iso_seconds(value.created_at),
        "updatedAt": iso_seconds(value.updated_at),
        **_set(jobId=value.job_id),
        **(_finish(value.started_at, value.ended_at) if status in OVER else {}),
        **_set(metadata=value.metadata, callAttempts=list(map(call, dossier.calls)) if by_phone else None),
        "analysis": analysis(dossier.assessment, dossier.plan) if dossier.assessment else None,
        "isTest": value.is_test,
        **_set(
            transcript=transcript(dossier.turns) if status == "COMPLETED" else None,
            interviewUrl=None if value.is_test else dossier.link,
        ),
    }


def call(attempt: Call) -> Json:
    """One call attempt; `duration` in seconds, the first attempt is retry 0."""
    return {
        "id": attempt.id,
        "direction": "OUTBOUND",
        "status": attempt.status.name,
        **_set(reasonCode=attempt.outcome and attempt.outcome.name, notes=attempt.notes),
        "retryNumber": attempt.number - 1,
        **_set(recordingUrl=attempt.recording_url, duration=attempt.seconds),
        "scheduledAt": iso_seconds(attempt.scheduled_at),
        **_set(calledAt=attempt.called_at and iso_seconds(attempt.called_at)),
    }


def webhook(value: Endpoint, header_names: Iterable[str], secret: str | None = None) -> Json:
    """A webhook configuration; `secret` is shown to whoever makes it and never again."""
    return {
        "id": value.id,
        "apiKeyId": value.key_id,
        "companyId": value.scope_id,
        "url": value.url,
        **_set(name=value.name, description=value.description),
        "headers": [{"name": name, "isMasked": is_masked(name)} for name in header_names],
        "events": list(value.events),
        "isActive": value.active,
        "maxRetries": value.max_retries,
        "timeoutMs": value.timeout_ms,
        "consecutiveFailures": value.failures,
        "circuitOpenedAt": value.opened_at and iso_seconds(value.opened_at),
        "createdAt": iso_seconds(value.created_at),
        "updatedAt": iso_seconds(value.updated_at),
        **_set(signingSecret=secret),
    }


def is_masked(header_name: str) -> bool:
    """Whether a header usually carries a secret (contract §10)."""
    name = header_name.lower()
    return name in _MASKED or "token" in name or "secret" in name


def company(value: Organization) -> Json:
    """A company."""
    return {
        "id": value.id,
        "name": value.name,
        "createdAt": iso_seconds(value.created_at),
        "updatedAt": iso_seconds(value.updated_at),
        **_set(description=value.description, ownerEmail=value.owner_email, metadata=value.metadata),
    }


def phone_number(value: PhoneNumber) -> Json:
    """A number the company calls from; the product gives these times in milliseconds."""
    return {
        "id": value.id,
        "number": value.number,
        "companyId": value.organization_id,
        "capabilities": value.capabilities,
        "custom": False,
        "provider": value.provider,
        "status": "AVAILABLE",
        "numberType": value.number_type,
        "createdAt": iso_millis(value.created_at),
        "updatedAt": iso_millis(value.updated_at),
        **_set(location=value.location),
    }


def usage(companies: Sequence[Usage]) -> Json:
    """What the companies have used, each and together; minutes with one decimal."""
    return {
        "companies": [
            {
                "companyId": one.organization_id,
                "companyName": one.organization_name,
                "billingSystem": "minutes",
                **_used(one.interviews, one.minutes),
            }
            for one in companies
        ],
        **_used(sum(one.interviews for one in companies), round(sum(one.minutes for one in companies), 1)),
    }


def _used(interviews: int, minutes: float) -> Json:
    return {
        "totalInterviews": interviews,
        "breakdownByCostKey": [
            {"costKey": "interview_minutes", "events": interviews, "minutesUsed": minutes}
        ],
        "totalMinutesUsed": minutes,
    }


def _set(**optional: Any) -> Json:
    return {name: value for name, value in optional.items() if value is not None}


def _posted(value: Job | NewJob, company_id: str) -> Json:
    return {
        "companyId": company_id,
        "title": value.title,
        "description": value.description,
        "requiredSkills": list(value.required_skills),
        "niceToHaveSkills": list(value.nice_to_have_skills),
        **_details(value.details),
        **_set(metadata=value.metadata),
        "status": value.status.name,
    }


def _details(value: JobDetails) -> Json:
    languages = None
    if value.languages is not None:
        languages = [{"language": need.language, "proficiency": need.level} for need in value.languages]
    return _set(
        languageRequirements=languages,
        education=None if value.education is None else list(value.education),
        experience=value.experience,
        contractType=value.contract,
        benefits=value.benefits,
        jobUrl=value.url,
        descriptionUrl=value.description_url,
        location=value.place and _place(value.place),
        salary=value.pay and _pay(value.pay),
    )


def _place(value: Place) -> Json:
    return _set(
        workMode=value.work_mode,
        street=value.street,
        city=value.city,
        postalCode=value.postal_code,
        countryCode=value.country,
    )


def _pay(value: Pay) -> Json:
    return _set(min=_number(value.min), max=_number(value.max), currency=value.currency, period=value.period)


def _number(value: float | None) -> float | None:
    """Whole numbers without a decimal point, as clients send them."""
    return int(value) if value is not None and value.is_integer() and abs(value) < _EXACT else value


def _finish(started: datetime | None, ended: datetime | None) -> Json:
    if ended is None:
        return {}
    minutes = max(1, round((ended - started).total_seconds() / 60)) if started else None
    return {**_set(durationMinutes=minutes), "finishedDate": iso_seconds(ended)}
