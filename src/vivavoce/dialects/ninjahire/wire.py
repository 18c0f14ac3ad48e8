"""What the body of a request may look like: one model for each."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from vivavoce.dialects.ninjahire import examples
from vivavoce.dialects.ninjahire.fields import (
    Base64,
    ClockTime,
    ContentTypeWord,
    Count,
    DailyCount,
    Email,
    EventWord,
    ForeignUuid,
    Listed,
    MethodWord,
    Minutes,
    PayloadFields,
    Phone,
    Rate,
    Required,
    Secret,
    SourceId,
    StageWord,
    TypeWord,
    Upload,
    Url,
    Uuid,
    Weekdays,
)

BODY = ConfigDict(defer_build=True, strict=True, extra="ignore")


class NewJob(BaseModel):
    model_config = BODY | examples.shown(examples.JOB)

    title: Required
    industry: str
    state_name: str
    country: str
    recruiter_name: str
    recruiter_email: str
    recruiter_work_phone_no: str
    status: str
    desc: str
    source_id: SourceId
    client_name: str | None = None
    job_code: str | None = None
    address: str | None = None
    city: str | None = None
    zip_code: str | None = None
    workplace_type: str | None = None
    employment_type: str | None = None
    duration: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    posting_date: str | None = None
    pay_frequency: str | None = None
    min_pay_rate: Rate | None = None
    max_pay_rate: Rate | None = None
    pay_rate_currency: str | None = None


class ChangeJob(BaseModel):
    model_config = BODY | examples.shown(examples.JOB_CHANGE)

    title: Required
    industry: str | None = None
    state_name: str | None = None
    country: str | None = None
    recruiter_name: str | None = None
    recruiter_email: str | None = None
    recruiter_work_phone_no: str | None = None
    status: str | None = None
    desc: str | None = None
    client_name: str | None = None
    job_code: str | None = None
    address: str | None = None
    city: str | None = None
    zip_code: str | None = None
    workplace_type: str | None = None
    employment_type: str | None = None
    duration: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    posting_date: str | None = None
    pay_frequency: str | None = None
    min_pay_rate: Rate | None = None
    max_pay_rate: Rate | None = None
    pay_rate_currency: str | None = None


class Scheduling(BaseModel):
    model_config = BODY | examples.shown(examples.SCHEDULING)

    scheduling: bool


class Setting(BaseModel):
    model_config = BODY | examples.shown(examples.SETTING)

    window_start_time: ClockTime
    window_end_time: ClockTime
    daily_attempts: DailyCount | None = None
    total_attempts: Count | None = None
    retry_interval: Minutes | None = None
    days_of_week: Weekdays | None = None
    email_enabled: bool | None = None
    email_notify_minutes: Minutes | None = None
    email_repeat: bool | None = None
    sms_enabled: bool | None = None
    sms_notify_minutes: Minutes | None = None
    sms_repeat: bool | None = None
    voicemail_enabled: bool | None = None
    repeat_calling: bool | None = None
    call_schedule_minutes: Minutes | None = None
    default: bool | None = None
    name: str | None = None


class NewCandidate(BaseModel):
    model_config = BODY | examples.shown(examples.CANDIDATE)

    first_name: Required
    last_name: str | None = None
    email: Email
    phone_no: Phone
    city: str | None = None
    state_name: str | None = None
    country: str | None = None
    source: str
    source_id: SourceId
    file: Upload = None


class ChangeCandidate(BaseModel):
    model_config = BODY | examples.shown(examples.CANDIDATE_CHANGE)

    first_name: Required
    last_name: str | None = None
    email: Email
    phone_no: Phone
    city: str | None = None
    state_name: str | None = None
    country: str | None = None
    source: str
    source_id: SourceId
    recruiter_name: str | None = None
    recruiter_email: str | None = None
    recruiter_work_phone_no: str | None = None
    status: str | None = None


class NewQuestion(BaseModel):
    model_config = BODY | examples.shown(examples.QUESTION)

    question_text: Required
    source_id: SourceId
    application_id: Uuid | None = None


class ApplicantQuestion(BaseModel):
    model_config = BODY | examples.shown(examples.QUESTION)

    question_text: Required
    source_id: SourceId


ApplicantQuestions = Annotated[list[ApplicantQuestion], Field(max_length=100)]


class NewApplication(BaseModel):
    model_config = BODY | examples.shown(examples.APPLICATION)

    candidate_source_id: SourceId
    job_source_id: SourceId
    source_application_status: str
    application_stage: StageWord
    candidate_id: Uuid | None = None
    job_id: Uuid | None = None
    source_id: SourceId | None = None
    base64file: Base64 | None = None
    file: Upload = None


class QuestionedApplication(BaseModel):
    model_config = BODY | examples.shown(examples.QUESTIONED)

    candidate_source_id: SourceId
    job_source_id: SourceId
    source_application_status: str
    application_stage: StageWord
    candidate_id: Uuid | None = None
    job_id: Uuid | None = None
    source_id: SourceId | None = None
    base64file: Base64 | None = None
    file: Upload = None
    questions: Annotated[ApplicantQuestions | None, Listed] = None


class ChangeApplication(BaseModel):
    model_config = BODY | examples.shown(examples.APPLICATION_CHANGE)

    source_application_status: str
    application_stage: StageWord
    file: Upload = None


class TenantWebhook(BaseModel):
    model_config = BODY | examples.shown(examples.WEBHOOK)

    tenant_id: ForeignUuid
    triggered_event: EventWord
    type: TypeWord
    fields: PayloadFields
    url: Url
    http_method: MethodWord
    content_type: ContentTypeWord
    secret: Secret | None = None
    is_active: bool | None = None
