"""A call held with our own voice: consent heard to its end, keys, silence, hanging up, machines."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.live.test_telephone import LONG, answers, asked_once, receipts, turns
from tests.live.twilio.calls import House, Scene
from tests.live.twilio.stream import QUIET
from vivavoce.actions import lobby
from vivavoce.domain.identity import candidate
from vivavoce.domain.interview import CallOutcome, EndReason, Interview, Role, State, TurnKind, settled
from vivavoce.domain.wishes import WishKind
from vivavoce.live.spoken_call import MOST_STARTS
from vivavoce.live.voice import wire
from vivavoce.providers.phone import AGREE
from vivavoce.providers.phone_twilio import packed
from vivavoce.store.database import Store
from vivavoce.store.shapes import SPEECH, WISH

FIRST_HALF = "Last year I rebuilt our billing API in Python because the old one timed out."
SECOND_HALF = "I measured every call, and as a result the p95 fell from 900 ms to 80 ms."


async def begun(scene: Scene) -> wire.Say:
    """What is said next; the telephone plays it."""
    said = await scene.script.told(wire.Say)
    await scene.phone.listened()
    return said


async def heard_out(scene: Scene) -> None:
    """Hear what is said next to its end."""
    await begun(scene)
    await scene.phone.played()
    await scene.script.told(wire.Listen)


async def broken_off(scene: Scene, said: wire.Say) -> None:
    """Go on over it: they were not done."""
    await scene.script.tell(wire.Interrupted(said.turn, soon=True))
    await scene.script.told(wire.Listen)


async def to_the_goodbye(scene: Scene, house: House) -> wire.Say:
    """Agree, and answer until the goodbye is being said."""
    scene.phone.plays = False
    await heard_out(scene)
    await scene.says("Yes, I agree.")
    while True:
        said = await begun(scene)
        if house.closed:
            return said
        await scene.phone.played()
        await scene.script.told(wire.Listen)
        await scene.says(LONG)


class TestAnInterview:
    def test_from_the_disclosure_to_the_goodbye(self, house: House, store: Store, made: Interview) -> None:
        async def course(scene: Scene) -> list[str]:
            said = [await scene.asked()]
            said.append(await scene.answered("Yes, I agree."))
            while not house.told:
                await scene.says(LONG)
                said.append(await scene.prompted())
                if house.closed:
                    await scene.over()
                else:
                    await scene.script.told(wire.Listen)
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

    def test_who_was_not_done_goes_on(self, house: House, store: Store, made: Interview) -> None:
        async def course(scene: Scene) -> None:
            scene.phone.plays = False
            await heard_out(scene)
            await scene.says("Yes, I agree.")
            await heard_out(scene)
            await scene.says(FIRST_HALF)
            await broken_off(scene, await begun(scene))
            await scene.says(SECOND_HALF)
            await scene.prompted()

        house.hold(course)
        first, more = (turn for turn in turns(store, made) if turn.role is Role.CANDIDATE)
        assert (first.goes_on, more.goes_on, more.question_id) == (False, True, first.question_id)

    def test_who_was_not_done_goes_on_over_the_goodbye(
        self, house: House, store: Store, made: Interview
    ) -> None:
        async def course(scene: Scene) -> None:
            goodbye = await to_the_goodbye(scene, house)
            await broken_off(scene, goodbye)
            await scene.says(SECOND_HALF)
            assert (await begun(scene)).text == goodbye.text
            await scene.phone.played()
            await scene.over()

        house.hold(course)
        assert house.outcomes == [(None, False)]
        held = turns(store, made)
        assert [turn.goes_on for turn in held if turn.role is Role.CANDIDATE][-2:] == [False, True]
        assert [turn.kind for turn in settled(held)].count(TurnKind.CLOSING) == 1

    @pytest.mark.parametrize("stays", [True, False])
    def test_who_breaks_the_goodbye_off_and_says_nothing_has_been_interviewed(
        self, house: House, stays: bool
    ) -> None:
        async def course(scene: Scene) -> None:
            await broken_off(scene, await to_the_goodbye(scene, house))
            if stays:
                await scene.script.tell(wire.Silence(await scene.script.hears(scene.phone)))
            else:
                await scene.phone.hang_up()
            assert await scene.phone.listened() is None, "nothing more is said"

        house.hold(course)
        assert house.outcomes == [(None, False)]
        interview = house.interview()
        assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.COMPLETED)

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

    def test_its_time_is_limited(self, house: House) -> None:
        async def course(scene: Scene) -> None:
            await scene.asked()
            await scene.answered("Yes.")
            await scene.answered(LONG)
            house.clock.advance(timedelta(hours=1))
            await scene.over()

        house.hold(course)
        assert house.outcomes == [(None, False)]
        assert house.interview().end_reason is EndReason.TIME_LIMIT


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
            while not house.closed:
                await scene.phone.press("1")
                await scene.prompted()
                if not house.closed:
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
            for _ in ("disclosure", "question", "next question"):
                await scene.phone.listened()
            return scene.phone.cleared

        assert house.hold(course) == 1
        assert answers(house.store, house.made) == ["no"]


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
            said = [await scene.spoken_over(turn, self.GREETING) for turn in range(1, MOST_STARTS + 1)]
            said.append(await scene.prompted())
            await scene.script.tell(wire.Interrupted(MOST_STARTS + 1))
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
