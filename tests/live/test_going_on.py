"""Who was taken for done too early and goes on: heard under their own question, and asked anew, on both engines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.live.conversation import LINKS, MIND, ready
from vivavoce.actions import assessments, interviews, own, rooms
from vivavoce.domain.identity import Actor, Organization, system
from vivavoce.domain.interview import EndReason, Interview, Role, Speech, State, Turn, TurnKind, settled
from vivavoce.interviewer.mind import Brief
from vivavoce.interviewer.personas import Persona
from vivavoce.interviewer.rehearsal import rehearse
from vivavoce.interviewer.rules.dialogue import exchanges
from vivavoce.kit.clock import FrozenClock
from vivavoce.live.session import MOST_GOING_ON, Session, Spoken, Uttered
from vivavoce.live.telephone import Ending, Telephone
from vivavoce.store.database import Store
from vivavoce.store.shapes import INTERVIEW, TURN

FIRST = "Last year I rebuilt our billing API in Python because the old one timed out."
MORE = "I measured every call, and as a result the p95 fell from 900 ms to 80 ms."
Made = tuple[Interview, Actor]
PLAN = MIND.planner.plan(Brief("Backend Engineer", "You build REST APIs in Python and PostgreSQL."))
REHEARSED = [rehearse(PLAN, MIND.conductor, persona, seed=1) for persona in Persona]


@pytest.fixture
def made(store: Store, home: Organization) -> Made:
    return ready(store, home)


class Spoke:
    """An interview held by voice: every answer is an utterance of its own."""

    def __init__(self, store: Store, clock: FrozenClock, made: Made) -> None:
        self.session = Session(store, MIND.conductor, clock, made[1], made[0].id)
        self.session.aloud = True
        self.session.connect(0)
        self.session.greet()
        self._utterance = 0

    def say(self, text: str, *, goes_on: bool = False) -> Spoken:
        self._utterance += 1
        session = self.session
        speech = Speech(session.interview_id, session.seat.room.organization_id, 0, 0, 1000)
        return session.hear(text, Uttered(self._utterance, speech, goes_on))

    def to_the_end(self) -> Spoken:
        spoken = Spoken(())
        for _ in range(60):
            spoken = self.say(f"{FIRST} {MORE}")
            if spoken.last:
                return spoken
        raise AssertionError("no end")

    @property
    def turns(self) -> tuple[Turn, ...]:
        return self.session.seat.turns


def transcripts(spoken: Spoken) -> list[dict[str, Any]]:
    return [body for body in map(json.loads, spoken.messages) if body["type"] == "TRANSCRIPT"]


def read(store: Store, made: Made) -> tuple[Interview, tuple[Turn, ...]]:
    with store.read(made[1].organization_id) as view:
        return view.get(INTERVIEW, made[0].id), view.every(TURN, interview_id=made[0].id)


class TestAnAnswerInTwoPieces:
    def test_is_one_answer_to_its_question(self, store: Store, clock: FrozenClock, made: Made) -> None:
        talk = Spoke(store, clock, made)
        cut = talk.say(FIRST).said[-1]
        whole = talk.say(MORE, goes_on=True)
        (told,) = transcripts(whole)
        assert told["goesOn"] is True
        first, more = (turn for turn in talk.turns if turn.role is Role.CANDIDATE)
        assert (first.goes_on, more.goes_on, more.question_id) == (False, True, first.question_id)
        assert cut in talk.turns
        assert cut not in settled(talk.turns)
        assert read(store, made)[1] == talk.turns

    @pytest.mark.parametrize(("first", "more"), [(FIRST, MORE), (f"{FIRST} {MORE}", "I also wrote it down.")])
    def test_is_answered_as_if_it_had_been_one(
        self, store: Store, clock: FrozenClock, home: Organization, made: Made, first: str, more: str
    ) -> None:
        pieces, whole = Spoke(store, clock, made), Spoke(store, clock, ready(store, home))
        for _ in range(2):
            pieces.say(first)
            in_pieces = pieces.say(more, goes_on=True)
            at_once = whole.say(f"{first} {more}")
            assert [turn.text for turn in in_pieces.said] == [turn.text for turn in at_once.said]

    @pytest.mark.parametrize(("first", "more"), [(FIRST, MORE), (f"{FIRST} {MORE}", "I also wrote it down.")])
    def test_no_question_is_lost_or_counts_twice(
        self, store: Store, clock: FrozenClock, made: Made, first: str, more: str
    ) -> None:
        talk = Spoke(store, clock, made)
        for _ in range(60):
            talk.say(first)
            if talk.say(more, goes_on=True).last:
                break
        answers = [turn.question_id for turn in talk.turns if turn.role is Role.CANDIDATE]
        assert answers[::2] == answers[1::2]
        asked = [turn.question_id for turn in settled(talk.turns) if turn.kind is TurnKind.QUESTION]
        assert asked == [question.id for question in talk.session.seat.plan.questions]

    def test_is_shown_whole_to_who_comes_back(self, store: Store, clock: FrozenClock, made: Made) -> None:
        talk = Spoke(store, clock, made)
        cut = talk.say(FIRST).said[-1]
        talk.say(MORE, goes_on=True)
        _, picture = talk.session.connect(-5).messages
        shown = [turn["turn"] for turn in json.loads(picture)["transcript"]]
        assert shown == [turn.number for turn in talk.turns if turn != cut]

    def test_is_assessed_and_told_as_it_counts(self, store: Store, clock: FrozenClock, made: Made) -> None:
        talk = Spoke(store, clock, made)
        talk.say(FIRST)
        talk.say(MORE, goes_on=True)
        talk.to_the_end()
        talk.session.part()
        with store.read(made[1].organization_id) as view:
            found = assessments.material(view, made[0].id)
        assert found is not None
        plan, turns = found
        assert turns == settled(talk.turns) != talk.turns
        machine = system(made[1].organization_id)
        with store.write(machine) as tx:
            assessments.store(tx, made[0].id, MIND.assessor.assess(plan, turns))
            interview = tx.get(INTERVIEW, made[0].id)
            assert interviews.dossier(tx.view, LINKS, interview).turns == turns
        with store.read(made[1].organization_id) as view:
            assert own.read(view, made[1], made[0].id).turns == turns

    def test_what_begins_the_conversation_goes_on_with_nothing(
        self, store: Store, clock: FrozenClock, made: Made
    ) -> None:
        talk = Spoke(store, clock, made)
        talk.say(FIRST, goes_on=True)
        assert not talk.turns[-2].goes_on

    @pytest.mark.parametrize(
        "request_", ["Could you repeat the question?", "Skip", "I would like to stop now."]
    )
    def test_a_request_is_about_what_was_just_said(
        self, store: Store, clock: FrozenClock, made: Made, request_: str
    ) -> None:
        talk = Spoke(store, clock, made)
        talk.say(FIRST)
        talk.say(request_, goes_on=True)
        assert not any(turn.goes_on for turn in talk.turns)

    def test_an_echo_comes_to_an_end(self, store: Store, clock: FrozenClock, made: Made) -> None:
        talk = Spoke(store, clock, made)
        talk.say(FIRST)
        for _ in range(MOST_GOING_ON + 1):
            talk.say(MORE, goes_on=True)
        own = [turn.goes_on for turn in talk.turns if turn.role is Role.CANDIDATE]
        assert own == [False, *[True] * MOST_GOING_ON, False]


class TestTheLastWords:
    def test_are_over_when_they_have_been_heard(self, store: Store, clock: FrozenClock, made: Made) -> None:
        talk = Spoke(store, clock, made)
        spoken = talk.to_the_end()
        assert (spoken.over, talk.session.closed) == (False, True)
        assert read(store, made)[0].state is State.LIVE
        assert talk.session.part().over
        interview, _ = read(store, made)
        assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.COMPLETED)
        assert not talk.session.closed

    def test_wait_for_who_was_not_done(self, store: Store, clock: FrozenClock, made: Made) -> None:
        talk = Spoke(store, clock, made)
        talk.to_the_end()
        again = talk.say("I also wrote the runbook for it.", goes_on=True)
        assert again.last
        last = [turn for turn in talk.turns if turn.role is Role.CANDIDATE][-1]
        assert (last.goes_on, last.question_id) == (True, talk.session.seat.plan.questions[-1].id)
        assert [turn.kind for turn in settled(talk.turns)].count(TurnKind.CLOSING) == 1

    def test_who_stops_has_ended_it(self, store: Store, clock: FrozenClock, made: Made) -> None:
        talk = Spoke(store, clock, made)
        talk.say(FIRST)
        assert talk.say("I would like to stop the interview now.").last
        talk.session.part()
        assert read(store, made)[0].end_reason is EndReason.BY_CANDIDATE

    def test_who_hangs_up_over_them_is_done(self, store: Store, clock: FrozenClock, made: Made) -> None:
        talk = Spoke(store, clock, made)
        talk.to_the_end()
        talk.session.leave()
        interview, _ = read(store, made)
        assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.COMPLETED)
        talk.session.leave()

    def test_a_server_that_falls_over_them_finds_them_said(
        self, store: Store, clock: FrozenClock, made: Made
    ) -> None:
        Spoke(store, clock, made).to_the_end()
        clock.advance(timedelta(minutes=15))
        with store.write(system(made[1].organization_id)) as tx:
            rooms.abandon(tx, made[0].id)
        interview, _ = read(store, made)
        assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.COMPLETED)

    def test_a_call_that_finds_them_said_ends_with_them(
        self, store: Store, clock: FrozenClock, made: Made
    ) -> None:
        goodbye = Spoke(store, clock, made).to_the_end().said[-1].text
        talk = Telephone(store, MIND.conductor, clock).talk(made[1].organization_id, made[0].id)
        prompt = talk.open()
        assert prompt.words.endswith(goodbye)
        assert prompt.ending == Ending(None)
        talk.hung_up()
        assert read(store, made)[0].end_reason is EndReason.COMPLETED

    def test_an_older_window_does_not_end_it(self, store: Store, clock: FrozenClock, made: Made) -> None:
        talk = Spoke(store, clock, made)
        talk.to_the_end()
        newer = Session(store, MIND.conductor, clock, made[1], made[0].id)
        newer.aloud = True
        newer.connect(0)
        talk.session.leave()
        assert read(store, made)[0].state is State.LIVE
        assert newer.closed


def cut_at(turns: Sequence[Turn], places: set[int]) -> list[Turn]:
    """The conversation again, with the candidate cut off in the middle of each answer of `places`."""
    told: list[Turn] = []

    def add(turn: Turn, **changed: Any) -> None:
        told.append(replace(turn, number=len(told) + 1, **changed))

    for place, turn in enumerate(turns):
        if place not in places or turn.role is not Role.CANDIDATE or ". " not in turn.text:
            add(turn)
            continue
        left, right = turn.text.split(". ", 1)
        add(turn, text=f"{left}.")
        add(turns[place + 1], kind=TurnKind.QUESTION, question_id="next")
        add(turn, text=right, goes_on=True)
    return told


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(REHEARSED), st.sets(st.integers(0, 40)))
def test_being_cut_off_costs_no_score(turns: tuple[Turn, ...], places: set[int]) -> None:
    cut = cut_at(turns, places)
    assert [(one.question_id, _said(one.heard)) for one in exchanges(settled(cut))] == [
        (one.question_id, _said(one.heard)) for one in exchanges(turns)
    ]
    scores = [MIND.assessor.assess(PLAN, settled(told)).scores for told in (turns, cut)]
    levels = [[(score.criterion_id, score.level, score.coverage) for score in told] for told in scores]
    assert levels[0] == levels[1]


def _said(turns: Sequence[Turn]) -> str:
    return " ".join(turn.text for turn in turns)
