"""What does a candidate's utterance want: is it an answer, or a request to the interviewer?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from vivavoce.interviewer.attacks import is_attack
from vivavoce.interviewer.patterns import any_of, intent_form
from vivavoce.interviewer.words import sentences


class Intent(StrEnum):
    """What an utterance does. All but ANSWER and BLANK are requests."""

    ANSWER = "answer"
    BLANK = "blank"
    REPEAT = "repeat"
    REPHRASE = "rephrase"
    SKIP = "skip"
    UNKNOWN = "unknown"
    MOMENT = "moment"
    STOP = "stop"
    IDENTITY = "identity"
    PROCESS = "process"
    PERSON = "person"


DECLINES = frozenset({Intent.SKIP, Intent.UNKNOWN})

_LONGEST_REQUEST = 18


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The compiled patterns of `rules/intents.yaml`."""

    filler: re.Pattern[str]
    courtesies: re.Pattern[str]
    requests: tuple[tuple[Intent, re.Pattern[str]], ...]


@cache
def _grammar() -> _Grammar:
    form = intent_form()
    requests = tuple((Intent(name), any_of(patterns, form.parts)) for name, patterns in form.requests.items())
    courtesies = any_of([f"{form.lead}(.*?){form.tail}"], form.parts)
    return _Grammar(any_of([form.filler], form.parts), courtesies, requests)


def intent(utterance: str) -> Intent:
    """What `utterance` wants. A request is recognised only when every sentence of it is one (or a filler):
    "I would repeat the test" and "I don't know, so I measured it" are answers. Attempts to instruct the
    interviewer are never obeyed: what is left without them counts, and alone they are an answer.
    """
    wanted, attacked = Intent.BLANK, False
    for start, end in sentences(utterance):
        sentence = _plain(utterance[start:end])
        if _is_filler(sentence):
            continue
        asked = _request(sentence)
        if asked is not Intent.ANSWER:
            wanted = asked
        elif is_attack(utterance[start:end]):
            attacked = True
        else:
            return Intent.ANSWER
    return Intent.ANSWER if attacked and wanted is Intent.BLANK else wanted


def _is_filler(sentence: str) -> bool:
    return bool(_grammar().filler.fullmatch(sentence))


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split()).strip(' .?!,…-"“”')


def _request(sentence: str) -> Intent:
    if len(sentence.split()) > _LONGEST_REQUEST:
        return Intent.ANSWER
    core = _grammar().courtesies.fullmatch(sentence)
    for wording in (sentence, core.group(1) if core else sentence):
        for wanted, pattern in _grammar().requests:
            if pattern.fullmatch(wording):
                return wanted
    return Intent.ANSWER
