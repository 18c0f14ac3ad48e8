"""What the room is told when an engine fails, and what goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tests.live.voice.caller import Caller, calling, quiet
from tests.live.voice.conftest import Speak
from vivavoce.live.voice import wire
from vivavoce.live.voice.ears import Ears
from vivavoce.live.voice.mouth import Mouth
from vivavoce.live.voice.speech import Speech
from vivavoce.providers.speech.ear import Understood

THREADS = ThreadPoolExecutor(1)


class Deaf:
    def hear(self, samples: NDArray[np.float32], terms: Sequence[str]) -> Understood:
        raise RuntimeError("out of memory")


class Mute:
    def speak(self, text: str, pace: float) -> Iterator[bytes]:
        raise RuntimeError("out of memory")


def deaf(speech: Speech) -> Speech:
    return replace(speech, ear=lambda terms: Ears(Deaf(), THREADS, terms, "deaf"))


def mute(speech: Speech) -> Speech:
    return replace(speech, mouth=lambda pace: Mouth(Mute(), THREADS, pace, "mute"))


def test_without_ears_the_room_is_told_and_the_interviewer_still_speaks(speech: Speech, say: Speak) -> None:
    async def talk() -> Caller:
        async with calling(deaf(speech)) as line:
            caller = await line.open()
            await caller.tell(wire.Listen())
            await caller.speak(np.concatenate([say("I worked on a payment system."), quiet(0.4)]))
            await caller.until(wire.Failed)
            await caller.tell(wire.Say(1, "Please type your answer."))
            await caller.until(wire.Spoken)
            return caller

    caller = asyncio.run(talk())
    assert [(failed.what, bool(failed.why)) for failed in caller.told(wire.Failed)] == [("stt", True)]


def test_without_a_voice_the_room_is_told_and_the_candidate_is_still_heard(
    speech: Speech, say: Speak
) -> None:
    sound = np.concatenate([quiet(0.5), say("I worked on a payment system."), quiet(5)])

    async def talk() -> tuple[Caller, wire.Heard]:
        async with calling(mute(speech)) as line:
            caller = await line.open()
            await caller.tell(wire.Say(1, "Tell me about a project."))
            await caller.until(wire.Failed)
            await caller.speak(sound)
            return caller, await caller.until(wire.Heard)

    caller, heard = asyncio.run(talk())
    assert {failed.what for failed in caller.told(wire.Failed)} == {"tts"}
    assert heard.text == "I worked on a payment system."
    assert caller.frames == []


def test_without_smart_turn_the_turn_still_ends(speech: Speech, say: Speak) -> None:
    def judge(sound: bytes) -> asyncio.Future[float]:
        opinion = asyncio.get_running_loop().create_future()
        opinion.set_exception(RuntimeError("out of memory"))
        return opinion

    async def talk() -> wire.Heard:
        async with calling(replace(speech, judge=judge)) as line:
            caller = await line.open()
            await caller.tell(wire.Listen())
            await caller.speak(np.concatenate([say("I worked on a payment system."), quiet(6)]))
            return await caller.until(wire.Heard)

    assert asyncio.run(talk()).text == "I worked on a payment system."
