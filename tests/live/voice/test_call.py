"""Whole telephone calls: a callee who really hears and speaks on 8 kHz mu-law, and a real voice worker.

What is said goes faster than time: the worker counts samples, and the telephone plays everything at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tests.actions.scene import found, planned
from tests.live.conversation import MIND
from tests.live.twilio.callbacks import Told, callbacks
from tests.live.twilio.stream import QUIET, Phone, ringing, serving
from tests.live.voice.caller import SECRET
from vivavoce.bench.speech import said, word_errors
from vivavoce.domain.identity import Organization
from vivavoce.domain.interview import CallOutcome, EndReason, Interview, Role, State, Turn
from vivavoce.kit.clock import FrozenClock
from vivavoce.live.mulaw import Resampler, decoded, encoded
from vivavoce.live.twilio import OwnVoice
from vivavoce.live.voice.speech import Speech
from vivavoce.live.voice.worker import app
from vivavoce.live.voices import Voices
from vivavoce.providers.phone_twilio import packed
from vivavoce.providers.sound import Tapes
from vivavoce.runs import assess
from vivavoce.store.database import Store
from vivavoce.store.engine import sqlite_url
from vivavoce.store.shapes import ASSESSMENT, SPEECH, TURN

SECOND = QUIET * 50
ANSWERS = (
    "Last year I rebuilt our billing service in Python, because the old one was too slow. I measured every "
    "call, and as a result the response time fell from nine hundred to eighty milliseconds.",
    "In my last project I added two indexes to a large table, and the report that took a minute was done in "
    "one second. I learned to look at the query plan first.",
)
CLOSE = 0.15
"""Word error that a transcript of clear speech over a telephone line stays below."""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return sqlite_url(tmp_path / "vivavoce.db")


@pytest.fixture
def made(store: Store, home: Organization) -> Interview:
    return planned(store, home, phone=True)


@cache
def spoken(text: str) -> tuple[int, ...]:
    """The text on a telephone line: 16-bit samples at 8 kHz, a second of quiet after it."""
    line = Resampler(16_000, 8_000).turned(np.frombuffer(said(text), np.int16).tolist())
    return (*line, *SECOND)


@dataclass
class Callee:
    """Somebody with a telephone, and with ears: `hears` writes down the last half minute of a prompt."""

    phone: Phone
    hears: Callable[[list[int]], str]

    async def prompted(self) -> str | None:
        """What they understand of what is said next; None when the call is over."""
        sound = await self.phone.listened()
        return None if sound is None else await asyncio.to_thread(self.hears, sound)

    async def says(self, text: str) -> None:
        """Say it, and wait until somebody answers."""
        await self.phone.sound(spoken(text))
        while not await self.phone.spoken_to(0.3):
            await self.phone.sound(SECOND)


@pytest.fixture(scope="session")
def ear(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[int]], str]:
    from vivavoce.providers.speech.ear import Whisper

    whisper = Whisper.load("tiny.en", tmp_path_factory.mktemp("ear"))

    def hears(line: list[int]) -> str:
        heard = Resampler(8_000, 16_000).turned(decoded(encoded(line))[-28 * 8_000 :])
        return whisper.hear(np.array(heard, np.float32) / np.float32(32_768)).text

    return hears


@dataclass
class House:
    """Holds calls to one interview over a worker with the embedded engines."""

    store: Store
    clock: FrozenClock
    made: Interview
    folder: Path
    speech: Speech
    hears: Callable[[list[int]], str]

    def hold(self, course: Callable[[Callee], Awaitable[None]], **told: str) -> list[Told]:
        """What was told of the end of a call that took this course."""
        ends: list[Told] = []

        async def run() -> None:
            async with serving(app(self.speech, SECRET, 1)) as place:
                own = OwnVoice(Voices((f"ws://{place}",), SECRET), Tapes(self.folder), lambda *_: bool(ends))
                made = callbacks(self.store, self.clock, self.made, ends, own)
                async with ringing(made, self.made, **told) as phone:
                    await course(Callee(phone, self.hears))

        asyncio.run(run())
        return ends


@pytest.fixture
def house(
    store: Store,
    clock: FrozenClock,
    made: Interview,
    tmp_path: Path,
    speech: Speech,
    ear: Callable[[list[int]], str],
) -> House:
    return House(store, clock, made, tmp_path / "tapes", speech, ear)


def turns(house: House, role: Role) -> list[Turn]:
    with house.store.read(house.made.organization_id) as view:
        return [turn for turn in view.every(TURN, interview_id=house.made.id) if turn.role is role]


def error(pairs: list[tuple[str, str]]) -> float:
    """Word error over all (meant, heard)."""
    counts = [word_errors(meant, heard) for meant, heard in pairs]
    return sum(wrong for wrong, _ in counts) / sum(count for _, count in counts)


def test_an_interview_from_the_disclosure_to_the_goodbye(house: House, home: Organization) -> None:
    answers: list[str] = []
    understood: list[str] = []

    async def course(callee: Callee) -> None:
        while (heard := await callee.prompted()) is not None:
            understood.append(heard)
            if "agree to go on" in heard.lower():
                await callee.says("Yes, I agree.")
            else:
                answers.append(ANSWERS[len(answers) % len(ANSWERS)])
                await callee.says(answers[-1])

    ends = house.hold(course)
    interview = found(house.store, home, house.made.id)
    assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.COMPLETED)
    assert [outcome for _, _, outcome, _, _ in ends] == [None]
    heard = [turn.text for turn in turns(house, Role.CANDIDATE)]
    theirs = error(list(zip(answers[:-1], heard, strict=True)))  # the last one was said to the goodbye
    asked = [turn.text for turn in turns(house, Role.AGENT)]
    ours = error([(text, line) for text, line in zip(asked[2:], understood[2:], strict=True)])
    print(
        f"{len(heard)} answers; word error: theirs {theirs:.1%}, ours {ours:.1%} of {len(asked) - 2} prompts"
    )
    assert len(heard) > 3
    assert theirs < CLOSE
    assert ours < CLOSE
    assess.make(house.store, MIND.assessor).perform(home.id, house.made.id)
    with house.store.read(home.id) as view:
        assert view.find(ASSESSMENT, interview_id=house.made.id) is not None
        assert view.count(SPEECH, interview_id=house.made.id) >= 2 * len(heard)


def test_stop_calling_me(house: House, home: Organization) -> None:
    async def course(callee: Callee) -> None:
        assert await callee.prompted()
        await callee.says("Please stop calling me.")
        assert "not call you again" in (await callee.prompted() or "")
        assert await callee.prompted() is None

    assert [end[2::2] for end in house.hold(course)] == [(CallOutcome.DECLINED, True)]
    assert found(house.store, home, house.made.id).state is State.READY


def test_an_answering_machine(house: House) -> None:
    """It speaks at once, over the disclosure, and then listens."""

    async def course(callee: Callee) -> None:
        callee.phone.plays = False
        assert await callee.phone.listened()
        await callee.says("Hello, you have reached Bob. I am out. Please leave a message after the tone.")
        while "try again" not in (await callee.prompted() or "").lower():
            await callee.says("Please leave a message after the tone.")
        await callee.phone.played()
        assert await callee.prompted() is None

    words = "Hello, this is an automatic message. We may try again."
    ends = house.hold(course, voicemail0=packed(words))
    assert [outcome for _, _, outcome, _, _ in ends] == [CallOutcome.VOICEMAIL]
