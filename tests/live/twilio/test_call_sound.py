"""The sound of a call: who has the word, what is played, and workers that go or cannot."""

from __future__ import annotations

import asyncio

import pytest

from tests.live.test_telephone import LONG, answers, asked_once, turns
from tests.live.twilio.callbacks import callbacks
from tests.live.twilio.calls import House, Scene
from tests.live.twilio.script import scripted
from tests.live.twilio.stream import QUIET, ringing
from vivavoce.domain.interview import CallOutcome, Role
from vivavoce.live import call_sound
from vivavoce.live.twilio import OwnVoice
from vivavoce.live.voice import wire
from vivavoce.providers.phone import AGREE


class TestInterruption:
    def test_what_is_left_is_not_played_and_what_they_say_is_the_answer(self, house: House) -> None:
        async def course(scene: Scene) -> int:
            await scene.asked()
            scene.phone.plays = False
            await scene.says("Yes.")
            await scene.prompted()
            await scene.phone.listened()
            await scene.script.tell(wire.Interrupted(2))
            await scene.script.told(wire.Listen)
            scene.phone.plays = True
            await scene.answered(LONG)
            return scene.phone.cleared

        assert house.hold(course) == 1
        assert answers(house.store, house.made) == [LONG]

    def test_a_line_that_never_says_that_it_has_played(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(call_sound, "PLAYED_SECONDS", 0.0)
        monkeypatch.setattr(call_sound, "KEEP_SECONDS", 0.01)

        async def course(scene: Scene) -> str:
            scene.phone.plays = False
            return await scene.asked()

        assert AGREE in house.hold(course)


class TestLoss:
    def test_another_worker_hears_the_answer_from_its_beginning(self, house: House) -> None:
        async def course(scene: Scene) -> tuple[list[bytes], list[bytes]]:
            await scene.asked()
            await scene.answered("Yes.")
            await scene.phone.sound(QUIET * 5)
            utterance = await scene.script.hears(scene.phone)
            first = [frame.sound for frame in scene.script.sound if frame.part == utterance]
            scene.script.sound.clear()
            await scene.script.die()
            await scene.script.told(wire.Listen)
            await scene.script.hears(scene.phone)
            again = [frame.sound for frame in scene.script.sound if frame.part == utterance]
            await scene.answered(LONG)
            return first, again

        first, again = house.hold(course)
        assert again[: len(first)] == first
        assert answers(house.store, house.made) == [LONG]

    def test_another_worker_says_the_question_again(self, house: House) -> None:
        async def course(scene: Scene) -> tuple[str, str]:
            scene.phone.plays = False
            words = await scene.prompted()
            await scene.phone.listened()
            await scene.script.die()
            return words, await scene.prompted()

        words, again = house.hold(course)
        assert words == again

    def test_without_another_worker_the_call_goes_on_elsewhere(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(call_sound, "FIND_SECONDS", 0.1)

        async def lost(scene: Scene) -> tuple[int, str]:
            await scene.asked()
            await scene.answered("Yes.")
            await scene.answered(LONG)
            scene.script.takes = False
            await scene.script.die()
            await scene.over()
            return scene.phone.closed

        async def back(scene: Scene) -> tuple[str, str]:
            words = await scene.asked()
            return words, await scene.answered("And that is my second answer.")

        assert house.hold(lost) == (1011, "every voice is taken")
        assert house.told == []
        words, _ = house.hold(back)
        asked = [turn.text for turn in turns(house.store, house.made) if turn.role is Role.AGENT]
        assert words.startswith("Hello. This is an AI interviewer")
        assert words.endswith(asked[2])
        assert answers(house.store, house.made) == [LONG, "And that is my second answer."]
        assert asked_once(house.store, house.made)

    @pytest.mark.parametrize("failing", ["stt", "tts"])
    def test_a_worker_that_cannot(self, house: House, failing: str) -> None:
        async def course(scene: Scene) -> tuple[int, str]:
            await scene.asked()
            await scene.script.tell(wire.Failed(failing, "out of order"))
            await scene.over()
            return scene.phone.closed

        assert house.hold(course) == (1011, "out of order")
        assert house.told == []

    def test_a_voice_that_says_nothing(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(call_sound, "STUCK_SECONDS", 0.0)
        monkeypatch.setattr(call_sound, "KEEP_SECONDS", 0.01)

        async def run() -> tuple[int, str]:
            async with scripted() as script:
                script.mute = True
                own = OwnVoice(script.voices, house.tapes, lambda *_: False)
                made = callbacks(house.store, house.clock, house.made, house.told, own)
                async with ringing(made, house.made) as phone:
                    await phone.listened()
                    return phone.closed

        assert asyncio.run(run()) == (1011, "the voice does not speak")

    def test_when_somebody_else_takes_the_interview(self, house: House) -> None:
        async def course(scene: Scene) -> str:
            await scene.asked()
            await scene.answered("Yes.")
            own = callbacks(house.store, house.clock, house.made, house.told)
            own.telephone.talk(house.made.organization_id, house.made.id).open()
            await scene.says(LONG)
            words = await scene.prompted()
            await scene.over()
            return words

        assert "cannot go on" in house.hold(course)
        assert house.outcomes == [(CallOutcome.ERROR, False)]
