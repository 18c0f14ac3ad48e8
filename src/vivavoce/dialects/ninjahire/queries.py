"""What the query of a request may look like: one model for each."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from vivavoce.dialects.ninjahire.fields import EventWord, PageNumber, PageSize, ScreeningWords, Uuid

QUERY = ConfigDict(defer_build=True, extra="ignore")


class SourceQuery(BaseModel):
    model_config = QUERY

    page: PageNumber
    size: PageSize
    source_id: str | None = None


class ApplicationQuery(BaseModel):
    model_config = QUERY

    page: PageNumber
    size: PageSize
    job_id: Uuid | None = None
    source_id: str | None = None
    job_source_id: str | None = None
    candidate_source_id: str | None = None
    filter_screening_status: ScreeningWords | None = None
    sort_column: Literal["score"] | None = None
    sort_direction: Literal["ASC", "DESC"] = "DESC"


class CallQuery(BaseModel):
    model_config = QUERY

    page: PageNumber
    size: PageSize
    job_id: Uuid | None = None
    candidate_id: Uuid | None = None
    application_id: Uuid | None = None
    application_source_id: str | None = None
    job_source_id: str | None = None
    candidate_source_id: str | None = None


class QuestionQuery(BaseModel):
    model_config = QUERY

    source_id: str | None = None
    application_id: Uuid | None = None


class WebhookQuery(BaseModel):
    model_config = QUERY

    triggered_event: EventWord | None = None
