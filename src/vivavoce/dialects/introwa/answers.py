"""What an answer looks like: for the documentation and the tests, never run on the way out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from vivavoce.dialects.introwa import examples

ANSWER = ConfigDict(defer_build=True, extra="forbid")
StatusWord = Literal["pending", "opened", "in_progress", "completed", "expired", "revoked"]


class SentInvitation(BaseModel):
    model_config = ANSWER

    id: Annotated[str, Field(json_schema_extra={"format": "uuid"})]
    job_id: str
    job_title: str
    name: str
    email: str
    status: StatusWord
    invite_url: str
    expires_at: datetime
    invited_by: str | None
    custom_message: str | None
    created_at: datetime


class SentAnswer(BaseModel):
    model_config = ANSWER

    success: Literal[True]
    message: str
    invitation: Annotated[SentInvitation, Field(alias="data")]


class InviteDetail(BaseModel):
    model_config = ANSWER

    field: str
    message: str


class InviteFault(BaseModel):
    model_config = ANSWER

    code: str
    details: list[InviteDetail]


class InviteRefusal(BaseModel):
    model_config = ANSWER | examples.shown(examples.REFUSAL)

    success: Literal[False]
    message: str
    error: InviteFault
