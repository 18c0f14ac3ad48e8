"""What requests and answers have in common: how models are written, fields that recur, the refusal."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel

from vivavoce.dialects.plain import is_email
from vivavoce.kit.clock import parse_iso

BODY = ConfigDict(defer_build=True, strict=True, extra="ignore", alias_generator=to_camel)
"""Of a request's body."""
QUERY = ConfigDict(defer_build=True, extra="ignore", alias_generator=to_camel)
"""Of a request's query."""
ANSWER = ConfigDict(defer_build=True, extra="forbid", alias_generator=to_camel)
"""Of an answer; what is always there has no default."""


def shown(example: dict[str, Any]) -> ConfigDict:
    """The part of a model's configuration that documents an example."""
    return ConfigDict(json_schema_extra={"examples": [example]})


def _email(value: object) -> str:
    if not isinstance(value, str) or not is_email(value):
        raise ValueError("Must be a valid email address")
    return value


def _moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("Must be an ISO 8601 date and time")
    try:
        return parse_iso(value)
    except ValueError as error:
        raise ValueError("Must be an ISO 8601 date and time") from error


def _digits(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"\d{1,18}", value, re.ASCII):
        return int(value)
    raise ValueError("Must be a whole number")


_DATES = WithJsonSchema({"anyOf": [{"type": "string", "format": kind} for kind in ("date-time", "date")]})

Id = Annotated[str, Field(json_schema_extra={"format": "uuid"})]
Email = Annotated[str, BeforeValidator(_email), WithJsonSchema({"type": "string", "format": "email"})]
Moment = Annotated[datetime, BeforeValidator(_moment), _DATES]
Actor = Annotated[
    str, Field(min_length=1, max_length=128, description="The acting person, as you name them.")
]
Reason = Annotated[str, Field(max_length=2000)]
PageNumber = Annotated[int, BeforeValidator(_digits), Field(ge=1, le=10_000)]
PageSize = Annotated[int, BeforeValidator(_digits), Field(ge=1, le=100)]
LevelWord = Literal["JUNIOR", "MID", "SENIOR", "LEAD", "PRINCIPAL"]
StateWord = Literal[
    "INFO_NEEDED",
    "VALIDATING_SKILLS",
    "GENERATING_PLAN",
    "PENDING",
    "APPROVED",
    "REJECTED",
    "SCHEDULED",
    "IN_PROGRESS",
    "COMPLETED",
    "ASSESSMENT_PENDING",
    "ASSESSMENT_APPROVED",
    "CANCELLED",
]
ReasonWord = Literal[
    "PLAN_FAILED",
    "ASSESSMENT_FAILED",
    "LINK_EXPIRED",
    "ENDED_EARLY",
    "DISCONNECTED",
    "TIME_LIMIT",
    "ASSESSMENT_REJECTED",
    "CANCELLED_BY_USER",
    "LINK_EXPIRED_FINAL",
]
TransitionWord = Literal[
    "VALIDATE",
    "REQUEST_INFO",
    "COMPLETE_INFO",
    "GENERATE_PLAN",
    "PLAN_READY",
    "APPROVE",
    "REJECT",
    "MODIFY",
    "SCHEDULE",
    "START",
    "COMPLETE",
    "RETURN",
    "ASSESSMENT_READY",
    "APPROVE_ASSESSMENT",
    "REJECT_ASSESSMENT",
    "CANCEL",
]


class PageQuery(BaseModel):
    model_config = QUERY

    page: PageNumber = 1
    limit: PageSize = 20


class Fault(BaseModel):
    """One broken rule."""

    model_config = ANSWER

    field: str
    message: str


class Refused(BaseModel):
    """`details` with 400; the states with 409 about an interview."""

    model_config = ANSWER | shown(
        {
            "statusCode": 400,
            "message": "Validation failed",
            "error": "Bad Request",
            "details": [{"field": "callbackUrl", "message": "Must be a public HTTPS address"}],
        }
    )

    status_code: int
    message: str
    error: str
    details: list[Fault] | None = None
    current_state: StateWord | None = None
    available_transitions: list[TransitionWord] | None = None
