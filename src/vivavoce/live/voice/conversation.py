"""Who has the word? What a room sends in a conversation is taken in order, on the clock of its sound."""

from __future__ import annotations

from collections import deque
from typing import Final

from pipecat.frames.frames import InterruptionFrame, TTSSpeakFrame

from vivavoce.live.voice import wire
from vivavoce.live.voice.edges import WINDOW, WINDOW_MILLISECONDS, Edges
from vivavoce.live.voice.frames import Saying, Utter
from vivavoce.live.voice.listening import Listening, Push
from vivavoce.live.voice.seat import Tell

INTERRUPTS: Final = 600
"""Milliseconds of voice over the interviewer's that are more than a "mm-hm"."""
GOES_ON: Final = 256
"""Milliseconds of voice before the interviewer's first sound: nobody answers what they have not heard."""
SOON: Final = 1_000
"""Milliseconds of the interviewer's sound that are too little to answer."""
_LEAD: Final = 640 // WINDOW_MILLISECONDS
"""Windows kept from before speech is noticed."""


class Conversation:
    """The interviewer has the word from Say until its sound has passed, Listen, or an interruption.

    After that it is the candidate's, whose turn runs in `listening` from utterance to utterance.
    """

    def __init__(self, listening: Listening, push: Push, tell: Tell) -> None:
        self._listening = listening
        self._push = push
        self._tell = tell
        self._edges: Edges | None = None
        self._utterance = -1
        self._next = 0
        self._over = True
        self._rest = bytearray()
        self._kept: deque[bytes] = deque()
        self._utter: Utter | None = None
        self._word = False

    async def take(self, message: wire.Message | wire.Frame) -> None:
        """Do what the room says. Raises wire.Unreadable for what a room does not say."""
        match message:
            case wire.Frame(kind=wire.CANDIDATE):
                await self._hear(message)
            case wire.Listen():
                await self._listen()
            case wire.Wait():
                self._listening.wait(message.seconds)
            case wire.Hold():
                self._listening.hold(on=message.on)
            case wire.Done():
                await self._done(message.utterance)
            case wire.Say():
                await self._say(message)
            case wire.Hush():
                await self._hush(message.turn)
            case _:
                raise wire.Unreadable("this is not for a worker")

    async def close(self) -> None:
        """Free what the conversation holds."""
        if self._edges is not None:
            await self._edges.close()

    def failed_to_speak(self) -> None:
        """No more of the running turn's sound comes."""
        if self._utter is not None:
            self._utter.whole = True

    async def _say(self, say: wire.Say) -> None:
        await self._silence()
        await self._listening.leave()
        self._word, self._utter = False, Utter(say.turn)
        await self._push(Saying(self._utter))
        await self._push(TTSSpeakFrame(say.text, append_to_context=False))

    async def _hush(self, turn: int) -> None:
        if self._utter is not None and self._utter.turn == turn:
            await self._silence()

    async def _silence(self) -> None:
        utter, self._utter = self._utter, None
        if utter is not None:
            utter.dropped = True
            await self._push(InterruptionFrame())

    async def _listen(self) -> None:
        if not self._word:
            self._word, self._utter = True, None
            await self._begin_turn()

    async def _done(self, utterance: int) -> None:
        if utterance != self._utterance or self._edges is None or self._over:
            return
        self._over = True
        if self._listening.open:
            await self._listening.finish(self._edges)
        else:
            clock = self._edges.clock
            await self._tell(wire.Heard(utterance, "", clock, clock, 0))

    async def _hear(self, frame: wire.Frame) -> None:
        """Take a frame; one that came before is dropped."""
        if frame.part > self._utterance:
            await self._begin_utterance(frame.part)
        if frame.part != self._utterance or frame.number < self._next or self._edges is None:
            return
        self._next = frame.number + 1
        self._rest += frame.sound
        while len(self._rest) >= WINDOW and not self._over:
            window = bytes(self._rest[:WINDOW])
            del self._rest[:WINDOW]
            changed = await self._edges.hear(window)
            if self._listening.open:
                await self._listening.attend(self._edges, window, changed=changed)
                self._over = not self._listening.open
            else:
                await self._overhear(self._edges, window, changed=changed)

    async def _begin_utterance(self, number: int) -> None:
        """A new stretch of sound: a turn that was left unfinished in the one before is dropped."""
        await self.close()
        await self._listening.leave()
        self._edges = await Edges.load()
        self._utterance, self._next, self._over = number, 0, False
        self._rest.clear()
        self._kept.clear()
        await self._begin_turn()

    async def _begin_turn(self) -> None:
        """The candidate's turn begins now, or where the speech began that is going on."""
        if self._edges is not None and self._word and not self._over:
            kept = b"".join(self._kept)
            self._kept.clear()
            await self._listening.begin(self._utterance, self._edges, kept)

    async def _overhear(self, edges: Edges, window: bytes, *, changed: bool) -> None:
        """Sound while the candidate has not the word: what may become the beginning of a turn is kept."""
        if changed and not edges.speaking:
            self._kept.clear()
        self._kept.append(window)
        if not edges.speaking and len(self._kept) > _LEAD:
            self._kept.popleft()
        utter = self._utter
        if utter is None:
            return
        if utter.sent:
            utter.passed += WINDOW_MILLISECONDS
        if not utter.audible:
            await self._listen()
        elif edges.speaking and edges.voiced >= (INTERRUPTS if utter.sent else GOES_ON):
            soon = utter.passed - (edges.clock - edges.since) < SOON
            if soon:
                self._listening.cut_off()
            await self._silence()
            await self._tell(wire.Interrupted(utter.turn, soon))
            await self._listen()
