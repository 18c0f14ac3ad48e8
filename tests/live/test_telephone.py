"""An interview by telephone: consent first, every end of a call, and nothing said twice after a crash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest

from tests.actions.scene import found, planned
from tests.live.conversation import MIND
from vivavoce.actions import lobby, rooms
from vivavoce.domain.errors import Conflict, NotFound
from vivavoce.domain.identity import Organization, candidate, operator
from vivavoce.domain.interview import (
    CallOutcome,
    EndReason,
    Interview,
    Move,
    Plan,
    Role,
    State,
    Turn,
    TurnKind,
)
from vivavoce.interviewer.personas import Persona, answer
from vivavoce.kit.clock import FrozenClock
from vivavoce.live import telephone
from vivavoce.live.assent import Decision, decided
from vivavoce.live.telephone import ASKED, ASKED_AGAIN, Held, Telephone
from vivavoce.providers.phone import AGREE, Answered, Callee, Dial
from vivavoce.providers.phone_loopback import Loopback
from vivavoce.store.database import Store
from vivavoce.store.shapes import RECEIPT, TURN

LONG = (
    "Last year I rebuilt our billing API in Python because the old one timed out; I measured every call, "
    "moved the slow query to PostgreSQL indexes, and as a result the p95 fell from 900 ms to 80 ms."
)


class Crash(Exception):
    """The process dies."""


class Somebody:
    """Says the given things in turn, then `rest`; remembers what they were told. `dies_at`: at which hearing."""

    def __init__(
        self, *says: str | None, rest: str | None = LONG, dies_at: int = 0, clock: FrozenClock | None = None
    ) -> None:
        self.told: list[str] = []
        self._says, self._rest, self._dies_at, self._clock = says, rest, dies_at, clock

    def hear(self, words: str) -> str | None:
        self.told.append(words)
        if self._clock:
            self._clock.advance(timedelta(seconds=10))
        if len(self.told) == self._dies_at:
            raise Crash
        return self._says[len(self.told) - 1] if len(self.told) <= len(self._says) else self._rest


@pytest.fixture
def made(store: Store, home: Organization) -> Interview:
    return planned(store, home, phone=True)


@pytest.fixture
def phone(store: Store, clock: FrozenClock) -> Telephone:
    return Telephone(store, MIND.conductor, clock)


def simulated(number: str) -> Callee:
    line = Loopback(lambda question, ordinal, seed: answer(Persona.STRONG, question, ordinal, seed))
    ring = line.dial(Dial("call", "org", number, None, None))
    assert isinstance(ring, Answered)
    return ring.callee


def turns(store: Store, made: Interview) -> tuple[Turn, ...]:
    with store.read(made.organization_id) as view:
        return view.every(TURN, interview_id=made.id)


def answers(store: Store, made: Interview) -> list[str]:
    return [turn.text for turn in turns(store, made) if turn.role is Role.CANDIDATE]


def receipts(store: Store, made: Interview) -> int:
    with store.read(made.organization_id) as view:
        return view.count(RECEIPT, interview_id=made.id)


def asked_once(store: Store, made: Interview) -> bool:
    """One greeting, every planned question once, and an answer between any two turns of the interviewer."""
    said = turns(store, made)
    kinds = [turn.kind for turn in said]
    core = [turn.question_id for turn in said if turn.kind is TurnKind.QUESTION]
    roles = [turn.role for turn in said if turn.kind is not TurnKind.GREETING]
    return (
        kinds.count(TurnKind.GREETING) == 1
        and len(core) == len(set(core))
        and all(one is not other for one, other in pairwise(roles))
    )


class TestTheSimulatedLine:
    def test_a_number_that_agrees_is_interviewed_to_the_end(
        self, store: Store, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        assert phone.hold(home.id, made.id, simulated("+14155550100")) == Held(None, 0, False)
        interview = found(store, home, made.id)
        assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.COMPLETED)
        assert asked_once(store, made)
        assert receipts(store, made) == 1

    def test_who_hangs_up_at_the_second_question_has_answered_one(
        self, store: Store, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        held = phone.hold(home.id, made.id, simulated("+14155550104"))
        assert (held.outcome, held.stop) == (CallOutcome.HUNG_UP, False)
        assert len(answers(store, made)) == 1
        interview = found(store, home, made.id)
        assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.DISCONNECTED)

    def test_who_wants_no_more_calls(
        self, store: Store, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        assert phone.hold(home.id, made.id, simulated("+14155550106")) == Held(CallOutcome.DECLINED, 0, True)
        assert found(store, home, made.id).state is State.READY
        assert receipts(store, made) == 0

    def test_who_does_not_agree(
        self, store: Store, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        assert phone.hold(home.id, made.id, simulated("+14155550107")) == Held(CallOutcome.DECLINED, 0, False)
        assert found(store, home, made.id).state is State.READY
        assert receipts(store, made) == 0


class TestConsent:
    def test_the_first_words_say_who_calls_what_for_and_ask(
        self, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        somebody = Somebody("no")
        phone.hold(home.id, made.id, somebody)
        first, last = somebody.told
        assert first == (
            "Hello. This is an AI interviewer calling for Acme about Backend Engineer. What you say is written "
            "down, and a person decides. You can stop at any time. Do you agree to go on?"
        )
        assert "goodbye" in last

    def test_the_receipt_says_what_was_agreed_to(
        self, store: Store, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        somebody = Somebody("Yes, sure.", None)
        phone.hold(home.id, made.id, somebody)
        with store.read(home.id) as view:
            receipt = lobby.consent(view, made.id)
        assert receipt is not None
        assert (receipt.language, receipt.grants) == ("en", ("ai_interview", "transcript"))
        assert "AI" in somebody.told[1]
        assert turns(store, made)[1].text in somebody.told[1]

    def test_what_is_unclear_is_asked_once_more(
        self, store: Store, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        somebody = Somebody("Who is this?", "Oh yes", None)
        assert phone.hold(home.id, made.id, somebody).outcome is CallOutcome.HUNG_UP
        assert somebody.told[1].startswith("Sorry, I need a clear yes or no. This is an AI interviewer")
        assert [AGREE in words for words in somebody.told] == [True, True, False]
        assert receipts(store, made) == 1

    def test_unclear_twice_is_no_consent(
        self, store: Store, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        held = phone.hold(home.id, made.id, Somebody("Hm?", ""))
        assert (held.outcome, held.stop) == (CallOutcome.DECLINED, False)
        assert receipts(store, made) == 0

    @pytest.mark.parametrize(
        ("text", "decision"),
        [
            *(
                (text, Decision.YES)
                for text in ("Yes", "yeah sure", "OK, go ahead.", "I agree", "No problem!")
            ),
            *((text, Decision.YES) for text in ("Why not", "Of course", "Let’s start", "I don't mind, yes")),
            *((text, Decision.NO) for text in ("No", "No, thank you.", "not now", "I'm busy", "Goodbye")),
            *(
                (text, Decision.NO)
                for text in ("I don't want to", "Wrong number", "I have to go", "call me later")
            ),
            *((text, Decision.UNCLEAR) for text in ("", "Hello", "Yes, but not now", "I do not agree", "hm")),
            *(
                (text, Decision.UNCLEAR)
                for text in ("Okay, who is this", "Sure?", "yes and no", "Are you a robot")
            ),
        ],
    )
    def test_only_a_plain_yes_is_one(self, text: str, decision: Decision) -> None:
        assert decided(text) is decision


class TestHangingUp:
    @pytest.mark.parametrize("says", [(None,), ("yes", None)])
    def test_without_an_answer_nothing_is_assessed(
        self,
        store: Store,
        clock: FrozenClock,
        home: Organization,
        phone: Telephone,
        made: Interview,
        says: Sequence[str | None],
    ) -> None:
        held = phone.hold(home.id, made.id, Somebody(*says))
        assert (held.outcome, held.stop) == (CallOutcome.HUNG_UP, False)
        assert answers(store, made) == []
        clock.advance(timedelta(minutes=16))
        with store.write(operator(home.id)) as tx:
            if found(store, home, made.id).state is State.LIVE:
                rooms.abandon(tx, made.id)
        assert found(store, home, made.id).state is State.READY

    def test_the_clock_of_an_unanswered_interview_stops(
        self, store: Store, clock: FrozenClock, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        phone.hold(home.id, made.id, Somebody("yes", None))
        clock.advance(timedelta(hours=2))
        assert phone.hold(home.id, made.id, Somebody("yes", LONG)).outcome is None
        assert len(answers(store, made)) > 3

    def test_the_seconds_of_a_call_are_counted(
        self, clock: FrozenClock, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        assert phone.hold(home.id, made.id, Somebody("yes", LONG, None, clock=clock)).seconds == 30


class TestStopping:
    def test_no_more_calls_in_the_middle_ends_it_as_the_candidates_wish(
        self, store: Store, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        somebody = Somebody("yes", LONG, "Stop calling me!")
        assert phone.hold(home.id, made.id, somebody) == Held(CallOutcome.DECLINED, 0, True)
        assert "not call you again" in somebody.told[-1]
        interview = found(store, home, made.id)
        assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.BY_CANDIDATE)
        assert answers(store, made) == [LONG]

    def test_the_wish_holds_when_somebody_else_has_the_interview(
        self, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        class Displaced(Somebody):
            def hear(self, words: str) -> str | None:
                if len(self.told) == 2:
                    phone.talk(home.id, made.id).open()
                return super().hear(words)

        held = phone.hold(home.id, made.id, Displaced("yes", LONG, "Stop calling me!"))
        assert (held.outcome, held.stop) == (CallOutcome.DECLINED, True)

    def test_to_end_the_interview_is_no_wish_to_be_left_alone(
        self, store: Store, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        held = phone.hold(home.id, made.id, Somebody("yes", LONG, "I want to stop the interview now."))
        assert (held.outcome, held.stop) == (None, False)
        assert found(store, home, made.id).end_reason is EndReason.BY_CANDIDATE

    def test_what_no_database_can_hold_is_left_out(
        self, store: Store, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        phone.hold(home.id, made.id, Somebody("yes", "a\x00b\ud800" + "c" * 9000, None))
        assert answers(store, made) == [("ab" + "c" * 9000)[:8000]]


class Endless:
    """A conductor that never closes."""

    def next(self, plan: Plan, turns: Sequence[Turn], minutes_left: float) -> Move:
        kind = TurnKind.ASIDE if turns else TurnKind.GREETING
        return Move(kind, "And then?", plan.questions[0].id, heard=TurnKind.ANSWER)


def test_a_conversation_without_an_end_is_cut(
    store: Store, clock: FrozenClock, home: Organization, made: Interview
) -> None:
    somebody = Somebody("yes")
    held = Telephone(store, Endless(), clock).hold(home.id, made.id, somebody)
    assert (held.outcome, len(somebody.told)) == (None, telephone.MOST_EXCHANGES)
    assert found(store, home, made.id).end_reason is EndReason.TIME_LIMIT


class TestAgainAfterACrash:
    @pytest.mark.parametrize("dies_at", [1, 2, 3, 5])
    def test_it_goes_on_from_the_last_question(
        self, store: Store, clock: FrozenClock, home: Organization, made: Interview, dies_at: int
    ) -> None:
        first = Somebody("yes", dies_at=dies_at)
        with pytest.raises(Crash):
            Telephone(store, MIND.conductor, clock).hold(home.id, made.id, first)
        before = turns(store, made)
        second = Somebody(*(["yes"] if dies_at == 1 else []))
        assert Telephone(store, MIND.conductor, clock).hold(home.id, made.id, second).outcome is None
        assert turns(store, made)[: len(before)] == before
        assert asked_once(store, made)
        assert receipts(store, made) == 1
        if dies_at > 1:
            assert AGREE not in second.told[0]
            assert second.told[0].startswith("Hello. This is an AI interviewer calling for Acme")
            assert second.told[0].endswith(before[-1].text)
            assert before[0].text not in second.told[0]

    def test_killed_at_every_hearing_the_transcript_is_that_of_a_calm_call(
        self, store: Store, clock: FrozenClock, home: Organization
    ) -> None:
        calm, hard = planned(store, home, phone=True), planned(store, home, phone=True)
        Telephone(store, MIND.conductor, clock).hold(home.id, calm.id, Somebody("yes"))
        with pytest.raises(Crash):
            Telephone(store, MIND.conductor, clock).hold(home.id, hard.id, Somebody("yes", dies_at=2))
        while found(store, home, hard.id).state is State.LIVE:
            with pytest.raises(Crash):
                Telephone(store, MIND.conductor, clock).hold(home.id, hard.id, Somebody(dies_at=2))
        assert [turn.text for turn in turns(store, hard)] == [turn.text for turn in turns(store, calm)]

    def test_killed_between_consent_and_greeting_it_begins(
        self, store: Store, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            lobby.agree(tx, made.id, "en", ("ai_interview", "transcript"))
            rooms.open_room(tx, made.id)
            rooms.connect(tx, made.id)
        assert phone.hold(home.id, made.id, Somebody()).outcome is None
        assert asked_once(store, made)


class TestOneStepAtATime:
    def test_an_answer_to_an_earlier_prompt_is_not_taken_down(
        self, store: Store, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        def talk() -> telephone.Talk:
            return phone.talk(home.id, made.id)

        assert talk().open().place == ASKED
        assert talk().hear(ASKED, "what?").place == ASKED_AGAIN
        first = talk().hear(ASKED_AGAIN, "yes")
        assert talk().hear(ASKED, "no").place == first.place
        second = talk().hear(first.place, LONG, "A")
        again = talk().hear(first.place, LONG, "A")
        assert (again.words, again.place) == (second.words, second.place)
        assert answers(store, made) == [LONG]
        assert (talk().is_with("A"), talk().is_with("B")) == (True, False)

    def test_after_the_end_there_is_only_a_goodbye(
        self, store: Store, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        phone.hold(home.id, made.id, Somebody("yes"))
        count = len(turns(store, made))
        late = phone.talk(home.id, made.id).hear("2", LONG)
        assert late.ending == telephone.Ending(None)
        assert phone.talk(home.id, made.id).hung_up() == telephone.Ending(None)
        assert len(turns(store, made)) == count
        with pytest.raises(Conflict):
            phone.hold(home.id, made.id, Somebody("yes"))

    def test_a_newer_connection_takes_over(
        self, store: Store, home: Organization, phone: Telephone, made: Interview
    ) -> None:
        class Rival(Somebody):
            def hear(self, words: str) -> str | None:
                if len(self.told) == 2:
                    phone.talk(home.id, made.id).open()
                return super().hear(words)

        with pytest.raises(rooms.Replaced):
            phone.hold(home.id, made.id, Rival("yes"))
        assert len(answers(store, made)) == 1


def test_an_interview_that_is_not_there(home: Organization, phone: Telephone) -> None:
    with pytest.raises(NotFound):
        phone.hold(home.id, "0" * 36, Somebody())
