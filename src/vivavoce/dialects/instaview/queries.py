"""What the query of a request may look like: one model for each."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from vivavoce.dialects.instaview.fields import (
    ChannelWord,
    FocusWord,
    JobWord,
    Moment,
    PageNumber,
    PageSize,
    PeriodEnd,
    Search,
    StageWord,
    StatusWord,
    Uuid,
)

QUERY = ConfigDict(defer_build=True, extra="ignore", alias_generator=to_camel)

CompanyId = Annotated[str | None, Field(description="Needed with an ATS key, ignored with any other.")]


class AtCompany(BaseModel):
    model_config = QUERY

    company_id: CompanyId = None


class PageQuery(BaseModel):
    model_config = QUERY

    page: PageNumber = 1
    limit: PageSize = 20
    company_id: CompanyId = None


class JobQuery(BaseModel):
    model_config = QUERY

    page: PageNumber = 1
    limit: PageSize = 20
    company_id: CompanyId = None
    status: JobWord | None = None
    search: Search | None = None


class CandidateQuery(BaseModel):
    model_config = QUERY

    page: PageNumber = 1
    limit: PageSize = 20
    company_id: CompanyId = None
    job_id: Uuid | None = None
    status: StageWord | None = None
    search: Search | None = None


class AgentQuery(BaseModel):
    model_config = QUERY

    page: PageNumber = 1
    limit: PageSize = 20
    company_id: CompanyId = None
    type: ChannelWord | None = None
    focus: FocusWord | None = None


class InterviewQuery(BaseModel):
    model_config = QUERY

    candidate_id: Uuid
    page: PageNumber = 1
    limit: PageSize = 20
    company_id: CompanyId = None
    agent_id: Uuid | None = None
    status: StatusWord | None = None


class WebhookQuery(BaseModel):
    model_config = QUERY

    company_id: Uuid | None = None


class UsageQuery(BaseModel):
    model_config = QUERY

    start: Moment | None = None
    end: PeriodEnd | None = None
