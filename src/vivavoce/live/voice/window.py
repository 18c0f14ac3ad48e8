"""Which stretch of a turn's sound is heard next, and which will not be heard again?

Only the sound decides, never the time a pass takes: the same sound is always cut the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from vivavoce.live.voice.wire import HEARD_RATE

SECOND: Final = 2 * HEARD_RATE
"""Bytes."""
LEAD: Final = SECOND * 6 // 10
"""Sound kept from before speech was noticed: a first consonant may be softer than what is noticed."""
SETTLED: Final = 8 * SECOND
"""A pause after this much settles what came before it: hearing it all again would take too long."""
LONG_PAUSE: Final = 2 * SECOND
"""Whisper may drop what follows a long silence, so none stays inside a piece."""
LONGEST: Final = 28 * SECOND
"""Whisper hears 30 seconds at once."""
_CUT_FROM: Final = 18 * SECOND
_CUT_STEP: Final = SECOND // 10


@dataclass(frozen=True, slots=True)
class Piece:
    """Sound to hear in one pass; it begins `at` milliseconds of the utterance."""

    sound: bytes
    at: int
    settled: bool = False

    @property
    def until(self) -> int:
        """Where it ends, in milliseconds of the utterance."""
        return self.at + _milliseconds(len(self.sound))


class Window:
    """The sound of a turn since its last settled piece. `at`: where its sound begins, in milliseconds."""

    def __init__(self, at: int = 0) -> None:
        self._sound = bytearray()
        self._at = at
        self._speaking = False
        self._paused: Piece | None = None

    def add(self, sound: bytes) -> Piece | None:
        """Take the next sound; the piece that is settled by it, if any."""
        self._sound += sound
        if self._speaking:
            return self._cut(_quietest(self._sound)) if len(self._sound) >= LONGEST else None
        settled = self._paused
        if settled is not None and len(self._sound) - len(settled.sound) < LONG_PAUSE:
            return None
        self._forget(len(self._sound) - LEAD)
        self._paused = None
        return replace(settled, settled=True) if settled is not None else None

    def speak(self) -> None:
        """Speech begins, or goes on after a pause."""
        self._speaking = True
        self._paused = None

    def pause(self) -> Piece:
        """Speech has stopped: all there is."""
        self._speaking = False
        if len(self._sound) >= SETTLED:
            return self._cut(len(self._sound))
        self._paused = Piece(bytes(self._sound), self._at)
        return self._paused

    def _cut(self, length: int) -> Piece:
        piece = Piece(bytes(self._sound[:length]), self._at, settled=True)
        self._forget(length)
        return piece

    def _forget(self, length: int) -> None:
        if length > 0:
            del self._sound[:length]
            self._at += _milliseconds(length)


def _milliseconds(size: int) -> int:
    return size * 1000 // SECOND


def _quietest(sound: bytearray) -> int:
    """Where to cut with the least harm: the middle of the quietest tenth of a second among the last ones."""
    late = np.frombuffer(bytes(sound[_CUT_FROM:LONGEST]), np.int16).astype(np.float32)
    loudness = (late.reshape(-1, _CUT_STEP // 2) ** 2).sum(axis=1)
    return _CUT_FROM + int(loudness.argmin()) * _CUT_STEP + _CUT_STEP // 2
