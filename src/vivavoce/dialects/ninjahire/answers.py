"""What an answer looks like: for the documentation and the tests, never run on the way out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, create_model

from vivavoce.dialects.ninjahire.fields import (
    CallWord,
    ClockTime,
    ContentTypeWord,
    Count,
    DailyCount,
    EventWord,
    IntelligenceWord,
    MethodWord,
    Minutes,
    TypeWord,
    Weekdays,
)

T = TypeVar("T")
Id = Annotated[str, Field(json_schema_extra={"format": "uuid"})]
Percent = Annotated[int, Field(ge=0, le=100)]
Text = str | None

ANSWER = ConfigDict(defer_build=True, extra="forbid")


class Listing(BaseModel, Generic[T]):
    model_config = ANSWER

    rows: Annotated[list[T], Field(alias="data")]
    count: int


class Job(BaseModel):
    model_config = ANSWER

    id: Id
    source_id: Text
    title: str
    client_name: Text
    industry: Text
    job_code: Text
    address: Text
    workplace_type: Text
    city: Text
    state_name: Text
    zip_code: Text
    country: Text
    employment_type: Text
    duration: Text
    start_date: Text
    end_date: Text
    posting_date: Text
    pay_frequency: Text
    min_pay_rate: float | None
    max_pay_rate: float | None
    pay_rate_currency: Text
    recruiter_name: Text
    recruiter_email: Text
    recruiter_work_phone_no: Text
    status: str
    desc: str
    created_at: datetime
    updated_at: datetime


class Scheduling(BaseModel):
    model_config = ANSWER

    job_id: Id
    scheduling: bool


class Setting(BaseModel):
    model_config = ANSWER

    job_id: Id
    window_start_time: ClockTime
    window_end_time: ClockTime
    daily_attempts: DailyCount
    total_attempts: Count
    retry_interval: Minutes
    days_of_week: Weekdays
    email_enabled: bool
    email_notify_minutes: Minutes
    email_repeat: bool
    sms_enabled: bool
    sms_notify_minutes: Minutes
    sms_repeat: bool
    voicemail_enabled: bool
    repeat_calling: bool
    call_schedule_minutes: Minutes
    default: bool
    name: str
    created_at: datetime
    updated_at: datetime


class Candidate(BaseModel):
    model_config = ANSWER

    id: Id
    first_name: str
    last_name: Text
    email: Text
    phone_no: Text
    city: Text
    state_name: Text
    country: Text
    source: Text
    source_id: Text
    recruiter_name: Text
    recruiter_email: Text
    recruiter_work_phone_no: Text
    status: str
    created_at: datetime
    updated_at: datetime


class Question(BaseModel):
    model_config = ANSWER

    id: Id
    job_id: Id
    application_id: Id | None
    question_text: str
    source_id: str
    created_at: datetime
    updated_at: datetime


class Gone(BaseModel):
    model_config = ANSWER

    message: Literal["Question deleted successfully"]


class ListedApplication(BaseModel):
    """As Application, with the candidate: a class, because a list is made of it."""

    model_config = ANSWER

    id: Id
    candidate_source_id: Text
    job_source_id: Text
    candidate_id: Id
    job_id: Id
    source_id: Text
    source_application_status: Text
    application_stage: str
    screening_status: Literal["pending", "completed"]
    score: Percent | None
    created_at: datetime
    updated_at: datetime
    candidate: Candidate


_APPLICATION: dict[str, Any] = {
    name: (field.annotation, field)
    for name, field in ListedApplication.model_fields.items()
    if name != "candidate"
}
Application = create_model("Application", __config__=ANSWER, **_APPLICATION)
WholeApplication = create_model(
    "WholeApplication", __config__=ANSWER, **_APPLICATION, candidate=Candidate, job=Job
)
QuestionedApplication = create_model(
    "QuestionedApplicationAnswer", __config__=ANSWER, **_APPLICATION, questions=list[Question]
)


class Triggered(BaseModel):
    model_config = ANSWER

    status: Literal["triggered"]
    call_id: Id


class CategoryScore(BaseModel):
    model_config = ANSWER

    score: Percent | None
    comment: str


class QuestionScore(BaseModel):
    model_config = ANSWER

    question_id: Id
    question_text: str
    source_id: str
    answer: Text
    score: Percent | None


class Call(BaseModel):
    model_config = ANSWER

    call_id: Id
    call_status: CallWord
    ninjahire_intelligence: IntelligenceWord
    call_direction: Literal["outgoing", "incoming"]
    recording_url: Text
    call_score: Percent | None
    call_summary: dict[str, CategoryScore]
    call_digest: Text
    transcript: Text
    questions: list[QuestionScore]
    application_id: Id | None
    job_id: Id | None
    candidate_id: Id
    created_at: datetime
    updated_at: datetime


_ADDRESS: dict[str, Any] = {
    "id": Id,
    "tenant_id": Id,
    "triggered_event": EventWord,
    "fields": list[str],
    "url": str,
    "http_method": MethodWord,
    "secret": Text,
    "is_active": bool,
    "created_at": datetime,
    "updated_at": datetime,
}
_TYPED: dict[str, Any] = {"type": TypeWord, "content_type": ContentTypeWord}
TenantWebhook = create_model("TenantWebhookAnswer", __config__=ANSWER, **_ADDRESS)
SavedWebhook = create_model("SavedTenantWebhook", __config__=ANSWER, **_ADDRESS, **_TYPED)
SubscribedWebhook = create_model(
    "SubscribedTenantWebhook", __config__=ANSWER, **_ADDRESS, **_TYPED, is_deleted=bool
)


class Trace(BaseModel):
    model_config = ANSWER

    request_id: Annotated[str, Field(alias="requestId")]
    timestamp: datetime


class Problem(BaseModel):
    model_config = ANSWER

    type: str
    title: str
    status: int
    detail: str
    instance: str
    trace: Trace


class BrokenRule(BaseModel):
    model_config = ANSWER

    field: str
    message: str


class InvalidProblem(BaseModel):
    model_config = ANSWER

    type: str
    title: str
    status: int
    detail: str
    instance: str
    trace: Trace
    errors: list[BrokenRule]
