"""What an answer looks like: for the documentation and the tests, never run on the way out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from vivavoce.dialects.ntrvsta import examples

ANSWER = ConfigDict(defer_build=True, extra="forbid", alias_generator=to_camel)
StatusWord = Literal["SCHEDULED", "IN_PROGRESS", "PROCESSING", "PAUSED", "COMPLETED", "EXPIRED", "FAILED"]
Score = Annotated[int, Field(ge=0, le=100)]


class Template(BaseModel):
    model_config = ANSWER

    template_id: str
    title: str
    description: str
    external_posting_id: str | None
    whiteboard_design: bool
    invite_url_expires_in_days: int
    language: str
    status: Literal["GENERATING", "READY", "FAILED"]
    created_at: datetime
    updated_at: datetime


class MadeTemplate(BaseModel):
    model_config = ANSWER

    template_id: str
    title: str
    description: str
    external_posting_id: str | None
    whiteboard_design: bool
    invite_url_expires_in_days: int
    language: str
    status: Literal["GENERATING", "READY", "FAILED"]
    reused: bool
    created_at: datetime
    updated_at: datetime


class Templates(BaseModel):
    model_config = ANSWER

    templates: list[Template]
    next_cursor: str | None


class Invitee(BaseModel):
    model_config = ANSWER

    candidate_id: str
    email: str | None
    first_name: str
    last_name: str
    external_candidate_id: str | None


class Invitation(BaseModel):
    model_config = ANSWER

    invitation_id: str
    template_id: str
    external_posting_id: str | None
    candidate: Invitee
    status: StatusWord
    invite_url: str | None
    invite_url_expires_at: datetime | None
    reused: bool
    created_at: datetime


class Result(BaseModel):
    model_config = ANSWER

    result_id: str
    invitation_id: str
    template_id: str
    status: Literal["COMPLETED"]
    completed_at: datetime
    result_url: str
    overall_score: Score | None


def _unasked() -> None:
    """A part that may be absent and may be null: a plain None as default would say that it is never null."""


class Results(BaseModel):
    """`resultUrl` and `overallScore` are there for a query that names an invitation or a result."""

    model_config = ANSWER

    results: list[Result]
    next_cursor: str | None
    result_url: Annotated[str | None, Field(default_factory=_unasked)]
    overall_score: Annotated[Score | None, Field(default_factory=_unasked)]


class FaultDetail(BaseModel):
    model_config = ANSWER

    field: str
    message: str


class PartnerFault(BaseModel):
    model_config = ANSWER

    code: str
    message: str
    details: list[FaultDetail]


class PartnerRefusal(BaseModel):
    model_config = ANSWER | examples.shown(examples.REFUSAL)

    message: str
    error: PartnerFault
    request_id: str
