"""Spoken conversations with the real engines, over real sockets, faster than they would be spoken."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import numpy as np
import pytest

from tests.live.voice.caller import Caller, Samples, at_heard_rate, calling, quiet
from tests.live.voice.conftest import Speak
from vivavoce.live.voice import wire
from vivavoce.live.voice.speech import Speech

ANSWER = (
    "I worked on a payment system at my last company.",
    "We moved it to another database because it was too slow.",
)


def joined(*parts: Samples) -> Samples:
    return np.concatenate(parts)


def words(text: str) -> list[str]:
    return text.lower().replace(".", "").replace(",", "").split()


async def answered(caller: Caller, sound: Samples, size: int = 1600) -> wire.Heard:
    await caller.tell(wire.Listen())
    await caller.speak(sound, size)
    return await caller.until(wire.Heard)


def test_an_answer_with_a_pause_is_one_turn(speech: Speech, say: Speak) -> None:
    first, second = map(say, ANSWER)
    sound = joined(quiet(1), first, quiet(0.5), second, quiet(6))

    async def talk() -> tuple[Caller, wire.Heard]:
        async with calling(speech) as line:
            caller = await line.open()
            return caller, await answered(caller, sound)

    caller, heard = asyncio.run(talk())
    assert words(heard.text) == words(" ".join(ANSWER))
    end = 1500 + (len(first) + len(second)) // 16
    assert heard.starts == pytest.approx(1000, abs=250)
    assert heard.ended == pytest.approx(end, abs=250)
    assert 500 <= heard.waited <= 4000
    assert caller.told(wire.Speaking)[0].at == heard.starts
    assert [caption.text for caption in caller.told(wire.Caption)][-1] == heard.text
    assert heard.confidence is not None
    assert 0.5 < heard.confidence <= 1
    assert [word for spoken in heard.words for word in words(spoken.text)] == words(heard.text)
    assert all(word.starts <= word.ends for word in heard.words)
    assert heard.words[-1].ends == pytest.approx(end, abs=400)
    assert [word.starts for word in heard.words] == sorted(word.starts for word in heard.words)


def test_the_same_sound_is_heard_the_same_way(speech: Speech, say: Speak) -> None:
    """Whatever the frames, and however busy the ear is with somebody else."""
    first, second = map(say, ANSWER)
    sound = joined(quiet(0.7), first, quiet(0.7), second, quiet(5))

    async def talk() -> list[wire.Heard]:
        async with calling(speech) as line:
            alone = await answered(await line.open(), sound)
            callers = [await line.open() for _ in range(3)]
            sizes = (320, 1600, 8000)
            together = await asyncio.gather(
                *(answered(caller, sound, size) for caller, size in zip(callers, sizes, strict=True))
            )
            return [alone, *together]

    first_heard, *others = (replace(heard, wrote=0) for heard in asyncio.run(talk()))
    assert others == [first_heard] * 3


def test_a_long_answer_is_heard_in_pieces(speech: Speech, say: Speak) -> None:
    parts = [
        "I joined the team as a backend engineer and looked after the search.",
        "Customers complained that results took several seconds to appear.",
        "I measured every step and found one query that read the whole table.",
        "After that we added an index and the page was fast again.",
    ]
    sound = joined(*(part for text in parts for part in (say(text), quiet(0.4))), quiet(6))

    async def talk() -> wire.Heard:
        async with calling(speech) as line:
            return await answered(await line.open(), sound)

    heard = asyncio.run(talk())
    expected, got = words(" ".join(parts)), words(heard.text)
    assert len(set(expected) - set(got)) <= 3
    assert abs(len(expected) - len(got)) <= 4
    assert [word.starts for word in heard.words] == sorted(word.starts for word in heard.words)


def test_the_interviewer_is_heard_and_understood(speech: Speech) -> None:
    text = "Thank you. What did you learn from that project?"

    async def talk() -> Caller:
        async with calling(speech) as line:
            caller = await line.open()
            await caller.tell(wire.Say(7, text))
            await caller.until(wire.Spoken)
            return caller

    caller = asyncio.run(talk())
    sound, spoken = caller.messages
    assert sound == wire.Sound(7, wire.SPOKEN_RATE)
    assert spoken == wire.Spoken(7, len(caller.frames) - 1)
    assert [frame.number for frame in caller.frames] == list(range(len(caller.frames)))
    assert [frame.at for frame in caller.frames] == [60 * number for number in range(len(caller.frames))]
    assert [frame.last for frame in caller.frames].count(True) == 1
    assert caller.frames[-1].last
    assert {frame.part for frame in caller.frames} == {7}
    assert words(understood(speech, caller.spoken(7))) == words(text.replace("?", ""))


def test_done_ends_the_turn_with_what_has_arrived(speech: Speech, say: Speak) -> None:
    async def talk() -> list[wire.Heard]:
        async with calling(speech) as line:
            caller = await line.open()
            await caller.tell(wire.Listen())
            await caller.speak(joined(quiet(0.5), say(ANSWER[0])))
            await caller.tell(wire.Done(0))
            await caller.tell(wire.Done(0))
            heard = [await caller.until(wire.Heard)]
            caller.next_utterance()
            await caller.speak(quiet(0.5))
            await caller.tell(wire.Done(1))
            return [*heard, await caller.until(wire.Heard)]

    heard, nothing = asyncio.run(talk())
    assert words(heard.text) == words(ANSWER[0])
    assert heard.waited < 300
    assert (nothing.utterance, nothing.text, nothing.words, nothing.confidence) == (1, "", (), None)


def test_nothing_ends_a_turn_that_is_held(speech: Speech, say: Speak) -> None:
    async def talk() -> tuple[list[wire.Heard], wire.Heard]:
        async with calling(speech) as line:
            caller = await line.open()
            await caller.tell(wire.Hold(True))
            await caller.tell(wire.Listen())
            await caller.speak(joined(say(ANSWER[0]), quiet(12)))
            await caller.tell(wire.Hold(False))
            await caller.speak(quiet(1))
            heard = await caller.until(wire.Heard)
            return caller.told(wire.Heard), heard

    told, heard = asyncio.run(talk())
    assert told == [heard]
    assert words(heard.text) == words(ANSWER[0])
    assert heard.waited >= 11_900


def test_a_moment_is_waited_for(speech: Speech) -> None:
    """It may be asked for while the interviewer speaks; then it is the next turn's."""

    async def talk() -> Caller:
        async with calling(speech) as line:
            caller = await line.open()
            await caller.tell(wire.Say(1, "Take your time."))
            await caller.tell(wire.Wait(20.0))
            await caller.tell(wire.Listen())
            await caller.speak(quiet(27))
            await caller.tell(wire.Done(0))
            await caller.until(wire.Heard)
            return caller

    assert asyncio.run(talk()).told(wire.Silence) == []


@pytest.mark.parametrize(("listened", "soon"), [(0.4, True), (1.8, False)])
def test_who_speaks_over_the_interviewer_has_the_word(
    speech: Speech, say: Speak, listened: float, soon: bool
) -> None:
    """Who begins so soon that there was nothing to answer yet goes on with what they said before."""

    async def talk() -> tuple[Caller, wire.Heard, wire.Interrupted]:
        async with calling(speech) as line:
            caller = await line.open()
            await caller.tell(wire.Say(3, " ".join(ANSWER * 3)))
            await caller.until(wire.Spoken)
            await caller.speak(joined(quiet(listened), say(ANSWER[1]), quiet(5)))
            interrupted = await caller.until(wire.Interrupted)
            return caller, await caller.until(wire.Heard), interrupted

    caller, heard, interrupted = asyncio.run(talk())
    assert interrupted == wire.Interrupted(3, soon)
    assert words(heard.text) == words(ANSWER[1])
    order = [type(message) for message in caller.messages]
    assert order.index(wire.Interrupted) < order.index(wire.Speaking)


def test_who_was_cut_off_goes_on_and_gets_more_time(speech: Speech, say: Speak) -> None:
    """Less voice is enough before the interviewer's first sound, and the same silence is waited out longer."""

    async def talk() -> tuple[list[wire.Heard], Caller]:
        async with calling(speech) as line:
            caller = await line.open()
            heard = [await answered(caller, joined(quiet(0.5), say(ANSWER[0]), quiet(6)))]
            caller.next_utterance()
            await caller.speak(joined(quiet(0.2), say("And then."), quiet(0.1)))
            await caller.tell(wire.Say(3, " ".join(ANSWER)))
            await caller.speak(joined(say(ANSWER[0]), quiet(8)))
            await caller.until(wire.Interrupted)
            heard.append(await caller.until(wire.Heard))
            return heard, caller

    heard, caller = asyncio.run(talk())
    assert caller.told(wire.Interrupted) == [wire.Interrupted(3, soon=True)]
    assert heard[1].waited > heard[0].waited * 1.15


def test_a_back_channel_neither_interrupts_nor_answers(speech: Speech, say: Speak) -> None:
    aside = say("Right.")[: int(0.4 * wire.HEARD_RATE)]
    question = " ".join(ANSWER)

    async def talk() -> tuple[Caller, wire.Heard]:
        async with calling(speech) as line:
            caller = await line.open()
            await caller.tell(wire.Say(3, question))
            await caller.until(wire.Spoken)
            playing = len(caller.spoken(3)) / 2 / wire.SPOKEN_RATE
            await caller.speak(joined(quiet(1), aside, quiet(playing - 1), say(ANSWER[0]), quiet(5)))
            return caller, await caller.until(wire.Heard)

    caller, heard = asyncio.run(talk())
    assert caller.told(wire.Interrupted) == []
    assert words(heard.text) == words(ANSWER[0])


def test_what_is_said_next_drops_what_was_being_said(speech: Speech) -> None:
    async def talk() -> Caller:
        async with calling(speech) as line:
            caller = await line.open()
            await caller.tell(wire.Say(1, " ".join(ANSWER * 5)))
            await caller.until(wire.Sound)
            await caller.tell(wire.Hush(1))
            await caller.tell(wire.Say(2, "Shall we go on?"))
            await caller.until(wire.Spoken)
            return caller

    caller = asyncio.run(talk())
    assert caller.told(wire.Spoken) == [wire.Spoken(2, caller.frames[-1].number)]
    last_of_first = max(place for place, frame in enumerate(caller.frames) if frame.part == 1)
    assert all(frame.part == 2 for frame in caller.frames[last_of_first + 1 :])
    assert not any(frame.last for frame in caller.frames if frame.part == 1)


def test_a_long_silence_is_told_once(speech: Speech) -> None:
    async def talk() -> Caller:
        async with calling(speech) as line:
            caller = await line.open()
            await caller.tell(wire.Listen())
            await caller.speak(quiet(30))
            await caller.tell(wire.Done(0))
            await caller.until(wire.Heard)
            return caller

    assert [type(message) for message in asyncio.run(talk()).messages] == [wire.Silence, wire.Heard]


def understood(speech: Speech, spoken: bytes) -> str:
    """What Whisper makes of the interviewer's sound."""

    async def talk() -> wire.Heard:
        async with calling(speech) as line:
            return await answered(await line.open(), joined(quiet(0.5), at_heard_rate(spoken), quiet(6)))

    return asyncio.run(talk()).text.replace("?", "")
