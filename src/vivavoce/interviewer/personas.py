"""What would a simulated candidate say: nine characters who know only what was said to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from vivavoce.interviewer.patterns import text_of
from vivavoce.interviewer.rules.bank import bank
from vivavoce.interviewer.rules.forms import Regex
from vivavoce.interviewer.words import EMPTY, words

_SHORT = 12
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
    SECOND_LANGUAGE = "second_language"
    HOSTILE = "hostile"
    INJECTING = "injecting"


class Strong(BaseModel):
    """The openings, by what a question is about, and the stories of a strong answer."""

    model_config = _STRICT
    about_skill: list[str]
    about_duty: list[str]
    about_words: list[str]
    stories: list[str]


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
    second_language: list[str]
    second_language_more: list[str]
    hostile: list[str]
    attacks: list[str]


class _Pick:
    """Chooses from lists so that answers vary, the same way each time."""

    def __init__(self, seed: int, ordinal: int) -> None:
        self._start = sha256(f"{seed}".encode()).digest()[0] + ordinal

    def one(self, options: Sequence[str]) -> str:
        return options[self._start % len(options)]


def _terse(question: str, pick: _Pick) -> str:
    return _about(pick.one(_lines().terse_more if _is_short(question) else _lines().terse), question)


def _second_language(question: str, pick: _Pick) -> str:
    """Simple words, a learner's grammar, and now and then a wish to hear the question differently."""
    lines = _lines().second_language_more if _is_short(question) else _lines().second_language
    return _about(pick.one(lines), question)


def _is_short(question: str) -> bool:
    """Whether it is one of the short follow-ups."""
    return len(words(question)) < _SHORT


def _strong(question: str, pick: _Pick) -> str:
    for asked in _lines().asked:
        if asked.when.search(question) and len(words(question)) <= asked.within:
            return _about(asked.say, question)
    strong = _lines().strong
    openings = {"skill": strong.about_skill, "duty": strong.about_duty, "words": strong.about_words}
    opening = pick.one(openings[_subject(question).kind])
    return _about(f"{opening} {pick.one(strong.stories)}", question)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a question is about: a skill it names, else a duty, else its last words."""

    kind: Literal["skill", "duty", "words"]
    topic: str
    tool: str


def _subject(question: str) -> _Subject:
    skills = [skill.spoken for skill in bank().skills.find(question)]
    duty = _DUTY.search(question)
    meaning = [word for word in words(question) if word not in EMPTY]
    tool = skills[0] if skills else "a shared spreadsheet"
    if duty:
        return _Subject("duty", duty[1], tool)
    if skills:
        return _Subject("skill", skills[0], tool)
    return _Subject("words", " ".join(meaning[-3:]) or "that", tool)


def _about(line: str, question: str) -> str:
    subject = _subject(question)
    return line.replace("{topic}", subject.topic).replace("{tool}", subject.tool)


def _silent(_question: str, _pick: _Pick) -> str:
    return ""


def _refuses(_question: str, pick: _Pick) -> str:
    return pick.one(_lines().refuses)


def _offtopic(_question: str, pick: _Pick) -> str:
    return pick.one(_lines().offtopic)


def _rambling(question: str, pick: _Pick) -> str:
    return _about(pick.one(_lines().rambling), question)


def _hostile(question: str, pick: _Pick) -> str:
    return _about(pick.one(_lines().hostile), question)


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
    Persona.SECOND_LANGUAGE: _second_language,
    Persona.HOSTILE: _hostile,
    Persona.INJECTING: _injecting,
}


def answer(persona: Persona, question_text: str, ordinal: int, seed: int) -> str:
    """What `persona` says to `question_text`, its answer number `ordinal` (from 1); the same each time."""
    return _VOICES[persona](question_text, _Pick(seed, ordinal))


@cache
def _lines() -> Lines:
    return Lines.model_validate(yaml.safe_load(text_of("personas")))
