"""What the room is told when an engine fails, and what goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from pipecat.frames.frames import ErrorFrame, Frame, TTSAudioRawFrame
from pipecat.services.settings import STTSettings, TTSSettings
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService

from tests.live.voice.caller import Caller, calling, quiet
from tests.live.voice.conftest import Speak
from vivavoce.live.voice import wire
from vivavoce.live.voice.ears import Ears, Recogniser
from vivavoce.live.voice.fallback import hearing, speaking
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
    return replace(speech, ear=lambda terms: Ears([Recogniser("deaf", Deaf())], THREADS, terms))


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


class LostEar(STTService):
    """A vendor's ear that takes a second of sound and is gone."""

    def __init__(self) -> None:
        super().__init__(ttfs_p99_latency=0.5, settings=STTSettings(model="lost", language="en"))
        self.taken = 0

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        self.taken += len(audio)
        if self.taken > 2 * wire.HEARD_RATE:
            await self.push_error("the socket is closed", force_treat_as_permanent=True)
        yield None


class LostVoice(TTSService):
    """A vendor's voice that gives a tenth of a second and is gone."""

    def __init__(self) -> None:
        settings = TTSSettings(model="lost", voice="lost", language="en")
        super().__init__(push_start_frame=True, push_stop_frames=True, settings=settings)

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        yield TTSAudioRawFrame(b"\1\1" * 2400, wire.SPOKEN_RATE, 1, context_id=context_id)
        yield ErrorFrame("the socket is closed")


def test_a_lost_ear_is_replaced_in_the_middle_of_a_turn(speech: Speech, say: Speak) -> None:
    sound = np.concatenate([say("I worked on a payment system."), quiet(0.5), say("It was slow."), quiet(6)])

    async def talk() -> tuple[Caller, wire.Heard]:
        lost = replace(speech, ear=lambda terms: hearing(LostEar(), own_ear(speech, terms)))
        async with calling(lost) as line:
            caller = await line.open()
            await caller.tell(wire.Listen())
            await caller.speak(sound)
            return caller, await caller.until(wire.Heard)

    caller, heard = asyncio.run(talk())
    assert heard.text == "I worked on a payment system. It was slow."
    assert caller.told(wire.Failed) == []


def test_a_lost_voice_is_replaced_from_the_beginning(speech: Speech) -> None:
    async def talk() -> Caller:
        lost = replace(speech, mouth=lambda pace: speaking(LostVoice(), own_mouth(speech, pace)))
        async with calling(lost) as line:
            caller = await line.open()
            await caller.tell(wire.Say(1, "Tell me about a project."))
            await caller.until(wire.Spoken)
            return caller

    caller = asyncio.run(talk())
    assert caller.told(wire.Sound) == [wire.Sound(1, wire.SPOKEN_RATE)] * 2
    again = [place for place, frame in enumerate(caller.frames) if frame.number == 0]
    assert len(again) == 2
    whole = caller.frames[again[1] :]
    assert [frame.number for frame in whole] == list(range(len(whole)))
    assert [frame.at for frame in whole] == [60 * frame.number for frame in whole]
    assert whole[-1].last
    assert caller.told(wire.Failed) == []


def own_ear(speech: Speech, terms: Sequence[str]) -> STTService:
    made = speech.ear(terms)
    assert isinstance(made, STTService)
    return made


def own_mouth(speech: Speech, pace: float) -> TTSService:
    made = speech.mouth(pace)
    assert isinstance(made, TTSService)
    return made


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
