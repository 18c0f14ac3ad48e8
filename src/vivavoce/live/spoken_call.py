"""How is a call held with our own voice? What follows on what the callee says, keys, or does not say."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from starlette.concurrency import run_in_threadpool

from vivavoce.domain.calling import wants_no_calls
from vivavoce.domain.errors import DomainError
from vivavoce.domain.interview import CallOutcome
from vivavoce.interviewer.intents import Intent, intent
from vivavoce.live.aloud import MOMENT_SECONDS
from vivavoce.live.assent import Decision, decided
from vivavoce.live.call_sound import CallSound, Event, Gone, HeardOut, Understood
from vivavoce.live.handset import Key
from vivavoce.live.machines import is_machine
from vivavoce.live.session import Uttered
from vivavoce.live.telephone import GOODBYE, KEYS, MOST_EXCHANGES, Ending, Prompt, Talk
from vivavoce.live.voice import wire

log = logging.getLogger(__name__)
MOST_STARTS: Final = 3
"""How often is said what they speak over and must hear to its end."""
REPEAT, DONE, YES = "*", "#", "1"

_THERE = "Are you still there? Take your time."
_UNHEARD = "I did not catch that."
_QUIET = "I cannot hear you, so I will end this call. Goodbye."


@dataclass(frozen=True, slots=True)
class Pickup:
    """What is known of whoever picked up. `speaker`: the telephone company's id of the call.

    `voicemail`: what to say to a machine, "" for nothing. `human`: the telephone company is sure of a person.
    """

    speaker: str
    voicemail: str
    human: bool


class SpokenCall:
    """One call, from picking up to hanging up."""

    def __init__(self, talk: Talk, sound: CallSound, pickup: Pickup) -> None:
        self._talk = talk
        self._sound = sound
        self._pickup = pickup
        self._prompt = Prompt("")
        self._ending: Ending | None = None
        self._exchanges = 0
        self._silences = 0
        self._cut = False
        self._starts = 1

    async def hold(self) -> Ending:
        """How it ended. Raises as `CallSound.next`, but for what the interview itself refuses."""
        await self._sound.begin()
        try:
            await self._step(Talk.open)
            while self._ending is None:
                await self._go_on()
            return self._ending
        finally:
            await self._sound.close()

    async def _go_on(self) -> None:
        try:
            await self._take(await self._sound.next())
            endless = self._talk.late or self._exchanges > MOST_EXCHANGES
            if endless and self._prompt.ending is None:
                self._ending = await run_in_threadpool(self._talk.cut)
        except DomainError as error:
            await self._give_up(error)

    async def _take(self, event: Event) -> None:
        match event:
            case HeardOut():
                await self._heard_out(event)
            case Understood():
                self._silences = 0
                await self._understood(event)
            case Key():
                self._silences = 0
                await self._keyed(event.digit)
            case wire.Silence():
                await self._silent()
            case Gone() if self._talk.closed:
                await self._hang_up()
            case Gone():
                self._ending = self._prompt.ending or await self._hung_up()

    async def _heard_out(self, heard: HeardOut) -> None:
        """The callee has the word, or the call is over."""
        self._cut = heard.cut
        if self._prompt.place.isdecimal():
            turn = int(self._prompt.place)
            speech = replace(heard.speech, turn=turn) if heard.speech else None
            await run_in_threadpool(self._talk.heard_out, speech)
        goes_on = self._talk.closed and heard.goes_on
        if not goes_on and not (heard.cut and self._to_machine and self._starts < MOST_STARTS):
            await self._hang_up()

    async def _hang_up(self) -> None:
        """The call is over once what was to be said last has been."""
        if self._talk.closed:
            await run_in_threadpool(self._talk.part)
        self._ending = self._prompt.ending

    @property
    def _to_machine(self) -> bool:
        ending = self._prompt.ending
        return ending is not None and ending.outcome is CallOutcome.VOICEMAIL

    async def _understood(self, said: Understood) -> None:
        if self._to_machine:
            await self._start_over()  # its own words went on; now they are over
        elif not said.text:
            await self._say(self._prompt.again(_UNHEARD))
        elif self._prompt.consents and self._is_machine(said):
            self._starts = 1
            await self._say(Prompt(self._pickup.voicemail, ending=Ending(CallOutcome.VOICEMAIL)))
        elif self._prompt.consents and self._cut and not _refuses(said.text):
            await self._start_over()
        else:
            await self._answer(said.text, said.uttered)

    async def _start_over(self) -> None:
        """Nobody agrees to what they have not heard to its end, and no machine keeps what it spoke over."""
        self._starts += 1
        await (self._say(self._prompt) if self._starts <= MOST_STARTS else self._answer(""))

    def _is_machine(self, said: Understood) -> bool:
        return not self._pickup.human and is_machine(said.text, said.length, over_us=self._cut)

    async def _keyed(self, digit: str) -> None:
        if self._prompt.ending is not None:
            return
        if digit == DONE:
            await self._sound.done()
        elif digit == REPEAT:
            await self._say(self._prompt.again())
        elif digit in KEYS and not (digit == YES and self._prompt.consents and self._sound.speaks):
            await self._answer(KEYS[digit])

    async def _silent(self) -> None:
        """Ask once whether they are there; who is silent again has gone."""
        self._silences += 1
        if self._to_machine or self._talk.closed:
            await self._hang_up()
        elif self._silences == 1:
            await self._say(self._prompt.again(_THERE), MOMENT_SECONDS)
        else:
            await self._say(Prompt(_QUIET, ending=await self._hung_up()))

    async def _answer(self, text: str, uttered: Uttered | None = None) -> None:
        place, speaker = self._prompt.place, self._pickup.speaker
        wait = MOMENT_SECONDS if intent(text) is Intent.MOMENT else 0.0
        await self._step(lambda talk: talk.hear(place, text, speaker, uttered), wait)

    async def _step(self, step: Callable[[Talk], Prompt], wait: float = 0.0) -> None:
        try:
            prompt = await run_in_threadpool(step, self._talk)
        except DomainError as error:
            await self._give_up(error)
            return
        self._sound.recorded = self._talk.recorded
        await self._say(prompt, wait)

    async def _say(self, prompt: Prompt, wait: float = 0.0) -> None:
        self._prompt, self._cut = prompt, False
        self._exchanges += 1
        if prompt.words:
            await self._sound.say(prompt.words, wait)
        else:
            self._ending = prompt.ending

    async def _hung_up(self) -> Ending:
        try:
            return await run_in_threadpool(self._talk.hung_up)
        except DomainError as error:
            log.info("a call ended: %s", error.message)
            return Ending(CallOutcome.HUNG_UP)

    async def _give_up(self, error: DomainError) -> None:
        """The interview does not let the call go on: it is over, or somebody else has taken it."""
        log.warning("a call cannot go on: %s", error.message)
        self._sound.recorded = False
        if self._prompt.ending is not None:
            self._ending = self._prompt.ending
        else:
            await self._say(Prompt(GOODBYE, ending=Ending(CallOutcome.ERROR)))


def _refuses(text: str) -> bool:
    return wants_no_calls(text) or decided(text) is Decision.NO
