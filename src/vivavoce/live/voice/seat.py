"""The interviewer's seat, where an LLM would stand: keeps what the candidate says, for the room to answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from pipecat.frames.frames import (
    Frame,
    InterimTranscriptionFrame,
    STTMetadataFrame,
    TranscriptionFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from vivavoce.live.voice import wire
from vivavoce.live.voice.fallback import HeardAnew
from vivavoce.live.voice.frames import TurnBegins
from vivavoce.live.voice.passages import Draft, Passage

Tell = Callable[[wire.Message | wire.Frame], Awaitable[None]]


class Seat(FrameProcessor):
    """`draft` is what was understood of the running turn; each change of it is told as a caption.

    What comes after the turn is over is dropped.
    """

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell
        self._utterance = 0
        self._open = False
        self._due: int | None = None
        self._latencies: list[float] = []
        self._anew = False
        self._arrived = asyncio.Event()
        self.draft = Draft()

    def expect(self, until: int) -> None:
        """Speech has stopped: what was said up to there, in milliseconds of the utterance, is now due."""
        self._due = until

    async def whole(self) -> None:
        """Wait for what is due, for as long as the recogniser usually takes at most."""
        began = asyncio.get_running_loop().time()
        while self._due is not None:
            self._arrived.clear()
            left = began + self._patience() - asyncio.get_running_loop().time()
            if left <= 0:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), left)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Keep transcripts; everything else goes on."""
        await super().process_frame(frame, direction)
        match frame:
            case TranscriptionFrame() | InterimTranscriptionFrame() if not self._open:
                return
            case TranscriptionFrame():
                passage = _passage(frame)
                self.draft.settle(passage)
                await self._understood(passage, due=passage.until is None)
                return
            case InterimTranscriptionFrame():
                passage = self.draft.guess = _passage(frame)
                await self._understood(passage)
                return
            case TurnBegins():
                self.draft, self._utterance, self._due = Draft(), frame.utterance, None
                self._open = True
            case UserStoppedSpeakingFrame():
                self._open = False
            case STTMetadataFrame():
                self._latencies.append(frame.ttfs_p99_latency)
            case HeardAnew():
                self.draft, self._anew = Draft(), True
                self._arrived.set()
        await self.push_frame(frame, direction)

    def _patience(self) -> float:
        """Seconds: the usual latency of the first recogniser in line, or of the one that took over."""
        return self._latencies[-1 if self._anew else 0] if self._latencies else 1.0

    async def _understood(self, passage: Passage, *, due: bool = False) -> None:
        """A recogniser that gives no positions has said all when it says that something is final."""
        await self._tell(wire.Caption(self._utterance, self.draft.text))
        if due or (self._due is not None and passage.until is not None and passage.until >= self._due):
            self._due = None
            self._arrived.set()


def _passage(frame: TranscriptionFrame | InterimTranscriptionFrame) -> Passage:
    return frame.result if isinstance(frame.result, Passage) else Passage(frame.text)
