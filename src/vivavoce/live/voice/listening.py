"""When is the candidate's turn over, and what was said in it?

In a silence the clock of the sound stands still until the transcript is there, so that neither a busy machine
nor sound that comes faster than it was spoken changes what is decided.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    UserStoppedSpeakingFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)

from vivavoce.live.voice import wire
from vivavoce.live.voice.edges import WINDOW, WINDOW_MILLISECONDS, Edges
from vivavoce.live.voice.frames import TurnBegins
from vivavoce.live.voice.patience import Habit, Turn, Verdict
from vivavoce.live.voice.seat import Seat, Tell

Push = Callable[[Frame], Awaitable[None]]
Judge = Callable[[bytes], asyncio.Future[float]]

log = logging.getLogger(__name__)
CONSIDER: Final = 500
"""Milliseconds of silence at which the transcript is waited for."""
_JUDGED: Final = 8_000 // WINDOW_MILLISECONDS
"""Windows of sound that Smart Turn hears."""


@dataclass(slots=True)
class Pause:
    """A silence from `at` on, in milliseconds of the utterance.

    `began`: the same moment on the loop's clock, in seconds; `hint`: Smart Turn's opinion; `read`: the
    transcript as it was last looked at, None before.
    """

    at: int
    began: float
    hint: asyncio.Future[float]
    read: str | None = None


class Listening:
    """The candidate's turns, one after the other; between `begin` and the end of a turn it is `open`.

    `push` puts frames into the pipeline whose `seat` keeps what is understood; `judge` is Smart Turn.
    """

    def __init__(self, patience: float, seat: Seat, push: Push, judge: Judge, tell: Tell) -> None:
        self._seat = seat
        self._push = push
        self._judge = judge
        self._tell = tell
        self._utterance = 0
        self._turn = Turn(Habit(factor=patience))
        self._starts = 0
        self._pause: Pause | None = None
        self._recent: deque[bytes] = deque(maxlen=_JUDGED)
        self._heard = False
        self.open = False

    def wait(self, seconds: float) -> None:
        """The silence of this turn, or of the next one, is waited out so much longer."""
        self._turn = self._turn.prolonged(seconds)

    def cut_off(self) -> None:
        """The last turn was taken for over too early, if there was one."""
        if self._heard:
            self._turn = self._turn.cut_off()

    def hold(self, *, on: bool) -> None:
        """While it is on, no silence ends a turn."""
        self._turn = self._turn.holding(on)

    async def begin(self, utterance: int, edges: Edges, kept: bytes) -> None:
        """The candidate has the word. `kept`: sound until now that belongs to the turn."""
        before = self._turn
        self._turn = Turn(before.habit, since=edges.clock, extra=before.extra, held=before.held)
        self._utterance, self._pause, self.open = utterance, None, True
        self._starts = edges.clock
        self._recent.clear()
        at = edges.clock - len(kept) // WINDOW * WINDOW_MILLISECONDS
        await self._push(TurnBegins(utterance, at))
        if edges.speaking:
            await self._speak(edges)
        if kept:
            await self._give(kept)

    async def attend(self, edges: Edges, window: bytes, *, changed: bool) -> None:
        """The next window of sound; `changed`: speech began or stopped in it."""
        await self._give(window)
        if changed:
            await (self._speak(edges) if edges.speaking else self._stop(edges, edges.since))
        if edges.speaking:
            return
        verdict = self._turn.verdict(edges.clock)
        pause = self._pause
        if pause is not None and self._changed(pause, edges, verdict):
            await self._consider(pause)
            verdict = self._turn.verdict(edges.clock)
        if verdict is Verdict.OVER and not edges.starting:
            await self._end(edges)
        elif verdict is Verdict.NUDGE:
            self._turn = self._turn.nudged()
            await self._tell(wire.Silence(self._utterance))

    async def finish(self, edges: Edges) -> None:
        """The candidate says that the turn is over."""
        if edges.speaking:
            await self._stop(edges, edges.clock)
        if self._pause is not None and self._pause.read is None:
            await self._consider(self._pause)
        await self._end(edges)

    async def leave(self) -> None:
        """The turn is over, or dropped; what it taught about this candidate's pauses is kept."""
        if self.open:
            self.open = False
            self._forget_pause()
            self._turn = Turn(self._turn.habit, held=self._turn.held)
            await self._push(UserStoppedSpeakingFrame())

    async def _give(self, sound: bytes) -> None:
        self._recent.append(sound)
        await self._push(InputAudioRawFrame(sound, wire.HEARD_RATE, 1))

    async def _speak(self, edges: Edges) -> None:
        self._forget_pause()
        if not self._turn.spoken:
            self._starts = edges.since
        self._turn = self._turn.began(edges.since)
        await self._push(VADUserStartedSpeakingFrame())
        await self._tell(wire.Speaking(self._utterance, edges.since))

    async def _stop(self, edges: Edges, at: int) -> None:
        """Speech ended `at`; the recogniser begins its pass, and Smart Turn hears the last seconds."""
        self._turn = self._turn.stopped(at)
        self._seat.expect(edges.clock)
        now = asyncio.get_running_loop().time()
        self._pause = Pause(at, now - (edges.clock - at) / 1000, self._judge(b"".join(self._recent)))
        await self._push(VADUserStoppedSpeakingFrame())

    def _changed(self, pause: Pause, edges: Edges, verdict: Verdict) -> bool:
        """Whether the silence is to be considered, or again: what was understood may come late."""
        if pause.read is None:
            return verdict is Verdict.OVER or edges.clock - pause.at >= CONSIDER
        return pause.read != self._seat.draft.text

    async def _consider(self, pause: Pause) -> None:
        """Wait for what can be known of this silence."""
        await self._seat.whole()
        pause.read = self._seat.draft.text
        self._turn = self._turn.understood(pause.read)
        try:
            self._turn = self._turn.judged(await pause.hint)
        except Exception:  # whatever the engine raises: it gives a hint, no more
            log.exception("Smart Turn failed")

    async def _end(self, edges: Edges) -> None:
        """Tell what was heard: nothing, where nobody spoke."""
        draft, pause = self._seat.draft, self._pause
        text, ended, wrote = "", edges.clock, 0
        if pause is not None:
            text, ended = draft.text, pause.at
            elapsed = asyncio.get_running_loop().time() - pause.began
            wrote = max(0, round(elapsed * 1000) - (edges.clock - ended))
        heard = wire.Heard(
            self._utterance,
            text,
            min(self._starts, ended),
            ended,
            edges.clock - ended,
            wrote,
            draft.confidence if text else None,
            draft.words if text else (),
            draft.by if text else "",
        )
        self._heard |= bool(text)
        await self.leave()
        await self._tell(heard)

    def _forget_pause(self) -> None:
        if self._pause is not None:
            self._pause.hint.cancel()
            self._pause = None
