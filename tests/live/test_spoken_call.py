"""A call held with our own voice: who has the word, consent heard to its end, keys, silence, loss, machines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.actions.scene import planned
from tests.live.test_telephone import LONG, answers, asked_once, receipts, turns
from tests.live.twilio.callbacks import Told, callbacks
from tests.live.twilio.script import Script, scripted
from tests.live.twilio.stream import QUIET, Phone, ringing
from vivavoce.actions import lobby
from vivavoce.domain.identity import Organization, candidate
from vivavoce.domain.interview import CallOutcome, EndReason, Interview, Role, State
from vivavoce.domain.wishes import WishKind
from vivavoce.kit.clock import FrozenClock
from vivavoce.live import call_sound
from vivavoce.live.spoken_call import MOST_STARTS
from vivavoce.live.twilio import OwnVoice
from vivavoce.live.voice import wire
from vivavoce.providers.phone import AGREE
from vivavoce.providers.phone_twilio import packed
from vivavoce.providers.sound import CANDIDATE, INTERVIEWER, Tapes
from vivavoce.store.database import Store
from vivavoce.store.engine import sqlite_url
from vivavoce.store.shapes import INTERVIEW, SPEECH, WISH


@pytest.fixture
def url(tmp_path: Path) -> str:
    return sqlite_url(tmp_path / "vivavoce.db")


@pytest.fixture
def made(store: Store, home: Organization) -> Interview:
    return planned(store, home, phone=True)


@dataclass
class Scene:
    """A call, from both ends of its sound."""

    phone: Phone
    script: Script

    async def prompted(self) -> str:
        """What is said next."""
        return (await self.script.told(wire.Say)).text

    async def asked(self) -> str:
        """What is said next, once it has been heard to its end and the callee has the word."""
        words = await self.prompted()
        await self.script.told(wire.Listen)
        return words

    async def says(self, text: str, milliseconds: int = 900) -> None:
        """The callee says this, and it is understood."""
        utterance = await self.script.hears(self.phone)
        words = (wire.Word(text.split(maxsplit=1)[0], 10, 200),) if text else ()
        await self.script.tell(wire.Heard(utterance, text, 10, 10 + milliseconds, 700, 0, 0.9, words))

    async def answered(self, text: str) -> str:
        """What is asked after this answer."""
        await self.says(text)
        return await self.asked()

    async def spoken_over(self, turn: int, text: str) -> str:
        """What is said next, and interrupted by this."""
        words = await self.prompted()
        await self.script.tell(wire.Interrupted(turn))
        await self.script.told(wire.Listen)
        await self.says(text)
        return words

    async def over(self) -> None:
        """Our side has closed the stream."""
        while await self.phone.listened() is not None:
            continue


@dataclass
class House:
    """What a call needs, and what was told of its end."""

    store: Store
    clock: FrozenClock
    made: Interview
    tapes: Tapes
    told: list[Told] = field(default_factory=list)

    @asynccontextmanager
    async def call(self, **told: str) -> AsyncIterator[Scene]:
        """A call that was picked up."""
        async with scripted() as script:
            own = OwnVoice(script.voices, self.tapes, lambda *_: bool(self.told))
            made = callbacks(self.store, self.clock, self.made, self.told, own)
            async with ringing(made, self.made, **told) as phone:
                yield Scene(phone, script)

    def hold(self, course: Callable[[Scene], Awaitable[Any]], **told: str) -> Any:
        """Let a call take this course."""

        async def run() -> Any:
            async with self.call(**told) as scene:
                return await course(scene)

        return asyncio.run(run())

    @property
    def outcomes(self) -> list[tuple[CallOutcome | None, bool]]:
        return [(outcome, stop) for _, _, outcome, _, stop in self.told]

    def interview(self) -> Interview:
        with self.store.read(self.made.organization_id) as view:
            return view.get(INTERVIEW, self.made.id)

    def sounds(self) -> tuple[int, int]:
        """How many parts of each lane are on the tape: the candidate's, the interviewer's."""
        tape = self.tapes.open(self.made.organization_id, self.made.id)
        heard = [part for part in range(40) if tape.pieces(CANDIDATE, part)]
        return len(heard), len([part for part in range(40) if tape.pieces(INTERVIEWER, part)])


@pytest.fixture
def house(store: Store, clock: FrozenClock, made: Interview, tmp_path: Path) -> House:
    return House(store, clock, made, Tapes(tmp_path / "tapes"))


class TestAnInterview:
    def test_from_the_disclosure_to_the_goodbye(self, house: House, store: Store, made: Interview) -> None:
        async def course(scene: Scene) -> list[str]:
            said = [await scene.asked()]
            said.append(await scene.answered("Yes, I agree."))
            while not house.told:
                await scene.says(LONG)
                said.append(await scene.prompted())
                if house.interview().state is State.LIVE:
                    await scene.script.told(wire.Listen)
                else:
                    await scene.over()
            return said

        said = house.hold(course)
        assert said[0].startswith("Hello. This is an AI interviewer calling for Acme about Backend Engineer.")
        assert "Your voice is recorded and turned into text" in said[0]
        assert AGREE in said[0]
        interview = house.interview()
        assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.COMPLETED)
        assert house.outcomes == [(None, False)]
        assert asked_once(store, made)
        with store.read(made.organization_id) as view:
            receipt = lobby.consent(view, made.id)
            speech = {one.turn: one for one in view.every(SPEECH, interview_id=made.id)}
        assert receipt is not None
        assert receipt.grants == ("ai_interview", "transcript", "audio")
        spoken = turns(store, made)
        assert {turn.number for turn in spoken if turn.role is Role.CANDIDATE} <= set(speech)
        first = next(turn for turn in spoken if turn.role is Role.CANDIDATE)
        assert speech[first.number].heard_by == "script:ear"
        assert speech[first.number].words[0][0] == "Last"
        assert spoken[1].number in speech
        assert speech[spoken[1].number].heard_by == ""

    def test_nothing_is_stored_before_they_agree(self, house: House, made: Interview) -> None:
        async def course(scene: Scene) -> tuple[tuple[int, int], ...]:
            await scene.asked()
            await scene.phone.sound(QUIET * 50)
            before = house.sounds()
            await scene.answered("Hm?")
            between = house.sounds()
            await scene.answered("Yes.")
            await scene.answered(LONG)
            return before, between, house.sounds()

        before, between, after = house.hold(course)
        assert before == between == (0, 0)
        assert min(after) > 0

    def test_declined(self, house: House) -> None:
        async def course(scene: Scene) -> str:
            await scene.asked()
            await scene.says("No, thank you.")
            words = await scene.prompted()
            await scene.over()
            return words

        assert "goodbye" in house.hold(course)
        assert house.outcomes == [(CallOutcome.DECLINED, False)]
        assert house.sounds() == (0, 0)

    def test_stop_calling_me(self, house: House) -> None:
        async def course(scene: Scene) -> None:
            await scene.asked()
            await scene.answered("Yes.")
            await scene.says("Please stop calling me.")
            assert "not call you again" in await scene.prompted()
            await scene.over()

        house.hold(course)
        assert house.outcomes == [(CallOutcome.DECLINED, True)]
        assert house.interview().end_reason is EndReason.BY_CANDIDATE

    def test_who_agreed_in_writing_is_asked_for_their_voice(
        self, house: House, store: Store, made: Interview
    ) -> None:
        with store.write(candidate(made.organization_id, made.candidate_id)) as tx:
            lobby.agree(tx, made.id, "en", ("ai_interview", "transcript"))

        async def course(scene: Scene) -> str:
            return await scene.asked()

        assert AGREE in house.hold(course)

    def test_who_asks_for_a_moment_gets_it(self, house: House) -> None:
        async def course(scene: Scene) -> wire.Wait:
            await scene.asked()
            await scene.answered("Yes.")
            await scene.says("Give me a moment, please.")
            return await scene.script.told(wire.Wait)

        assert house.hold(course).seconds > 10


class TestConsent:
    def test_a_yes_over_the_disclosure_is_none(self, house: House) -> None:
        async def course(scene: Scene) -> list[str]:
            scene.phone.plays = False
            return [await scene.spoken_over(turn, "Yes, hello?") for turn in range(1, MOST_STARTS + 2)]

        said = house.hold(course)
        assert len(set(said[:MOST_STARTS])) == 1
        assert said[MOST_STARTS].startswith("Sorry, I need a clear yes or no.")
        assert receipts(house.store, house.made) == 0

    def test_a_no_over_it_is_one(self, house: House) -> None:
        async def course(scene: Scene) -> str:
            scene.phone.plays = False
            await scene.spoken_over(1, "No!")
            return await scene.prompted()

        assert "goodbye" in house.hold(course)

    def test_a_person_instead(self, house: House, store: Store, made: Interview) -> None:
        async def course(scene: Scene) -> None:
            await scene.asked()
            await scene.phone.press("0")
            await scene.over()

        house.hold(course)
        assert house.outcomes == [(CallOutcome.DECLINED, False)]
        with store.read(made.organization_id) as view:
            assert [wish.kind for wish in view.every(WISH)] == [WishKind.PERSON]


class TestKeys:
    def test_an_interview_by_keys_alone(self, house: House) -> None:
        async def course(scene: Scene) -> None:
            await scene.asked()
            while house.interview().state in {State.READY, State.LIVE}:
                await scene.phone.press("1")
                await scene.prompted()
                if house.interview().state is State.LIVE:
                    await scene.script.told(wire.Listen)
            await scene.over()

        house.hold(course)
        assert house.outcomes == [(None, False)]
        assert set(answers(house.store, house.made)) == {"yes"}

    def test_what_they_do(self, house: House, store: Store, made: Interview) -> None:
        async def course(scene: Scene) -> None:
            disclosure = await scene.asked()
            await scene.phone.press("*")
            assert await scene.asked() == disclosure
            await scene.phone.press("7")
            await scene.phone.press("1")
            first = await scene.asked()
            await scene.phone.press("*")
            question = await scene.asked()
            assert first.endswith(question)
            assert len(question) < len(first)
            await scene.phone.press("#")
            done = await scene.script.told(wire.Done)
            await scene.script.tell(wire.Heard(done.utterance, "", 0, 0, 0))
            assert await scene.asked() == f"I did not catch that. {question}"
            await scene.phone.press("0")
            assert (await scene.asked()).endswith(question)

        house.hold(course)
        assert answers(store, made) == []
        with store.read(made.organization_id) as view:
            assert [wish.kind for wish in view.every(WISH)] == [WishKind.PERSON]

    def test_a_yes_that_is_pressed_too_early_is_none(self, house: House) -> None:
        async def course(scene: Scene) -> None:
            scene.phone.plays = False
            await scene.prompted()
            await scene.phone.listened()
            await scene.phone.press("1")
            await scene.phone.played()
            await scene.script.told(wire.Listen)

        house.hold(course)
        assert receipts(house.store, house.made) == 0

    def test_a_key_over_a_question_is_its_answer(self, house: House) -> None:
        async def course(scene: Scene) -> int:
            await scene.asked()
            scene.phone.plays = False
            await scene.says("Yes.")
            await scene.prompted()
            await scene.phone.press("2")
            await scene.prompted()
            await scene.phone.listened()
            return scene.phone.cleared

        assert house.hold(course) == 1
        assert answers(house.store, house.made) == ["no"]


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


class TestSilence:
    def test_once_they_are_asked_twice_they_have_gone(self, house: House) -> None:
        async def course(scene: Scene) -> list[str]:
            await scene.asked()
            question = await scene.answered("Yes.")
            said = []
            for _ in range(2):
                await scene.script.tell(wire.Silence(await scene.script.hears(scene.phone)))
                said.append(await scene.prompted())
                if len(said) == 1:
                    assert (await scene.script.told(wire.Wait)).seconds > 10
                    await scene.script.told(wire.Listen)
            await scene.over()
            assert question.endswith(said[0].removeprefix("Are you still there? Take your time. "))
            return said

        said = house.hold(course)
        assert said[1] == "I cannot hear you, so I will end this call. Goodbye."
        assert house.outcomes == [(CallOutcome.HUNG_UP, False)]
        assert answers(house.store, house.made) == []

    def test_a_word_in_between_begins_anew(self, house: House) -> None:
        async def course(scene: Scene) -> list[str]:
            await scene.asked()
            await scene.answered("Yes.")
            said = []
            for _ in range(3):
                await scene.script.tell(wire.Silence(await scene.script.hears(scene.phone)))
                said.append(await scene.asked())
                await scene.answered(LONG)
            return said

        assert all(words.startswith("Are you still there?") for words in house.hold(course))


class TestHangingUp:
    @pytest.mark.parametrize("answered", [False, True])
    def test_what_was_answered_is_assessed(self, house: House, answered: bool) -> None:
        async def course(scene: Scene) -> None:
            await scene.asked()
            await scene.answered("Yes.")
            if answered:
                await scene.answered(LONG)
            await scene.phone.hang_up()
            await scene.over()

        house.hold(course, since=str(int(house.clock.now().timestamp()) - 42))
        assert house.told == [(house.made.organization_id, "call-1", CallOutcome.HUNG_UP, 42, False)]
        interview = house.interview()
        held = (State.ASSESSING, EndReason.DISCONNECTED)
        assert (interview.state, interview.end_reason) == (held if answered else (State.LIVE, None))

    def test_during_the_goodbye_is_no_hanging_up(self, house: House) -> None:
        async def course(scene: Scene) -> None:
            await scene.asked()
            scene.phone.plays = False
            await scene.says("No.")
            await scene.prompted()
            await scene.phone.hang_up()
            await scene.over()

        house.hold(course)
        assert house.outcomes == [(CallOutcome.DECLINED, False)]


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


class TestMachines:
    GREETING = "Hi, this is Bob. Please leave a message after the tone."

    def test_it_is_left_the_words_when_its_own_are_over(self, house: House) -> None:
        async def course(scene: Scene) -> str:
            scene.phone.plays = False
            await scene.spoken_over(1, self.GREETING)
            words = await scene.prompted()
            await scene.phone.listened()
            await scene.phone.listened()
            assert house.told == []
            await scene.phone.played()
            await scene.over()
            return words

        long = "We will try again. " * 40
        letters = packed(long)
        told = {f"voicemail{at}": letters[at * 400 : at * 400 + 400] for at in range(3)}
        assert house.hold(course, **told) == long
        assert house.outcomes == [(CallOutcome.VOICEMAIL, False)]
        assert receipts(house.store, house.made) == 0

    def test_what_it_speaks_over_is_said_again(self, house: House) -> None:
        async def course(scene: Scene) -> list[str]:
            scene.phone.plays = False
            said = [await scene.spoken_over(turn, self.GREETING) for turn in range(1, MOST_STARTS + 2)]
            await scene.over()
            return said

        said = house.hold(course, voicemail0=packed("We will try again."))
        assert said[1:] == ["We will try again."] * MOST_STARTS
        assert house.outcomes == [(CallOutcome.VOICEMAIL, False)]

    def test_it_is_left_nothing_where_there_is_nothing_to_say(self, house: House) -> None:
        async def course(scene: Scene) -> None:
            await scene.asked()
            await scene.says(self.GREETING)
            await scene.over()

        house.hold(course)
        assert house.outcomes == [(CallOutcome.VOICEMAIL, False)]

    @pytest.mark.parametrize(("milliseconds", "machine"), [(7_900, False), (8_100, True)])
    def test_only_a_machine_speaks_on_over_the_disclosure(
        self, house: House, milliseconds: int, machine: bool
    ) -> None:
        async def course(scene: Scene) -> None:
            scene.phone.plays = False
            await scene.prompted()
            await scene.script.tell(wire.Interrupted(1))
            await scene.script.told(wire.Listen)
            await scene.says("Hello there and welcome to the house of Bob", milliseconds)
            await (scene.over() if machine else scene.prompted())

        house.hold(course)
        assert ((CallOutcome.VOICEMAIL, False) in house.outcomes) is machine

    def test_a_person_the_telephone_company_is_sure_of_is_none(self, house: House) -> None:
        async def course(scene: Scene) -> str:
            await scene.asked()
            return await scene.answered("Sorry, please leave a message with my wife.")

        assert AGREE in house.hold(course, answeredBy="human")

    def test_in_the_interview_nobody_is_a_machine(self, house: House) -> None:
        async def course(scene: Scene) -> None:
            await scene.asked()
            await scene.answered("Yes.")
            await scene.answered(self.GREETING)

        house.hold(course)
        assert answers(house.store, house.made) == [self.GREETING]
