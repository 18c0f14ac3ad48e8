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
    """`play`: the vendor's part; `interim`: what it understands before the end; `sent`: bytes of sound for SAID."""

    play: type[Play]
    interim = ears.FIRST
    sent = 32_000

    def ear(self, address: str, key: str = KEY) -> STTService:
        account = vendors.Account(key=key, region="nowhere", url=address)
        return vendors.ears(self.play.VENDOR, account)(["PostgreSQL", "nginx"])

    def conversation(self, ear: STTService, own: OwnEar, *parts: list[Frame]) -> Line:
        """Both ears in a pipeline; each part is said when the vendor has done with the one before."""

        async def talk() -> Line:
            async with line(fallback.hearing(ear, own)) as running:
                await running.send(*parts[0])
                for part in parts[1:]:
                    await running.until(lambda line: line.all(fallback.HeardAnew))
                    await running.send(*part)
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
        assert "PostgreSQL" in play.asked["terms"]
        assert "nginx" in play.asked["terms"]
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
        parts = [SAID[:cut], SAID[cut:]] if self.interim else [SAID]
        running = self.conversation(self.ear(opened(self.play(temper))), own, *parts)
        self.stands_in(running, own, SAID)

    @pytest.mark.parametrize("temper", ["leaves", "silent"])
    def test_it_says_nothing_more(self, opened: Opened, temper: str) -> None:
        own = OwnEar()
        said = [*speech(2.5), *sound(0.5)]
        running = self.conversation(self.ear(opened(self.play(temper))), own, said)
        assert bytes(own.given) == heard(speech(2.5))
        assert heard(running.frames) == heard(said)
        assert running.errors == []


class TestDeepgram(EarContract):
    play = ears.Deepgram


class TestOpenAI(EarContract):
    play = ears.OpenAI
    interim = ""
    sent = 48_000


class TestOpenAIRealtime(EarContract):
    play = ears.OpenAIRealtime
    sent = 48_000


class TestElevenLabs(EarContract):
    play = ears.ElevenLabs


class TestCartesia(EarContract):
    play = ears.Cartesia
