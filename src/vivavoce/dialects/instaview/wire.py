"""What the body of a request may look like: one model for each."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic.alias_generators import to_camel

from vivavoce.dialects.instaview import examples
from vivavoce.dialects.instaview.broken import rule
from vivavoce.dialects.instaview.fields import (
    AgentName,
    CefrWord,
    ChannelWord,
    Country,
    Currency,
    Day,
    Description,
    Email,
    FocusWord,
    HeaderName,
    HeaderValue,
    Instructions,
    JobWord,
    LanguageWord,
    Metadata,
    Minutes,
    Moment,
    Number,
    PersonName,
    Phone,
    Questions,
    Skills,
    StageWord,
    Title,
    Url,
    Uuid,
    VoiceWord,
    Word,
    Words,
)
from vivavoce.dialects.instaview.vocabulary import EVENTS_OF, LABEL_WRITTEN

BODY = ConfigDict(defer_build=True, strict=True, extra="ignore", alias_generator=to_camel)


def _label(value: object) -> str:
    label = None if isinstance(value, bool | list | dict) else LABEL_WRITTEN.get(value)
    if label is None:
        raise ValueError(f"must be one of the following values: {', '.join(EVENTS_OF)}")
    return label


Label = Annotated[
    str,
    BeforeValidator(_label),
    WithJsonSchema({"enum": list(LABEL_WRITTEN)}),
]
Labels = Annotated[list[Label], Field(min_length=1, max_length=100)]


class Language(BaseModel):
    model_config = BODY

    language: LanguageWord
    proficiency: CefrWord


class Location(BaseModel):
    model_config = BODY

    work_mode: Word | None = None
    street: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country_code: Country | None = None


class Salary(BaseModel):
    model_config = BODY

    min: Number | None = None
    max: Number | None = None
    currency: Currency | None = None
    period: Word | None = None


Languages = Annotated[list[Language], Field(max_length=5)]


class NewJob(BaseModel):
    model_config = BODY | examples.shown(examples.JOB)

    title: Title
    description: Description
    status: JobWord
    required_skills: Skills | None = None
    nice_to_have_skills: Skills | None = None
    language_requirements: Languages | None = None
    education: Words | None = None
    experience: Word | None = None
    contract_type: Word | None = None
    benefits: str | None = None
    job_url: Url | None = None
    location: Location | None = None
    salary: Salary | None = None
    metadata: Metadata | None = None


class ChangeJob(BaseModel):
    model_config = BODY | examples.shown(examples.JOB_CHANGE)

    title: Title | None = None
    description: Description | None = None
    status: JobWord | None = None
    required_skills: Skills | None = None
    nice_to_have_skills: Skills | None = None
    language_requirements: Languages | None = None
    education: Words | None = None
    experience: Word | None = None
    contract_type: Word | None = None
    benefits: str | None = None
    job_url: Url | None = None
    description_url: Url | None = None
    location: Location | None = None
    work_mode: Word | None = None
    salary: Salary | None = None
    metadata: Metadata | None = None


class JobPage(BaseModel):
    model_config = BODY | examples.shown(examples.JOB_PAGE)

    job_url: Url
    create_job: bool | None = None


class NewCandidate(BaseModel):
    model_config = BODY | examples.shown(examples.CANDIDATE)

    first_name: PersonName
    last_name: PersonName
    gdpr_expiry_date: Day
    email: Email | None = None
    phone_number: Phone | None = None
    job_id: Uuid | None = None
    job_ids: Annotated[list[Uuid], Field(min_length=1, max_length=50)] | None = None
    metadata: Metadata | None = None

    @model_validator(mode="after")
    def _reachable(self) -> NewCandidate:
        if self.email is None and self.phone_number is None:
            raise rule("email or phoneNumber should not be empty")
        return self


class ChangeCandidate(BaseModel):
    model_config = BODY | examples.shown(examples.CANDIDATE_CHANGE)

    first_name: PersonName | None = None
    last_name: PersonName | None = None
    gdpr_expiry_date: Day | None = None
    email: Email | None = None
    phone_number: Phone | None = None
    status: StageWord | None = None
    job_ids: Annotated[list[Uuid], Field(max_length=50)] | None = None
    metadata: Metadata | None = None


class NewAgent(BaseModel):
    model_config = BODY | examples.shown(examples.AGENT)

    name: AgentName
    type: ChannelWord
    focus: FocusWord
    duration: Minutes
    questions: Questions | None = None
    voice_id: VoiceWord | None = None
    language: LanguageWord | None = None
    instructions: Instructions | None = None
    company_phone_number_id: Uuid | None = None
    cefr_level: CefrWord | None = None
    metadata: Metadata | None = None

    @model_validator(mode="after")
    def _callable(self) -> NewAgent:
        if self.type == "PHONE" and self.company_phone_number_id is None:
            raise rule("companyPhoneNumberId should not be empty for a PHONE agent")
        return self


class ChangeAgent(BaseModel):
    """`voiceId: null` clears the voice; any other null is as good as absent."""

    model_config = BODY

    name: AgentName | None = None
    type: ChannelWord | None = None
    focus: FocusWord | None = None
    duration: Minutes | None = None
    questions: Questions | None = None
    voice_id: VoiceWord | None = None
    language: LanguageWord | None = None
    instructions: Instructions | None = None
    company_phone_number_id: Uuid | None = None
    cefr_level: CefrWord | None = None
    metadata: Metadata | None = None


class NewInterview(BaseModel):
    model_config = BODY | examples.shown(examples.INTERVIEW)

    candidate_id: Uuid | None = None
    agent_id: Uuid | None = None
    schedule_time: Moment | None = None
    scheduled_at: Moment | None = None
    job_id: Uuid | None = None
    job: NewJob | None = None
    candidate: NewCandidate | None = None
    agent: NewAgent | None = None
    is_test: bool | None = None
    metadata: Metadata | None = None

    @model_validator(mode="after")
    def _parties(self) -> NewInterview:
        for name, id, inline in (
            ("candidate", self.candidate_id, self.candidate),
            ("agent", self.agent_id, self.agent),
        ):
            if (id is None) == (inline is None):
                fault = "should not be empty" if id is None else "must not be sent together"
                raise rule(f"{name}Id {'or' if id is None else 'and'} {name} {fault}")
        named = (self.job, self.job_id, self.candidate and self.candidate.job_id)
        if sum(job is not None for job in named) > 1:
            raise rule("job, jobId and candidate.jobId must not be sent together")
        return self

    @property
    def start(self) -> datetime | None:
        """When it shall begin; `scheduleTime` wins over its alias."""
        return self.schedule_time or self.scheduled_at


class NewCall(BaseModel):
    model_config = BODY

    scheduled_at: Moment | None = None


class MoveCall(BaseModel):
    model_config = BODY

    scheduled_at: Moment


class Header(BaseModel):
    model_config = BODY

    name: HeaderName
    value: HeaderValue


Headers = Annotated[list[Header], Field(max_length=50)]
EndpointName = Annotated[str, Field(max_length=255)]


class NewWebhook(BaseModel):
    model_config = BODY | examples.shown(examples.WEBHOOK)

    url: Url
    events: Labels
    name: EndpointName | None = None
    description: str | None = None
    company_id: Uuid | None = None
    headers: Headers | None = None


class ChangeWebhook(BaseModel):
    model_config = BODY

    url: Url | None = None
    events: Labels | None = None
    name: EndpointName | None = None
    description: str | None = None
    headers: Headers | None = None
    is_active: bool | None = None


CompanyName = Annotated[str, Field(min_length=2, max_length=100)]
CompanyText = Annotated[str, Field(min_length=1, max_length=1000)]


class NewCompany(BaseModel):
    model_config = BODY | examples.shown(examples.COMPANY)

    name: CompanyName
    description: CompanyText | None = None
    owner_email: Email | None = None
    metadata: Metadata | None = None


class ChangeCompany(BaseModel):
    model_config = BODY

    name: CompanyName | None = None
    description: CompanyText | None = None
    owner_email: Email | None = None
    metadata: Metadata | None = None
