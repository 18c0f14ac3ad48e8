"""Overviews: everything joined in one statement, however many rows; nothing shown before its time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.actions.colleagues import decreed, person
from tests.actions.scene import (
    JANE,
    JOB,
    ONLINE,
    appraisal,
    arranged,
    asked,
    assessed,
    founded,
    gated,
    held,
    live,
    planned,
)
from vivavoce.actions import approvals, interviews, jobs, overview, reviews, wishes
from vivavoce.actions.approvals import Decision
from vivavoce.actions.overview import Order, Result, ResultFilter
from vivavoce.domain.errors import MissingScope, NotFound
from vivavoce.domain.figures import Funnel
from vivavoce.domain.identity import Actor, ActorKind, MemberRole, Organization, candidate, operator
from vivavoce.domain.interview import Focus, State
from vivavoce.domain.review import Verdict
from vivavoce.domain.scoring import Review
from vivavoce.domain.wishes import WishKind
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.paging import Page
from vivavoce.store.database import Store

ALL = Page(1, 50)


@pytest.fixture
def job_id(store: Store, home: Organization) -> str:
    with store.write(operator(home.id)) as tx:
        return jobs.create(tx, JOB).id


@pytest.fixture
def later(clock: FrozenClock) -> Callable[[], None]:
    return lambda: clock.advance(timedelta(minutes=1))


def named(first: str, last: str = "Doe") -> Any:
    return replace(JANE, first_name=first, last_name=last, email=f"{first.lower()}@example.com")


class TestFunnels:
    def test_each_job_has_its_own(self, store: Store, home: Organization, job_id: str) -> None:
        gated(store, home, plan_gate=True, assessment_gate=True)
        planned(store, home, job=job_id)
        gated(store, home)
        arranged(store, home, job=job_id)
        planned(store, home, job=job_id)
        live(store, home, job=job_id)
        assessed(store, home, job=job_id)
        other = assessed(store, home)
        with store.read(home.id) as view:
            counted = overview.funnels(view, operator(home.id), [job_id, str(other.job_id), "nothing"])
            assert overview.funnels(view, operator(home.id), []) == {}
        assert counted == {
            job_id: Funnel(invited=3, opened=2, consented=2, started=2, finished=1, waiting=1),
            str(other.job_id): Funnel(1, 1, 1, 1, 1),
            "nothing": Funnel(),
        }

    def test_tests_and_deleted_ones_are_left_out(self, store: Store, home: Organization, job_id: str) -> None:
        gone = planned(store, home, job=job_id)
        with store.write(operator(home.id)) as tx:
            interviews.delete(tx, gone.id)
        arranged(store, home, job=job_id, is_test=True)
        with store.read(home.id) as view:
            assert overview.funnels(view, operator(home.id), [job_id]) == {job_id: Funnel()}


class TestInbox:
    def test_each_queue_oldest_first(self, store: Store, home: Organization, later: Any) -> None:
        gated(store, home, plan_gate=True)
        plans = []
        for name in ("Ann", "Bob", "Cem"):
            plans.append(planned(store, home, candidate=named(name)).id)
            later()
        gated(store, home, assessment_gate=True)
        judged = assessed(store, home)
        gated(store, home)
        out = assessed(store, home)
        arranged(store, home, is_test=True)
        with store.write(candidate(home.id, out.candidate_id)) as tx:
            wish = wishes.ask(tx, out.id, WishKind.QUESTION, "When do I hear?")
            done = wishes.ask(tx, out.id, WishKind.HELP, "Done already")
        with store.write(operator(home.id)) as tx:
            wishes.answer(tx, done.id, "Yes")
        with store.read(home.id) as view:
            box = overview.inbox(view, operator(home.id), 2)
        assert [row.interview_id for row in box.plans.rows] == plans[:2]
        assert (box.plans.total, box.plans.rows[0].candidate) == (3, "Ann Doe")
        assert [row.interview_id for row in box.assessments.rows] == [judged.id]
        assert (box.assessments.rows[0].review, box.assessments.rows[0].position) == (
            Review.PENDING,
            JOB.title,
        )
        assert [row.interview_id for row in box.unreviewed.rows] == [out.id]
        assert [(one.wish, one.candidate, one.position) for one in box.wishes.rows] == [
            (wish, "Jane Doe", JOB.title)
        ]

    def test_since_it_waits(self, store: Store, home: Organization, clock: FrozenClock, later: Any) -> None:
        gated(store, home, assessment_gate=True)
        made, ann = assessed(store, home), person(store, home)
        first = clock.now()
        later()
        with store.write(ann) as tx:
            approvals.return_assessment(tx, made.id, Decision(Verdict.CHANGES_ASKED, reason="look"))
        with store.read(home.id) as view:
            (row,) = overview.inbox(view, ann, 5).assessments.rows
        assert (row.since, row.review) == (first + timedelta(minutes=1), Review.RETURNED)

    def test_what_was_returned_after_it_went_out_waits_too(self, store: Store, home: Organization) -> None:
        made, ann = assessed(store, home), person(store, home)
        for verdict, waiting in ((Verdict.CHANGES_ASKED, 1), (Verdict.APPROVED, 0)):
            with store.write(ann) as tx:
                approvals.review(tx, made.id, Decision(verdict, reason="look"))
            with store.read(home.id) as view:
                assert overview.inbox(view, ann, 5).unreviewed.total == waiting

    def test_a_page_of_wishes_beyond_the_last_knows_how_many_there_are(
        self, store: Store, home: Organization
    ) -> None:
        made = assessed(store, home)
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            wishes.ask(tx, made.id, WishKind.HELP, "please")
        with store.read(home.id) as view:
            beyond = overview.open_wishes(view, operator(home.id), Page(3, 10))
        assert (beyond.rows, beyond.total) == ((), 1)

    def test_an_interview_without_a_job_has_its_agents_name(self, store: Store, home: Organization) -> None:
        gated(store, home, plan_gate=True)
        planned(store, home, job=None, agent=replace(ONLINE, name="A chat", focus=Focus.GENERIC))
        with store.read(home.id) as view:
            (row,) = overview.inbox(view, operator(home.id), 5).plans.rows
        assert (row.position, row.job_id) == ("A chat", None)


class TestResults:
    def rows(self, store: Store, who: Actor, job_id: str, *how: Any, page: Page = ALL) -> tuple[Result, ...]:
        with store.read(who.organization_id) as view:
            return overview.results(view, who, job_id, page, *how).rows

    def test_what_was_made_of_each(self, store: Store, home: Organization, job_id: str) -> None:
        made, ann = assessed(store, home, job=job_id), person(store, home)
        planned(store, home, job=job_id)
        with store.write(ann) as tx:
            reviews.rate(tx, made.id, appraisal().scores[0].criterion_id, None)
        (row,) = self.rows(store, ann, job_id)
        assert (row.interview_id, row.candidate, row.state, row.review) == (
            made.id,
            "Jane Doe",
            State.RELEASED,
            Review.NOT_REVIEWED,
        )
        assert [level.level for level in row.levels] == [score.level for score in appraisal().scores]
        assert not {level.criterion for level in row.levels} & {
            one.criterion_id for one in appraisal().scores
        }
        assert (row.coverage, row.evidence, row.flags) == (
            appraisal().coverage,
            sum(len(score.evidence) for score in appraisal().scores),
            len(appraisal().flags),
        )
        assert row.reviewers == ("Ann Lee",)
        assert row.evidence > 0

    def test_before_approval_only_for_those_who_may(
        self, store: Store, home: Organization, job_id: str
    ) -> None:
        gated(store, home, assessment_gate=True)
        assessed(store, home, job=job_id)
        viewer = person(store, home, MemberRole.VIEWER)
        (row,) = self.rows(store, viewer, job_id)
        assert (row.shown, row.levels, row.coverage, row.evidence, row.review) == (False, (), None, 0, None)
        (row,) = self.rows(store, person(store, home), job_id)
        assert row.shown
        assert row.levels

    def test_blind_first_hides_the_levels_until_ones_own(
        self, store: Store, home: Organization, job_id: str
    ) -> None:
        decreed(store, home, blind_first=True)
        made, ann = assessed(store, home, job=job_id), person(store, home)
        for score in appraisal().scores:
            (row,) = self.rows(store, ann, job_id)
            assert (row.veiled, row.levels) == (True, ())
            with store.write(ann) as tx:
                reviews.rate(tx, made.id, score.criterion_id, None)
        (row,) = self.rows(store, ann, job_id)
        assert not row.veiled
        assert row.levels
        (row,) = self.rows(store, person(store, home), job_id)
        assert row.veiled
        (row,) = self.rows(store, person(store, home, MemberRole.VIEWER), job_id)
        assert not row.veiled

    def test_sorted_searched_filtered_and_paged(
        self, store: Store, home: Organization, job_id: str, later: Any
    ) -> None:
        for name in ("Bob", "ann", "Cem"):
            assessed(store, home, job=job_id, candidate=named(name))
            later()
        held(store, home, job=job_id, candidate=named("Dee"))
        ann = person(store, home)

        def names(*how: Any, page: Page = ALL) -> list[str]:
            return [row.candidate.split()[0] for row in self.rows(store, ann, job_id, *how, page=page)]

        every = ResultFilter()
        assert names() == ["Dee", "Cem", "ann", "Bob"]
        assert names(every, Order.OLDEST) == ["Bob", "ann", "Cem", "Dee"]
        assert names(every, Order.NAME) == ["ann", "Bob", "Cem", "Dee"]
        assert names(every, Order.COVERAGE)[-1] == names(every, Order.THINNEST)[-1] == "Dee"
        assert names(every, Order.OLDEST, page=Page(2, 3)) == ["Dee"]
        assert names(ResultFilter(search="CEM@")) == ["Cem"]
        assert names(ResultFilter(search="%")) == []
        assert names(ResultFilter((None,))) == ["Dee"]
        assert len(names(ResultFilter((Review.NOT_REVIEWED, None)))) == 4
        assert names(ResultFilter((Review.APPROVED,))) == names(ResultFilter(())) == []

    def test_of_a_known_job_for_who_may(self, store: Store, home: Organization, job_id: str) -> None:
        with pytest.raises(NotFound):
            self.rows(store, operator(home.id), "nothing")
        with pytest.raises(MissingScope):
            self.rows(store, Actor(ActorKind.KEY, "k", home.id, frozenset({"jobs:read"})), job_id)


@pytest.fixture
def counted(store: Store, home: Organization) -> Callable[..., int]:
    def count(act: Callable[..., Any], *more: Any) -> int:
        with store.read(home.id) as view, asked(store) as statements:
            act(view, operator(home.id), *more)
        return len([one for one in statements if one != "BEGIN"])

    return count


def test_however_many_rows_the_statements_stay_as_few(
    store: Store, home: Organization, job_id: str, counted: Callable[..., int]
) -> None:
    asks: list[tuple[Any, ...]] = [
        (overview.funnels, [job_id]),
        (overview.inbox, 10),
        (overview.results, job_id, ALL),
    ]
    assessed(store, home, job=job_id)
    few = [counted(*ask) for ask in asks]
    for _ in range(4):
        assessed(store, home, job=job_id)
    assert [counted(*ask) for ask in asks] == few
    assert max(few) <= 4


def test_from_elsewhere_nothing_is_seen(
    store: Store, home: Organization, job_id: str, clock: FrozenClock
) -> None:
    made = assessed(store, home, job=job_id)
    with store.write(candidate(home.id, made.candidate_id)) as tx:
        wishes.ask(tx, made.id, WishKind.HELP, "please")
    stranger = operator(founded(store, clock.now()).id)
    with store.read(stranger.organization_id) as view:
        assert overview.funnels(view, stranger, [job_id]) == {job_id: Funnel()}
        box = overview.inbox(view, stranger, 5)
        assert (box.plans.total, box.assessments.total, box.unreviewed.total, box.wishes.total) == (
            0,
            0,
            0,
            0,
        )
        with pytest.raises(NotFound):
            overview.results(view, stranger, job_id, ALL)
