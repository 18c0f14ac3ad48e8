"""What is hired for and who applies: jobs, candidates, applications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from vivavoce.domain.calling import Rules


class JobStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNDEFINED = "undefined"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the work is done. `work_mode` as the client wrote it; `country` is ISO 3166 alpha-2."""

    work_mode: str | None = None
    street: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Pay:
    """What the work pays. `currency` is ISO 4217; `period` as the client wrote it."""

    min: float | None = None
    max: float | None = None
    currency: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class LanguageNeed:
    """A language the job asks for. `level` is CEFR A1–C2."""

    language: str
    level: str


@dataclass(frozen=True, slots=True)
class JobDetails:
    """What a job post says besides title, text and skills; every part optional.

    `seniority` is `junior`, `mid`, `senior` or `lead`. `employer` is named to the candidate where it is
    not the organization itself.
    """

    languages: tuple[LanguageNeed, ...] | None = None
    education: tuple[str, ...] | None = None
    experience: str | None = None
    contract: str | None = None
    benefits: str | None = None
    url: str | None = None
    description_url: str | None = None
    place: Place | None = None
    pay: Pay | None = None
    seniority: str | None = None
    employer: str | None = None
    employer_description: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """An opening. `reference` is the recruiter's own id for it, unique in the organization, case ignored.

    `api_invites`: whether programs may invite candidates to it by that id.
    """

    id: str
    organization_id: str
    title: str
    description: str
    status: JobStatus
    required_skills: tuple[str, ...]
    nice_to_have_skills: tuple[str, ...]
    details: JobDetails
    created_at: datetime
    updated_at: datetime
    reference: str | None = None
    api_invites: bool = False
    metadata: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class JobQuestion:
    """A question that a person wants asked, word for word, of every candidate of a job in this order.

    With `application_id` it is asked of that applicant only, after the job's own.
    """

    id: str
    organization_id: str
    job_id: str
    position: int
    text: str
    created_at: datetime
    updated_at: datetime
    application_id: str | None = None


class Stage(StrEnum):
    """How far a candidate has come; only a person moves anyone to the last two."""

    APPLIED = "applied"
    IN_PROCESS = "in_process"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    UNDEFINED = "undefined"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who applies. `retain_until` is the last day their data may be kept.

    `country` as the client wrote it, for the zone of a number that does not tell.
    """

    id: str
    organization_id: str
    first_name: str
    last_name: str
    stage: Stage
    retain_until: date
    created_at: datetime
    updated_at: datetime
    email: str | None = None
    phone: str | None = None
    country: str | None = None
    metadata: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Application:
    """One candidate for one job. `position` keeps the order in which the jobs were named.

    `active`: the candidate may be called for it without being asked again.
    """

    id: str
    organization_id: str
    candidate_id: str
    job_id: str
    position: int
    created_at: datetime
    updated_at: datetime
    active: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A file about a candidate, a résumé say. `size` in bytes; the bytes themselves are read on their own."""

    id: str
    organization_id: str
    candidate_id: str
    name: str
    media_type: str
    size: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Calling:
    """How the applicants of a job are called. `automatic`: without anybody asking for each call.

    `configured` is False while the rules are the defaults.
    """

    job_id: str
    organization_id: str
    automatic: bool
    configured: bool
    rules: Rules
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class DoNotCall:
    """A number in E.164 that nobody of the organization may call any more, and why."""

    number: str
    organization_id: str
    reason: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number the organization calls from."""

    id: str
    organization_id: str
    number: str
    capabilities: str
    provider: str
    number_type: str
    location: str | None
    created_at: datetime
    updated_at: datetime
