"""One contract for every vendor's ear, and for the embedded ear that stands behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import fields

import pytest
from pipecat.frames.frames import Frame, InterimTranscriptionFrame, TranscriptionFrame
from pipecat.services.stt_service import STTService
from pipecat.utils.types import is_given

from tests.live.voice.vendors import ears
from tests.live.voice.vendors.line import Line, OwnEar, heard, line, sound, speech
from tests.live.voice.vendors.plays import KEY, TEXT, Play
from vivavoce.live.voice import fallback, vendors

Opened = Callable[[object], str]
SAID: list[Frame] = speech(1.0)


class EarContract:
    """`play`: the vendor's part; `interim`: what it understands before the end, `at_once` while one speaks.

    `socket`: it hears while one speaks. `sent`: bytes of sound that it gets for SAID.
    """

    play: type[Play]
    interim = ears.FIRST
    terms = ("PostgreSQL", "nginx")
    socket = True
    at_once = True
    sent = 32_000

    def ear(self, address: str, key: str = KEY) -> STTService:
        account = vendors.Account(key=key, region="nowhere", url=address)
        return vendors.ears(self.play.VENDOR, account)(["PostgreSQL", "nginx"])

    def conversation(
        self, ear: STTService, own: OwnEar, *parts: list[Frame], news: type[Frame] = Frame
    ) -> Line:
        """Both ears in a pipeline; a further part is said when such news have come."""

        async def talk() -> Line:
            async with line(fallback.hearing(ear, own)) as running:
                for part in parts:
                    await running.send(*part)
                    await running.until(lambda line: line.all(news))
                await running.until(lambda line: own.given)
                await running.until(lambda line: line.text())
            return running

        return asyncio.run(talk())

    def stands_in(self, running: Line, own: OwnEar, said: list[Frame]) -> None:
        """The embedded ear has understood all of the turn, once; the rest of the pipeline noticed nothing."""
        assert bytes(own.given) == heard(said)
        assert running.text().endswith(f"own ear: {len(heard(said)) // 2} samples")
        assert heard(running.frames) == heard(said)
        assert len(running.all(fallback.HeardAnew)) == 1
        assert running.errors == []

    def test_what_is_said_becomes_text(self, opened: Opened) -> None:
        play = self.play()

        async def talk() -> Line:
            async with line(self.ear(opened(play))) as running:
                await running.send(*SAID)
                await running.until(lambda line: line.all(TranscriptionFrame))
            return running

        running = asyncio.run(talk())
        assert running.text() == TEXT
        assert [frame.text for frame in running.all(InterimTranscriptionFrame)] == [self.interim] * bool(
            self.interim
        )
        assert len(play.given) == pytest.approx(self.sent, rel=0.1)
        assert heard(running.frames) == heard(SAID)
        assert running.errors == []

    def test_the_vendor_is_told_the_model_and_the_words_to_listen_for(self, opened: Opened) -> None:
        play = self.play()
        own = OwnEar()

        async def talk() -> None:
            async with line(fallback.hearing(self.ear(opened(play)), own)) as running:
                await running.send(*SAID)
                await running.until(lambda line: line.text())

        asyncio.run(talk())
        assert self.play.VENDOR.partition(":")[2] in play.asked.values()
        for term in self.terms:
            assert term in play.asked["terms"]
        assert own.given == b""

    def test_settings_are_complete(self, opened: Opened) -> None:
        settings = self.ear(opened(self.play)).settings
        assert [f.name for f in fields(settings) if not is_given(getattr(settings, f.name))] == []

    def test_a_refused_key(self, opened: Opened) -> None:
        own = OwnEar()
        running = self.conversation(self.ear(opened(self.play()), "wrong"), own, SAID)
        self.stands_in(running, own, SAID)

    def test_nobody_answers(self, opened: Opened) -> None:
        own = OwnEar()
        running = self.conversation(self.ear(opened(self.play)), own, SAID)
        self.stands_in(running, own, SAID)

    @pytest.mark.parametrize("temper", ["drops", "errs"])
    @pytest.mark.parametrize("cut", [7, len(SAID)], ids=["midway", "at the end"])
    def test_it_fails_while_the_candidate_speaks(self, opened: Opened, temper: str, cut: int) -> None:
        own = OwnEar()
        parts = [SAID[:cut], SAID[cut:]] if self.socket else [SAID]
        ear = self.ear(opened(self.play(temper)))
        running = self.conversation(ear, own, *parts, news=fallback.HeardAnew)
        self.stands_in(running, own, SAID)

    @pytest.mark.parametrize("temper", ["leaves", "silent"])
    def test_it_says_nothing_more(self, opened: Opened, temper: str) -> None:
        own = OwnEar()
        said = speech(2.8)
        parts = [said[:7], said[7:]] if self.at_once else [said]
        news = InterimTranscriptionFrame if len(parts) > 1 else Frame
        running = self.conversation(self.ear(opened(self.play(temper))), own, *parts, news=news)
        self.stands_in(running, own, said)


class TestDeepgram(EarContract):
    play = ears.Deepgram


class TestOpenAI(EarContract):
    play = ears.OpenAI
    interim = ""
    socket = False
    at_once = False
    sent = 48_000


class TestOpenAIRealtime(EarContract):
    play = ears.OpenAIRealtime
    at_once = False
    sent = 48_000


class TestElevenLabs(EarContract):
    play = ears.ElevenLabs


class TestCartesia(EarContract):
    play = ears.Cartesia


class TestAzure(EarContract):
    """Pipecat has no way to tell Azure the words to listen for."""

    play = ears.Azure
    terms = ()

    def test_it_fails_while_the_candidate_speaks(self, opened: Opened) -> None:  # type: ignore[override]
        """Its own client mends a lost socket and sends the sound again: the embedded ear is not needed."""
        own, play = OwnEar(), self.play("drops")

        async def talk() -> Line:
            async with line(fallback.hearing(self.ear(opened(play)), own)) as running:
                await running.send(*SAID)
                while not running.all(TranscriptionFrame):
                    (silence,) = sound(0.1)
                    await running.send(silence)
                    await running.until(lambda line, sent=silence: sent in line.frames)
            return running

        running = asyncio.run(talk())
        assert running.text() == TEXT
        assert heard(SAID) in play.given
        assert own.given == b""
        assert running.errors == []
