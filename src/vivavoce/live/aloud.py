"""The spoken side of a connection: the candidate's sound is stored and heard, the interviewer's is played.

Sound that has arrived is on disk before it is acknowledged. When the voice worker goes, another one is given
the running utterance again from its first frame.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from time import perf_counter
from typing import Protocol

from starlette.concurrency import run_in_threadpool

from vivavoce.domain.errors import DomainError
from vivavoce.domain.interview import Plan, Role, Speech, Turn
from vivavoce.domain.wishes import Ease
from vivavoce.interviewer.intents import Intent, intent
from vivavoce.live import protocol
from vivavoce.live.lanes import Lanes, Playing, Utterance, milliseconds
from vivavoce.live.protocol import Hops
from vivavoce.live.session import Session, Spoken, Uttered
from vivavoce.live.voice import wire
from vivavoce.live.voices import Voice, Voiceless, Voices

log = logging.getLogger(__name__)
KEEP_SECONDS = 0.5
MUTE_SECONDS = 4.0
"""How long a lost voice is waited for before the candidate is told."""
AGAIN_SECONDS = 3.0
PLAYED_SECONDS = 2.0
"""How much longer than its sound a turn may play where the client does not say that it has."""
MOMENT_SECONDS = 20.0
SLOW_PACE, MORE_PATIENCE = 0.85, 1.5
DOWN = "The server cannot listen at the moment. Please type; what you said is kept."
UP = "The server listens again."
UNHEARD = "I did not catch that. Please say it again, or type it."
CALM = "Take your time. Press Done when you are ready."


class Floor(Protocol):
    """The connection, as its spoken side needs it. What cannot be sent any more is dropped silently."""

    async def act(self, step: Callable[[Session], Spoken]) -> None:
        """Take a step of the session and send what comes of it."""
        ...

    async def tell(self, message: str) -> None:
        """Send a message that is not kept."""
        ...

    async def play(self, frame: bytes) -> None:
        """Send a frame of sound."""
        ...

    async def part(self) -> None:
        """The interviewer's last words have been heard: say that it is over, and close."""
        ...


class Aloud:
    """One connection's voice. `begin` and `close` frame its life; everything else may come in between."""

    def __init__(
        self, floor: Floor, session: Session, voices: Voices, lanes: Lanes, opening: wire.Open
    ) -> None:
        self._floor = floor
        self._session = session
        self._voices = voices
        self._lanes = lanes
        self._opening = opening
        self._voice: Voice | None = None
        self._heard_by = ""
        self._utterance = Utterance(-1, closed=True)
        self._playing: Playing | None = None
        self._cut: Playing | None = None
        self._again = 0
        self._hops, self._since = Hops(), 0.0
        self._tasks: list[asyncio.Task[None]] = []
        self._down = False

    async def begin(self) -> None:
        """Look for a voice; what was being said when the last connection broke is heard again."""
        answered = [turn.at for turn in self._session.seat.turns if turn.role is Role.CANDIDATE]
        stored = await run_in_threadpool(self._lanes.stored, answered[-1] if answered else None)
        if stored is not None:
            stored.closed |= await run_in_threadpool(self._session.was_heard, stored.number)
            self._utterance = stored
        self._tasks = [asyncio.create_task(self._converse()), asyncio.create_task(self._tick())]

    async def close(self) -> None:
        """End the conversation; what has arrived is stored."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            await run_in_threadpool(self._lanes.close)
        except DomainError as error:
            log.warning("the last sound is not kept: %s", error.message)

    @property
    def broken_off(self) -> bool:
        """Whether the candidate was not done when the interviewer last began to speak."""
        return self._cut is not None

    # What the candidate does.

    async def start(self, number: int) -> None:
        """The candidate's next utterance begins."""
        spoken = self._utterance
        if number > spoken.number:
            over = await run_in_threadpool(self._session.was_heard, number)
            self._utterance = spoken = Utterance(number, closed=over)
        if spoken.closed or number < spoken.number:
            await self._floor.tell(protocol.caption(number, 0, "", final=True))

    async def take(self, frame: wire.Frame) -> None:
        """A piece of the candidate's sound. Frames that came before are dropped, gaps filled with silence."""
        if frame.part > self._utterance.number:
            await self.start(frame.part)
        spoken = self._utterance
        if frame.part != spoken.number or spoken.closed or frame.number < spoken.next:
            return
        if not spoken.frames:
            spoken.began = self._lanes.now() - frame.at - milliseconds(frame.sound, wire.HEARD_RATE)
        frame = spoken.add(frame)
        self._lanes.heard(spoken, frame)
        if self._voice is not None:
            with suppress(Voiceless):
                await self._voice.hear(frame)

    async def done(self, number: int) -> None:
        """The candidate says that this utterance is over."""
        if number == self._utterance.number and not self._utterance.closed:
            self._utterance.done = True
            await self._tell(wire.Done(number))

    async def hold(self, on: bool) -> None:
        """No silence ends the turn while `on`."""
        await self._tell(wire.Hold(on))

    async def played(self, turn: int) -> None:
        """The client has played all of a turn: the candidate has the word."""
        if self._playing is not None and self._playing.turn == turn:
            await self._heard_out()

    async def hush(self) -> None:
        """Stop speaking: the candidate speaks over it, types, or rests."""
        if self._playing is not None:
            await self._tell(wire.Hush(self._playing.turn))
            await self._floor.tell(protocol.sound_cancelled(self._playing.turn))
            await self._heard_out()

    # What the interviewer does.

    async def say(self, turns: Sequence[Turn], *, last: bool) -> None:
        """Speak what the interviewer has just said; `last`: the interview ends with it."""
        if self._playing is not None:
            await self._floor.tell(protocol.sound_cancelled(self._playing.turn))
            self._lanes.played(self._playing)
        self._cut = None
        self._hop("mind")
        text = " ".join(turn.text for turn in turns)
        self._playing = Playing(turns[-1].number, text, last, began=self._lanes.now())
        if self._voice is None and self._down:
            await self._heard_out()
            return
        await self._tell(wire.Say(self._playing.turn, text))
        said = self._session.seat.turns
        if len(said) > len(turns) and intent(said[-1 - len(turns)].text) is Intent.MOMENT:
            await self._tell(wire.Wait(MOMENT_SECONDS))

    # The conversation with a worker.

    async def _converse(self) -> None:
        while True:
            voice = await self._found()
            self._heard_by = voice.opened.stt
            try:
                await self._catch_up(voice)
                async for event in voice.said():
                    await self._take(event)
            except Voiceless as why:
                log.info("%s", why)
            except Exception:
                log.exception("a spoken conversation broke off")
            finally:
                self._voice = None
                await voice.close()

    async def _found(self) -> Voice:
        """A voice, however long it takes; the candidate is told when it takes long."""
        while True:
            looking = asyncio.create_task(self._voices.open(self._opening))
            try:
                await asyncio.wait({looking}, timeout=MUTE_SECONDS)
                if not looking.done():
                    await self._tell_down()
                voice = await looking
            except Voiceless as why:
                log.warning("no voice: %s", why)
                await self._tell_down()
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            finally:
                looking.cancel()
            if self._down:
                self._down = False
                await self._floor.act(lambda session: session.notice("STT_UP", UP))
            return voice

    async def _tell_down(self) -> None:
        if not self._down:
            self._down = True
            await self._floor.act(lambda session: session.notice("STT_DOWN", DOWN))
            if self._playing is not None:
                await self._heard_out()

    async def _catch_up(self, voice: Voice) -> None:
        """Bring a new worker to where the last one was."""
        playing, listens = self._playing, False
        spoken, sent = self._utterance, 0
        while not spoken.closed and sent < len(spoken.frames):
            if not listens and playing is None and sent >= spoken.word:
                listens = True
                await voice.tell(wire.Listen())
            await voice.hear(spoken.frames[sent])
            sent += 1
            if spoken is not self._utterance:
                spoken, sent = self._utterance, 0
        self._voice = voice
        if not listens and playing is None:
            await voice.tell(wire.Listen())
        if spoken.done and not spoken.closed:
            await voice.tell(wire.Done(spoken.number))
        if playing is not None:
            self._playing = Playing(playing.turn, playing.text, playing.last, began=self._lanes.now())
            await voice.tell(wire.Say(playing.turn, playing.text))

    async def _take(self, event: wire.Message | wire.Frame) -> None:
        match event:
            case wire.Frame():
                await self._play(event)
            case wire.Sound() if self._playing and event.turn == self._playing.turn:
                self._playing.rate, self._playing.began = event.rate, self._lanes.now()
                self._hop("voice")
                await self._floor.tell(protocol.sound_begins(event.turn, event.rate, self._hops))
                self._hops, self._since = Hops(), 0.0
            case wire.Spoken() if self._playing and event.turn == self._playing.turn:
                self._playing.whole = True
                await self._floor.tell(protocol.sound_ends(event.turn, self._playing.rate, event.last))
            case wire.Interrupted() if self._playing and event.turn == self._playing.turn:
                await self._interrupted(self._playing, soon=event.soon)
            case wire.Caption():
                number = len(self._session.seat.turns) + 1
                await self._floor.tell(protocol.caption(event.utterance, number, event.text))
            case wire.Heard():
                await self._hear(event)
            case wire.Silence():
                await self._silent()
            case wire.Failed(what="tts") if self._playing:
                await self._heard_out()
            case wire.Failed(what="stt"):
                await self._tell_down()

    async def _interrupted(self, playing: Playing, *, soon: bool) -> None:
        """The candidate speaks over it; who began so soon goes on, even when it was to be the end."""
        await self._floor.tell(protocol.sound_cancelled(playing.turn, goes_on=soon))
        self._cut = playing if soon else None
        await self._heard_out()

    async def _silent(self) -> None:
        """Nothing is said: what was cut off by a cough is said once more, or there is time."""
        cut = self._cut
        if self._session.closed:
            await self._floor.part()
        elif cut is not None and cut.turn > self._again:
            self._again = cut.turn
            await self.say(self._session.unanswered, last=False)
        else:
            await self._floor.act(lambda session: session.notice("SILENCE", CALM))

    async def _play(self, frame: wire.Frame) -> None:
        playing = self._playing
        if playing is None or frame.part != playing.turn or playing.whole:
            return
        playing.add(frame)
        await self._floor.play(frame.packed())

    async def _hear(self, heard: wire.Heard) -> None:
        """The candidate's turn is over."""
        spoken = self._utterance
        if heard.utterance != spoken.number or spoken.closed:
            return
        spoken.closed = True
        self._hops, self._since = Hops(heard.waited, heard.wrote), perf_counter()
        if not heard.text:
            await self._floor.tell(protocol.caption(heard.utterance, 0, "", final=True))
            await self._floor.act(lambda session: session.notice("UNHEARD", UNHEARD))
            return
        zero = await run_in_threadpool(self._lanes.zero)
        start = spoken.began - zero
        speech = Speech(
            self._session.interview_id,
            self._session.seat.room.organization_id,
            0,
            start + heard.starts,
            start + heard.ended,
            tuple((word.text, start + word.starts, start + word.ends) for word in heard.words),
            heard.confidence,
            heard.by or self._heard_by,
        )
        uttered = Uttered(spoken.number, speech, self.broken_off)
        await self._floor.act(lambda session: session.hear(heard.text[: protocol.MAX_ANSWER], uttered))

    async def _heard_out(self) -> None:
        """The interviewer's turn has been played, as far as it will be."""
        playing, self._playing = self._playing, None
        if playing is None:
            return
        self._lanes.played(playing)
        self._utterance.word = len(self._utterance.frames)
        await self._tell(wire.Listen())
        await self._note(playing)
        if playing.last and playing is not self._cut:
            await self._floor.part()
        else:
            await self._floor.act(Session.listen)

    async def _note(self, playing: Playing) -> None:
        """Note where the turn is heard in the recording, where there is one."""
        length = min(playing.ends, self._lanes.now() - playing.began)
        if self._lanes.runs and length > 0:
            room, start = self._session.seat.room, max(0, playing.began - self._lanes.zero())
            speech = Speech(room.interview_id, room.organization_id, playing.turn, start, start + length)
            await run_in_threadpool(self._session.spoke, speech)

    def _hop(self, name: str) -> None:
        """The wait goes on with the next hop; a turn that answers nobody has none."""
        if self._since:
            now = perf_counter()
            self._hops = replace(self._hops, **{name: round((now - self._since) * 1000)})
            self._since = now

    async def _tell(self, message: wire.Message) -> None:
        if self._voice is not None:
            with suppress(Voiceless):
                await self._voice.tell(message)

    async def _tick(self) -> None:
        """Store what has arrived and acknowledge it; go on where a client does not say that it has played."""
        while True:
            await asyncio.sleep(KEEP_SECONDS)
            spoken = self._utterance
            through = spoken.frames[-1].number if spoken.frames else None
            if self._lanes.pending:
                try:
                    await run_in_threadpool(self._lanes.keep)
                except DomainError as error:
                    log.warning("sound is not kept any more: %s", error.message)
                    return
                if through is not None:
                    await self._floor.tell(protocol.sound_kept(spoken.number, through))
            playing = self._playing
            if playing is not None:
                self._lanes.played(playing)
                late = self._lanes.now() - playing.began - playing.ends
                if playing.whole and late > PLAYED_SECONDS * 1000:
                    await self._heard_out()


def opening_of(plan: Plan, eases: Collection[Ease]) -> wire.Open:
    """What a worker should know of this interview: words of the job, and the adjustments in force."""
    terms = tuple(dict.fromkeys((*plan.skills, *plan.unmatched_skills)))
    pace = SLOW_PACE if Ease.SLOW_SPEECH in eases else 1.0
    patience = MORE_PATIENCE if Ease.EXTRA_TIME in eases else 1.0
    return wire.Open(terms, pace, patience)
