"""Is it told who is called when, who is not and why, and who never is?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.scene import LINKS, MIND, founded
from tests.actions.telephone import MONDAY, NUMBER, applicant, minutes
from vivavoce.actions import attempts, calling, calls
from vivavoce.actions.attempts import AttemptFilter, Expecting
from vivavoce.domain.calling import Skip
from vivavoce.domain.errors import Invalid
from vivavoce.domain.identity import Organization, operator
from vivavoce.domain.interview import AttemptStatus, CallOutcome, State
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.paging import Page
from vivavoce.store.database import Store

ALL = Page(1, 50)


def waiting(store: Store, home: Organization) -> tuple[Expecting, ...]:
    with store.read(home.id) as view:
        return attempts.expecting(view, operator(home.id), ALL).rows


class TestTheList:
    def test_an_attempt_has_its_candidates_clock_and_limits(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        jane = applicant(store, home, clock)
        call = jane.arranged()
        with store.read(home.id) as view:
            (row,) = attempts.listing(view, operator(home.id), ALL, AttemptFilter()).rows
        assert row.call == call
        assert (row.name, row.phone, row.title, row.state) == (
            "Jane Doe",
            NUMBER,
            "Backend Engineer",
            State.READY,
        )
        assert [zone.key for zone in row.zones] == ["America/Los_Angeles"]
        assert f"{row.local:%a %H:%M}" == "Mon 08:00"
        assert (row.call.number, row.rules.total) == (1, 2)

    def test_it_is_narrowed_down(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        jane = applicant(store, home, clock)
        call = jane.arranged()
        asked = {
            "status": (AttemptFilter(AttemptStatus.SCHEDULED), AttemptFilter(AttemptStatus.FAILED)),
            "job": (AttemptFilter(job_id=jane.job_id), AttemptFilter(job_id=jane.candidate_id)),
            "search": (AttemptFilter(search="jane d"), AttemptFilter(search="50%")),
            "number": (AttemptFilter(search=NUMBER[-6:]), AttemptFilter(search="999999")),
            "start": (AttemptFilter(start=MONDAY), AttemptFilter(start=MONDAY + timedelta(seconds=1))),
            "end": (AttemptFilter(end=MONDAY + timedelta(seconds=1)), AttemptFilter(end=MONDAY)),
        }
        with store.read(home.id) as view:
            for what, (hits, misses) in asked.items():
                found, missed = (
                    attempts.listing(view, operator(home.id), ALL, one) for one in (hits, misses)
                )
                assert [row.call.id for row in found.rows] == [call.id], what
                assert missed.rows == (), what

    def test_another_organization_has_none_of_it(self, store: Store, clock: FrozenClock) -> None:
        home, other = founded(store, clock.now()), founded(store, clock.now(), "Penumbra")
        applicant(store, home, clock).arranged()
        with store.write(operator(home.id)) as tx:
            attempts.bar(tx, NUMBER, "asked")
        boss = operator(other.id)
        with store.read(other.id) as view:
            assert attempts.listing(view, boss, ALL, AttemptFilter()).rows == ()
            assert attempts.expecting(view, boss, ALL).rows == ()
            assert attempts.barred(view, boss, ALL).rows == ()


class TestWhoWaits:
    def test_the_reason_is_the_one_that_the_dialler_would_give(
        self, store: Store, clock: FrozenClock
    ) -> None:
        home = founded(store, clock.now())
        jane = applicant(store, home, clock)
        call = jane.arranged()
        (one,) = waiting(store, home)
        assert (one.call, one.why, one.will_be_called) == (call, Skip.TOO_SOON, True)
        clock.advance(minutes(31))
        assert waiting(store, home)[0].why is Skip.DAY_OFF
        clock.set(MONDAY)
        assert waiting(store, home)[0].why is None
        with store.write(operator(home.id)) as tx:
            attempts.bar(tx, NUMBER, "asked by mail")
        (one,) = waiting(store, home)
        assert (one.why, one.will_be_called, one.can_be_called) == (Skip.DO_NOT_CALL, False, False)
        assert jane.begin(call) is None
        assert jane.calls()[-1].skip is Skip.DO_NOT_CALL

    def test_while_there_is_no_plan_that_is_said(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        jane = applicant(store, home, clock)
        with store.write(operator(home.id)) as tx:
            calling.call_now(tx, LINKS, MIND, jane.application_id)
        (one,) = waiting(store, home)
        assert (one.planned, one.why) == (False, None)
        jane.planned(jane.calls()[-1])
        assert waiting(store, home)[0].planned

    def test_a_call_that_goes_on_is_not_placed_twice(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        jane = applicant(store, home, clock)
        jane.begin(jane.called_now())
        (one,) = waiting(store, home)
        assert one.call is not None
        assert (one.call.status, one.why, one.can_be_called) == (AttemptStatus.IN_PROGRESS, None, False)

    def test_who_is_not_reached_is_waited_for_no_more(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        jane = applicant(store, home, clock)
        clock.set(MONDAY)
        for _ in range(2):
            call = jane.calls()[-1] if jane.calls() else jane.arranged()
            clock.set(max(clock.now(), call.scheduled_at))
            jane.begin(call)
            jane.ended(call, CallOutcome.NO_ANSWER)
        assert waiting(store, home) == ()

    def test_a_cancelled_call_leaves_none_planned(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        jane = applicant(store, home, clock)
        call = jane.arranged()
        with store.write(operator(home.id)) as tx:
            calls.cancel(tx, call.interview_id, call.id)
        (one,) = waiting(store, home)
        assert (one.call, one.why, one.will_be_called, one.can_be_called) == (None, None, False, True)


class TestWhoIsNeverCalled:
    def test_a_number_is_kept_in_one_form_and_found(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        with store.write(operator(home.id)) as tx:
            attempts.bar(tx, "+1 (415) 555-0100", " asked by mail ")
            attempts.bar(tx, "0014155550100", "once more")
        with store.read(home.id) as view:
            found = attempts.barred(view, operator(home.id), ALL)
            assert [(one.number, one.reason) for one in found.rows] == [(NUMBER, "asked by mail")]
            assert attempts.barred(view, operator(home.id), ALL, "4155").total == 1
            assert attempts.barred(view, operator(home.id), ALL, "nobody").total == 0

    @pytest.mark.parametrize(
        ("number", "reason", "field"), [("0905 123 456", "asked", "number"), (NUMBER, " ", "reason")]
    )
    def test_a_number_of_no_country_and_no_reason_are_refused(
        self, store: Store, clock: FrozenClock, number: str, reason: str, field: str
    ) -> None:
        home = founded(store, clock.now())
        with pytest.raises(Invalid) as refused, store.write(operator(home.id)) as tx:
            attempts.bar(tx, number, reason)
        assert [violation.field for violation in refused.value.violations] == [field]
