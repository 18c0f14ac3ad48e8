"""Results: released assessments of templates' interviews, in stretches that cover everything once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.actions.scene import LINKS, assessed, founded, gated
from vivavoce.actions import course, interviews, results, templates
from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.results import Result, ResultFilter
from vivavoce.actions.templates import NewTemplate
from vivavoce.domain.identity import Organization, operator
from vivavoce.domain.interview import EndReason, Interview
from vivavoce.domain.review import Template
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import INTERVIEW

MINUTES = (1, 2, 2, 2, 3, 4, 4)


@dataclass(frozen=True)
class Harvest:
    """Seven released interviews by two templates in turn; several ended at the same moment."""

    store: Store
    home: Organization
    start: datetime
    templates: tuple[Template, Template]
    made: tuple[Interview, ...]

    def listed(
        self, limit: int = 100, beyond: tuple[datetime, str] | None = None, **wanted: Any
    ) -> list[Result]:
        with self.store.read(self.home.id) as view:
            actor = operator(self.home.id)
            return list(results.listing(view, actor, ResultFilter(**wanted), limit, beyond))

    def ids(self, **wanted: Any) -> set[str]:
        return {one.interview.id for one in self.listed(**wanted)}

    def chosen(self, *numbers: int) -> set[str]:
        return {self.made[number].id for number in numbers}


def by(store: Store, home: Organization, template: Template, email: str = "jane@example.com") -> Interview:
    who = NewCandidate("Jane", "Doe", email=email)
    return assessed(store, home, candidate=who, job=template.job_id, agent=template.agent_id)


@pytest.fixture
def harvest(store: Store, home: Organization, clock: FrozenClock) -> Harvest:
    start = clock.now()
    with store.write(operator(home.id)) as tx:
        first, second = (
            templates.create(tx, NewTemplate(name, "You build APIs.")) for name in ("Engineer", "Tester")
        )
    made = []
    for number, minute in enumerate(MINUTES):
        clock.set(start + timedelta(minutes=minute))
        made.append(by(store, home, (first, second)[number % 2], f"P{number}@example.com"))
    return Harvest(store, home, start, (first, second), tuple(made))


@pytest.mark.parametrize("stretch", [1, 2, 3, 7, 50])
def test_stretches_cover_everything_once(harvest: Harvest, stretch: int) -> None:
    seen: list[Result] = []
    while len(seen) <= len(MINUTES) and (found := harvest.listed(stretch, _end(seen))):
        assert len(found) <= stretch
        seen += found
    assert [one.interview.id for one in seen] == [one.interview.id for one in harvest.listed()]
    assert {one.interview.id for one in seen} == harvest.chosen(*range(len(MINUTES)))
    ends = [(one.interview.ended_at, one.assessment.id) for one in seen]
    assert ends == sorted(ends, reverse=True)


def test_what_comes_meanwhile_moves_nothing(harvest: Harvest, clock: FrozenClock) -> None:
    first = harvest.listed(3)
    rest = [one.interview.id for one in harvest.listed(100, _end(first))]
    clock.advance(timedelta(minutes=1))
    by(harvest.store, harvest.home, harvest.templates[0])
    assert [one.interview.id for one in harvest.listed(100, _end(first))] == rest


def test_by_template_person_interview_and_time(harvest: Harvest) -> None:
    assert harvest.ids(template_id=harvest.templates[1].id) == harvest.chosen(1, 3, 5)
    assert {one.template_id for one in harvest.listed(template_id=harvest.templates[1].id)} == {
        harvest.templates[1].id
    }
    assert harvest.ids(email="p3@EXAMPLE.com") == harvest.chosen(3)
    assert harvest.ids(interview_id=harvest.made[4].id) == harvest.chosen(4)
    (one,) = harvest.listed(interview_id=harvest.made[4].id)
    assert harvest.ids(assessment_id=one.assessment.id) == harvest.chosen(4)
    two, four = (harvest.start + timedelta(minutes=minute) for minute in (2, 4))
    assert harvest.ids(after=two, before=four) == harvest.chosen(1, 2, 3, 4)
    assert harvest.ids(after=two, before=two) == set()


def test_but_for_one_reason(harvest: Harvest) -> None:
    with harvest.store.write(operator(harvest.home.id)) as tx:
        tx.change(INTERVIEW, harvest.made[0].id, end_reason=EndReason.DISCONNECTED)
    assert harvest.ids(but=EndReason.DISCONNECTED) == harvest.chosen(*range(1, len(MINUTES)))


def test_only_what_is_released_and_of_a_template(
    harvest: Harvest, store: Store, home: Organization, clock: FrozenClock
) -> None:
    before = harvest.ids()
    assessed(store, home)
    gated(store, home, assessment_gate=True)
    by(store, home, harvest.templates[0])
    assert harvest.ids() == before
    with store.write(operator(home.id)) as tx:
        interviews.delete(tx, harvest.made[0].id)
        course.reset(tx, LINKS, harvest.made[1].id, clock.now() + timedelta(days=1))
    assert harvest.ids() == before - harvest.chosen(0, 1)


def test_another_organization_has_its_own(harvest: Harvest, store: Store, clock: FrozenClock) -> None:
    other = founded(store, clock.now())
    elsewhere = Harvest(store, other, harvest.start, harvest.templates, harvest.made)
    assert elsewhere.listed() == []
    assert elsewhere.ids(interview_id=harvest.made[0].id) == set()


def _end(seen: list[Result]) -> tuple[datetime, str] | None:
    if not seen:
        return None
    last = seen[-1]
    assert last.interview.ended_at is not None
    return last.interview.ended_at, last.assessment.id
