"""The embedded voice where a Pipecat pipeline wants a TTS service."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import Executor
from typing import Protocol

from pipecat.frames.frames import Frame, TTSAudioRawFrame
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService

from vivavoce.live.voice.wire import SPOKEN_RATE


class Speaks(Protocol):
    """A voice."""

    def speak(self, text: str, pace: float) -> Iterator[bytes]:
        """16-bit samples at 24 kHz, a piece at a time as they are made; blocks."""
        ...


class Mouth(TTSService):
    """One conversation's voice. `breaths` are the threads in which all conversations' pieces are made."""

    def __init__(self, voice: Speaks, breaths: Executor, pace: float, name: str) -> None:
        super().__init__(
            push_start_frame=True,
            push_stop_frames=True,
            stop_frame_timeout_s=30.0,
            max_consecutive_zero_audio_contexts=0,
            sample_rate=SPOKEN_RATE,
            settings=TTSSettings(model=name, voice=name, language="en"),
        )
        self._voice = voice
        self._breaths = breaths
        self._pace = pace

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        """The sound of the text, sentence by sentence."""
        loop = asyncio.get_running_loop()
        pieces = self._voice.speak(text, self._pace)
        while (sound := await loop.run_in_executor(self._breaths, next, pieces, None)) is not None:
            yield TTSAudioRawFrame(sound, SPOKEN_RATE, 1, context_id=context_id)
