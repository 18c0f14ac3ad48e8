"""How a broken rule is worded: pydantic's findings as a field and a sentence (contract §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from vivavoce.dialects.dialect import json_content
from vivavoce.domain.errors import Invalid, Violation

WORDING: Mapping[str, str] = {
    "missing": "is required",
    "string_type": "must be a string",
    "string_unicode": "must be a string",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must not hold NUL characters",
    "value_error": "{error}",
}


class NotJson(Invalid):
    """The body is not a JSON object."""


def content(headers: Mapping[str, str], body: bytes) -> Any:
    """A body that is JSON; an empty one is `{}`. Raises NotJson."""
    try:
        return json_content(headers, body)
    except Invalid as error:
        raise NotJson(*error.violations) from error


def parse(model: type[BaseModel], raw: Any) -> BaseModel:
    """`raw` as the model has it. Raises Invalid, NotJson for what is no object."""
    if not isinstance(raw, dict):
        raise NotJson.because("body", "The request body must be a JSON object")
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise Invalid(*map(_violation, error.errors(include_url=False, include_input=False))) from error


def _violation(error: ErrorDetails) -> Violation:
    wording = WORDING.get(error["type"])
    said = wording.format(**error.get("ctx", {})) if wording else error["msg"]
    return Violation(".".join(map(str, error["loc"])), said)
