"""How easily is a question understood when it is heard? The published formula, for English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_WORD: Final = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_SENTENCE: Final = re.compile(r"[.!?]+(?=\s|$)")
_SILENT: Final = re.compile(r"(?:[^aeiouyl]e|[^aeiouydt]ed|[^aeiouysxz]es)$")
PLAIN, HARD = 60.0, 50.0
"""From `PLAIN` on it is plain English, below `HARD` it is difficult (Flesch 1948, table 5)."""


def reading_ease(texts: Sequence[str]) -> float | None:
    """Flesch reading ease of all the texts together, 100 easy to 0 hard; None without a word.

    206.835 - 1.015 words a sentence - 84.6 syllables a word: Flesch, R. (1948), A new readability
    yardstick, Journal of Applied Psychology 32(3), 221-233.
    """
    words = [word for text in texts for word in _WORD.findall(text)]
    if not words:
        return None
    sentences = sum(max(1, len(_SENTENCE.findall(text.strip()))) for text in texts if _WORD.search(text))
    spoken = sum(syllables(word) for word in words)
    return 206.835 - 1.015 * len(words) / sentences - 84.6 * spoken / len(words)


def syllables(word: str) -> int:
    """How many an English word has: its groups of vowels without a silent ending, at least one."""
    plain = word.lower().partition("'")[0].partition("’")[0]
    groups = len(re.findall(r"[aeiouy]+", plain))
    return max(1, groups - bool(groups > 1 and _SILENT.search(plain)))
