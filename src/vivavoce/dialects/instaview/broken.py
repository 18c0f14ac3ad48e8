"""How a broken rule is worded: pydantic's findings as class-validator's sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from vivavoce.dialects.plain import storable
from vivavoce.domain.errors import Invalid, Violation

MOST_VIOLATIONS = 50
RULE = "rule"
"""The type of an error about several fields of one object; its text names them."""

_AN_OBJECT = "must be an object"
_AN_INTEGER = "must be an integer number"
_A_NUMBER = "must be a number conforming to the specified constraints"
_A_STRING = "must be a string"
WORDING: Mapping[str, str] = {
    "missing": "should not be empty",
    "string_type": _A_STRING,
    "string_unicode": _A_STRING,
    "string_too_short": "must be longer than or equal to {min_length} characters",
    "string_too_long": "must be shorter than or equal to {max_length} characters",
    "string_pattern_mismatch": "must match /{pattern}/ regular expression",
    "int_type": _AN_INTEGER,
    "int_parsing": _AN_INTEGER,
    "int_parsing_size": _AN_INTEGER,
    "int_from_float": _AN_INTEGER,
    "float_type": _A_NUMBER,
    "finite_number": _A_NUMBER,
    "bool_type": "must be a boolean value",
    "greater_than_equal": "must not be less than {ge}",
    "less_than_equal": "must not be greater than {le}",
    "list_type": "must be an array",
    "too_short": "must contain at least {min_length} elements",
    "too_long": "must contain no more than {max_length} elements",
    "dict_type": _AN_OBJECT,
    "model_type": _AN_OBJECT,
    "literal_error": "must be one of the following values: {expected}",
    "value_error": "{error}",
}


def rule(text: str) -> PydanticCustomError:
    """An error of a whole object; `text` begins with the field it is about."""
    return PydanticCustomError(RULE, "{text}", {"text": text})


def parse(model: type[BaseModel], raw: Any) -> BaseModel:
    """`raw` as the model has it. Raises Invalid with one violation for each broken rule, 50 at most."""
    if not isinstance(raw, dict):
        raise Invalid.because("body", "The request body must be an object")
    storable(raw)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:MOST_VIOLATIONS]
        raise Invalid(*map(_violation, found)) from error


def _violation(error: ErrorDetails) -> Violation:
    path = [str(step) for step in error["loc"]]
    field = ".".join(path)
    known = error.get("ctx", {})
    if error["type"] == RULE:
        return Violation(field, ".".join([*path, known["text"]]))
    if error["loc"] and isinstance(error["loc"][-1], int):
        field = f"each value in {'.'.join(path[:-1])}"
    if "expected" in known:
        known = {"expected": known["expected"].replace("'", "").replace(" or ", ", ")}
    wording = WORDING.get(error["type"])
    return Violation(field, f"{field} {wording.format(**known) if wording else error['msg']}")
