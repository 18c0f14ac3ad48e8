"""How a broken rule is worded: pydantic's findings as a field and a sentence (contract §7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from vivavoce.dialects.dialect import json_content
from vivavoce.dialects.ntrvsta import queries
from vivavoce.domain.errors import Invalid, Violation

MOST_VIOLATIONS = 50
LACKING = "lacking"
"""The type of an error about several fields of one object; it names the one that should be there."""

_AN_OBJECT = "must be an object"
_AN_INTEGER = "must be an integer"
_A_STRING = "must be a string"
_REQUIRED = "is required"
WORDING: Mapping[str, str] = {
    "missing": _REQUIRED,
    "string_type": _A_STRING,
    "string_unicode": _A_STRING,
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must not hold control characters",
    "int_type": _AN_INTEGER,
    "int_parsing": _AN_INTEGER,
    "int_parsing_size": _AN_INTEGER,
    "int_from_float": _AN_INTEGER,
    "bool_type": "must be true or false",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "dict_type": _AN_OBJECT,
    "model_type": _AN_OBJECT,
    "too_long": "must have at most {max_length} pairs",
    "value_error": "{error}",
}


class NotJson(Invalid):
    """The body is not a JSON object."""


class BadQuery(Invalid):
    """A query parameter breaks a rule."""


def lacking(field: str) -> PydanticCustomError:
    """The error of an object in which `field` should be given."""
    return PydanticCustomError(LACKING, "{field}", {"field": field})


def content(headers: Mapping[str, str], body: bytes) -> Any:
    """A body that is JSON; an empty one is `{}`. Raises NotJson."""
    try:
        return json_content(headers, body)
    except Invalid as error:
        raise NotJson(*error.violations) from error


def parse(model: type[BaseModel], raw: Any) -> BaseModel:
    """`raw` as the model has it. Raises Invalid, BadQuery for a query, NotJson for what is no object."""
    if not isinstance(raw, dict):
        raise NotJson.because("body", "The request body must be a JSON object")
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:MOST_VIOLATIONS]
        kind = BadQuery if model in queries.ALL else Invalid
        raise kind(*map(_violation, found)) from error


def _violation(error: ErrorDetails) -> Violation:
    known = error.get("ctx", {})
    if error["type"] == LACKING:
        return Violation(known["field"], _REQUIRED)
    # A key of a map that is itself at fault comes with a step of pydantic's own.
    field = ".".join(str(step) for step in error["loc"] if step != "[key]")
    wording = WORDING.get(error["type"])
    return Violation(field, wording.format(**known) if wording else error["msg"])
