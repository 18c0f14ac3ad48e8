"""Figures: what the database counts is what happened, on both engines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.actions.colleagues import person
from tests.actions.scene import (
    JOB,
    appraisal,
    arranged,
    asked,
    assessed,
    founded,
    gated,
    live,
    planned,
)
from vivavoce.actions import applications, candidates, course, figures, jobs, lobby, outcomes, reviews, rooms
from vivavoce.actions.figures import Period, Report
from vivavoce.domain.errors import MissingScope, NotFound
from vivavoce.domain.figures import BANDS, DropOff, Funnel, Overrides, Week
from vivavoce.domain.hiring import Stage
from vivavoce.domain.identity import Actor, ActorKind, Organization, candidate, operator
from vivavoce.domain.interview import EndReason, Interview
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import APPLICATION, INVITATION

SCORED = [score for score in appraisal().scores if score.level is not None]
DAY = timedelta(days=1)


@pytest.fixture
def job_id(store: Store, home: Organization) -> str:
    with store.write(operator(home.id)) as tx:
        return jobs.create(tx, JOB).id


def told(store: Store, home: Organization, clock: FrozenClock, job_id: str | None = None) -> Report:
    """The report of the last hundred days."""
    period = Period(clock.now() - 100 * DAY, clock.now() + DAY, job_id)
    with store.read(home.id) as view:
        return figures.report(view, operator(home.id), period)


def decide(store: Store, home: Organization, made: Interview, stage: Stage) -> None:
    with store.write(operator(home.id)) as tx:
        assert made.job_id is not None
        candidates.link(tx, made.candidate_id, made.job_id)
        one = tx.find(APPLICATION, candidate_id=made.candidate_id, job_id=made.job_id)
        assert one is not None
        outcomes.decide(tx, one.id, stage, "why")


def rate(store: Store, who: Actor, made: Interview, *levels: float) -> None:
    with store.write(who) as tx:
        for score, level in zip(SCORED, levels, strict=False):
            reviews.rate(tx, made.id, score.criterion_id, level, "mine")


def test_the_funnel_and_why_people_drop_off(
    store: Store, home: Organization, clock: FrozenClock, job_id: str
) -> None:
    unopened, unagreed = planned(store, home, job=job_id), planned(store, home, job=job_id)
    with store.read(home.id) as view:
        link = view.find(INVITATION, interview_id=unagreed.id)
    assert link is not None
    with store.write(candidate(home.id, unagreed.candidate_id)) as tx:
        lobby.request_code(tx, link.id, "browser")
    arranged(store, home, job=job_id)
    stopped = live(store, home, job=job_id)
    with store.write(candidate(home.id, stopped.candidate_id)) as tx:
        rooms.finish(tx, stopped.id, EndReason.BY_CANDIDATE)
    decide(store, home, assessed(store, home, job=job_id), Stage.REJECTED)
    clock.advance(40 * DAY)
    with store.write(operator(home.id)) as tx:
        for made in (unopened, unagreed):
            course.expire(tx, made.id)
    report = told(store, home, clock)
    assert report.funnel == Funnel(invited=4, opened=3, consented=2, started=2, finished=1, decided=1)
    dropped = {reason: count for reason, count in report.drop_offs if count}
    assert dropped == {DropOff.NOT_OPENED: 1, DropOff.NOT_AGREED: 1, DropOff.STOPPED: 1}
    assert report.weeks == (Week(date(2026, 11, 16), 4, 1),)


def test_what_broke(store: Store, home: Organization, clock: FrozenClock, job_id: str) -> None:
    lost = live(store, home, job=job_id)
    with store.write(candidate(home.id, lost.candidate_id)) as tx:
        rooms.finish(tx, lost.id, EndReason.DISCONNECTED)
    assert dict(told(store, home, clock).failures) == {
        EndReason.TECHNICAL: 0,
        EndReason.DISCONNECTED: 1,
        EndReason.UNREACHED: 0,
    }


def test_days_to_the_first_decision_after_the_end(
    store: Store, home: Organization, clock: FrozenClock, job_id: str
) -> None:
    first, second, third = (assessed(store, home, job=job_id) for _ in range(3))
    clock.advance(DAY)
    decide(store, home, first, Stage.IN_PROCESS)
    decide(store, home, second, Stage.ACCEPTED)
    clock.advance(2 * DAY)
    decide(store, home, first, Stage.REJECTED)
    clock.advance(3 * DAY)
    decide(store, home, first, Stage.ACCEPTED)
    decide(store, home, third, Stage.ACCEPTED)
    assert told(store, home, clock).days_to_decision == 3
    with store.write(operator(home.id)) as tx:
        again = applications.create(tx, first.candidate_id, jobs.create(tx, JOB).id).application
        outcomes.decide(tx, again.id, Stage.ACCEPTED)
    assert told(store, home, clock).days_to_decision == 3


def test_people_and_the_machine(store: Store, home: Organization, clock: FrozenClock, job_id: str) -> None:
    made, ann, bob = assessed(store, home, job=job_id), person(store, home), person(store, home)
    machine = [score.level or 0 for score in SCORED]
    rate(store, ann, made, *machine)
    rate(store, bob, made, 5.0 if machine[0] < 3 else 1.0)
    with store.write(bob) as tx:
        reviews.rate(tx, made.id, SCORED[1].criterion_id, None)
    report = told(store, home, clock)
    assert set(report.overrides) == {Overrides(ann.id, len(SCORED), 0), Overrides(bob.id, 1, 1)}
    apart = abs(machine[0] - (5.0 if machine[0] < 3 else 1.0))
    assert report.agreement.n == len(SCORED) + 1
    assert report.agreement.difference == pytest.approx(apart / (len(SCORED) + 1))


def test_coverage_by_fifths(store: Store, home: Organization, clock: FrozenClock, job_id: str) -> None:
    assessed(store, home, job=job_id)
    expected = [0] * BANDS
    expected[min(int(appraisal().coverage * BANDS), BANDS - 1)] = 1
    assert told(store, home, clock).coverage == tuple(expected)


def test_only_the_period_the_job_and_the_real_ones(
    store: Store, home: Organization, clock: FrozenClock, job_id: str
) -> None:
    assessed(store, home, job=job_id)
    arranged(store, home, job=job_id, is_test=True)
    other = assessed(store, home)
    assert told(store, home, clock, job_id).funnel.finished == 1
    assert told(store, home, clock).funnel.finished == 2
    assert other.job_id != job_id
    now, who = clock.now(), operator(home.id)
    with store.read(home.id) as view:
        for start, end, count in ((now, now + DAY, 2), (now - DAY, now, 0), (now + DAY, now + 2 * DAY, 0)):
            assert figures.report(view, who, Period(start, end)).funnel.finished == count


def test_a_day_is_a_day_in_utc(store: Store, home: Organization, clock: FrozenClock, job_id: str) -> None:
    """Sunday 23:30 is the end of one week, Monday 00:30 the begin of the next, wherever the database lives."""
    clock.advance(timedelta(hours=14, minutes=30))
    planned(store, home, job=job_id)
    clock.advance(timedelta(hours=1))
    planned(store, home, job=job_id)
    assert [(week.monday.day, week.invited) for week in told(store, home, clock).weeks] == [(16, 1), (23, 1)]


def test_of_nothing(store: Store, home: Organization, clock: FrozenClock) -> None:
    report = told(store, home, clock)
    assert (report.funnel, report.weeks, report.days_to_decision) == (Funnel(), (), None)
    assert (report.overrides, report.agreement.n, report.coverage) == ((), 0, (0,) * BANDS)


def test_four_statements_however_many(
    store: Store, home: Organization, clock: FrozenClock, job_id: str
) -> None:
    ann = person(store, home)
    for _ in range(3):
        rate(store, ann, assessed(store, home, job=job_id), 3.0)
    period = Period(clock.now() - DAY, clock.now() + DAY)
    with store.read(home.id) as view, asked(store) as statements:
        figures.report(view, ann, period)
    assert len([one for one in statements if one != "BEGIN"]) == 4


def test_for_who_may_and_one_s_own(store: Store, home: Organization, clock: FrozenClock, job_id: str) -> None:
    gated(store, home)
    assessed(store, home, job=job_id)
    period = Period(clock.now() - DAY, clock.now() + DAY)
    with store.read(home.id) as view:
        with pytest.raises(MissingScope):
            figures.report(view, Actor(ActorKind.KEY, "k", home.id, frozenset({"jobs:read"})), period)
        with pytest.raises(NotFound):
            figures.report(view, operator(home.id), Period(period.start, period.end, "nothing"))
    elsewhere = founded(store, clock.now())
    assert told(store, elsewhere, clock).funnel == Funnel()
