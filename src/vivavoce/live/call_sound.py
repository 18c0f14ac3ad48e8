"""How does a call sound? The callee's voice goes to an ear and to the tape, the interviewer's to the callee.

A voice worker that goes is replaced by another, which says the last words again or hears the answer again.
"""

from __future__ import annotations

import asyncio
import logging
import math
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from starlette.concurrency import run_in_threadpool

from vivavoce.domain.errors import DomainError
from vivavoce.domain.interview import Speech
from vivavoce.kit.clock import Clock
from vivavoce.live.handset import Handset, Key, Played
from vivavoce.live.lanes import Lanes, Playing, Utterance, milliseconds
from vivavoce.live.session import Session, Uttered
from vivavoce.live.voice import wire
from vivavoce.live.voices import Voice, Voiceless, Voices
from vivavoce.providers.sound import CANDIDATE, Tape

log = logging.getLogger(__name__)
KEEP_SECONDS: Final = 0.5
FIND_SECONDS: Final = 8.0
"""How long the callee hears nothing while a new voice is looked for."""
AGAIN_SECONDS: Final = 0.3
PLAYED_SECONDS: Final = 2.0
"""How much longer than its sound a prompt may play where the line does not say that it has."""
STUCK_SECONDS: Final = 10.0
"""How long the voice may take for the next piece of its sound."""
MOST_WAITING: Final = 1000


@dataclass(frozen=True, slots=True)
class Understood:
    """The callee has spoken for `length` ms. `uttered`: where it is recorded, None where it is not."""

    text: str
    length: int
    uttered: Uttered | None


@dataclass(frozen=True, slots=True)
class HeardOut:
    """The callee has the word: they have heard what was said, or interrupted it (`cut`).

    `goes_on`: so soon that they were not done with what they said before. `speech`: where it is recorded, its
    turn still 0; None where it is not.
    """

    cut: bool
    goes_on: bool
    speech: Speech | None


@dataclass(frozen=True, slots=True)
class Gone:
    """The callee has hung up."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Time has passed; comes every `KEEP_SECONDS` at least."""


@dataclass(frozen=True, slots=True)
class _Lost:
    """The voice worker has gone."""


Event = Understood | HeardOut | Key | Gone | Idle | wire.Silence
_Arrival = bytes | Key | Played | Gone | Idle | _Lost | wire.Message | wire.Frame | Exception


class CallSound:
    """Both voices of one call. Nothing is stored before `recorded` is set: the callee has to agree first."""

    def __init__(
        self, handset: Handset, voices: Voices, opening: wire.Open, session: Session, tape: Tape, clock: Clock
    ) -> None:
        self.recorded = False
        self._handset = handset
        self._voices = voices
        self._opening = opening
        self._session = session
        self._lanes = Lanes(tape, session, clock)
        self._utterance = Utterance((tape.last(CANDIDATE) or (0, 0))[0])
        self._voice: Voice | None = None
        self._playing: Playing | None = None
        self._said = 0
        self._goes_on = False
        self._deadline, self._due = math.inf, 0.0
        self._inbox: asyncio.Queue[_Arrival] = asyncio.Queue(MOST_WAITING)
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        """Raises Voiceless when no worker takes the call."""
        self._voice = await self._voices.open(self._opening)
        self._tasks = [
            asyncio.create_task(self._follow_callee()),
            asyncio.create_task(self._follow(self._voice)),
        ]

    async def close(self) -> None:
        """End the conversation with the worker; what is to be stored is stored."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._voice is not None:
            await self._voice.close()
        with suppress(DomainError):
            await run_in_threadpool(self._lanes.close)

    async def say(self, words: str, wait: float = 0.0) -> None:
        """Say it; the answer may take `wait` seconds longer than usual. What was being said is dropped."""
        if self._playing is not None:
            await self._handset.clear()
            self._store(self._playing)
        self._said += 1
        self._goes_on = False
        self._utterance = Utterance(self._utterance.number + 1)
        self._playing = Playing(self._said, words, last=False, began=self._lanes.now())
        self._deadline = _now() + STUCK_SECONDS
        await self._tell(wire.Say(self._said, words))
        if wait:
            await self._tell(wire.Wait(wait))

    async def done(self) -> None:
        """The callee says that their answer is over."""
        if self._playing is None:
            self._utterance.done = True
            await self._tell(wire.Done(self._utterance.number))

    @property
    def speaks(self) -> bool:
        """Whether something is being said to the callee."""
        return self._playing is not None

    async def next(self) -> Event:
        """What happens next.

        Raises Voiceless when no worker is to be had any more, ValueError when the line talks nonsense,
        Forbidden when the callee's consent is no longer there, OSError when sound cannot be stored.
        """
        while True:
            event = await self._tended() if _now() >= self._due else await self._took(await self._arrived())
            if event is not None:
                return event

    # What arrives.

    async def _arrived(self) -> _Arrival:
        try:
            async with asyncio.timeout(KEEP_SECONDS):
                return await self._inbox.get()
        except TimeoutError:
            return Idle()

    async def _took(self, arrival: _Arrival) -> Event | None:
        match arrival:
            case bytes():
                await self._hear(arrival)
            case Played() if (
                self._playing and self._playing.whole and arrival.name == str(self._playing.turn)
            ):
                return await self._heard_out(self._playing, cut=False)
            case Key() | Gone() | Idle() | wire.Silence():
                return arrival
            case _Lost():
                await self._replace()
            case wire.Heard() if arrival.utterance == self._utterance.number:
                return await self._understood(self._utterance, arrival)
            case wire.Failed():
                raise Voiceless(arrival.why)
            case Exception():
                raise arrival
            case _ if self._playing is not None:
                return await self._spoken(self._playing, arrival)
        return None

    async def _hear(self, sound: bytes) -> None:
        spoken = self._utterance
        if not spoken.frames:
            spoken.began = self._lanes.now() - milliseconds(sound, wire.HEARD_RATE)
        frame = spoken.add(wire.Frame(wire.CANDIDATE, spoken.number, spoken.next, spoken.ends, sound))
        if self.recorded:
            self._lanes.heard(spoken, frame)
        if self._voice is not None:
            with suppress(Voiceless):
                await self._voice.hear(frame)

    async def _understood(self, spoken: Utterance, heard: wire.Heard) -> Understood:
        """Its sound is on disk before anybody answers it."""
        length = heard.ended - heard.starts
        if not self.recorded or not heard.text:
            return Understood(heard.text, length, None)
        await run_in_threadpool(self._lanes.keep)
        start = spoken.began - await run_in_threadpool(self._lanes.zero)
        speech = replace(
            self._speech(start + heard.starts, start + heard.ended),
            words=tuple((word.text, start + word.starts, start + word.ends) for word in heard.words),
            confidence=heard.confidence,
            heard_by=heard.by or (self._voice.opened.stt if self._voice else ""),
        )
        return Understood(heard.text, length, Uttered(spoken.number, speech, self._goes_on))

    async def _spoken(self, playing: Playing, event: _Arrival) -> Event | None:
        """What the worker says of what it speaks."""
        match event:
            case wire.Sound() if event.turn == playing.turn:
                playing.rate, playing.began = event.rate, self._lanes.now()
            case wire.Frame() if event.part == playing.turn:
                playing.add(event)
                self._deadline = _now() + STUCK_SECONDS
                await self._handset.play(playing.rate, event.sound)
            case wire.Spoken() if event.turn == playing.turn:
                playing.whole = True
                self._deadline = _now() + playing.ends / 1000 + PLAYED_SECONDS
                await self._handset.mark(str(playing.turn))
            case wire.Interrupted() if event.turn == playing.turn:
                await self._handset.clear()
                self._goes_on = event.soon
                return await self._heard_out(playing, cut=True)
        return None

    async def _heard_out(self, playing: Playing, *, cut: bool) -> HeardOut:
        self._playing = None
        if not cut:
            playing.began = min(playing.began, self._lanes.now() - playing.ends)
        length = min(playing.ends, self._lanes.now() - playing.began)
        self._store(playing)
        await self._tell(wire.Listen())
        if not self.recorded:
            return HeardOut(cut, self._goes_on, None)
        start = max(0, playing.began - await run_in_threadpool(self._lanes.zero))
        return HeardOut(cut, self._goes_on, self._speech(start, start + length))

    # What goes on beside.

    async def _tended(self) -> Event:
        """Store what has arrived; go on where the line does not say that it has played."""
        self._due = _now() + KEEP_SECONDS
        playing = self._playing
        if playing is not None:
            self._store(playing)
        if self._lanes.pending:
            await run_in_threadpool(self._lanes.keep)
        if playing is None or _now() < self._deadline:
            return Idle()
        if not playing.whole:
            raise Voiceless("the voice does not speak")
        return await self._heard_out(playing, cut=False)

    async def _replace(self) -> None:
        """Bring another worker to where the last one was."""
        voice = await self._found()
        self._voice = voice
        self._tasks.append(asyncio.create_task(self._follow(voice)))
        if self._playing is not None:
            await self.say(self._playing.text)
            return
        with suppress(Voiceless):
            await voice.tell(wire.Listen())
            for frame in self._utterance.frames:
                await voice.hear(frame)
            if self._utterance.done:
                await voice.tell(wire.Done(self._utterance.number))

    async def _found(self) -> Voice:
        until = _now() + FIND_SECONDS
        while True:
            try:
                async with asyncio.timeout(max(0.0, until - _now())):
                    return await self._voices.open(self._opening)
            except (Voiceless, TimeoutError) as why:
                if _now() + AGAIN_SECONDS >= until:
                    raise Voiceless(str(why)) from why
                await asyncio.sleep(AGAIN_SECONDS)

    async def _follow_callee(self) -> None:
        try:
            async for event in self._handset.said():
                await self._inbox.put(event)
        except Exception as error:
            await self._inbox.put(error)
        await self._inbox.put(Gone())

    async def _follow(self, voice: Voice) -> None:
        try:
            async for event in voice.said():
                await self._inbox.put(event)
        except Voiceless as why:
            log.warning("%s in the middle of a call", why)
        await self._inbox.put(_Lost())

    async def _tell(self, message: wire.Message) -> None:
        """A worker that has gone is replaced as soon as that is noticed."""
        if self._voice is not None:
            with suppress(Voiceless):
                await self._voice.tell(message)

    def _store(self, playing: Playing) -> None:
        if self.recorded:
            self._lanes.played(playing)

    def _speech(self, starts: int, ends: int) -> Speech:
        return Speech(self._session.interview_id, self._session.seat.room.organization_id, 0, starts, ends)


def _now() -> float:
    return asyncio.get_running_loop().time()
