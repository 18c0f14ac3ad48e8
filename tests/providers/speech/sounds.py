"""Sounds for tests: what the embedded voice says, as the ear takes it, and how many words were heard wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from vivavoce.providers.speech.voice import Hibari


@cache
def voice() -> Hibari:
    return Hibari.load()


def heard_rate(sound: Iterable[bytes]) -> Any:
    """16-bit samples at 24 kHz as numbers from -1 to 1 at 16 kHz (linear; good enough to be understood)."""
    import numpy as np

    samples = np.frombuffer(b"".join(sound), "<i2").astype(np.float32) / 32768
    places = np.arange(len(samples) * 2 // 3) * 1.5
    return np.interp(places, np.arange(len(samples)), samples).astype(np.float32)


def said(text: str) -> Any:
    """The text, spoken, at 16 kHz."""
    return heard_rate(voice().speak(text))


def errors(wanted: str, heard: str) -> float:
    """Word error rate: the least insertions, deletions and substitutions, per word that was wanted."""
    first, second = (re.findall(r"[\w']+", text.lower()) for text in (wanted, heard))
    row = list(range(len(second) + 1))
    for at, word in enumerate(first, 1):
        before, row[0] = row[0], at
        for other, against in enumerate(second, 1):
            before, row[other] = (
                row[other],
                min(row[other] + 1, row[other - 1] + 1, before + (word != against)),
            )
    return row[-1] / len(first)
