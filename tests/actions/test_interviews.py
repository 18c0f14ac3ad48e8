"""Interviews: which job is taken, when one expires, what deleting leaves, and a test that is over at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.actions.scene import (
    JANE,
    JOB,
    LINKS,
    MIND,
    ONLINE,
    appraisal,
    arranged,
    assessed,
    found,
    gated,
    held,
    live,
    planned,
    starts,
    told,
    turns,
)
from vivavoce.actions import assessments, candidates, course, interviews, jobs, rooms
from vivavoce.actions.interviews import NewInterview
from vivavoce.domain.errors import Conflict, DomainError, Invalid, NotFound
from vivavoce.domain.hiring import JobStatus
from vivavoce.domain.identity import Organization, candidate, operator, system
from vivavoce.domain.interview import AttemptStatus, EndReason, Focus, Interview, State
from vivavoce.kit.clock import FrozenClock
from vivavoce.runs import remind
from vivavoce.store.database import Store
from vivavoce.store.shapes import CALL, CANDIDATE, TURN
from vivavoce.store.tx import Tx

GENERIC = replace(ONLINE, focus=Focus.GENERIC)
Stage = Callable[..., Interview]


def created(tx: Tx, new: NewInterview) -> Interview:
    return interviews.create(tx, LINKS, MIND, new).interview


class TestJob:
    @pytest.mark.parametrize(
        ("statuses", "taken"),
        [
            ((JobStatus.OPEN,), 0),
            ((JobStatus.UNDEFINED,), 0),
            ((JobStatus.CLOSED, JobStatus.OPEN, JobStatus.CLOSED), 1),
            ((), None),
            ((JobStatus.CLOSED,), None),
            ((JobStatus.OPEN, JobStatus.OPEN), None),
        ],
    )
    def test_the_only_active_one_is_taken(
        self, store: Store, home: Organization, statuses: tuple[JobStatus, ...], taken: int | None
    ) -> None:
        with store.write(operator(home.id)) as tx:
            ids = tuple(jobs.create(tx, replace(JOB, status=status)).id for status in statuses)
            who = candidates.create(tx, replace(JANE, job_ids=ids)).candidate
            generic = created(tx, NewInterview(who.id, GENERIC))
            assert generic.job_id == (None if taken is None else ids[taken])
            if taken is None:
                with pytest.raises(Invalid):
                    created(tx, NewInterview(who.id, ONLINE))
            else:
                assert created(tx, NewInterview(who.id, ONLINE)).job_id == ids[taken]

    def test_a_deleted_job_is_not_active(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            ids = tuple(jobs.create(tx, JOB).id for _ in range(2))
            who = candidates.create(tx, replace(JANE, job_ids=ids)).candidate
            jobs.delete(tx, ids[0])
            assert created(tx, NewInterview(who.id, ONLINE)).job_id == ids[1]

    def test_a_new_job_is_applied_for(self, store: Store, home: Organization) -> None:
        made = arranged(store, home)
        with store.read(home.id) as view:
            assert candidates.read(view, operator(home.id), made.candidate_id).job_ids == (made.job_id,)

    def test_no_telephone_no_call(self, store: Store, home: Organization) -> None:
        with pytest.raises(Invalid):
            arranged(store, home, phone=True, candidate=replace(JANE, phone=None))
        with store.read(home.id) as view:
            assert view.count(CANDIDATE) == 0


class TestExpiring:
    @pytest.mark.parametrize(
        ("make", "fails"), [(arranged, True), (planned, True), (live, False), (held, False)]
    )
    def test_only_what_nobody_opened(
        self, store: Store, home: Organization, clock: FrozenClock, make: Stage, fails: bool
    ) -> None:
        made = make(store, home)
        before = found(store, home, made.id)
        clock.advance(timedelta(hours=24))
        for _ in range(2):
            remind.expire(store).perform(home.id, made.id)
        now = found(store, home, made.id)
        if fails:
            assert (now.state, now.end_reason, now.ended_at) == (
                State.EXPIRED,
                EndReason.NEVER_OPENED,
                clock.now(),
            )
            assert told(store, home, made.id).count("interview.expired") == 1
        else:
            assert now == before

    @pytest.mark.parametrize("hours", [-48, 0, 5])
    def test_a_day_after_it_could_be_opened(
        self, store: Store, home: Organization, clock: FrozenClock, hours: int
    ) -> None:
        began = time.time()
        made = arranged(store, home, scheduled_at=clock.now() + timedelta(hours=hours))
        (planned_at,) = starts(store, f"expire:{made.id}")
        assert planned_at.due is not None
        assert planned_at.due - began == pytest.approx((24 + max(hours, 0)) * 3600, abs=30)

    def test_calls_that_wait_are_cancelled(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        made = planned(store, home, phone=True)
        clock.set(made.open_until)
        with store.write(system(home.id)) as tx:
            course.expire(tx, made.id)
        with store.read(home.id) as view:
            assert [call.status for call in view.every(CALL, interview_id=made.id)] == [
                AttemptStatus.CANCELLED
            ]


class TestDeleting:
    @pytest.mark.parametrize(
        ("make", "gate"),
        [
            (arranged, ""),
            (planned, "plan_gate"),
            (planned, ""),
            (live, ""),
            (held, ""),
            (assessed, "assessment_gate"),
            (assessed, ""),
        ],
    )
    def test_in_every_state(self, store: Store, home: Organization, make: Stage, gate: str) -> None:
        gated(store, home, **({gate: True} if gate else {}))
        made = make(store, home)
        with store.write(operator(home.id)) as tx:
            interviews.delete(tx, made.id)
        with store.read(home.id) as view:
            with pytest.raises(NotFound):
                interviews.read(view, operator(home.id), LINKS, made.id)
            assert candidates.read(view, operator(home.id), made.candidate_id).interviews == 0
            assert assessments.find_released(view, operator(home.id), made.id) is None
        assert told(store, home, made.id)[-1] == "interview.deleted"
        with pytest.raises(NotFound), store.write(operator(home.id)) as tx:
            interviews.delete(tx, made.id)

    def test_a_live_one_runs_to_its_end_and_nothing_comes_of_it(
        self, store: Store, home: Organization
    ) -> None:
        made = live(store, home)
        with store.write(operator(home.id)) as tx:
            interviews.delete(tx, made.id)
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            rooms.finish(tx, made.id, EndReason.COMPLETED)
        with store.write(system(home.id)) as tx:
            rooms.abandon(tx, made.id)
            course.expire(tx, made.id)
        assert told(store, home, made.id)[-1] == "interview.deleted"
        assert starts(store, f"assess:{made.id}") == []

    def test_waiting_calls_are_cancelled(self, store: Store, home: Organization) -> None:
        made = planned(store, home, phone=True)
        with store.write(operator(home.id)) as tx:
            interviews.delete(tx, made.id)
        with store.read(home.id) as view:
            assert [call.status for call in view.every(CALL, interview_id=made.id)] == [
                AttemptStatus.CANCELLED
            ]

    def test_an_assessment_that_comes_too_late(self, store: Store, home: Organization) -> None:
        made = held(store, home)
        with store.write(operator(home.id)) as tx:
            interviews.delete(tx, made.id)
        with store.read(home.id) as view:
            assert assessments.material(view, made.id) is None
        with pytest.raises(DomainError), store.write(system(home.id)) as tx:
            assessments.store(tx, made.id, appraisal())
        assert told(store, home, made.id)[-1] == "interview.deleted"


class TestTest:
    @pytest.mark.parametrize("plan_gate", [False, True])
    def test_everything_at_once(self, store: Store, home: Organization, plan_gate: bool) -> None:
        """Nobody is invited, so no plan waits for anybody."""
        gated(store, home, plan_gate=plan_gate)
        with store.write(operator(home.id)) as tx:
            made = interviews.create(tx, LINKS, MIND, NewInterview(JANE, ONLINE, JOB, is_test=True))
        assert made.interview.state is State.RELEASED
        assert made.assessment is not None
        assert len(made.turns) > 4
        assert [name for name in told(store, home, made.interview.id) if name.startswith("interview")] == [
            "interview.created",
            "interview.started",
            "interview.completed",
        ]
        for kind in ("plan", "assess", "invite", "expire"):
            assert starts(store, f"{kind}:{made.interview.id}") == []

    def test_the_assessment_gate_holds_for_it_too(self, store: Store, home: Organization) -> None:
        gated(store, home, assessment_gate=True)
        with store.write(operator(home.id)) as tx:
            made = interviews.create(tx, LINKS, MIND, NewInterview(JANE, ONLINE, JOB, is_test=True))
        assert (made.interview.state, made.assessment) == (State.ASSESSMENT_REVIEW, None)


class TestComingBack:
    def test_silence_gives_the_interview_back(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        """A candidate who connected and said nothing may try again; one who spoke has been interviewed."""
        quiet, spoken = live(store, home), live(store, home)
        with store.write(operator(home.id)) as tx:
            tx.clear(TURN, interview_id=quiet.id)
            tx.clear(TURN, interview_id=spoken.id, number=turns()[-1].number)
        clock.set(turns()[-1].at + timedelta(minutes=quiet.rejoin_minutes))
        for made in (quiet, spoken):
            remind.abandon(store).perform(home.id, made.id)
        assert found(store, home, quiet.id).state is State.READY
        now = found(store, home, spoken.id)
        assert (now.state, now.end_reason) == (State.ASSESSING, EndReason.DISCONNECTED)

    def test_one_ends_once(self, store: Store, home: Organization) -> None:
        made = held(store, home)
        with pytest.raises(Conflict), store.write(candidate(home.id, made.candidate_id)) as tx:
            rooms.finish(tx, made.id, EndReason.TIME_LIMIT)
        assert len(starts(store, f"assess:{made.id}")) == 1
