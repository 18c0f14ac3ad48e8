"""What the body of an invitation may look like."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from vivavoce.dialects.introwa import examples
from vivavoce.dialects.introwa.validity import DURATION, read

BODY = ConfigDict(defer_build=True, strict=True, extra="ignore")

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL = re.compile(rf"(?!\.)(?!.*\.\.)[^\s@<>()\[\],;:\\\"]{{1,64}}(?<!\.)@(?:{_LABEL}\.)+{_LABEL}")
_LONGEST_EMAIL = 254
_NAME = r"\s*[^\s\x00-\x1f](?:[^\x00-\x1f]{0,118}[^\s\x00-\x1f])?\s*"


def _text(accepts: Callable[[str], object], complaint: str) -> BeforeValidator:
    """A string that `accepts` finds true."""

    def check(value: object) -> str:
        if not isinstance(value, str) or not accepts(value):
            raise ValueError(complaint)
        return value

    return BeforeValidator(check)


def _readable(value: object) -> object:
    """Empty text is as good as null: the default."""
    try:
        if isinstance(value, str) and value:
            read(value)
    except ValueError:
        raise ValueError("must be a duration such as 1D, or an ISO 8601 date-time with an offset") from None
    return value or None if isinstance(value, str) else value


Name = Annotated[
    str,
    _text(re.compile(_NAME).fullmatch, "must have 1 to 120 printable characters"),
    AfterValidator(str.strip),
    WithJsonSchema({"type": "string", "pattern": f"^{_NAME}$"}),
]
Email = Annotated[
    str,
    _text(
        lambda text: len(text) <= _LONGEST_EMAIL and _EMAIL.fullmatch(text), "must be a valid email address"
    ),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": _LONGEST_EMAIL}),
]
Message = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Expiry = Annotated[
    str | None,
    BeforeValidator(_readable),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": f"^(?:{DURATION})?$"},
                {"type": "string", "format": "date-time"},
                {"type": "null"},
            ],
            "description": "A duration from now, despite the name, or a moment; 7D by default.",
        }
    ),
]


class Invite(BaseModel):
    model_config = BODY | examples.shown(examples.INVITE)

    name: Name
    email: Email
    expires_at: Expiry = None
    invited_by: Email | None = None
    custom_message: Message | None = None
