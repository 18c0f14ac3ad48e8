"""What may stand in one field of a request, and how what breaks it is worded."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from vivavoce.dialects.plain import LONGEST_EMAIL, digits, is_email, text
from vivavoce.kit.clock import parse_iso

METADATA_PAIRS = 20
METADATA_BYTES = 4096

_TITLE = r"\s*[^\s\x00-\x1f](?:[^\x00-\x1f]{0,198}[^\s\x00-\x1f])?\s*"
_LANGUAGE = "[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}"
_NO_NUL = r"^[^\x00]*$"
_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"


def _bounded(value: Mapping[str, str]) -> Mapping[str, str]:
    """Metadata within its limits."""
    if len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()) > METADATA_BYTES:
        raise ValueError("must not be larger than 4 KiB")
    return value


def _moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("must be an ISO 8601 date-time")
    try:
        return parse_iso(value)
    except ValueError:
        raise ValueError("must be an ISO 8601 date-time") from None


def _whole(value: object) -> object:
    """JSON has one kind of number: 30.0 is 30."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Title = Annotated[
    str,
    text(re.compile(_TITLE).fullmatch, "must have 1 to 200 printable characters"),
    AfterValidator(str.strip),
    WithJsonSchema({"type": "string", "pattern": f"^{_TITLE}$"}),
]
Description = Annotated[str, Field(max_length=20000, pattern=_NO_NUL)]
PostingId = Annotated[str, Field(min_length=1, max_length=255, pattern=_PRINTABLE)]
Days = Annotated[int, Field(ge=1, le=365), BeforeValidator(_whole)]
Language = Annotated[
    str,
    text(re.compile(_LANGUAGE).fullmatch, "must be a language tag of BCP 47"),
    WithJsonSchema({"type": "string", "pattern": f"^{_LANGUAGE}$"}),
]
Email = Annotated[
    str,
    text(is_email, "must be a valid email address"),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": LONGEST_EMAIL}),
]
PersonName = Annotated[str, Field(max_length=100, pattern=_NO_NUL)]
ForeignId = Annotated[str, Field(min_length=1, max_length=255, pattern=_NO_NUL)]
Reference = Annotated[str, Field(min_length=1, max_length=255)]
"""An id of ours as a caller has it: one that nothing can have is simply not found."""

Label = Annotated[str, Field(pattern=_NO_NUL)]
Metadata = Annotated[dict[Label, Label], Field(max_length=METADATA_PAIRS), AfterValidator(_bounded)]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"anyOf": [{"type": "string", "format": form} for form in ("date-time", "date")]}),
]
PageSize = Annotated[int, Field(ge=1, le=100), BeforeValidator(digits)]
Query = Annotated[str, Field(max_length=255, pattern=_NO_NUL)]
Cursor = Annotated[str, Field(max_length=400)]
