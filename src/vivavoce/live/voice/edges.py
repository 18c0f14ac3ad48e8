"""Where does speech begin and end? Silero's detector, fed in its own windows and on the sound's own clock.

A detector has heard nothing before its first window, so the same sound always gives the same edges.
"""

from __future__ import annotations

import asyncio
from typing import Final

from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams, VADState

from vivavoce.live.voice.wire import HEARD_RATE

WINDOW: Final = 512 * 2
"""Bytes of a window: what Silero takes at 16 kHz."""
WINDOW_MILLISECONDS: Final = 32
_PARAMS: Final = VADParams(start_secs=0.096, stop_secs=0.192, min_volume=0.0)
"""Silero's own confidence decides alone: a soft voice is a voice."""
_START_MILLISECONDS: Final = round(_PARAMS.start_secs * 1000 / WINDOW_MILLISECONDS) * WINDOW_MILLISECONDS


class Edges:
    """One utterance's detector. `speaking`, and `since` when in milliseconds of the utterance.

    `starting`: a voice is heard that may become speech. `voiced`: milliseconds of voice since speech began,
    without the breaths in it. `clock`: milliseconds heard.
    """

    def __init__(self, detector: SileroVADAnalyzer) -> None:
        self._detector = detector
        self._last_voice = 0
        self.speaking = False
        self.starting = False
        self.since = 0
        self.voiced = 0
        self.clock = 0

    @classmethod
    async def load(cls) -> Edges:
        """A new detector; about 50 ms, in a thread."""
        return cls(await asyncio.to_thread(_detector))

    async def hear(self, window: bytes) -> bool:
        """Whether speech began or ended with this window of `WINDOW` bytes."""
        state = await self._detector.analyze_audio(window)
        self.clock += WINDOW_MILLISECONDS
        if state is VADState.SPEAKING:
            self._last_voice = self.clock
            self.voiced += WINDOW_MILLISECONDS
        self.starting = state is VADState.STARTING
        speaking = state in {VADState.SPEAKING, VADState.STOPPING}
        if speaking == self.speaking:
            return False
        self.speaking = speaking
        self.since = self.clock - _START_MILLISECONDS if speaking else self._last_voice
        self.voiced = _START_MILLISECONDS if speaking else 0
        return True

    async def close(self) -> None:
        """Free its thread."""
        await self._detector.cleanup()  # type: ignore[no-untyped-call]


def _detector() -> SileroVADAnalyzer:
    detector = SileroVADAnalyzer(sample_rate=HEARD_RATE, params=_PARAMS)
    detector.set_sample_rate(HEARD_RATE)
    return detector
