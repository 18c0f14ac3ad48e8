"""How a broken rule is worded: pydantic's findings as a field and a message (contract §3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from vivavoce.dialects import plain
from vivavoce.domain.errors import Invalid, Violation

MOST_VIOLATIONS = 50

_AN_OBJECT = "must be an object"
_AN_INTEGER = "must be an integer"
_A_NUMBER = "must be a number"
_A_STRING = "must be a string"
WORDING: Mapping[str, str] = {
    "missing": "is required",
    "string_type": _A_STRING,
    "string_unicode": _A_STRING,
    "string_too_short": "must not be empty",
    "string_too_long": "must not be longer than {max_length} characters",
    "string_pattern_mismatch": "must match {pattern}",
    "int_type": _AN_INTEGER,
    "int_parsing": _AN_INTEGER,
    "int_parsing_size": _AN_INTEGER,
    "int_from_float": _AN_INTEGER,
    "float_type": _A_NUMBER,
    "finite_number": _A_NUMBER,
    "bool_type": "must be a boolean",
    "greater_than_equal": "must not be less than {ge}",
    "less_than_equal": "must not be greater than {le}",
    "list_type": "must be an array",
    "too_short": "must not be empty",
    "too_long": "must not have more than {max_length} elements",
    "dict_type": _AN_OBJECT,
    "model_type": _AN_OBJECT,
    "literal_error": "must be {expected}",
    "value_error": "{error}",
}


def parse(model: type[BaseModel], raw: Any) -> BaseModel:
    """`raw` as the model has it. Raises Invalid with one violation for each broken rule, 50 at most."""
    if not isinstance(raw, dict):
        raise Invalid.because("body", _AN_OBJECT)
    storable(raw)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:MOST_VIOLATIONS]
        raise Invalid(*map(_violation, found)) from error


def _violation(error: ErrorDetails) -> Violation:
    wording = WORDING.get(error["type"])
    message = wording.format(**error.get("ctx", {})) if wording else error["msg"]
    return Violation(".".join(map(str, error["loc"])), message)


def storable(raw: Any) -> None:
    """Raises Invalid for what cannot be kept, in this product's words."""
    plain.storable(raw, "must not hold NUL characters or lone surrogates", "must hold finite numbers only")
