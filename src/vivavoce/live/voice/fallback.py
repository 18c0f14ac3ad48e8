"""How the embedded ear and voice take over from a vendor that fails, in the middle of a conversation.

Both stand in one Pipecat pipeline, the embedded one behind the vendor. Until the vendor fails, frames go past
the embedded one. It stays in charge for the rest of the conversation: a voice must not change twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Final

from pipecat.frames.frames import (
    CancelFrame,
    DataFrame,
    EndFrame,
    ErrorFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    InterruptionFrame,
    StartFrame,
    STTMetadataFrame,
    SystemFrame,
    TranscriptionFrame,
    TTSSpeakFrame,
    TTSStoppedFrame,
    UserStoppedSpeakingFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline, PipelineSink, PipelineSource
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService

from vivavoce.live.voice.frames import TurnBegins

_LIFE: Final = (StartFrame, EndFrame, CancelFrame)
_UNDERSTOOD: Final = (TranscriptionFrame, InterimTranscriptionFrame)
_FLEETING: Final = (*_UNDERSTOOD, InterruptionFrame, UserStoppedSpeakingFrame)
DOWN: Final = FrameDirection.DOWNSTREAM
ENOUGH: Final = 2.0
"""Seconds of speech for which an ear must have said something by the time it usually takes at most."""
STALLED: Final = 4.0
"""Seconds in which a voice that has something to say must give more sound. Pipecat itself waits 3."""


@dataclass
class HeardAnew(DataFrame):
    """What was understood of the running turn is void: the embedded ear hears the turn from its beginning."""


def hearing(vendor: STTService, embedded: STTService) -> Pipeline:
    """Both ears as one, to stand where the vendor's would. The vendor's errors do not come out of it."""
    return _Hearing(vendor, embedded).pipeline


def speaking(vendor: TTSService, embedded: TTSService) -> Pipeline:
    """Both voices as one, to stand where the vendor's would. The vendor's errors do not come out of it.

    Each text is one `TTSSpeakFrame`. What the vendor broke off is spoken again from its beginning, which a
    second `TTSStartedFrame` announces.
    """
    return _Speaking(vendor, embedded).pipeline


class _Alarm:
    """Calls `ring` when nobody has put it off in time."""

    def __init__(self, ring: Callable[[], Coroutine[None, None, None]]) -> None:
        self._ring = ring
        self._timer: asyncio.TimerHandle | None = None
        self._ringing: asyncio.Task[None] | None = None

    def set(self, seconds: float) -> None:
        """Ring after so many seconds from now."""
        self.off()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._go)

    def off(self) -> None:
        """Do not ring."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _go(self) -> None:
        self._ringing = asyncio.create_task(self._ring())


class _Hearing:
    """The vendor's ear, with all frames of the running turn kept for the embedded one."""

    def __init__(self, vendor: STTService, embedded: STTService) -> None:
        self._vendor = vendor
        self._gate = PipelineSink(self._after_vendor)
        self._exit = PipelineSink(self._out)
        self.pipeline = Pipeline(
            [vendor, self._gate, embedded], source=PipelineSource(self._upwards), sink=self._exit
        )
        self._order = asyncio.Lock()
        self._failed = False
        self._kept: list[Frame] = []
        self._passed: set[int] = set()
        self._farewell: asyncio.Task[None] | None = None
        self._alarm = _Alarm(self._take_over)
        self._latency = 0.0
        self._speaking = False
        self._unanswered = 0.0

    async def _after_vendor(self, frame: Frame, direction: FrameDirection) -> None:
        async with self._order:
            if isinstance(frame, _LIFE):
                self._alarm.off()
                await self._gate.push_frame(frame, direction)
            elif not self._failed:
                self._keep(frame)
                self._watch(frame)
                await self._exit.queue_frame(frame, direction)
            elif not isinstance(frame, _UNDERSTOOD):
                await self._gate.push_frame(frame, direction)

    def _keep(self, frame: Frame) -> None:
        if isinstance(frame, (TurnBegins, UserStoppedSpeakingFrame)):
            self._kept.clear()
            self._speaking, self._unanswered = False, 0.0
            self._alarm.off()
        if not isinstance(frame, _FLEETING):
            self._kept.append(frame)

    def _watch(self, frame: Frame) -> None:
        """Some vendors fall silent, or close their socket, without a word."""
        if isinstance(frame, _UNDERSTOOD):
            self._unanswered = 0.0
            self._alarm.off()
        elif isinstance(frame, InputAudioRawFrame) and self._speaking:
            self._unanswered += frame.num_frames / frame.sample_rate
        elif isinstance(frame, VADUserStartedSpeakingFrame):
            self._speaking = True
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            self._speaking = False
            if self._unanswered >= ENOUGH:
                self._alarm.set(self._latency)
        elif isinstance(frame, STTMetadataFrame):
            self._latency = frame.ttfs_p99_latency

    async def _upwards(self, frame: Frame, direction: FrameDirection) -> None:
        if isinstance(frame, ErrorFrame) and frame.processor is self._vendor:
            await self._take_over()
        else:
            await self.pipeline.push_frame(frame, direction)

    async def _take_over(self) -> None:
        """Lets the vendor go. The embedded ear gets the turn so far, then whatever comes."""
        async with self._order:
            if self._failed:
                return
            self._failed = True
            self._alarm.off()
            await self._vendor.set_usable(False)
            self._farewell = asyncio.create_task(self._vendor.cancel(CancelFrame()))
            await self._exit.queue_frame(HeardAnew(), DOWN)
            self._passed = {frame.id for frame in self._kept}
            for frame in self._kept:
                await self._gate.push_frame(frame, DOWN)
            self._kept = []

    async def _out(self, frame: Frame, direction: FrameDirection) -> None:
        if frame.id in self._passed:
            self._passed.discard(frame.id)
        else:
            await self.pipeline.push_frame(frame, direction)


class _Speaking:
    """The vendor's voice, with the frames that it has not yet dealt with kept for the embedded one."""

    def __init__(self, vendor: TTSService, embedded: TTSService) -> None:
        self._vendor = vendor
        self._desk = PipelineSink(self._before_vendor)
        self._gate = PipelineSink(self._after_vendor)
        self._exit = PipelineSink(self._out)
        self.pipeline = Pipeline(
            [self._desk, vendor, self._gate, embedded], source=PipelineSource(self._upwards), sink=self._exit
        )
        self._failed = False
        self._owed: list[Frame] = []
        self._ending: asyncio.Task[None] | None = None
        self._alarm = _Alarm(self._take_over)
        vendor.add_event_handler("on_disconnected", self._lost)

    async def _before_vendor(self, frame: Frame, direction: FrameDirection) -> None:
        if self._failed and not isinstance(frame, _LIFE):
            await self._gate.push_frame(frame, direction)
            return
        if isinstance(frame, (InterruptionFrame, *_LIFE)):
            self._owed.clear()
        elif not isinstance(frame, SystemFrame):
            self._owed.append(frame)
        if self._text is frame and not self._vendor.is_usable:
            await self._take_over()
            return
        self._expect()
        await self._desk.push_frame(frame, direction)

    async def _after_vendor(self, frame: Frame, direction: FrameDirection) -> None:
        if isinstance(frame, _LIFE):
            await self._gate.push_frame(frame, direction)
        elif self._failed:
            return
        elif isinstance(frame, TTSStoppedFrame):
            self._ending = asyncio.create_task(self._end(frame, direction))
        else:
            if self._ending is not None and not isinstance(frame, SystemFrame):
                await self._ending
            self._settle(frame)
            await self._exit.queue_frame(frame, direction)

    async def _end(self, frame: Frame, direction: FrameDirection) -> None:
        """A text is spoken, unless the vendor says in the same breath that it failed, as Cartesia does."""
        if not self._failed:
            self._settle(self._text)
            await self._exit.queue_frame(frame, direction)

    @property
    def _text(self) -> Frame | None:
        """What is to be spoken first."""
        return next((frame for frame in self._owed if isinstance(frame, TTSSpeakFrame)), None)

    def _settle(self, dealt_with: Frame | None) -> None:
        self._owed = [frame for frame in self._owed if frame is not dealt_with]
        self._expect()

    def _expect(self) -> None:
        if self._text is None:
            self._alarm.off()
        else:
            self._alarm.set(STALLED)

    async def _lost(self, _vendor: TTSService) -> None:
        await self._take_over()

    async def _upwards(self, frame: Frame, direction: FrameDirection) -> None:
        if isinstance(frame, ErrorFrame) and frame.processor is self._vendor:
            await self._take_over()
        else:
            await self.pipeline.push_frame(frame, direction)

    async def _take_over(self) -> None:
        """Has what is owed spoken by the embedded voice, each text from its beginning.

        A vendor that has trouble while it owes nothing keeps its place.
        """
        if self._failed or self._text is None:
            return
        self._failed = True
        self._alarm.off()
        await self._vendor.set_usable(False)
        for frame in self._owed:
            await self._gate.push_frame(frame, DOWN)
        self._owed = []
        await self._vendor.queue_frame(InterruptionFrame(), DOWN)

    async def _out(self, frame: Frame, direction: FrameDirection) -> None:
        await self.pipeline.push_frame(frame, direction)
