"""The embedded recogniser where a Pipecat pipeline wants an STT service.

At each short silence a pass begins over the sound since the last settled piece. Its result is a guess (an
interim transcription) until the piece is settled: while the candidate only breathes, the next pass hears the
same sound again with what followed.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    Frame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    UserStoppedSpeakingFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import STTService

from vivavoce.live.voice.frames import TurnBegins
from vivavoce.live.voice.passages import Passage
from vivavoce.live.voice.window import Piece, Window
from vivavoce.live.voice.wire import HEARD_RATE, Word

if TYPE_CHECKING:
    from vivavoce.providers.speech.ear import Understood

LONGEST_PASS: Final = 30.0
"""Seconds after which a transcript is not waited for any more, however busy the machine is."""
SLOW_PASS: Final = 1.0
"""Seconds: a pass that takes longer is felt, since no turn waits much longer for anything else."""


class Hears(Protocol):
    """A recogniser: 16 kHz samples in -1..1, and words of the job that are hard to hear right."""

    def hear(self, samples: NDArray[np.float32], terms: Sequence[str]) -> Understood:
        """What was said; blocks."""
        ...


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Who hears pieces of at most so many seconds; `name` as `vendor:model`."""

    name: str
    engine: Hears
    longest: float = math.inf


class Ears(STTService):
    """One conversation's ears: the first of `recognisers` that a piece is not too long for, the last for any.

    One that proves slow on this machine is not asked again. `passes` is shared by all conversations and lets
    them queue fairly. `over`: the conversation has ended.
    """

    def __init__(self, recognisers: Sequence[Recogniser], passes: Executor, terms: Sequence[str]) -> None:
        super().__init__(
            audio_passthrough=False,
            ttfs_p99_latency=LONGEST_PASS,
            settings=STTSettings(model=recognisers[-1].name, language="en"),
        )
        self.over = False
        self._recognisers = [*recognisers]
        self._passes = passes
        self._terms = terms
        self._window = Window()
        self._pieces: asyncio.Queue[Piece] = asyncio.Queue()
        self._guess: Piece | None = None
        self._heard: tuple[Piece, Passage] | None = None
        self._listening: asyncio.Task[None] | None = None

    async def stop(self, frame: EndFrame) -> None:
        """The conversation is over."""
        await self._leave()
        await super().stop(frame)

    async def cancel(self, frame: CancelFrame) -> None:
        """The conversation is over at once."""
        await self._leave()
        await super().cancel(frame)

    async def cleanup(self) -> None:
        """Free all there is."""
        self.over = True
        await self._leave()
        await super().cleanup()  # type: ignore[no-untyped-call]

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Follow the edges of turns and of speech; the sound itself comes by `run_stt`."""
        if isinstance(frame, TurnBegins):
            await self._leave()
            self._window, self._pieces = Window(frame.at), asyncio.Queue()
            self._guess = self._heard = None
            self._listening = self.create_task(self._listen())
        elif isinstance(frame, UserStoppedSpeakingFrame):
            await self._leave()
        elif isinstance(frame, VADUserStartedSpeakingFrame):
            self._window.speak()
            self._guess = None
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            self._queue(self._window.pause())
        await super().process_frame(frame, direction)

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        """Take the next sound; transcriptions are pushed when their pass is done."""
        piece = self._window.add(audio)
        if piece is not None:
            self._queue(piece)
        yield None

    def _queue(self, piece: Piece) -> None:
        self._guess = None if piece.settled else piece
        self._pieces.put_nowait(piece)

    async def _leave(self) -> None:
        listening, self._listening = self._listening, None
        if listening is not None:
            await self.cancel_task(listening)

    async def _listen(self) -> None:
        while True:
            piece = await self._pieces.get()
            try:
                passage = await self._understand(piece)
            except Exception as error:  # whatever an engine raises: the conversation goes on without ears
                await self.push_error("the recogniser failed", error, force_treat_as_permanent=True)
                return
            if passage is None:
                continue
            self._heard = piece, passage
            kind = TranscriptionFrame if piece.settled else InterimTranscriptionFrame
            await self.push_frame(kind(passage.text, "", "", result=passage))

    async def _understand(self, piece: Piece) -> Passage | None:
        """What was said in a piece; None when it is stale before its pass begins."""
        if self._heard is not None and self._heard[0].sound is piece.sound:
            return self._heard[1]
        passed = await asyncio.get_running_loop().run_in_executor(self._passes, self._pass, piece)
        if passed is None:
            return None
        by, understood = passed
        words = tuple(
            Word(word.text, piece.at + word.starts_ms, piece.at + word.ends_ms) for word in understood.words
        )
        confidence = understood.confidence if understood.text else None
        return Passage(understood.text, piece.until, confidence, words, by)

    def _pass(self, piece: Piece) -> tuple[str, Understood] | None:
        if not piece.settled and piece is not self._guess:
            return None
        samples = np.frombuffer(piece.sound, np.int16).astype(np.float32) / np.float32(32768)
        asked = next(one for one in self._recognisers if len(samples) <= one.longest * HEARD_RATE)
        began = time.monotonic()
        understood = asked.engine.hear(samples, self._terms)
        if time.monotonic() - began > SLOW_PASS and asked is not self._recognisers[-1]:
            self._recognisers.remove(asked)
        return asked.name, understood
