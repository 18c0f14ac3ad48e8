"""What the body of an invitation may look like."""

from __future__ import annotations

import re
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
from vivavoce.dialects.plain import LONGEST_EMAIL, is_email, text

BODY = ConfigDict(defer_build=True, strict=True, extra="ignore")

_NAME = r"\s*[^\s\x00-\x1f](?:[^\x00-\x1f]{0,118}[^\s\x00-\x1f])?\s*"


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
    text(re.compile(_NAME).fullmatch, "must have 1 to 120 printable characters"),
    AfterValidator(str.strip),
    WithJsonSchema({"type": "string", "pattern": f"^{_NAME}$"}),
]
Email = Annotated[
    str,
    text(is_email, "must be a valid email address"),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": LONGEST_EMAIL}),
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
