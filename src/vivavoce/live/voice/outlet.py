"""The interviewer's sound on its way out: numbered frames of the wire, as fast as they are made."""

from __future__ import annotations

from typing import Final

from pipecat.frames.frames import (
    Frame,
    InterruptionFrame,
    TTSAudioRawFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from vivavoce.live.voice import wire
from vivavoce.live.voice.frames import Saying, Utter
from vivavoce.live.voice.seat import Tell

FRAME_MILLISECONDS: Final = 60


class Outlet(FrameProcessor):
    """The end of the pipeline. The client buffers, so nothing is paced here."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell
        self._utter: Utter | None = None
        self._rate = wire.SPOKEN_RATE
        self._rest = bytearray()
        self._number = 0

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Send a turn's sound; what was dropped is not sent."""
        await super().process_frame(frame, direction)
        match frame:
            case Saying():
                self._utter = frame.utter
            case TTSStartedFrame():
                self._begin()
            case InterruptionFrame():
                self._utter = None
            case TTSAudioRawFrame():
                await self._sound(frame)
            case TTSStoppedFrame():
                await self._end()
        await self.push_frame(frame, direction)

    def _begin(self) -> None:
        """From the turn's first sample: also again, when another voice has taken over."""
        self._number = 0
        self._rest.clear()
        if self._utter is not None:
            self._utter.sent = 0

    async def _sound(self, frame: TTSAudioRawFrame) -> None:
        """Send all but the last piece, which may turn out to be the turn's last."""
        utter = self._utter
        if utter is None or utter.dropped:
            return
        if not self._number and not self._rest:
            self._rate = frame.sample_rate
            await self._tell(wire.Sound(utter.turn, self._rate))
        self._rest += frame.audio
        size = self._rate * FRAME_MILLISECONDS // 1000 * 2
        while len(self._rest) > size and not utter.dropped:
            await self._send(utter, bytes(self._rest[:size]))
            del self._rest[:size]

    async def _end(self) -> None:
        utter, self._utter = self._utter, None
        if utter is None or utter.dropped or not self._rest:
            return
        await self._send(utter, bytes(self._rest), last=True)
        await self._tell(wire.Spoken(utter.turn, self._number - 1))
        utter.whole = True

    async def _send(self, utter: Utter, sound: bytes, *, last: bool = False) -> None:
        await self._tell(wire.Frame(wire.AGENT, utter.turn, self._number, utter.sent, sound, last))
        self._number += 1
        utter.sent += len(sound) * 500 // self._rate
