"""The embedded engines of a voice worker, which all its conversations share."""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

from vivavoce.live.voice.ears import Ears, Recogniser
from vivavoce.live.voice.mouth import Mouth
from vivavoce.providers.speech.ear import Whisper
from vivavoce.providers.speech.endings import Endings
from vivavoce.providers.speech.voice import Hibari

_MOST_THREADS: Final = 4
"""Of one pass: more do not make Whisper's small models faster."""
CAREFUL: Final = 2
"""Conversations at once that the better recogniser hears. Its passes take three times as long, which the wait
at the end of a turn hides as long as few queue for them."""
CAREFUL_SECONDS: Final = 12.0


@dataclass(frozen=True, slots=True)
class Engines:
    """Each kind of engine with one thread, in which conversations queue in the order they ask.

    `recogniser` hears everything; `better`, where there is one, hears what it is quick enough for.
    """

    recogniser: Recogniser
    better: Recogniser | None
    hibari: Hibari
    smart: Endings
    passes: Executor
    breaths: Executor
    hints: Executor
    careful: WeakSet[Ears] = field(default_factory=WeakSet)

    @classmethod
    def load(cls, size: str, better: str | None, folder: Path) -> Engines:
        """All of them, each after its first work, which takes longer. Raises Unavailable.

        `size` and `better`: Whisper's. `folder`: where model files that come in parts are joined.
        """
        hibari, smart = Hibari.load(), Endings.load()
        greeting = _samples(b"".join(hibari.speak("Welcome.", 1.0)))
        smart.complete(greeting)

        def recogniser(size: str, longest: float) -> Recogniser:
            whisper = Whisper.load(size, folder, min(os.cpu_count() or 1, _MOST_THREADS))
            whisper.hear(greeting)
            return Recogniser(f"embedded:{size}", whisper, longest)

        passes, breaths, hints = (ThreadPoolExecutor(1, name) for name in ("ear", "voice", "ending"))
        careful = recogniser(better, CAREFUL_SECONDS) if better else None
        return cls(recogniser(size, math.inf), careful, hibari, smart, passes, breaths, hints)

    def ear(self, terms: Sequence[str]) -> Ears:
        """One conversation's; the better recogniser is among them for so many conversations at once."""
        free = sum(not ears.over for ears in self.careful) < CAREFUL
        if self.better is None or not free:
            return Ears([self.recogniser], self.passes, terms)
        ears = Ears([self.better, self.recogniser], self.passes, terms)
        self.careful.add(ears)
        return ears

    def mouth(self, pace: float) -> Mouth:
        """One conversation's."""
        return Mouth(self.hibari, self.breaths, pace, "hibari")

    def judge(self, sound: bytes) -> asyncio.Future[float]:
        """Smart Turn's probability that a turn ends with this sound."""
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self.hints, self.smart.complete, _samples(sound))


def _samples(sound: bytes) -> NDArray[np.float32]:
    return np.frombuffer(sound, np.int16).astype(np.float32) / np.float32(32768)
