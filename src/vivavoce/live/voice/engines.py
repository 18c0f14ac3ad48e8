"""The embedded engines of a voice worker, which all its conversations share."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vivavoce.live.voice.ears import Ears
from vivavoce.live.voice.mouth import Mouth
from vivavoce.providers.speech.ear import Whisper
from vivavoce.providers.speech.endings import Endings
from vivavoce.providers.speech.voice import Hibari

_MOST_THREADS: Final = 4
"""Of one pass: more do not make Whisper's small models faster."""


@dataclass(frozen=True, slots=True)
class Engines:
    """Each engine with its own thread, in which conversations queue in the order they ask."""

    size: str
    whisper: Whisper
    hibari: Hibari
    smart: Endings
    passes: Executor
    breaths: Executor
    hints: Executor

    @classmethod
    def load(cls, size: str, folder: Path) -> Engines:
        """All of them, each after its first work, which takes longer. Raises Unavailable.

        `size`: Whisper's. `folder`: where model files that come in parts are joined.
        """
        whisper = Whisper.load(size, folder, min(os.cpu_count() or 1, _MOST_THREADS))
        hibari, smart = Hibari.load(), Endings.load()
        greeting = _samples(b"".join(hibari.speak("Welcome.", 1.0)))
        whisper.hear(greeting)
        smart.complete(greeting)
        passes, breaths, hints = (ThreadPoolExecutor(1, name) for name in ("ear", "voice", "ending"))
        return cls(size, whisper, hibari, smart, passes, breaths, hints)

    def ear(self, terms: Sequence[str]) -> Ears:
        """One conversation's."""
        return Ears(self.whisper, self.passes, terms, self.size)

    def mouth(self, pace: float) -> Mouth:
        """One conversation's."""
        return Mouth(self.hibari, self.breaths, pace, "hibari")

    def judge(self, sound: bytes) -> asyncio.Future[float]:
        """Smart Turn's probability that a turn ends with this sound."""
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self.hints, self.smart.complete, _samples(sound))


def _samples(sound: bytes) -> NDArray[np.float32]:
    return np.frombuffer(sound, np.int16).astype(np.float32) / np.float32(32768)
