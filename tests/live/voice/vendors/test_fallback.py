"""What the rest of a conversation sees when the embedded ear or voice takes over, and when it does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest
from pipecat.frames.frames import (
    Frame,
    InterruptionFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.services.cartesia.stt import CartesiaSTTService
from pipecat.services.tts_service import TTSService

from tests.live.voice.vendors import ears, mouths
from tests.live.voice.vendors.line import WAIT, Line, OwnEar, OwnVoice, heard, line, sound, speech
from tests.live.voice.vendors.plays import KEY, TEXT, TONE
from vivavoce.live.voice import fallback, vendors
from vivavoce.live.voice.frames import Saying, TurnBegins, Utter

Opened = Callable[[object], str]
Talk = Callable[[Line], Awaitable[None]]


class Deaf(OwnEar):
    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame, None]:
        raise RuntimeError("deaf")
        yield


def hear(address: str, own: OwnEar, talk: Talk) -> Line:
    """Both ears; an answer of the vendor's is overdue as soon as speech has stopped."""
    vendor = CartesiaSTTService(
        api_key=KEY, base_url=address, sample_rate=16_000, reconnect_on_error=False, ttfs_p99_latency=0.0
    )
    return _run(fallback.hearing(vendor, own), talk)


def mouth(vendor: str, address: str, key: str = KEY) -> TTSService:
    return vendors.mouth(vendor, vendors.Account(key=key, voice="alloy", url=address))(0.9)


def speak(vendor: TTSService, talk: Talk) -> Line:
    return _run(fallback.speaking(vendor, OwnVoice()), talk)


def _run(both: fallback.Pipeline, talk: Talk) -> Line:
    async def go() -> Line:
        async with line(both) as running:
            await talk(running)
        return running

    return asyncio.run(go())


def test_only_the_running_turn_is_heard_again(opened: Opened) -> None:
    play, own = ears.Cartesia(), OwnEar()
    first, second = speech(0.5), speech(1.0)

    async def talk(running: Line) -> None:
        await running.send(TurnBegins(0), *first)
        await running.until(lambda line: line.text())
        await running.send(UserStoppedSpeakingFrame())
        await running.until(lambda line: line.all(UserStoppedSpeakingFrame))
        play.temper = "drops"
        await running.send(TurnBegins(1), *second)
        await running.until(lambda line: own.given)
        await running.until(lambda line: len(line.all(TranscriptionFrame)) == 2)

    running = hear(opened(play), own, talk)
    assert bytes(own.given) == heard(second)
    assert [frame.utterance for frame in running.all(TurnBegins)] == [0, 1]


def test_what_the_vendor_understood_of_the_turn_is_taken_back(opened: Opened) -> None:
    """Its text comes first, then `HeardAnew`, then the text of the embedded ear for all of the turn."""
    play, own = ears.Cartesia(), OwnEar()
    said = [*speech(0.2), *speech(1.0)]

    async def talk(running: Line) -> None:
        await running.send(TurnBegins(0), *said[:4])
        await running.until(lambda line: line.text())
        play.temper = "drops"
        await running.send(*said[4:])
        await running.until(lambda line: len(line.all(TranscriptionFrame)) == 3)

    running = hear(opened(play), own, talk)
    kinds = [type(frame) for frame in running.all(TranscriptionFrame, fallback.HeardAnew)]
    assert kinds == [TranscriptionFrame, fallback.HeardAnew, TranscriptionFrame, TranscriptionFrame]
    assert running.all(TranscriptionFrame)[0].text == TEXT
    assert bytes(own.given) == heard(said)


def test_a_cough_that_is_no_word_does_not_cost_the_vendor_its_place(opened: Opened) -> None:
    play, own = ears.Cartesia("silent"), OwnEar()
    play.heed = 0

    async def talk(running: Line) -> None:
        cough = [*speech(fallback.ENOUGH - 0.1), *sound(0.5)]
        await running.send(TurnBegins(0), *cough)
        await running.until(lambda line: cough[-1] in line.frames)

    running = hear(opened(play), own, talk)
    assert running.all(fallback.HeardAnew) == []


def test_the_errors_of_the_embedded_ear_come_out(opened: Opened) -> None:
    async def talk(running: Line) -> None:
        await running.send(*speech(1.0))
        await running.until(lambda line: line.all(fallback.HeardAnew))

    running = hear(opened(ears.Cartesia), Deaf(), talk)
    assert len(running.errors) == 1
    assert "deaf" in running.errors[0]


@pytest.mark.parametrize("key", [KEY, "wrong"])
def test_whose_turn_is_spoken_comes_before_its_sound(opened: Opened, key: str) -> None:
    first, second = Saying(Utter(1)), Saying(Utter(2))

    async def talk(running: Line) -> None:
        for number, saying in enumerate([first, second], 1):
            await running.send(saying, TTSSpeakFrame("Go on."))
            await running.until(lambda line, number=number: len(line.all(TTSStoppedFrame)) == number)

    running = speak(mouth(mouths.Cartesia.VENDOR, opened(mouths.Cartesia()), key), talk)
    order = [type(frame) for frame in running.all(Saying, TTSStartedFrame, TTSStoppedFrame)]
    assert order == [Saying, TTSStartedFrame, TTSStoppedFrame] * 2
    assert running.all(Saying) == [first, second]


def test_a_voice_that_loses_its_socket_while_it_is_silent_keeps_its_place(opened: Opened) -> None:
    play = mouths.Deepgram()
    vendor = mouth(play.VENDOR, opened(play))
    connections = []

    @vendor.event_handler("on_connected")
    async def _connected(_vendor: TTSService) -> None:
        connections.append(1)

    async def talk(running: Line) -> None:
        await running.send(TTSSpeakFrame("Go on."))
        await running.until(lambda line: line.all(TTSStoppedFrame))
        play.hang_up()
        async with asyncio.timeout(WAIT):
            while len(connections) < 2:
                await asyncio.sleep(0)
        await running.send(TTSSpeakFrame("Go on."))
        await running.until(lambda line: len(line.all(TTSStoppedFrame)) == 2)

    running = speak(vendor, talk)
    assert running.sound() == TONE + TONE


def test_what_was_interrupted_is_not_spoken_by_the_other_voice(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fallback, "STALLED", 0.2)

    async def talk(running: Line) -> None:
        await running.send(TTSSpeakFrame("A long story."))
        await running.until(lambda line: line.all(TTSAudioRawFrame))
        await running.send(InterruptionFrame(), TTSSpeakFrame("Stop."))
        await running.until(lambda line: line.sound().endswith("Stop.".encode("utf-16-le")))

    running = speak(mouth(mouths.Cartesia.VENDOR, opened(mouths.Cartesia("silent"))), talk)
    assert "story" not in running.sound().decode("utf-16-le", errors="ignore")
