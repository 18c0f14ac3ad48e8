"""What may stand in one field of a request."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from vivavoce.dialects.ninjahire.broken import storable
from vivavoce.dialects.ninjahire.content import UploadedFile
from vivavoce.dialects.plain import digits, text
from vivavoce.kit.ids import is_id

_EMAIL = r"[^\s@\x00-\x1f\x7f]{1,64}@[^\s@\x00-\x1f\x7f]{1,189}"
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")
_LONGEST_URL = 2048


def _is_url(text: str) -> bool:
    if len(text) > _LONGEST_URL or _UNPRINTABLE.search(text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _lower_uuid(value: object) -> str:
    text = value.lower() if isinstance(value, str) else ""
    if not is_id(text):
        raise ValueError("must be a UUID")
    return text


def _whole(value: object) -> object:
    """JSON has one kind of number: 30.0 is 30."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _part(value: object) -> object:
    """A file comes as a part of a form, never inside JSON."""
    if value is None or isinstance(value, UploadedFile):
        return value
    raise ValueError("must be a part of a multipart/form-data body")


def _listed(value: object) -> object:
    """A form has text only: there a list is written as JSON."""
    if not isinstance(value, str):
        return value
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return value
    storable(found)
    return found


_UUID_SCHEMA = WithJsonSchema({"type": "string", "format": "uuid"})

Uuid = Annotated[str, BeforeValidator(_lower_uuid), _UUID_SCHEMA]
ForeignUuid = Annotated[str, text(lambda text: is_id(text.lower()), "must be a UUID"), _UUID_SCHEMA]
"""A UUID of the caller's, told again as it was written."""

Required = Annotated[str, Field(min_length=1)]
SourceId = Annotated[str, Field(min_length=1, max_length=255)]
Email = Annotated[str, Field(pattern=f"^{_EMAIL}$", max_length=254)]
Phone = Annotated[str, Field(min_length=1, max_length=64)]
Url = Annotated[
    str,
    text(_is_url, "must be an http or https address"),
    WithJsonSchema({"type": "string", "format": "uri"}),
]
Rate = Annotated[float, Field(allow_inf_nan=False)]
ClockTime = Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$")]
DailyCount = Annotated[int, Field(ge=0, le=5), BeforeValidator(_whole)]
Count = Annotated[int, Field(ge=0, le=10_000), BeforeValidator(_whole)]
Minutes = Annotated[int, Field(ge=0, le=525_600), BeforeValidator(_whole)]
Weekday = Annotated[int, Field(ge=0, le=7), BeforeValidator(_whole)]
Weekdays = Annotated[list[Weekday], Field(max_length=50)]
PayloadFields = Annotated[list[str], Field(max_length=100)]
Secret = Annotated[str, Field(min_length=1, max_length=1024)]
StageWord = Annotated[str, Field(pattern="^([Aa][Cc][Tt][Ii][Vv][Ee]|[Pp][Aa][Ss][Ss][Ii][Vv][Ee])$")]
Upload = Annotated[
    Any,
    BeforeValidator(_part),
    PlainSerializer(lambda file: file and [file.name, file.body.hex()], when_used="json"),
    WithJsonSchema({"type": "null", "description": "The résumé, a part of a multipart/form-data body."}),
]
Listed = BeforeValidator(_listed)
Base64 = Annotated[
    str, WithJsonSchema({"type": "string", "contentEncoding": "base64", "description": "The résumé."})
]
PageNumber = Annotated[int, Field(ge=1, le=1_000_000_000), BeforeValidator(digits)]
PageSize = Annotated[int, Field(ge=1, le=100), BeforeValidator(digits)]
ScreeningWords = Annotated[str, Field(pattern="^(completed|pending)(,(completed|pending))*$")]

EventWord = Literal["call_activity", "application_activty"]
TypeWord = Literal["post_call_screening"]
MethodWord = Literal["POST", "PUT", "PATCH"]
ContentTypeWord = Literal["application/json", "application/x-www-form-urlencoded"]
CallWord = Literal["call_completed", "call_in_progress", "call_failed"]
IntelligenceWord = Literal["call_success", "call_failed", "call_inconclusive"]
