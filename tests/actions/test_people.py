"""Is a candidate's page told all that is known, and the list of candidates what was asked for?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.actions.scene import JANE, JOB, assessed, founded
from vivavoce.actions import (
    applications,
    candidates,
    documents,
    jobs,
    names,
    outcomes,
    people,
    privacy,
    wishes,
)
from vivavoce.actions.people import PeopleFilter
from vivavoce.domain.errors import Invalid, NotFound
from vivavoce.domain.hiring import Stage
from vivavoce.domain.identity import Organization, candidate, operator
from vivavoce.domain.wishes import WishKind
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.paging import Page
from vivavoce.store.database import Store
from vivavoce.store.shapes import CANDIDATE

ALL = Page(1, 50)


def listed(store: Store, home: Organization, wanted: PeopleFilter, order: str = "newest") -> list[str]:
    with store.read(home.id) as view:
        found = people.listing(view, operator(home.id), ALL, wanted, order)
        return [row.card.candidate.first_name for row in found.rows]


class TestTheList:
    def test_it_is_narrowed_down_and_sorted(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        with store.write(operator(home.id)) as tx:
            job = jobs.create(tx, JOB)
            for first, days in (("Bo", 3), ("Cy", 1), ("Al", 2)):
                clock.advance(timedelta(seconds=1))
                until = date(2026, 12, days)
                new = replace(JANE, first_name=first, email=f"{first}@example.com", retain_until=until)
                made = candidates.create(tx, replace(new, job_ids=(job.id,) if first == "Bo" else ()))
                if first == "Cy":
                    tx.change(CANDIDATE, made.candidate.id, stage=Stage.ACCEPTED)
        assert listed(store, home, PeopleFilter(), "name") == ["Al", "Bo", "Cy"]
        assert listed(store, home, PeopleFilter(), "-name") == ["Cy", "Bo", "Al"]
        assert listed(store, home, PeopleFilter(), "retain") == ["Cy", "Al", "Bo"]
        assert listed(store, home, PeopleFilter(), "-retain") == ["Bo", "Al", "Cy"]
        assert sorted(listed(store, home, PeopleFilter(), "drop table")) == ["Al", "Bo", "Cy"]
        assert listed(store, home, PeopleFilter(stage=Stage.ACCEPTED)) == ["Cy"]
        assert listed(store, home, PeopleFilter(job_id=job.id)) == ["Bo"]
        assert listed(store, home, PeopleFilter(due=date(2026, 12, 2))) == ["Cy"]
        assert listed(store, home, PeopleFilter(search="bo doe")) == ["Bo"]
        assert listed(store, home, PeopleFilter(search="AL@EXAMPLE")) == ["Al"]
        assert listed(store, home, PeopleFilter(search="%")) == []
        with store.read(home.id) as view:
            found = people.listing(view, operator(home.id), ALL, PeopleFilter(job_id=job.id))
        assert found.rows[0].titles == (JOB.title,)

    def test_a_deleted_job_leaves_its_candidates_in_the_list(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        with store.write(operator(home.id)) as tx:
            job = jobs.create(tx, JOB)
            candidates.create(tx, replace(JANE, job_ids=(job.id,)))
            jobs.delete(tx, job.id)
        assert listed(store, home, PeopleFilter()) == ["Jane"]


class TestOnePerson:
    def test_everything_about_them_is_there(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        done = assessed(store, home)
        with store.write(candidate(home.id, done.candidate_id)) as tx:
            wishes.ask(tx, done.id, WishKind.DELETION)
        with store.write(operator(home.id)) as tx:
            application = applications.listing(
                tx.view, tx.actor, ALL, applications.ApplicationFilter(candidate_id=done.candidate_id)
            ).rows[0]
            outcomes.decide(tx, application.application.id, Stage.IN_PROCESS)
        clock.advance(timedelta(minutes=1))
        with store.write(operator(home.id)) as tx:
            outcomes.decide(tx, application.application.id, Stage.REJECTED, "No answer to the offer")
            documents.attach(tx, done.candidate_id, "cv.pdf", "application/pdf", b"%PDF-")
            names.claim(tx, "theirs", "candidate", "C-17", done.candidate_id)
            privacy.hold(tx, done.candidate_id, "a complaint is open")
        with store.read(home.id) as view:
            person = people.read(view, operator(home.id), done.candidate_id)
        assert person.names == (("theirs", "C-17"),)
        assert person.zones == ("America/Los_Angeles",)
        assert person.language == "en"
        assert person.hold is not None
        assert [wish.kind for wish in person.wishes] == [WishKind.DELETION]
        assert [document.name for document in person.documents] == ["cv.pdf"]
        (applying,) = person.applications
        assert applying.holds is not None
        assert (applying.holds.stage, len(applying.outcomes)) == (Stage.REJECTED, 2)
        (course,) = person.courses
        assert course.line.id == done.id
        assert [step.after.value for step in course.steps][-1] == "released"
        assert [receipt.grants for receipt in course.receipts] == [("ai_interview", "transcript")]

    def test_a_file_belongs_to_one_candidate(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        with store.write(operator(home.id)) as tx:
            one, two = (candidates.create(tx, JANE).candidate for _ in range(2))
            kept = documents.attach(tx, one.id, "cv.pdf", "application/pdf", b"%PDF-")
        with store.read(home.id) as view:
            assert people.file(view, operator(home.id), one.id, kept.id) == (kept, b"%PDF-")
            with pytest.raises(NotFound):
                people.file(view, operator(home.id), two.id, kept.id)

    def test_another_organization_does_not_know_them(self, store: Store, clock: FrozenClock) -> None:
        home, other = founded(store, clock.now()), founded(store, clock.now(), "Penumbra")
        with store.write(operator(home.id)) as tx:
            made = candidates.create(tx, JANE).candidate
        with store.read(other.id) as view:
            assert people.listing(view, operator(other.id), ALL, PeopleFilter()).rows == ()
            with pytest.raises(NotFound):
                people.read(view, operator(other.id), made.id)

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            (("", " ", "", ""), "first_name"),
            (("Jane", "", "jane at example", ""), "email"),
            (("Jane", "", "", "0905 123 456"), "phone"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(
        self, said: tuple[str, str, str, str], field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            people.check(*said)
        assert [violation.field for violation in refused.value.violations] == [field]

    def test_a_person_with_a_name_alone_is_fine(self) -> None:
        people.check("", "Doe", "", "")
