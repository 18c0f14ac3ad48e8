"""Call attempts: one waits at a time, and only a waiting one can be moved or cancelled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.scene import arranged, plan, planned, starts
from vivavoce.actions import calls, course, plans
from vivavoce.domain.errors import Invalid, NotFound
from vivavoce.domain.identity import Organization, operator, system
from vivavoce.domain.interview import AttemptStatus, Call, Interview
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import CALL

HOUR = timedelta(hours=1)


@pytest.fixture
def made(store: Store, home: Organization) -> Interview:
    return planned(store, home, phone=True)


def attempts(store: Store, made: Interview) -> tuple[Call, ...]:
    with store.read(made.organization_id) as view:
        return view.every(CALL, interview_id=made.id)


def becomes(store: Store, made: Interview, status: AttemptStatus) -> Call:
    """The latest attempt, now in this status."""
    with store.write(system(made.organization_id)) as tx:
        return tx.change(CALL, attempts(store, made)[-1].id, status=status)


def test_the_first_is_planned_for_the_interviews_time(
    store: Store, home: Organization, clock: FrozenClock
) -> None:
    made = arranged(store, home, phone=True, scheduled_at=clock.now() + HOUR)
    (first,) = attempts(store, made)
    assert (first.number, first.status, first.scheduled_at) == (
        1,
        AttemptStatus.SCHEDULED,
        clock.now() + HOUR,
    )


def test_another_takes_the_place_of_the_waiting_one(
    store: Store, made: Interview, clock: FrozenClock
) -> None:
    with store.write(operator(made.organization_id)) as tx:
        later = calls.schedule(tx, made.id, clock.now() + HOUR)
        now = calls.schedule(tx, made.id, None)
    assert (later.number, now.number, now.scheduled_at) == (2, 3, clock.now())
    statuses = [call.status for call in attempts(store, made)]
    assert statuses == [AttemptStatus.CANCELLED, AttemptStatus.CANCELLED, AttemptStatus.SCHEDULED]


def test_what_is_over_stays_as_it_was(store: Store, made: Interview) -> None:
    becomes(store, made, AttemptStatus.FAILED)
    with store.write(operator(made.organization_id)) as tx:
        calls.schedule(tx, made.id, None)
    assert [call.status for call in attempts(store, made)] == [AttemptStatus.FAILED, AttemptStatus.SCHEDULED]


def test_not_while_one_is_going_on(store: Store, made: Interview) -> None:
    becomes(store, made, AttemptStatus.IN_PROGRESS)
    with pytest.raises(Invalid), store.write(operator(made.organization_id)) as tx:
        calls.schedule(tx, made.id, None)
    assert len(attempts(store, made)) == 1


def test_not_for_an_interview_that_is_over(store: Store, made: Interview, clock: FrozenClock) -> None:
    clock.set(made.open_until)
    with store.write(system(made.organization_id)) as tx:
        course.expire(tx, made.id)
    with pytest.raises(Invalid, match="over"), store.write(operator(made.organization_id)) as tx:
        calls.schedule(tx, made.id, None)


def test_not_for_an_interview_on_line(store: Store, home: Organization) -> None:
    on_line = planned(store, home)
    with pytest.raises(Invalid, match="PHONE"), store.write(operator(home.id)) as tx:
        calls.schedule(tx, on_line.id, None)


def test_a_waiting_one_moves(store: Store, made: Interview, clock: FrozenClock) -> None:
    (first,) = attempts(store, made)
    with store.write(operator(made.organization_id)) as tx:
        assert calls.reschedule(tx, made.id, first.id, clock.now() + HOUR).scheduled_at == clock.now() + HOUR


@pytest.mark.parametrize("late", [timedelta(0), -HOUR])
def test_it_moves_into_the_future_only(
    store: Store, made: Interview, clock: FrozenClock, late: timedelta
) -> None:
    (first,) = attempts(store, made)
    with pytest.raises(Invalid, match="future"), store.write(operator(made.organization_id)) as tx:
        calls.reschedule(tx, made.id, first.id, clock.now() + late)


@pytest.mark.parametrize("status", [word for word in AttemptStatus if word is not AttemptStatus.SCHEDULED])
def test_only_a_waiting_one_moves_or_is_cancelled(
    store: Store, made: Interview, clock: FrozenClock, status: AttemptStatus
) -> None:
    call = becomes(store, made, status)
    with store.write(operator(made.organization_id)) as tx:
        with pytest.raises(Invalid):
            calls.reschedule(tx, made.id, call.id, clock.now() + HOUR)
        with pytest.raises(Invalid):
            calls.cancel(tx, made.id, call.id)
    assert attempts(store, made) == (call,)


def test_cancelled_it_leaves_the_interview(store: Store, made: Interview) -> None:
    (first,) = attempts(store, made)
    with store.write(operator(made.organization_id)) as tx:
        assert calls.cancel(tx, made.id, first.id).status is AttemptStatus.CANCELLED


def test_of_another_interview_it_is_not_found(
    store: Store, home: Organization, made: Interview, clock: FrozenClock
) -> None:
    other = planned(store, home, phone=True)
    (theirs,) = attempts(store, other)
    with store.write(operator(home.id)) as tx:
        with pytest.raises(NotFound):
            calls.cancel(tx, made.id, theirs.id)
        with pytest.raises(NotFound):
            calls.reschedule(tx, made.id, theirs.id, clock.now() + HOUR)


def test_a_call_is_started_once_and_only_when_there_is_a_plan(store: Store, home: Organization) -> None:
    made = arranged(store, home, phone=True)
    (first,) = attempts(store, made)
    assert starts(store, f"call:{first.id}") == []
    with store.write(system(home.id)) as tx:
        plans.begin(tx, made.id)
        plans.keep(tx, made.id, plan())
    assert len(starts(store, f"call:{first.id}")) == 1
