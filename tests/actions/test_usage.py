"""Usage: finished interviews from the first moment of a period up to, not with, its last; no tests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.scene import JANE, JOB, LINKS, MIND, ONLINE, arranged, found, founded, live
from vivavoce.actions import course, interviews, rooms, usage
from vivavoce.domain.identity import Organization, candidate, operator, system
from vivavoce.domain.interview import EndReason
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store

MICRO = timedelta(microseconds=1)
LENGTH = timedelta(minutes=7, seconds=33)


@pytest.fixture
def used(store: Store, home: Organization, clock: FrozenClock) -> None:
    """One interview of 7.55 minutes, which has just ended."""
    made = live(store, home)
    clock.advance(LENGTH)
    with store.write(candidate(home.id, made.candidate_id)) as tx:
        rooms.finish(tx, made.id, EndReason.COMPLETED)


@pytest.mark.usefixtures("used")
class TestOne:
    def between(
        self, store: Store, home: Organization, clock: FrozenClock, start: timedelta, end: timedelta
    ) -> usage.Usage:
        """From `start` to `end` after the interview ended."""
        with store.read(home.id) as view:
            return usage.between(view, operator(home.id), clock.now() + start, clock.now() + end)

    @pytest.mark.parametrize(
        ("start", "end", "counted"),
        [
            (timedelta(0), MICRO, 1),
            (-LENGTH, timedelta(0), 0),
            (MICRO, LENGTH, 0),
            (-LENGTH, LENGTH, 1),
        ],
    )
    def test_boundaries(
        self,
        store: Store,
        home: Organization,
        clock: FrozenClock,
        start: timedelta,
        end: timedelta,
        counted: int,
    ) -> None:
        assert self.between(store, home, clock, start, end).interviews == counted

    def test_minutes_have_one_decimal(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        seen = self.between(store, home, clock, -LENGTH, LENGTH)
        assert (seen.organization_name, seen.minutes) == ("Acme", pytest.approx(7.5, abs=0.051))
        assert seen.minutes == round(seen.minutes, 1)

    def test_not_counted(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        """A test, one that nobody opened, one that goes on, one of another organization."""
        with store.write(operator(home.id)) as tx:
            interviews.create(tx, LINKS, MIND, interviews.NewInterview(JANE, ONLINE, JOB, is_test=True))
        unopened = arranged(store, home, open_until=clock.now())
        with store.write(system(home.id)) as tx:
            course.expire(tx, unopened.id)
        assert found(store, home, unopened.id).ended_at == clock.now()
        live(store, home)
        assert self.between(store, home, clock, -LENGTH, LENGTH).interviews == 1
        other = founded(store, clock.now())
        assert self.between(store, other, clock, -LENGTH, LENGTH).interviews == 0
