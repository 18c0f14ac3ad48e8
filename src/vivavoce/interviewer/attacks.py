"""Which sentences of a text try to instruct the interviewer or the assessor instead of saying something."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from vivavoce.interviewer.patterns import any_of, attack_form
from vivavoce.interviewer.words import sentences

_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


def is_attack(sentence: str) -> bool:
    """Whether `sentence` addresses the machine: orders about scores, rules, faked roles, hidden letters."""
    visible = unicodedata.normalize("NFKC", _INVISIBLE.sub("", sentence)).replace("’", "'")
    return bool(_INVISIBLE.search(sentence) or _attack().search(" ".join(visible.lower().split())))


def honest_spans(text: str) -> list[tuple[int, int]]:
    """The `(start, end)` spans of the sentences of `text` that are no attacks."""
    return [(start, end) for start, end in sentences(text) if not is_attack(text[start:end])]


def honest(text: str) -> str:
    """`text` without its attacks, sentence by sentence, joined by single spaces."""
    return " ".join(text[start:end] for start, end in honest_spans(text))


def attack_sentences(text: str) -> list[str]:
    """The sentences that `honest` leaves out."""
    return [text[start:end] for start, end in sentences(text) if is_attack(text[start:end])]


@cache
def _attack() -> re.Pattern[str]:
    form = attack_form()
    return any_of(form.patterns, form.parts)
