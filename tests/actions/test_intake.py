"""Intake: what a request lacks, and what becomes of it: its plan is written, or it waits for more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.actions.scene import LINKS, MIND, SEALER, at_once, found, founded, plan, starts, told
from vivavoce.actions import access, intake, lobby, plans
from vivavoce.actions.intake import Issue, Request, Severity
from vivavoce.actions.webhooks import NewEndpoint
from vivavoce.domain.errors import Conflict, MissingScope, NotFound
from vivavoce.domain.identity import Actor, ActorKind, Organization, Policy, operator, system
from vivavoce.domain.interview import Interview, State
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import CANDIDATE, ENDPOINT, INVITATION, JOB

TEXT = "You build and run the payment API of our shop in Python and PostgreSQL. " * 2
WHOLE = Request(
    "Jane Q Doe", "jane@example.com", "Engineer", "senior", ("Python", "SQL", "Go"), TEXT, "Umbra"
)
LACKING = replace(WHOLE, email="", skills=())

names = st.sampled_from(["", "  ", "Jane", "Jane Doe"])
emails = st.sampled_from(
    ["", "jane", "jane@", "@x.org", "a@b", "a b@x.org", "a@x..org", "a@x.org", " a@x.org "]
)
words = st.sampled_from([None, "", "Senior", "boss", "junior", "mid", "senior", "lead"])
skills = st.lists(st.sampled_from(["Python", "SQL"]), max_size=5).map(tuple)
texts = st.sampled_from([0, 1, 49, 50, 99, 100, 400]).map("x".__mul__)
requests = st.builds(Request, names, emails, names, words, skills, texts.map(lambda text: f"  {text} "))


@given(requests)
def test_what_a_request_lacks(asked: Request) -> None:
    """The table once more, in other words: each field alone, gravest first, then in the fields' order."""
    written = len(asked.description.strip())
    expected = {
        "name": None if asked.name.strip() else Severity.CRITICAL,
        "email": None if asked.email.strip() == "a@x.org" else Severity.CRITICAL,
        "position": None if asked.position.strip() else Severity.CRITICAL,
        "seniority": None if asked.seniority in {"junior", "mid", "senior", "lead"} else Severity.HIGH,
        "skills": {0: Severity.HIGH, 1: Severity.MEDIUM, 2: Severity.MEDIUM}.get(len(asked.skills)),
        "description": Severity.HIGH if written < 50 else Severity.MEDIUM if written < 100 else None,
    }
    found = intake.issues_of(asked)
    assert {issue.field: issue.severity for issue in found} == {k: v for k, v in expected.items() if v}
    rank = [(list(Severity).index(issue.severity), list(expected).index(issue.field)) for issue in found]
    assert rank == sorted(rank)
    assert intake.complete_enough(found) == (set(expected.values()) <= {None, Severity.MEDIUM})


def test_a_whole_one_lacks_nothing() -> None:
    assert intake.issues_of(WHOLE) == ()
    assert intake.issues_of(replace(WHOLE, skills=("Go",))) == (Issue("skills", Severity.MEDIUM),)


def submitted(store: Store, home: Organization, asked: Request, *how: Any) -> Interview:
    with store.write(operator(home.id)) as tx:
        return intake.submit(tx, LINKS, MIND, asked, *how)


def completed(store: Store, home: Organization, made: Interview, asked: Request) -> Interview:
    with store.write(operator(home.id)) as tx:
        return intake.complete(tx, made.id, asked, "Ann Lee")


def remembered(store: Store, home: Organization, made: Interview) -> Request:
    with store.read(home.id) as view:
        assert made.job_id is not None
        return intake.request_of(view.get(JOB, made.job_id), view.get(CANDIDATE, made.candidate_id), made)


class TestSubmitting:
    def test_a_whole_one_is_planned_and_decided_by_a_person(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        made = submitted(store, home, WHOLE)
        assert (made.state, made.plan_gate, made.assessment_gate, made.mails) == (
            State.CHECKING,
            True,
            True,
            False,
        )
        assert made.open_until == clock.now() + timedelta(days=7)
        assert len(starts(store, f"plan:{made.id}")) == 1
        assert remembered(store, home, made) == WHOLE
        assert told(store, home, made.id) == ["interview.created"]

    def test_policy(self, store: Store, home: Organization) -> None:
        policy = Policy(auto_approve=True, mail_on_approval=True, approved_link_days=3)
        with store.write(operator(home.id)) as tx:
            access.change_organization(tx, access.ChangeOrganization(policy=policy))
        made = submitted(store, home, WHOLE)
        assert (made.plan_gate, made.assessment_gate, made.mails) == (False, True, True)
        assert made.open_until - made.created_at == timedelta(days=3)

    def test_one_that_lacks_something_waits(self, store: Store, home: Organization) -> None:
        made = submitted(store, home, LACKING)
        assert made.state is State.DRAFT
        assert starts(store, f"plan:{made.id}") == []
        assert told(store, home, made.id) == ["interview.created", "details.needed"]

    def test_an_appointment(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        at = clock.now() + timedelta(days=4)
        made = submitted(store, home, replace(WHOLE, scheduled_at=at))
        assert (made.scheduled_at, made.open_until) == (at, at + timedelta(days=7))
        assert remembered(store, home, made).scheduled_at == at

    def test_an_endpoint_of_its_own(self, store: Store, home: Organization) -> None:
        told_at = NewEndpoint("plain", "https://x.example/", "", ("created",), ("interview.created",))
        made = submitted(store, home, WHOLE, SEALER, told_at)
        with store.read(home.id) as view:
            (endpoint,) = view.every(ENDPOINT)
        assert (endpoint.subject_id, endpoint.url) == (made.id, "https://x.example/")

    def test_only_by_somebody_who_may(self, store: Store, home: Organization) -> None:
        reader = Actor(ActorKind.KEY, "k", home.id, frozenset({"interviews:read"}))
        with pytest.raises(MissingScope), store.write(reader) as tx:
            intake.submit(tx, LINKS, MIND, WHOLE)


class TestCompleting:
    def test_with_all_that_it_lacked(self, store: Store, home: Organization) -> None:
        made = submitted(store, home, LACKING)
        assert completed(store, home, made, WHOLE).state is State.CHECKING
        assert remembered(store, home, found(store, home, made.id)) == WHOLE
        assert len(starts(store, f"plan:{made.id}")) == 1
        assert told(store, home, made.id)[-1] == "details.given"
        with pytest.raises(Conflict):
            completed(store, home, made, WHOLE)

    def test_not_yet(self, store: Store, home: Organization) -> None:
        made = submitted(store, home, LACKING)
        better = replace(LACKING, email="jane@example.com", position="Lead engineer")
        assert completed(store, home, made, better).state is State.DRAFT
        assert remembered(store, home, found(store, home, made.id)) == better
        assert told(store, home, made.id).count("details.needed") == 2
        assert starts(store, f"plan:{made.id}") == []

    def test_of_two_at_once_one_completes(self, store: Store, home: Organization) -> None:
        made = submitted(store, home, LACKING)
        results = at_once([lambda: completed(store, home, made, WHOLE)] * 4)
        assert sorted(type(one).__name__ for one in results) == [*["Conflict"] * 3, "Interview"]
        assert told(store, home, made.id).count("details.given") == 1

    @pytest.mark.parametrize("appointed", [False, True])
    def test_however_late_the_link_is_good(
        self, store: Store, home: Organization, clock: FrozenClock, appointed: bool
    ) -> None:
        """Also where no person's approval renews it."""
        with store.write(operator(home.id)) as tx:
            access.change_organization(tx, access.ChangeOrganization(policy=Policy(auto_approve=True)))
        made = submitted(store, home, LACKING)
        clock.advance(timedelta(days=30))
        at = clock.now() + timedelta(days=20) if appointed else None
        completed(store, home, made, replace(WHOLE, scheduled_at=at))
        with store.write(system(home.id)) as tx:
            plans.begin(tx, made.id)
            ready = plans.keep(tx, made.id, plan())
        until = (at or clock.now()) + timedelta(days=7)
        assert ready.open_until == until
        with store.read(home.id) as view:
            link = view.find(INVITATION, interview_id=made.id)
        assert link is not None
        clock.set(until - timedelta(seconds=1))
        assert lobby.find(store, LINKS.token(link.id), clock.now()).expires_at == until
        assert len(starts(store, f"expire:{made.id}")) == 2

    def test_another_organization_finds_none(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        made = submitted(store, home, LACKING)
        with pytest.raises(NotFound):
            completed(store, founded(store, clock.now()), made, WHOLE)
