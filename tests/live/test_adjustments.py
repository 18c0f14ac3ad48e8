"""What candidates were granted holds in the room: more minutes, breaks without end, a clock that can stand still."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.live.conversation import MIND, ready
from vivavoce.actions import rooms, wishes
from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import Actor, Organization, system
from vivavoce.domain.interview import EndReason, Interview, State
from vivavoce.domain.wishes import Ease
from vivavoce.kit.clock import FrozenClock
from vivavoce.live.session import GRACE, MAX_PAUSES, Session
from vivavoce.store.database import Store
from vivavoce.store.shapes import INTERVIEW, INVITATION

ANSWER = "I rebuilt our billing API in Python, because the old one timed out, and measured every call."


@pytest.fixture
def made(store: Store, home: Organization) -> tuple[Interview, Actor]:
    return ready(store, home)


def connected(store: Store, clock: FrozenClock, made: tuple[Interview, Actor], *eases: Ease) -> Session:
    with store.write(made[1]) as tx:
        wishes.adjust(tx, made[0].id, eases, "en")
    session = Session(store, MIND.conductor, clock, made[1], made[0].id)
    session.connect(0)
    session.greet()
    return session


def types(messages: tuple[str, ...]) -> list[Any]:
    return [json.loads(message)["type"] for message in messages]


def looked(store: Store, made: tuple[Interview, Actor]) -> Interview:
    """The interview after the look for candidates who are gone."""
    with store.write(system(made[1].organization_id)) as tx:
        rooms.abandon(tx, made[0].id)
        return tx.get(INTERVIEW, made[0].id)


def test_extra_time_is_half_as_much_again(
    store: Store, clock: FrozenClock, made: tuple[Interview, Actor]
) -> None:
    session = connected(store, clock, made, Ease.EXTRA_TIME)
    assert session.limit == timedelta(minutes=18) + GRACE
    clock.advance(timedelta(minutes=15))
    assert not session.answer(ANSWER, "a").over
    clock.advance(timedelta(minutes=2, seconds=45))
    assert session.answer(ANSWER, "b").over


def test_without_it_the_same_moment_is_the_end(
    store: Store, clock: FrozenClock, made: tuple[Interview, Actor]
) -> None:
    session = connected(store, clock, made)
    clock.advance(timedelta(minutes=15))
    assert session.answer(ANSWER, "a").over


def test_the_clock_stands_still_in_a_break(
    store: Store, clock: FrozenClock, made: tuple[Interview, Actor]
) -> None:
    session = connected(store, clock, made, Ease.BREAKS)
    clock.advance(timedelta(minutes=1))
    left = session.left()
    assert types(session.pause().messages) == ["PHASE"]
    clock.advance(timedelta(hours=3))
    assert session.left() == left
    session.leave()
    clock.advance(timedelta(hours=3))
    again = Session(store, MIND.conductor, clock, made[1], made[0].id)
    again.connect(0)
    clock.advance(timedelta(hours=3))
    assert again.left() == left
    again.unpause()
    clock.advance(timedelta(minutes=1))
    assert again.left() == left - timedelta(minutes=1)


def test_an_answer_ends_a_break(store: Store, clock: FrozenClock, made: tuple[Interview, Actor]) -> None:
    session = connected(store, clock, made)
    session.pause()
    clock.advance(timedelta(minutes=4))
    left = session.left()
    session.answer(ANSWER, "a")
    clock.advance(timedelta(minutes=1))
    assert session.left() == left - timedelta(minutes=1)


@pytest.mark.parametrize(("eases", "refused"), [((), True), ((Ease.BREAKS,), False)])
def test_breaks_have_an_end_unless_they_were_granted(
    store: Store,
    clock: FrozenClock,
    made: tuple[Interview, Actor],
    eases: tuple[Ease, ...],
    refused: bool,
) -> None:
    session = connected(store, clock, made, *eases)
    for _ in range(MAX_PAUSES):
        session.pause()
        session.unpause()
    assert types(session.pause().messages) == (["ERROR"] if refused else ["PHASE"])


def test_who_rests_is_not_gone_while_the_link_holds(
    store: Store, clock: FrozenClock, made: tuple[Interview, Actor]
) -> None:
    session = connected(store, clock, made)
    session.answer(ANSWER, "a")
    session.pause()
    session.leave()
    with store.read(made[1].organization_id) as view:
        link = view.find(INVITATION, interview_id=made[0].id)
    assert link is not None
    clock.set(link.expires_at - timedelta(seconds=1))
    assert looked(store, made).state is State.LIVE
    clock.set(link.expires_at)
    over = looked(store, made)
    assert (over.state, over.end_reason) == (State.ASSESSING, EndReason.DISCONNECTED)


def test_consent_that_is_withdrawn_stops_the_interview(
    store: Store, clock: FrozenClock, made: tuple[Interview, Actor]
) -> None:
    session = connected(store, clock, made)
    with store.write(made[1]) as tx:
        rooms.withdraw(tx, made[0].id)
    with pytest.raises(Conflict):
        session.answer(ANSWER, "late")
    with store.read(made[1].organization_id) as view:
        over = view.get(INTERVIEW, made[0].id)
    assert (over.state, over.end_reason) == (State.CANCELLED, EndReason.BY_CANDIDATE)
