"""What any product's request may hold: text that can be kept, mail addresses, whole numbers, ids of ours."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from vivavoce.dialects.dialect import Call
from vivavoce.domain.errors import Invalid, NotFound
from vivavoce.kit.ids import is_id

LONGEST_EMAIL: Final = 254
UNKEPT_TEXT: Final = "Text must not hold NUL characters or lone surrogates"
UNKEPT_NUMBER: Final = "Numbers must be finite"

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL = re.compile(rf"(?!\.)(?!.*\.\.)[^\s@<>()\[\],;:\\\"]{{1,64}}(?<!\.)@(?:{_LABEL}\.)+{_LABEL}")


def text(accepts: Callable[[str], object], complaint: str) -> BeforeValidator:
    """A string that `accepts` finds true."""

    def check(value: object) -> str:
        if not isinstance(value, str) or not accepts(value):
            raise ValueError(complaint)
        return value

    return BeforeValidator(check)


def is_email(text: str) -> bool:
    """Whether a mail could be sent there."""
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None


def digits(value: object) -> int:
    """A number in a query, written in ASCII digits."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value, re.ASCII):
        return int(value)
    raise PydanticCustomError("int_parsing", "not a number")


def storable(raw: Any, text: str = UNKEPT_TEXT, number: str = UNKEPT_NUMBER) -> None:
    """Raises Invalid for text that PostgreSQL cannot keep (NUL, lone surrogates) and for NaN and Infinity."""
    left = [raw]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left += [*value, *value.values()]
        elif isinstance(value, list):
            left += value
        elif isinstance(value, str) and not _is_text(value):
            raise Invalid.because("body", text)
        elif isinstance(value, float) and not math.isfinite(value):
            raise Invalid.because("body", number)


def path_id(call: Call, kind: str, name: str = "id") -> str:
    """An id of the path, lower case. Raises NotFound for one that nothing can have."""
    text = call.path[name]
    if not is_id(text.lower()):
        raise NotFound(kind, text)
    return text.lower()


def _is_text(value: str) -> bool:
    try:
        return "\0" not in value and bool(value.encode() or True)
    except UnicodeEncodeError:
        return False
