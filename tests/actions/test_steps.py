"""Steps: every move of an interview leaves a row that says who, when, from, to, by whom named and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.actions.scene import LINKS, arranged, assessed, at_once, found, founded, gated, planned
from vivavoce.actions import approvals, course, steps
from vivavoce.actions.approvals import Decision
from vivavoce.domain.errors import Conflict, MissingScope, NotFound
from vivavoce.domain.identity import Actor, ActorKind, Organization, operator, system
from vivavoce.domain.interview import TRANSITIONS, Interview, State
from vivavoce.domain.review import Step, Verdict
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store


def history(store: Store, home: Organization, made: Interview) -> tuple[Step, ...]:
    with store.read(home.id) as view:
        return steps.history(view, operator(home.id), made.id)


def test_a_row_a_move_from_first_to_last(store: Store, home: Organization) -> None:
    rows = history(store, home, assessed(store, home))
    course_of = [State.CHECKING, State.PLANNING, State.READY, State.LIVE, State.ASSESSING, State.RELEASED]
    assert [row.number for row in rows] == list(range(1, len(course_of) + 1))
    assert [row.after for row in rows] == course_of
    assert [row.before for row in rows] == [None, *course_of[:-1]]
    kinds = [ActorKind.OPERATOR, ActorKind.SYSTEM, ActorKind.SYSTEM, *[ActorKind.CANDIDATE] * 2]
    assert [row.actor_kind for row in rows] == [*kinds, ActorKind.SYSTEM]
    assert all(row.after in TRANSITIONS[row.before] for row in rows if row.before is not None)


def test_who_when_by_whom_named_and_why(store: Store, home: Organization, clock: FrozenClock) -> None:
    gated(store, home, plan_gate=True)
    made = planned(store, home)
    clock.advance(timedelta(minutes=7))
    reviewer = Actor(ActorKind.KEY, "key-1", home.id, frozenset({"interviews:approve", "interviews:read"}))
    with store.write(reviewer) as tx:
        approvals.decide_plan(tx, made.id, Decision(Verdict.REJECTED, "Ann Lee", "too long"))
    last = history(store, home, made)[-1]
    assert (last.actor_kind, last.actor_id, last.at) == (ActorKind.KEY, "key-1", clock.now())
    assert (last.before, last.after) == (State.PLAN_REVIEW, State.REJECTED)
    assert (last.by, last.reason) == ("Ann Lee", "too long")


def test_a_move_that_fails_leaves_nothing(store: Store, home: Organization) -> None:
    made = arranged(store, home)
    with pytest.raises(Conflict), store.write(system(home.id)) as tx:
        steps.advance(tx, made.id, (State.READY, State.LIVE), State.ASSESSING)
    with pytest.raises(NotFound), store.write(system(home.id)) as tx:
        steps.advance(tx, "nobody", tuple(State), State.CANCELLED)
    with pytest.raises(MissingScope), store.write(Actor(ActorKind.KEY, "k", home.id)) as tx:
        steps.advance(tx, made.id, (State.CHECKING,), State.CANCELLED)
    assert len(history(store, home, made)) == 1
    assert found(store, home, made.id).state is State.CHECKING


def test_of_many_at_once_one_moves(store: Store, home: Organization) -> None:
    made = arranged(store, home)

    def move() -> Interview:
        with store.write(system(home.id)) as tx:
            return steps.advance(tx, made.id, (State.CHECKING,), State.PLANNING)

    results = at_once([move] * 6)
    assert sum(isinstance(one, Interview) for one in results) == 1
    assert sum(isinstance(one, Conflict) for one in results) == 5
    assert [row.after for row in history(store, home, made)] == [State.CHECKING, State.PLANNING]


def test_a_row_tells_the_state_that_was_left(store: Store, home: Organization) -> None:
    """What another transaction changes between the look and the move is not mistaken for what was seen."""
    if store.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    gated(store, home, plan_gate=True)
    made = arranged(store, home)
    late: list[bool] = []

    def meanwhile(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE interview") and not late:
            late.append(True)
            with store.write(system(home.id)) as other:
                steps.advance(other, made.id, (State.CHECKING,), State.PLANNING)

    sa.event.listen(store.engine, "before_cursor_execute", meanwhile)
    try:
        with pytest.raises(Conflict), store.write(operator(home.id)) as tx:
            steps.advance(tx, made.id, (State.PLANNING,), State.CANCELLED)
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", meanwhile)
    assert [row.after for row in history(store, home, made)] == [State.CHECKING, State.PLANNING]


def test_another_organization_sees_no_row(store: Store, home: Organization, clock: FrozenClock) -> None:
    made = arranged(store, home)
    other = founded(store, clock.now())
    with store.read(other.id) as view, pytest.raises(NotFound):
        steps.history(view, operator(other.id), made.id)


def test_a_reset_is_told_too(store: Store, home: Organization, clock: FrozenClock) -> None:
    made = assessed(store, home)
    with store.write(operator(home.id)) as tx:
        course.reset(tx, LINKS, made.id, clock.now() + timedelta(days=1), by="Ann Lee")
    last = history(store, home, made)[-1]
    assert (last.before, last.after, last.by) == (State.RELEASED, State.READY, "Ann Lee")
