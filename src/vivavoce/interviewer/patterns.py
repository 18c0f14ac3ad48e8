"""Patterns that are written once and named: regular expressions with {parts}, loaded from `rules/*.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

_STRICT = ConfigDict(extra="forbid", strict=True, frozen=True)
_PART = re.compile(r"\{([a-z]+)\}")


class AttackForm(BaseModel):
    """`attacks.yaml`."""

    model_config = _STRICT
    parts: dict[str, str]
    patterns: list[str]


class IntentForm(BaseModel):
    """`intents.yaml`."""

    model_config = _STRICT
    lead: str
    tail: str
    filler: str
    parts: dict[str, str]
    requests: dict[str, list[str]]


def attack_form() -> AttackForm:
    """The attack patterns as shipped. Raises pydantic.ValidationError for a broken file."""
    return AttackForm.model_validate(yaml.safe_load(text_of("attacks")))


def intent_form() -> IntentForm:
    """The request patterns as shipped. Raises pydantic.ValidationError for a broken file."""
    return IntentForm.model_validate(yaml.safe_load(text_of("intents")))


def text_of(name: str) -> str:
    """The text of `rules/<name>.yaml`."""
    return files("vivavoce.interviewer.rules").joinpath(f"{name}.yaml").read_text("utf-8")


def any_of(patterns: Sequence[str], parts: Mapping[str, str]) -> re.Pattern[str]:
    """One expression for all `patterns`, to be used on lower-case text, with each {part} filled in.

    A line break inside a pattern or part is layout, not content. Raises KeyError for an unknown part.
    """
    filled = [_PART.sub(lambda match: parts[match.group(1)], pattern) for pattern in patterns]
    deeper = [_PART.sub(lambda match: parts[match.group(1)], pattern) for pattern in filled]
    return re.compile("|".join(f"(?:{''.join(pattern.splitlines())})" for pattern in deeper))
