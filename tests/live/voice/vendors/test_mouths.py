"""One contract for every vendor's voice, and for the embedded voice that stands behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import fields

import pytest
from pipecat.frames.frames import TTSAudioRawFrame, TTSSpeakFrame, TTSStartedFrame, TTSStoppedFrame
from pipecat.services.tts_service import TTSService
from pipecat.utils.types import is_given

from tests.live.voice.vendors import mouths
from tests.live.voice.vendors.line import Line, OwnVoice, line
from tests.live.voice.vendors.plays import KEY, TONE, Play
from vivavoce.live.voice import fallback, vendors

Opened = Callable[[object], str]
QUESTION = "What did you learn from it?"
OWN = QUESTION.encode("utf-16-le")


class MouthContract:
    """`play`: the vendor's part."""

    play: type[Play]

    def mouth(self, address: str, key: str = KEY) -> TTSService:
        account = vendors.Account(key=key, voice="alloy", region="nowhere", url=address)
        return vendors.mouth(self.play.VENDOR, account)(0.8)

    def spoken(self, mouth: TTSService, *questions: str) -> Line:
        """What comes out when each question is asked after the one before was spoken."""

        async def talk() -> Line:
            async with line(fallback.speaking(mouth, OwnVoice())) as running:
                for number, question in enumerate(questions, 1):
                    await running.send(TTSSpeakFrame(question))
                    await running.until(lambda line, number=number: len(line.all(TTSStoppedFrame)) == number)
            return running

        return asyncio.run(talk())

    def test_a_text_is_spoken(self, opened: Opened) -> None:
        play = self.play()
        running = self.spoken(self.mouth(opened(play)), QUESTION)
        assert running.sound() == TONE
        assert len(running.all(TTSStartedFrame)) == 1
        assert {frame.sample_rate for frame in running.all(TTSAudioRawFrame)} == {24_000}
        assert play.said.strip() == QUESTION
        assert running.errors == []

    def test_the_vendor_is_told_model_voice_and_pace(self, opened: Opened) -> None:
        play = self.play()
        self.spoken(self.mouth(opened(play)), QUESTION)
        assert self.play.VENDOR.partition(":")[2] in play.asked.values()
        assert play.asked.get("voice", "alloy") == "alloy"
        assert play.asked["pace"] == "0.8"

    def test_settings_are_complete(self, opened: Opened) -> None:
        settings = self.mouth(opened(self.play)).settings
        assert [f.name for f in fields(settings) if not is_given(getattr(settings, f.name))] == []

    def test_two_texts(self, opened: Opened) -> None:
        running = self.spoken(self.mouth(opened(self.play())), QUESTION, "Go on.")
        assert running.sound() == TONE + TONE

    def test_a_refused_key(self, opened: Opened) -> None:
        running = self.spoken(self.mouth(opened(self.play()), "wrong"), QUESTION, "Go on.")
        assert running.sound() == OWN + "Go on.".encode("utf-16-le")
        assert running.errors == []

    def test_nobody_answers(self, opened: Opened) -> None:
        running = self.spoken(self.mouth(opened(self.play)), QUESTION)
        assert running.sound() == OWN
        assert running.errors == []

    @pytest.mark.parametrize("temper", ["drops", "errs", "leaves", "silent"])
    def test_it_breaks_off(self, opened: Opened, temper: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """What it had given stays; all of the text follows in the embedded voice, and every text after it."""
        monkeypatch.setattr(fallback, "STALLED", 0.5)
        running = self.spoken(self.mouth(opened(self.play(temper))), QUESTION, "Go on.")
        own = OWN + "Go on.".encode("utf-16-le")
        assert running.sound().endswith(own)
        assert TONE.startswith(running.sound().removesuffix(own))
        assert running.errors == []


class TestDeepgram(MouthContract):
    play = mouths.Deepgram


class TestOpenAI(MouthContract):
    play = mouths.OpenAI


class TestElevenLabs(MouthContract):
    play = mouths.ElevenLabs


class TestCartesia(MouthContract):
    play = mouths.Cartesia


class TestAzure(MouthContract):
    play = mouths.Azure
