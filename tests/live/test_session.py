"""A conversation survives drops, restarts, repeats and a second window, on both engines."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.live.conversation import MIND, ready
from vivavoce.actions import interviews, rooms
from vivavoce.actions.rooms import Replaced
from vivavoce.domain.errors import Forbidden
from vivavoce.domain.identity import Actor, Organization, operator, system
from vivavoce.domain.interview import EndReason, Interview, Role, State, TurnKind
from vivavoce.kit.clock import FrozenClock
from vivavoce.live.session import Session, Spoken
from vivavoce.store.database import Store
from vivavoce.store.shapes import EVENT, INTERVIEW, TURN

LONG = (
    "Last year I rebuilt our billing API in Python because the old one timed out; I measured every call, "
    "moved the slow query to PostgreSQL indexes, and as a result the p95 fell from 900 ms to 80 ms."
)


def bodies(spoken: Spoken) -> list[dict[str, Any]]:
    return [json.loads(message) for message in spoken.messages]


def said(spoken: Spoken) -> list[str]:
    return [body["text"] for body in bodies(spoken) if body["type"] == "AGENT_TEXT"]


@pytest.fixture
def made(store: Store, home: Organization) -> tuple[Interview, Actor]:
    return ready(store, home)


def connected(
    store: Store, clock: FrozenClock, made: tuple[Interview, Actor], last: int = 0
) -> tuple[Session, Spoken]:
    session = Session(store, MIND.conductor, clock, made[1], made[0].id)
    return session, session.connect(last)


def test_the_course_of_a_conversation(
    store: Store, clock: FrozenClock, made: tuple[Interview, Actor]
) -> None:
    session, hello = connected(store, clock, made)
    assert bodies(hello)[0]["type"] == "READY"
    assert bodies(hello)[0]["resumed"] is False
    opening = session.greet()
    assert [b["type"] for b in bodies(opening)] == [
        "PHASE",
        "TURN_START",
        "AGENT_TEXT",
        "TURN_START",
        "AGENT_TEXT",
        "PHASE",
    ]
    assert "AI" in said(opening)[0]
    spoken = Spoken(())
    for number in range(60):
        spoken = session.answer(LONG, f"a{number}")
        if spoken.over:
            break
    assert spoken.over
    assert [b["type"] for b in bodies(spoken)][-2:] == ["PHASE", "SESSION_ENDED"]
    with store.read(made[1].organization_id) as view:
        turns = view.every(TURN, interview_id=made[0].id)
        interview = view.get(INTERVIEW, made[0].id)
    assert [turn.number for turn in turns] == list(range(1, len(turns) + 1))
    assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.COMPLETED)
    plan = session.seat.plan
    core = [t.question_id for t in turns if t.role is Role.AGENT and t.kind is TurnKind.QUESTION]
    assert core == [question.id for question in plan.questions]


def test_message_numbers_rise_by_one_and_are_replayed(
    store: Store, clock: FrozenClock, made: tuple[Interview, Actor]
) -> None:
    session, _ = connected(store, clock, made)
    sent = bodies(session.greet()) + bodies(session.answer(LONG, "a"))
    assert [body["seq"] for body in sent] == list(range(1, len(sent) + 1))
    _, again = connected(store, clock, made, last=2)
    hello, *replayed = bodies(again)
    assert (hello["resumed"], hello["seq"]) == (True, sent[-1]["seq"])
    assert replayed == sent[2:]


def test_a_client_that_knows_too_much_gets_the_whole_picture(
    store: Store, clock: FrozenClock, made: tuple[Interview, Actor]
) -> None:
    session, _ = connected(store, clock, made)
    session.greet()
    _, again = connected(store, clock, made, last=-5)
    hello, picture = bodies(again)
    assert hello["resumed"] is False
    assert picture["type"] == "SNAPSHOT"
    assert [turn["role"] for turn in picture["transcript"]] == ["agent", "agent"]


def test_a_repeated_answer_and_a_repeated_greeting_count_once(
    store: Store, clock: FrozenClock, made: tuple[Interview, Actor]
) -> None:
    session, _ = connected(store, clock, made)
    session.greet()
    assert session.greet() == Spoken(())
    first = session.answer(LONG, "same")
    assert first.messages
    assert session.answer(LONG, "same") == Spoken(())
    later, _ = connected(store, clock, made)
    assert later.answer(LONG, "same") == Spoken(())
    assert later.greet() == Spoken(())


def test_an_older_window_may_not_write(
    store: Store, clock: FrozenClock, made: tuple[Interview, Actor]
) -> None:
    old, _ = connected(store, clock, made)
    old.greet()
    new, _ = connected(store, clock, made)
    with pytest.raises(Replaced):
        old.answer(LONG, "late")
    old.leave()
    assert new.answer(LONG, "kept").messages
    with store.read(made[1].organization_id) as view:
        assert sum(turn.role is Role.CANDIDATE for turn in view.every(TURN, interview_id=made[0].id)) == 1


def test_the_clock_counts_connected_time_only(
    store: Store, clock: FrozenClock, made: tuple[Interview, Actor]
) -> None:
    session, _ = connected(store, clock, made)
    session.greet()
    clock.advance(timedelta(minutes=2))
    session.leave()
    clock.advance(timedelta(minutes=10))
    session, hello = connected(store, clock, made)
    assert bodies(hello)[0]["elapsedSeconds"] == 120
    clock.advance(timedelta(minutes=1))
    assert session.left() == timedelta(minutes=12 + 5 - 3)


def test_time_up_closes_kindly(store: Store, clock: FrozenClock, made: tuple[Interview, Actor]) -> None:
    session, _ = connected(store, clock, made)
    session.greet()
    clock.advance(timedelta(minutes=11, seconds=45))
    assert session.answer(LONG, "late").over


def test_nothing_begins_without_consent(store: Store, clock: FrozenClock, home: Organization) -> None:
    made, actor = ready(store, home)
    from vivavoce.actions import lobby

    with store.write(actor) as tx:
        lobby.withdraw(tx, made.id)
    with pytest.raises(Forbidden), store.write(actor) as tx:
        rooms.open_room(tx, made.id)


class TestAbandoned:
    def leave_after(
        self, store: Store, clock: FrozenClock, made: tuple[Interview, Actor], answers: int
    ) -> None:
        session, _ = connected(store, clock, made)
        session.greet()
        for number in range(answers):
            session.answer(LONG, f"a{number}")
        session.leave()

    def look(self, store: Store, made: tuple[Interview, Actor]) -> Interview:
        with store.write(system(made[1].organization_id)) as tx:
            rooms.abandon(tx, made[0].id)
        with store.read(made[1].organization_id) as view:
            return view.get(INTERVIEW, made[0].id)

    def test_too_early_changes_nothing(
        self, store: Store, clock: FrozenClock, made: tuple[Interview, Actor]
    ) -> None:
        self.leave_after(store, clock, made, 1)
        clock.advance(timedelta(minutes=14))
        assert self.look(store, made).state is State.LIVE

    def test_with_an_answer_it_is_assessed(
        self, store: Store, clock: FrozenClock, made: tuple[Interview, Actor]
    ) -> None:
        self.leave_after(store, clock, made, 1)
        clock.advance(timedelta(minutes=15))
        interview = self.look(store, made)
        assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.DISCONNECTED)

    def test_without_one_it_waits_again(
        self, store: Store, clock: FrozenClock, made: tuple[Interview, Actor]
    ) -> None:
        self.leave_after(store, clock, made, 0)
        clock.advance(timedelta(minutes=15))
        assert self.look(store, made).state is State.READY
        session, _ = connected(store, clock, made)
        assert session.greet() == Spoken(())


def test_a_deleted_interview_ends_and_leaves_nothing(
    store: Store, clock: FrozenClock, made: tuple[Interview, Actor], home: Organization
) -> None:
    session, _ = connected(store, clock, made)
    session.greet()
    with store.write(operator(home.id)) as tx:
        interviews.delete(tx, made[0].id)
    spoken = session.answer(LONG, "a")
    for number in range(60):
        if spoken.over:
            break
        spoken = session.answer(LONG, f"b{number}")
    assert spoken.over
    with store.read(home.id) as view:
        names = [event.name for event in view.every(EVENT, subject_id=made[0].id)]
    assert "interview.ended" not in names
