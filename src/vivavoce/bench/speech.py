"""Speech for measurements: a text as a candidate's sound, and how many of its words were heard wrong."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vivavoce.providers.speech.voice import Hibari


@cache
def _voice() -> Hibari:
    from vivavoce.providers.speech.voice import Hibari

    return Hibari.load()


@cache
def said(text: str) -> bytes:
    """The text in the embedded voice: 16-bit samples at 16 kHz, one channel."""
    import numpy as np
    import soxr

    sound = b"".join(_voice().speak(text, 1.0))
    samples = np.frombuffer(sound, np.int16)
    return bytes(soxr.resample(samples, 24_000, 16_000).astype(np.int16).tobytes())


def word_errors(spoken: str, heard: str) -> tuple[int, int]:
    """Substituted, left out and added words, and how many were spoken (word error is their ratio)."""
    from rapidfuzz.distance import Levenshtein

    meant = _words(spoken)
    return Levenshtein.distance(meant, _words(heard)), len(meant)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())
