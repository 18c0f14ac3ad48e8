"""A call held with our own voice, from both ends of its sound: what a test says, and what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.live.twilio.callbacks import Told, callbacks
from tests.live.twilio.script import Script, scripted
from tests.live.twilio.stream import Phone, ringing
from vivavoce.domain.interview import CallOutcome, Interview, closed
from vivavoce.kit.clock import FrozenClock
from vivavoce.live.twilio import OwnVoice
from vivavoce.live.voice import wire
from vivavoce.providers.sound import CANDIDATE, INTERVIEWER, Tapes
from vivavoce.store.database import Store
from vivavoce.store.shapes import INTERVIEW, TURN


@dataclass
class Scene:
    """A call, from both ends of its sound."""

    phone: Phone
    script: Script

    async def prompted(self) -> str:
        """What is said next."""
        return (await self.script.told(wire.Say)).text

    async def asked(self) -> str:
        """What is said next, once it has been heard to its end and the callee has the word."""
        words = await self.prompted()
        await self.script.told(wire.Listen)
        return words

    async def says(self, text: str, milliseconds: int = 900) -> None:
        """The callee says this, and it is understood."""
        utterance = await self.script.hears(self.phone)
        words = (wire.Word(text.split(maxsplit=1)[0], 10, 200),) if text else ()
        await self.script.tell(wire.Heard(utterance, text, 10, 10 + milliseconds, 700, 0, 0.9, words))

    async def answered(self, text: str) -> str:
        """What is asked after this answer."""
        await self.says(text)
        return await self.asked()

    async def spoken_over(self, turn: int, text: str) -> str:
        """What is said next, and interrupted by this."""
        words = await self.prompted()
        await self.script.tell(wire.Interrupted(turn))
        await self.script.told(wire.Listen)
        await self.says(text)
        return words

    async def over(self) -> None:
        """Our side has closed the stream."""
        while await self.phone.listened() is not None:
            continue


@dataclass
class House:
    """What a call needs, and what was told of its end."""

    store: Store
    clock: FrozenClock
    made: Interview
    tapes: Tapes
    told: list[Told] = field(default_factory=list)

    @asynccontextmanager
    async def call(self, **told: str) -> AsyncIterator[Scene]:
        """A call that was picked up."""
        async with scripted() as script:
            own = OwnVoice(script.voices, self.tapes, lambda *_: bool(self.told))
            made = callbacks(self.store, self.clock, self.made, self.told, own)
            async with ringing(made, self.made, **told) as phone:
                yield Scene(phone, script)

    def hold(self, course: Callable[[Scene], Awaitable[Any]], **told: str) -> Any:
        """Let a call take this course."""

        async def run() -> Any:
            async with self.call(**told) as scene:
                return await course(scene)

        return asyncio.run(run())

    @property
    def outcomes(self) -> list[tuple[CallOutcome | None, bool]]:
        return [(outcome, stop) for _, _, outcome, _, stop in self.told]

    def interview(self) -> Interview:
        with self.store.read(self.made.organization_id) as view:
            return view.get(INTERVIEW, self.made.id)

    @property
    def closed(self) -> bool:
        """Whether the interviewer has said the last words."""
        with self.store.read(self.made.organization_id) as view:
            return closed(view.every(TURN, interview_id=self.made.id))

    def sounds(self) -> tuple[int, int]:
        """How many parts of each lane are on the tape: the candidate's, the interviewer's."""
        tape = self.tapes.open(self.made.organization_id, self.made.id)
        heard = [part for part in range(40) if tape.pieces(CANDIDATE, part)]
        return len(heard), len([part for part in range(40) if tape.pieces(INTERVIEWER, part)])
