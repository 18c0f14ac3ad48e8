"""At its moment a call is placed, put off or dropped; its end is noted once, and leads on to the next or to none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.actions.scene import JOB, LINKS, MIND, at_once
from tests.actions.telephone import MONDAY, NUMBER, QUICK, Applicant, applicant, minutes
from vivavoce.actions import applications, calling, candidates, course, dialling, jobs
from vivavoce.actions.candidates import ChangeCandidate
from vivavoce.actions.dialling import Dialling
from vivavoce.domain.calling import Skip
from vivavoce.domain.identity import Organization, operator, system
from vivavoce.domain.interview import AttemptStatus, Call, CallOutcome, EndReason, State
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import CALL

CANCELLED, SCHEDULED = AttemptStatus.CANCELLED, AttemptStatus.SCHEDULED
MISSED = [word for word in CallOutcome if word is not CallOutcome.DECLINED]


@pytest.fixture
def jane(store: Store, home: Organization, clock: FrozenClock) -> Applicant:
    return applicant(store, home, clock)


@pytest.fixture
def due(jane: Applicant) -> Call:
    """A call whose moment has come."""
    call = jane.arranged()
    jane.clock.set(MONDAY)
    return call


def write(jane: Applicant, act: object, *how: object) -> None:
    with jane.store.write(operator(jane.home.id)) as tx:
        act(tx, *how)  # type: ignore[operator]


class TestBeginning:
    def test_it_is_placed(self, jane: Applicant, due: Call) -> None:
        placed = jane.begin(due)
        assert placed is not None
        assert (placed.to, placed.voicemail, placed.again) == (NUMBER, None, False)
        (call,) = jane.calls()
        assert (call.status, call.called_at) == (AttemptStatus.IN_PROGRESS, MONDAY)

    def test_not_before_its_moment(self, jane: Applicant) -> None:
        call = jane.arranged()
        jane.clock.set(MONDAY - timedelta(microseconds=1))
        assert jane.begin(call) is None
        assert jane.calls() == (call,)

    def test_not_before_there_is_a_plan(self, jane: Applicant) -> None:
        with jane.store.write(operator(jane.home.id)) as tx:
            call = calling.call_now(tx, LINKS, MIND, jane.application_id)
        assert jane.begin(call) is None
        assert jane.calls()[0].status is SCHEDULED
        jane.planned(call)
        assert jane.begin(call) is not None

    def test_of_many_workers_one_dials_first(self, jane: Applicant, due: Call) -> None:
        results = at_once([lambda: jane.begin(due)] * 6)
        placed = [one for one in results if isinstance(one, Dialling)]
        assert sum(not one.again for one in placed) == 1

    def test_after_a_crash_it_is_known_to_be_begun(self, jane: Applicant, due: Call) -> None:
        jane.begin(due)
        with jane.store.write(system(jane.home.id)) as tx:
            dialling.placed(tx, due.id, "CA1")
        again = jane.begin(due)
        assert again is not None
        assert (again.again, again.call.reference, again.call.called_at) == (True, "CA1", MONDAY)

    def test_a_message_where_the_rules_want_one(self, jane: Applicant, due: Call) -> None:
        jane.ruled(replace(QUICK, voicemail=True))
        placed = jane.begin(jane.calls()[0])
        assert placed is not None
        assert placed.voicemail is not None
        assert "Acme" in placed.voicemail
        assert "AI" in placed.voicemail


class TestNotPlaced:
    def skipped(self, jane: Applicant, call: Call, why: Skip) -> tuple[Call, ...]:
        """The attempts after this one was not placed."""
        assert jane.begin(call) is None
        first, *others = jane.calls()
        assert (first.status, first.skip, first.called_at) == (CANCELLED, why, None)
        return tuple(others)

    def test_the_number_is_gone(self, jane: Applicant, due: Call) -> None:
        write(jane, candidates.change, jane.candidate_id, ChangeCandidate(phone="nobody"))
        assert self.skipped(jane, due, Skip.NO_NUMBER) == ()

    def test_it_is_over(self, jane: Applicant, due: Call) -> None:
        write(jane, course.cancel, due.interview_id)
        assert jane.begin(due) is None
        assert jane.calls()[0].skip is Skip.OVER

    def test_another_way_was_taken_meanwhile(self, jane: Applicant, due: Call) -> None:
        jane.talks(due, to_the_end=True)
        assert self.skipped(jane, due, Skip.OVER) == ()

    def test_barred(self, jane: Applicant, due: Call) -> None:
        write(jane, calling.bar, NUMBER, "asked")
        assert self.skipped(jane, due, Skip.DO_NOT_CALL) == ()

    def test_passive(self, jane: Applicant, due: Call) -> None:
        jane.passive()
        assert self.skipped(jane, due, Skip.PASSIVE) == ()

    def test_somebody_else_is_talking_to_them(self, jane: Applicant, due: Call) -> None:
        """For another job: it is tried again in five minutes."""
        with jane.store.write(operator(jane.home.id)) as tx:
            job = jobs.create(tx, JOB)
            other = applications.create(tx, jane.candidate_id, job.id).application
        busy = replace(jane, job_id=job.id, application_id=other.id)
        assert busy.begin(busy.called_now()) is not None
        assert jane.begin(due) is None
        with jane.store.read(jane.home.id) as view:
            first, second = view.every(CALL, interview_id=due.interview_id)
        assert (first.skip, second.scheduled_at) == (Skip.IN_PROGRESS, MONDAY + dialling.BUSY_PAUSE)

    @pytest.mark.parametrize(
        ("late", "why", "then"),
        [
            (timedelta(hours=10), Skip.WINDOW_CLOSED, timedelta(days=1)),
            (timedelta(days=5), Skip.DAY_OFF, timedelta(days=7)),
        ],
    )
    def test_put_off_and_planned_again(
        self, jane: Applicant, due: Call, late: timedelta, why: Skip, then: timedelta
    ) -> None:
        """A server that was down comes back at an hour when nobody is called."""
        jane.clock.set(MONDAY + late)
        (again,) = self.skipped(jane, due, why)
        assert (again.status, again.scheduled_at, again.number) == (SCHEDULED, MONDAY + then, 2)
        jane.clock.set(again.scheduled_at)
        assert jane.begin(again) is not None

    def test_one_that_was_asked_for_is_not_held_back(self, jane: Applicant) -> None:
        jane.clock.set(MONDAY + timedelta(days=5, hours=12))
        jane.passive()
        jane.switched(on=False)
        assert jane.begin(jane.called_now()) is not None

    def test_one_that_was_asked_for_and_not_placed_is_told(self, jane: Applicant) -> None:
        call = jane.called_now()
        write(jane, calling.bar, NUMBER, "asked")
        assert self.skipped(jane, call, Skip.DO_NOT_CALL) == ()
        assert jane.events()[-1] == "call.missed"


class TestEnding:
    @pytest.mark.parametrize("outcome", MISSED)
    def test_missed_it_is_tried_again(self, jane: Applicant, due: Call, outcome: CallOutcome) -> None:
        jane.begin(due)
        ended = jane.ended(due, outcome, seconds=7, note="engaged")
        assert (ended.status, ended.outcome, ended.seconds, ended.notes) == (
            AttemptStatus.FAILED,
            outcome,
            7,
            "engaged",
        )
        _, following = jane.calls()
        assert (following.status, following.scheduled_at) == (SCHEDULED, MONDAY + minutes(20))
        assert jane.events()[-1] == "call.missed"
        assert jane.interview().state is State.READY

    def test_held_to_the_end(self, jane: Applicant, due: Call) -> None:
        jane.begin(due)
        jane.talks(due, to_the_end=True)
        ended = jane.ended(due, None, seconds=600)
        assert (ended.status, ended.outcome, ended.seconds) == (AttemptStatus.COMPLETED, None, 600)
        assert jane.interview().state is State.ASSESSING
        assert "call.missed" not in jane.events()
        assert len(jane.calls()) == 1

    def test_declined_it_is_called_off(self, jane: Applicant, due: Call) -> None:
        jane.begin(due)
        ended = jane.ended(due, CallOutcome.DECLINED)
        assert ended.status is AttemptStatus.COMPLETED
        assert (jane.interview().state, jane.interview().end_reason) == (
            State.CANCELLED,
            EndReason.CANCELLED,
        )
        assert [call.status for call in jane.calls()] == [AttemptStatus.COMPLETED]

    def test_hung_up_before_a_word_it_waits_again(self, jane: Applicant, due: Call) -> None:
        jane.begin(due)
        jane.talks(due, answers=False)
        jane.ended(due, CallOutcome.HUNG_UP)
        interview = jane.interview()
        assert (interview.state, interview.started_at) == (State.READY, None)
        assert jane.calls()[1].status is SCHEDULED

    def test_hung_up_after_a_word_it_stays_open(self, jane: Applicant, due: Call) -> None:
        """The run that looks for abandoned interviews decides."""
        jane.begin(due)
        jane.talks(due)
        jane.ended(due, CallOutcome.HUNG_UP)
        assert jane.interview().state is State.LIVE
        assert len(jane.calls()) == 1

    def test_never_again(self, jane: Applicant, due: Call) -> None:
        jane.begin(due)
        jane.ended(due, CallOutcome.HUNG_UP, stop=True)
        with jane.store.read(jane.home.id) as view:
            assert calling.barred(view, NUMBER)
        jane.clock.advance(timedelta(days=1))
        assert all(jane.begin(call) is None for call in jane.calls()[1:])

    def test_until_the_limit_then_unreached(self, jane: Applicant, due: Call) -> None:
        call = due
        for _ in range(2):
            assert jane.begin(call) is not None
            jane.ended(call, CallOutcome.NO_ANSWER)
            call = jane.calls()[-1]
            jane.clock.set(call.scheduled_at)
        assert [(one.status, one.skip) for one in jane.calls()] == [
            (AttemptStatus.FAILED, None),
            (AttemptStatus.FAILED, None),
            (CANCELLED, Skip.TOTAL_LIMIT),
        ]
        interview = jane.interview()
        assert (interview.state, interview.end_reason, interview.ended_at) == (
            State.FAILED,
            EndReason.UNREACHED,
            jane.clock.now(),
        )
        assert jane.events()[-1] == "interview.failed"

    def test_no_retries_where_none_are_wanted(self, jane: Applicant, due: Call) -> None:
        jane.ruled(replace(QUICK, retries=False))
        call = jane.calls()[0]
        jane.begin(call)
        jane.ended(call, CallOutcome.BUSY)
        assert jane.calls()[-1].skip is Skip.NO_RETRY
        assert jane.interview().end_reason is EndReason.UNREACHED

    @pytest.mark.parametrize("how", ["off", "passive"])
    def test_nobody_is_called_again_unasked(self, jane: Applicant, due: Call, how: str) -> None:
        jane.begin(due)
        jane.passive() if how == "passive" else jane.switched(on=False)
        jane.ended(due, CallOutcome.NO_ANSWER)
        assert len(jane.calls()) == 1
        assert jane.interview().state is State.READY

    def test_a_second_report_changes_nothing(self, jane: Applicant, due: Call) -> None:
        jane.begin(due)
        first = jane.ended(due, CallOutcome.BUSY)
        before = (jane.calls(), jane.events(), jane.interview())
        assert jane.ended(due, None, seconds=99, stop=True) == first
        assert (jane.calls(), jane.events(), jane.interview()) == before

    def test_reported_by_many_at_once(self, jane: Applicant, due: Call) -> None:
        jane.begin(due)
        at_once([lambda: jane.ended(due, CallOutcome.BUSY)] * 6)
        assert len(jane.calls()) == 2
        assert jane.events().count("call.missed") == 1

    def test_before_it_began_there_is_no_end(self, jane: Applicant, due: Call) -> None:
        assert jane.ended(due, CallOutcome.BUSY) == due

    def test_simulated_it_is_a_test(self, jane: Applicant, due: Call) -> None:
        with jane.store.write(system(jane.home.id)) as tx:
            dialling.simulated(tx, due.interview_id)
        assert jane.interview().is_test
