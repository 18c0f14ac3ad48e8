"""What an answer about hiring looks like: for the documentation and the tests, never run on the way out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from vivavoce.dialects.instaview import examples
from vivavoce.dialects.instaview.fields import (
    CefrWord,
    ChannelWord,
    FocusWord,
    JobWord,
    LanguageWord,
    Minutes,
    StageWord,
    StatusWord,
    VoiceWord,
)
from vivavoce.dialects.instaview.wire import Language, Location, Salary

T = TypeVar("T")
Id = Annotated[str, Field(json_schema_extra={"format": "uuid"})]
Rating = Annotated[int, Field(ge=0, le=100)]
CallWord = Literal["SCHEDULED", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED"]

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

    company_id: Id
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
    status: JobWord


class Job(BaseModel):
    model_config = ANSWER

    id: Id
    company_id: Id
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
    status: JobWord
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

    id: Id
    first_name: str
    last_name: str
    status: StageWord
    created_at: datetime
    updated_at: datetime
    job_id: Id | None = None
    job_ids: list[Id]
    email: str | None = None
    phone_number: str | None = None
    gdpr_expiry_date: date
    overall_rating: Rating | None = None
    metadata: dict[str, Any] | None = None
    analysis_count: int
    interview_count: int
    links: CandidateLinks


class Agent(BaseModel):
    model_config = ANSWER

    id: Id
    name: str
    type: ChannelWord
    focus: FocusWord
    language: LanguageWord
    duration: Minutes
    created_at: datetime
    updated_at: datetime
    questions: list[str] | None = None
    instructions: str | None = None
    voice_id: VoiceWord | None = None
    company_id: Id
    cefr_level: CefrWord | None = None
    company_phone_number_id: Id | None = None
    metadata: dict[str, Any] | None = None


class General(BaseModel):
    model_config = ANSWER

    created_at: datetime
    updated_at: datetime
    overall_rating: Rating | None
    company_fit_rating: Literal["LOW", "MEDIUM", "HIGH"] | None
    education: str | None
    experience: str | None
    strong_points: list[str]
    weak_points: list[str]
    evaluation: list[str]
    status: Literal[3]


class Analysis(BaseModel):
    """`overallScore` is `general.overallRating`, 0–100; null where nothing could be assessed."""

    model_config = ANSWER

    id: Id
    overall_score: Rating | None
    general: General
    specific: None


class TranscriptTurn(BaseModel):
    model_config = ANSWER

    speaker: Literal["AGENT", "CANDIDATE"]
    text: str
    timestamp: datetime


class CallAttempt(BaseModel):
    model_config = ANSWER

    id: Id
    direction: Literal["OUTBOUND"]
    status: CallWord
    reason_code: str | None = None
    notes: str | None = None
    retry_number: int
    recording_url: str | None = None
    duration: int | None = None
    scheduled_at: datetime
    called_at: datetime | None = None


class Interview(BaseModel):
    model_config = ANSWER

    id: Id
    candidate_id: Id
    agent_id: Id
    status: StatusWord
    scheduled_at: datetime
    created_at: datetime
    updated_at: datetime
    job_id: Id | None = None
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


class Refusal(BaseModel):
    """`message` is an array with one sentence for each broken rule, or one sentence."""

    model_config = ANSWER | examples.shown(examples.REFUSAL)

    message: str | list[str]
    error: str
    status_code: int


class LimitRefusal(BaseModel):
    model_config = ANSWER | examples.shown(examples.LIMIT_REFUSAL)

    status_code: int
    message: str
    error: str
    retry_after: int
    limit: int
    remaining: int
    reset: int
