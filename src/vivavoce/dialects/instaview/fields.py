"""What may stand in one field of a request: each type words what breaks it as class-validator does."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from vivavoce.dialects.plain import is_email, text
from vivavoce.kit.clock import parse_iso
from vivavoce.kit.ids import is_id

METADATA_BYTES = 10 * 1024
METADATA_LEVELS = 5
METADATA_KEYS = 50

_PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")
_HEADER_NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_HEADER_VALUE = "[\t\x20-\x7e\xa0-\xff]+"
_LONGEST_URL = 2048


def _uuid(value: object) -> str:
    text = value.lower() if isinstance(value, str) else ""
    if not is_id(text):
        raise ValueError("must be a UUID")
    return text


def _moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("must be a valid ISO 8601 date string")
    try:
        return parse_iso(value)
    except ValueError as error:
        raise ValueError(f"must be a valid ISO 8601 date string: {error}") from error


def _last_moment(value: object) -> datetime:
    """Where a period ends: after the whole day, when only a day is named."""
    moment = _moment(value)
    try:
        return moment + timedelta(days=1) if len(str(value)) == len("2026-01-31") else moment
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def _is_url(text: str) -> bool:
    if len(text) > _LONGEST_URL or _UNPRINTABLE.search(text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def bounded(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """`value`, if it is within the limits of metadata (contract §1). Raises ValueError."""
    if len(value) > METADATA_KEYS:
        raise ValueError(f"must not have more than {METADATA_KEYS} keys")
    if _levels(value) > METADATA_LEVELS:
        raise ValueError(f"must not be nested deeper than {METADATA_LEVELS} levels")
    if len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()) > METADATA_BYTES:
        raise ValueError("must not be larger than 10 KB")
    return value


def _levels(value: object) -> int:
    """How many objects and arrays stand inside one another, counted only to one past the limit."""
    depth, layer = 0, [value]
    while (layer := [part for part in layer if isinstance(part, dict | list)]) and depth <= METADATA_LEVELS:
        depth += 1
        layer = [leaf for part in layer for leaf in (part.values() if isinstance(part, dict) else part)]
    return depth


def _whole(value: object) -> object:
    """JSON has one kind of number: 30.0 is 30."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _digits(value: object) -> int:
    """A number in a query, written in ASCII digits."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value, re.ASCII):
        return int(value)
    raise PydanticCustomError("int_parsing", "not a number")


def _schema(*formats: str) -> WithJsonSchema:
    kinds = [{"type": "string", "format": format} for format in formats]
    return WithJsonSchema(kinds[0] if len(kinds) == 1 else {"anyOf": kinds})


def _matching(pattern: str, complaint: str) -> tuple[BeforeValidator, WithJsonSchema]:
    return text(re.compile(pattern).fullmatch, complaint), WithJsonSchema(
        {"type": "string", "pattern": f"^{pattern}$"}
    )


Uuid = Annotated[str, BeforeValidator(_uuid), _schema("uuid")]
Moment = Annotated[datetime, BeforeValidator(_moment), _schema("date-time", "date")]
PeriodEnd = Annotated[datetime, BeforeValidator(_last_moment), _schema("date-time", "date")]
Day = Annotated[date, BeforeValidator(lambda value: _moment(value).date()), _schema("date", "date-time")]
Email = Annotated[str, text(lambda t: len(t) <= 254 and is_email(t), "must be an email"), _schema("email")]
Phone = Annotated[
    str,
    text(_PHONE.fullmatch, "must be a valid phone number"),
    WithJsonSchema({"type": "string", "pattern": r"^\+[1-9]\d{6,14}$"}),
]
Url = Annotated[str, text(_is_url, "must be a URL address"), _schema("uri")]
Country = Annotated[str, *_matching("[A-Za-z]{2}", "must be a valid ISO31661 Alpha2 code")]
Currency = Annotated[str, *_matching("[A-Za-z]{3}", "must be a valid ISO4217 currency code")]
Metadata = Annotated[dict[str, Any], AfterValidator(bounded)]

Number = Annotated[float, Field(allow_inf_nan=False)]
Word = Annotated[str, Field(pattern="^[A-Z][A-Z0-9_]*$", max_length=64)]
"""A word of a set that is only partly known (contract §13): any UPPER_SNAKE one is taken and echoed."""

Words = Annotated[list[Word], Field(max_length=20)]
Skills = Annotated[list[str], Field(max_length=10)]
Title = Annotated[str, Field(min_length=5, max_length=200)]
Description = Annotated[str, Field(min_length=10, max_length=5000)]
PersonName = Annotated[str, Field(min_length=1, max_length=100)]
AgentName = Annotated[str, Field(min_length=2, max_length=100)]
Minutes = Annotated[int, Field(ge=1, le=180), BeforeValidator(_whole)]
Questions = Annotated[list[str], Field(max_length=50)]
Instructions = Annotated[str, Field(max_length=2000)]
PageNumber = Annotated[int, Field(ge=1, le=10000), BeforeValidator(_digits)]
PageSize = Annotated[int, Field(ge=1, le=100), BeforeValidator(_digits)]
Search = Annotated[str, Field(max_length=200)]
HeaderName = Annotated[
    str,
    Field(min_length=1, max_length=255),
    text(re.compile(_HEADER_NAME).fullmatch, "must be a header name"),
    WithJsonSchema({"type": "string", "pattern": f"^{_HEADER_NAME}$", "maxLength": 255}),
]
HeaderValue = Annotated[
    str,
    Field(min_length=1, max_length=4096),
    text(re.compile(_HEADER_VALUE).fullmatch, "must be a header value"),
    WithJsonSchema({"type": "string", "pattern": f"^{_HEADER_VALUE}$", "maxLength": 4096}),
]

JobWord = Literal["OPEN", "CLOSED", "UNDEFINED"]
StageWord = Literal["UNDEFINED", "APPLIED", "IN_PROCESS", "REJECTED", "ACCEPTED"]
StatusWord = Literal["UNDEFINED", "SCHEDULED", "CANCELLED", "FAILED", "COMPLETED", "IN_PROGRESS"]
ChannelWord = Literal["ONLINE", "PHONE", "UNDEFINED"]
FocusWord = Literal["GENERIC", "SCREENING", "OUTREACH", "LANGUAGE_TEST"]
CefrWord = Literal["A1", "A2", "B1", "B2", "C1", "C2"]
# fmt: off
VoiceWord = Literal[
    "ALEX", "PETER", "MIRIAM", "SUE", "VIERA", "CASANDRA", "SILVIA", "MICHAEL", "LUKE", "EMMA", "SARAH", "EVA"
]
LanguageWord = Literal[
    "UNDEFINED", "EN", "JA", "ZH", "DE", "HI", "FR", "KO", "PT", "IT", "ES", "ID", "NL", "TR", "FIL", "PL",
    "SV", "BG", "RO", "AR", "CS", "EL", "FI", "HR", "MS", "SK", "DA", "TA", "UK", "RU", "HU", "NO", "VI",
]
# fmt: on
