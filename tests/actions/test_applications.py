"""Applications: one a candidate and job, listed by score with the unscored last, screened or not, page by page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from tests.actions.scene import JANE, JOB, assessed, at_once, founded, gated, told
from vivavoce.actions import applications, candidates, jobs
from vivavoce.actions.applications import ApplicationFilter, Applied
from vivavoce.domain.errors import Conflict, MissingScope, NotFound
from vivavoce.domain.identity import Actor, ActorKind, Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.paging import Page
from vivavoce.store.database import Store

ALL = Page(1, 20)
TOTALS = (70, None, 0, 100, None, 40)


@dataclass(frozen=True)
class Fair:
    """A job with six applicants, one a minute; each knows its own score."""

    store: Store
    home: Organization
    job_id: str
    ids: tuple[str, ...]

    def listed(self, page: Page = ALL, **wanted: Any) -> list[str]:
        with self.store.read(self.home.id) as view:
            found = applications.listing(
                view, operator(self.home.id), page, ApplicationFilter(**{"job_id": self.job_id, **wanted})
            )
        return [row.application.id for row in found.rows]

    def chosen(self, *numbers: int) -> list[str]:
        return [self.ids[number] for number in numbers]


@pytest.fixture
def fair(store: Store, home: Organization, clock: FrozenClock) -> Fair:
    with store.write(operator(home.id)) as tx:
        job = jobs.create(tx, JOB)
    made = []
    for total in TOTALS:
        clock.advance(timedelta(minutes=1))
        with store.write(operator(home.id)) as tx:
            who = candidates.create(tx, JANE).candidate
            made.append(applications.create(tx, who.id, job.id).application.id)
        if total is not None:
            assessed(store, home, total, candidate=who.id, job=job.id)
    return Fair(store, home, job.id, tuple(made))


class TestListing:
    def test_newest_first(self, fair: Fair) -> None:
        assert fair.listed() == fair.chosen(5, 4, 3, 2, 1, 0)

    @pytest.mark.parametrize(("way", "order"), [("desc", (3, 0, 5, 2, 4, 1)), ("asc", (2, 5, 0, 3, 4, 1))])
    def test_by_score_unscored_last_either_way(self, fair: Fair, way: str, order: tuple[int, ...]) -> None:
        assert fair.listed(by_score=way) == fair.chosen(*order)

    def test_screened_or_not(self, fair: Fair) -> None:
        assert fair.listed(screened=True) == fair.chosen(5, 3, 2, 0)
        assert fair.listed(screened=False) == fair.chosen(4, 1)

    @pytest.mark.parametrize("way", [None, "asc", "desc"])
    def test_pages_cover_everything_once(self, fair: Fair, way: str | None) -> None:
        pages = [fair.listed(Page(number, 4), by_score=way) for number in (1, 2, 3)]
        assert [len(page) for page in pages] == [4, 2, 0]
        assert [id for page in pages for id in page] == fair.listed(by_score=way)

    def test_of_one(self, fair: Fair, store: Store, home: Organization) -> None:
        assert fair.listed(id=fair.ids[2]) == [fair.ids[2]]
        with store.read(home.id) as view:
            one = applications.read(view, operator(home.id), fair.ids[2])
        assert fair.listed(job_id=None, candidate_id=one.candidate.id) == [fair.ids[2]]
        assert (one.score, one.job.id) == (0, fair.job_id)
        assert fair.listed(job_id="another") == []

    def test_another_organization_lists_none(self, fair: Fair, store: Store, clock: FrozenClock) -> None:
        other = founded(store, clock.now())
        elsewhere = replace(fair, home=other)
        assert elsewhere.listed(job_id=None) == elsewhere.listed() == []
        with store.read(other.id) as view, pytest.raises(NotFound):
            applications.read(view, operator(other.id), fair.ids[0])


class TestScore:
    def test_nothing_before_it_is_released(self, store: Store, home: Organization) -> None:
        gated(store, home, assessment_gate=True)
        made = assessed(store, home, 90)
        with store.read(home.id) as view:
            (row,) = applications.listing(
                view, operator(home.id), Page(1, 20), ApplicationFilter(by_score="desc")
            ).rows
        assert (row.application.job_id, row.score) == (made.job_id, None)

    def test_the_latest_counts(
        self, fair: Fair, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        with store.read(home.id) as view:
            who = applications.read(view, operator(home.id), fair.ids[3]).candidate
        clock.advance(timedelta(hours=1))
        assessed(store, home, 5, candidate=who.id, job=fair.job_id)
        with store.read(home.id) as view:
            assert applications.read(view, operator(home.id), fair.ids[3]).score == 5
        assert fair.listed(by_score="asc")[:2] == fair.chosen(2, 3)

    def test_of_this_job_only(self, fair: Fair, store: Store, home: Organization) -> None:
        with store.read(home.id) as view:
            who = applications.read(view, operator(home.id), fair.ids[1]).candidate
        assessed(store, home, 99, candidate=who.id)
        with store.read(home.id) as view:
            assert applications.read(view, operator(home.id), fair.ids[1]).score is None


class TestApplying:
    def applied(self, store: Store, home: Organization, who: str, job: str, **more: Any) -> Applied:
        with store.write(operator(home.id)) as tx:
            return applications.create(tx, who, job, **more)

    def test_once(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            job, who = jobs.create(tx, JOB), candidates.create(tx, JANE).candidate
        results = at_once([lambda: self.applied(store, home, who.id, job.id)] * 4)
        assert sorted(type(one).__name__ for one in results) == ["Applied", *["Conflict"] * 3]
        with pytest.raises(Conflict):
            self.applied(store, home, who.id, job.id)

    def test_told_and_changed(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            job, who = jobs.create(tx, JOB), candidates.create(tx, JANE).candidate
        made = self.applied(store, home, who.id, job.id, active=False)
        assert not made.application.active
        with store.write(operator(home.id)) as tx:
            assert applications.change(tx, made.application.id, active=True).application.active
        assert told(store, home, made.application.id) == ["application.created", "application.changed"]

    def test_only_here_and_by_somebody_who_may(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        with store.write(operator(home.id)) as tx:
            job, who = jobs.create(tx, JOB), candidates.create(tx, JANE).candidate
        other = founded(store, clock.now())
        with pytest.raises(NotFound):
            self.applied(store, other, who.id, job.id)
        reader = Actor(ActorKind.KEY, "k", home.id, frozenset({"candidates:read"}))
        with pytest.raises(MissingScope), store.write(reader) as tx:
            applications.create(tx, who.id, job.id)
