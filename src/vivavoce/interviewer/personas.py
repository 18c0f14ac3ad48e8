"""What would a simulated candidate say: seven characters who know only what was said to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from hashlib import sha256

import yaml
from pydantic import BaseModel, ConfigDict

from vivavoce.interviewer.patterns import text_of
from vivavoce.interviewer.rules.bank import bank
from vivavoce.interviewer.rules.forms import Regex
from vivavoce.interviewer.words import EMPTY, words

_STRICT = ConfigDict(extra="forbid", strict=True, frozen=True)
_DUTY = re.compile(r"(?:part of this job is to|you have to|you had to) ([^.?,]{8,90})", re.IGNORECASE)


class Persona(StrEnum):
    """The characters. INJECTING answers like TERSE and adds an order to the assessor."""

    STRONG = "strong"
    TERSE = "terse"
    RAMBLING = "rambling"
    OFFTOPIC = "offtopic"
    SILENT = "silent"
    REFUSES = "refuses"
    INJECTING = "injecting"


class Strong(BaseModel):
    """The fragments a strong answer is made of."""

    model_config = _STRICT
    situation: list[str]
    own_action: list[str]
    reason: list[str]
    contrast: list[str]
    result: list[str]


class Asked(BaseModel):
    """What a strong candidate says when a question of at most `within` words matches `when`."""

    model_config = _STRICT
    when: Regex
    say: str
    within: int = 40


class Lines(BaseModel):
    """`personas.yaml`."""

    model_config = _STRICT
    strong: Strong
    asked: list[Asked]
    terse: list[str]
    terse_more: list[str]
    rambling: list[str]
    offtopic: list[str]
    refuses: list[str]
    attacks: list[str]


class _Pick:
    """Chooses from lists so that answers vary, the same way each time."""

    def __init__(self, seed: int, ordinal: int) -> None:
        self._start = sha256(f"{seed}".encode()).digest()[0] + ordinal

    def one(self, options: Sequence[str]) -> str:
        return options[self._start % len(options)]


def _terse(question: str, pick: _Pick) -> str:
    short = len(words(question)) < 12
    return _about(pick.one(_lines().terse_more if short else _lines().terse), question)


def _strong(question: str, pick: _Pick) -> str:
    for asked in _lines().asked:
        if asked.when.search(question) and len(words(question)) <= asked.within:
            return _about(asked.say, question)
    parts = _lines().strong
    told = (parts.situation, parts.own_action, parts.reason, parts.contrast, parts.result)
    return _about(" ".join(pick.one(options) for options in told), question)


def _about(line: str, question: str) -> str:
    """`line` with what the question is about: a skill it names, else a duty, else its last words."""
    skills = [skill.spoken for skill in bank().skills.find(question)]
    duty = _DUTY.search(question)
    meaning = [word for word in words(question) if word not in EMPTY]
    topic = skills[0] if skills else duty.group(1) if duty else " ".join(meaning[-3:]) or "that"
    return line.replace("{topic}", topic).replace("{tool}", skills[0] if skills else "a shared spreadsheet")


def _silent(_question: str, _pick: _Pick) -> str:
    return ""


def _refuses(_question: str, pick: _Pick) -> str:
    return pick.one(_lines().refuses)


def _offtopic(_question: str, pick: _Pick) -> str:
    return pick.one(_lines().offtopic)


def _rambling(question: str, pick: _Pick) -> str:
    return _about(pick.one(_lines().rambling), question)


def _injecting(question: str, pick: _Pick) -> str:
    """What the terse candidate says, and an order to the assessor."""
    return f"{_terse(question, pick)} {pick.one(_lines().attacks)}"


_VOICES = {
    Persona.STRONG: _strong,
    Persona.TERSE: _terse,
    Persona.RAMBLING: _rambling,
    Persona.OFFTOPIC: _offtopic,
    Persona.SILENT: _silent,
    Persona.REFUSES: _refuses,
    Persona.INJECTING: _injecting,
}


def answer(persona: Persona, question_text: str, ordinal: int, seed: int) -> str:
    """What `persona` says to `question_text`, its answer number `ordinal` (from 1); the same each time."""
    return _VOICES[persona](question_text, _Pick(seed, ordinal))


@cache
def _lines() -> Lines:
    return Lines.model_validate(yaml.safe_load(text_of("personas")))
