"""What an answer looks like: models for the documentation and the tests, never run on the way out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from vivavoce.dialects.instaview.wire import Language, Location, Salary

T = TypeVar("T")

ANSWER = ConfigDict(defer_build=True, extra="forbid", alias_generator=to_camel)


class Envelope(BaseModel, Generic[T]):
    model_config = ANSWER

    success: Literal[True]
    content: Annotated[T, Field(alias="data")]
    error: None
    timestamp: datetime


class Page(BaseModel, Generic[T]):
    model_config = ANSWER

    rows: Annotated[list[T], Field(alias="data")]
    total: int
    page: int
    limit: int
    total_pages: int


class JobDraft(BaseModel):
    model_config = ANSWER

    company_id: str
    title: str
    description: str
    required_skills: list[str]
    nice_to_have_skills: list[str]
    language_requirements: list[Language] | None = None
    education: list[str] | None = None
    experience: str | None = None
    contract_type: str | None = None
    benefits: str | None = None
    job_url: str | None = None
    description_url: str | None = None
    location: Location | None = None
    salary: Salary | None = None
    metadata: dict[str, Any] | None = None
    status: str


class Job(BaseModel):
    model_config = ANSWER

    id: str
    company_id: str
    title: str
    description: str
    required_skills: list[str]
    nice_to_have_skills: list[str]
    language_requirements: list[Language] | None = None
    education: list[str] | None = None
    experience: str | None = None
    contract_type: str | None = None
    benefits: str | None = None
    job_url: str | None = None
    description_url: str | None = None
    location: Location | None = None
    salary: Salary | None = None
    metadata: dict[str, Any] | None = None
    status: str
    created_at: datetime
    updated_at: datetime


class FoundJob(BaseModel):
    model_config = ANSWER

    job: Annotated[Job | JobDraft, Field(alias="data")]
    source_url: str


class CandidateLinks(BaseModel):
    model_config = ANSWER

    analyses: str
    interviews: str


class Candidate(BaseModel):
    model_config = ANSWER

    id: str
    first_name: str
    last_name: str
    status: str
    created_at: datetime
    updated_at: datetime
    job_id: str | None = None
    job_ids: list[str]
    email: str | None = None
    phone_number: str | None = None
    gdpr_expiry_date: date
    overall_rating: int | None = None
    metadata: dict[str, Any] | None = None
    analysis_count: int
    interview_count: int
    links: CandidateLinks


class Agent(BaseModel):
    model_config = ANSWER

    id: str
    name: str
    type: str
    focus: str
    language: str
    duration: int
    created_at: datetime
    updated_at: datetime
    questions: list[str] | None = None
    instructions: str | None = None
    voice_id: str | None = None
    company_id: str
    cefr_level: str | None = None
    company_phone_number_id: str | None = None
    metadata: dict[str, Any] | None = None


class General(BaseModel):
    model_config = ANSWER

    created_at: datetime
    updated_at: datetime
    overall_rating: int | None
    company_fit_rating: Literal["LOW", "MEDIUM", "HIGH"] | None
    education: str | None
    experience: str | None
    strong_points: list[str]
    weak_points: list[str]
    evaluation: list[str]
    status: int


class Analysis(BaseModel):
    """`overallScore` is `general.overallRating`, 0–100; null where nothing could be assessed."""

    model_config = ANSWER

    id: str
    overall_score: int | None
    general: General
    specific: None


class TranscriptTurn(BaseModel):
    model_config = ANSWER

    speaker: Literal["AGENT", "CANDIDATE"]
    text: str
    timestamp: datetime


class CallAttempt(BaseModel):
    model_config = ANSWER

    id: str
    direction: str
    status: str
    reason_code: str | None = None
    notes: str | None = None
    retry_number: int
    recording_url: str | None = None
    duration: int | None = None
    scheduled_at: datetime
    called_at: datetime | None = None


class Interview(BaseModel):
    model_config = ANSWER

    id: str
    candidate_id: str
    agent_id: str
    status: str
    scheduled_at: datetime
    created_at: datetime
    updated_at: datetime
    job_id: str | None = None
    duration_minutes: int | None = None
    finished_date: datetime | None = None
    metadata: dict[str, Any] | None = None
    call_attempts: list[CallAttempt] | None = None
    analysis: Analysis | None
    is_test: bool
    transcript: list[TranscriptTurn] | None = None
    interview_url: str | None = None


class AnalysisPdf(BaseModel):
    model_config = ANSWER

    analysis_pdf_base64: str


class Done(BaseModel):
    model_config = ANSWER

    success: bool
    message: str


class HeaderShown(BaseModel):
    model_config = ANSWER

    name: str
    is_masked: bool


class Webhook(BaseModel):
    """`signingSecret` only in the answer that makes it."""

    model_config = ANSWER

    id: str
    api_key_id: str | None
    company_id: str | None
    url: str
    name: str | None = None
    description: str | None = None
    headers: list[HeaderShown]
    events: list[str]
    is_active: bool
    max_retries: int
    timeout_ms: int
    consecutive_failures: int
    circuit_opened_at: datetime | None
    created_at: datetime
    updated_at: datetime
    signing_secret: str | None = None


class Webhooks(BaseModel):
    model_config = ANSWER

    rows: Annotated[list[Webhook], Field(alias="data")]
    total: int


class WebhookTest(BaseModel):
    model_config = ANSWER

    success: bool
    delivery_id: str | None = None
    http_status: int | None = None
    duration_ms: int | None = None
    message: str


class Company(BaseModel):
    model_config = ANSWER

    id: str
    name: str
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    owner_email: str | None = None
    metadata: dict[str, Any] | None = None


class PhoneNumber(BaseModel):
    model_config = ANSWER

    id: str
    number: str
    company_id: str
    capabilities: str
    custom: bool
    provider: str
    status: str
    number_type: str
    created_at: datetime
    updated_at: datetime
    location: str | None = None


class CostKey(BaseModel):
    model_config = ANSWER

    cost_key: str
    events: int
    minutes_used: float


class CompanyUsage(BaseModel):
    model_config = ANSWER

    company_id: str
    company_name: str
    billing_system: str
    total_interviews: int
    breakdown_by_cost_key: list[CostKey]
    total_minutes_used: float


class Usage(BaseModel):
    model_config = ANSWER

    companies: list[CompanyUsage]
    total_interviews: int
    breakdown_by_cost_key: list[CostKey]
    total_minutes_used: float


class Refusal(BaseModel):
    """`message` is an array with one sentence for each broken rule, or one sentence."""

    model_config = ANSWER

    message: str | list[str]
    error: str
    status_code: int


class LimitRefusal(BaseModel):
    model_config = ANSWER

    status_code: int
    message: str
    error: str
    retry_after: int
    limit: int
    remaining: int
    reset: int
