"""Templates: one a posting, and one interview a person, however often and at once they are asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.scene import LINKS, MIND, at_once, found, founded, plan, starts
from vivavoce.actions import agents, course, jobs, lobby, plans, templates
from vivavoce.actions.templates import Invited, NewInvite, NewTemplate
from vivavoce.domain.errors import NotFound
from vivavoce.domain.identity import Organization, operator, system
from vivavoce.domain.interview import State
from vivavoce.domain.review import Template
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.paging import Page
from vivavoce.store.database import Store
from vivavoce.store.shapes import CANDIDATE, INTERVIEW, INVITATION, JOB, TEMPLATE

NEW = NewTemplate("Backend Engineer", "You build REST APIs in Python.", link_days=5)


@pytest.fixture
def template(store: Store, home: Organization) -> Template:
    with store.write(operator(home.id)) as tx:
        return templates.create(tx, NEW)


def invited(store: Store, home: Organization, template: Template, email: str = "jane@example.com") -> Invited:
    with store.write(operator(home.id)) as tx:
        return templates.invite(tx, LINKS, MIND, NewInvite(template.id, email, "Jane", "Doe"))


def count(store: Store, home: Organization) -> tuple[int, int]:
    with store.read(home.id) as view:
        return view.count(CANDIDATE), view.count(INTERVIEW)


class TestPosting:
    def test_the_same_posting_is_the_same_template(self, store: Store, home: Organization) -> None:
        def ask() -> tuple[Template, bool]:
            with store.write(operator(home.id)) as tx:
                return templates.create_or_reuse(tx, "plain", "posting-1", NEW)

        results = [one for one in at_once([ask] * 12) if isinstance(one, tuple)]
        assert len(results) == 12
        assert len({template.id for template, _ in results}) == 1
        assert sorted(reused for _, reused in results) == [False] + [True] * 11
        with store.read(home.id) as view:
            assert (view.count(TEMPLATE), view.count(JOB)) == (1, 1)
            assert templates.by_posting(view, operator(home.id), "plain", "posting-1") == results[0][0]
            assert templates.by_posting(view, operator(home.id), "other", "posting-1") is None

    def test_another_organization_has_its_own(
        self, store: Store, home: Organization, clock: FrozenClock, template: Template
    ) -> None:
        other = founded(store, clock.now())
        with store.read(other.id) as view:
            with pytest.raises(NotFound):
                templates.read(view, operator(other.id), template.id)
            assert templates.listing(view, operator(other.id), Page(1, 20)).total == 0
        with pytest.raises(NotFound):
            invited(store, other, template)

    def test_two_of_one_length_share_an_interviewer(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            first, second = templates.create(tx, NEW), templates.create(tx, NEW)
            german = templates.create(tx, NewTemplate("Entwickler", "Python und SQL.", "DE"))
        assert first.agent_id == second.agent_id != german.agent_id
        with store.read(home.id) as view:
            assert agents.read(view, operator(home.id), german.agent_id).language == "DE"

    def test_what_it_is_made_of_outlives_deletion(
        self, store: Store, home: Organization, template: Template
    ) -> None:
        assert template.job_id is not None
        with store.write(operator(home.id)) as tx:
            jobs.delete(tx, template.job_id)
            agents.delete(tx, template.agent_id)
        with store.read(home.id) as view:
            sheet = templates.sheet(view, operator(home.id), template)
        assert (sheet.job.title, sheet.agent.minutes) == (NEW.title, templates.MINUTES)


class TestInviting:
    def test_fifty_identical_calls_make_one(
        self, store: Store, home: Organization, template: Template
    ) -> None:
        words = ("jane@example.com", "Jane@Example.com", "JANE@EXAMPLE.COM")
        results = at_once(
            [lambda number=number: invited(store, home, template, words[number % 3]) for number in range(50)]
        )
        made = [one for one in results if isinstance(one, Invited)]
        assert len(made) == 50
        assert len({one.interview.id for one in made}) == 1
        assert sum(not one.reused for one in made) == 1
        assert not any(one.reissued for one in made)
        assert count(store, home) == (1, 1)

    def test_two_people_at_once(self, store: Store, home: Organization, template: Template) -> None:
        emails = [f"{name}@example.com" for name in "abcdef"]
        at_once([lambda email=email: invited(store, home, template, email) for email in emails * 2])
        assert count(store, home) == (6, 6)

    def test_its_link_lasts_as_the_template_says(
        self, store: Store, home: Organization, clock: FrozenClock, template: Template
    ) -> None:
        made = invited(store, home, template).interview
        assert made.open_until == clock.now() + timedelta(days=5)
        with store.read(home.id) as view:
            assert [one.expires_at for one in view.every(INVITATION, interview_id=made.id)] == [
                made.open_until
            ]
            assert templates.of_interview(view, made) == template

    def test_an_expired_one_is_reissued_under_its_id(
        self, store: Store, home: Organization, clock: FrozenClock, template: Template
    ) -> None:
        first = invited(store, home, template).interview
        with store.write(system(home.id)) as tx:
            plans.begin(tx, first.id)
            plans.keep(tx, first.id, plan())
        clock.set(first.open_until)
        with store.write(system(home.id)) as tx:
            course.expire(tx, first.id)
        again = invited(store, home, template)
        assert (again.interview.id, again.reused, again.reissued) == (first.id, True, True)
        assert again.interview.state is State.READY
        assert again.interview.open_until == clock.now() + timedelta(days=5)
        assert len(starts(store, f"invite:{first.id}")) == 2
        with store.read(home.id) as view:
            old, new = view.every(INVITATION, interview_id=first.id)
        assert old.revoked_at == clock.now()
        assert lobby.find(store, LINKS.token(new.id), clock.now()) == new

    def test_over_though_its_run_is_late(
        self, store: Store, home: Organization, clock: FrozenClock, template: Template
    ) -> None:
        first = invited(store, home, template).interview
        clock.set(first.open_until)
        assert invited(store, home, template).reissued
        assert found(store, home, first.id).state is State.CHECKING
        assert len(starts(store, f"plan:{first.id}")) == 2

    def test_the_same_person_by_another_template(
        self, store: Store, home: Organization, template: Template
    ) -> None:
        with store.write(operator(home.id)) as tx:
            second = templates.create(tx, NEW)
        first, other = invited(store, home, template), invited(store, home, second)
        assert first.candidate.id == other.candidate.id
        assert first.interview.id != other.interview.id
        assert not other.reused
