"""How a broken rule is worded: pydantic's findings as one sentence for each field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from vivavoce.dialects.plain import storable
from vivavoce.domain.errors import Invalid, Violation

MOST_VIOLATIONS = 50
WORDING: Mapping[str, str] = {
    "missing": "Is required",
    "string_type": "Must be a string",
    "string_unicode": "Must be a string",
    "string_too_short": "Must have at least {min_length} characters",
    "string_too_long": "Must have at most {max_length} characters",
    "string_pattern_mismatch": "Must match {pattern}",
    "int_type": "Must be a whole number",
    "int_parsing_size": "Must be a whole number",
    "int_from_float": "Must be a whole number",
    "bool_type": "Must be true or false",
    "greater_than_equal": "Must be {ge} or more",
    "less_than_equal": "Must be {le} or less",
    "list_type": "Must be an array",
    "too_short": "Must have at least {min_length} entries",
    "too_long": "Must have at most {max_length} entries",
    "dict_type": "Must be an object",
    "model_type": "Must be an object",
    "literal_error": "Must be one of {expected}",
    "value_error": "{error}",
}


def parse(model: type[BaseModel], raw: Any) -> BaseModel:
    """`raw` as the model has it. Raises Invalid with one violation for each broken rule, 50 at most."""
    if not isinstance(raw, dict):
        raise Invalid.because("body", "Must be a JSON object")
    storable(raw)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:MOST_VIOLATIONS]
        raise Invalid(*map(_violation, found)) from error


def _violation(error: ErrorDetails) -> Violation:
    field = ".".join(str(step) for step in error["loc"]) or "body"
    known = error.get("ctx", {})
    if "expected" in known:
        known = {"expected": known["expected"].replace("'", "").replace(" or ", ", ")}
    wording = WORDING.get(error["type"])
    return Violation(field, wording.format(**known) if wording else error["msg"])
