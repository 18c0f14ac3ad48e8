"""Inviting from a desk: each once, nothing before the grace is over; how far each has come, in one query."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from tests.actions.scene import JOB, LINKS, MIND, arranged, asked, assessed, live, planned, starts
from vivavoce.actions import course, invitees, jobs, lobby, outcomes, outreach, plans
from vivavoce.actions.invitees import Invitee, InviteeFilter, Reached
from vivavoce.actions.inviting import JobClosed
from vivavoce.actions.jobs import ChangeJob
from vivavoce.actions.outreach import GRACE, MOST, Person, Terms, Why
from vivavoce.domain.errors import Conflict, Invalid, MissingScope
from vivavoce.domain.hiring import JobStatus, Stage
from vivavoce.domain.identity import Actor, ActorKind, Organization, candidate, operator, system
from vivavoce.domain.interview import Interview, State
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.ids import new_id
from vivavoce.kit.paging import Page
from vivavoce.store.database import Store
from vivavoce.store.shapes import APPLICATION, CANDIDATE, INTERVIEW, INVITATION

ADA, BOB = Person("Ada", "Okafor", "ada@example.com"), Person("Bob", "Builder", "Bob@example.com")
WEEK = timedelta(days=7)


def opened(store: Store, home: Organization) -> str:
    with store.write(operator(home.id)) as tx:
        return jobs.create(tx, JOB).id


def invited(store: Store, home: Organization, job_id: str, *people: Person) -> tuple[Interview, ...]:
    with store.write(operator(home.id)) as tx:
        terms = Terms(tx.now + WEEK, "rita@acme.example", "Welcome.")
        return outreach.invite_all(tx, LINKS, MIND, job_id, people, terms)


def why(store: Store, home: Organization, job_id: str, *people: Person) -> list[Why | None]:
    with store.read(home.id) as view:
        return [one.why for one in outreach.sort_out(view, operator(home.id), job_id, people)]


def shown(store: Store, home: Organization, job_id: str, **wanted: object) -> tuple[Invitee, ...]:
    with store.read(home.id) as view:
        chosen = InviteeFilter(**wanted)  # type: ignore[arg-type]
        return invitees.listing(view, operator(home.id), job_id, Page(1, 50), chosen).rows


def reviewer(home: Organization) -> Actor:
    """A person: only people decide about applications."""
    return Actor(ActorKind.MEMBER, new_id(), home.id, frozenset({"*"}))


class TestInviting:
    def test_nothing_begins_before_the_grace_is_over(self, store: Store, home: Organization) -> None:
        job_id = opened(store, home)
        made = invited(store, home, job_id, ADA, BOB)
        assert [one.state for one in made] == [State.CHECKING, State.CHECKING]
        for one in made:
            (start,) = starts(store, f"plan:{one.id}")
            assert start.due is not None
            assert 0 < start.due - time.time() <= GRACE.total_seconds()
            with store.read(home.id) as view:
                link = view.find(INVITATION, interview_id=one.id)
                assert link is not None
                assert (link.reply_to, link.message, link.mailed_at) == (
                    "rita@acme.example",
                    "Welcome.",
                    None,
                )

    def test_what_was_recalled_is_never_planned(self, store: Store, home: Organization) -> None:
        job_id = opened(store, home)
        one, other = invited(store, home, job_id, ADA, BOB)
        with store.write(operator(home.id)) as tx:
            assert outreach.recall(tx, job_id, one.created_at) == 2
        with store.write(system(home.id)) as tx:
            assert not plans.begin(tx, one.id)
            assert tx.get(INTERVIEW, other.id).state is State.CANCELLED

    def test_it_is_too_late_after_the_grace(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        job_id = opened(store, home)
        (made,) = invited(store, home, job_id, ADA)
        clock.advance(GRACE)
        with store.write(operator(home.id)) as tx, pytest.raises(Conflict):
            outreach.recall(tx, job_id, made.created_at)

    def test_only_what_was_confirmed_together_is_recalled(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        job_id = opened(store, home)
        (first,) = invited(store, home, job_id, ADA)
        clock.advance(timedelta(seconds=5))
        (second,) = invited(store, home, job_id, BOB)
        with store.write(operator(home.id)) as tx:
            assert outreach.recall(tx, job_id, second.created_at) == 1
            assert tx.get(INTERVIEW, first.id).state is State.CHECKING

    def test_a_known_person_is_not_made_twice(self, store: Store, home: Organization) -> None:
        job_id, other = opened(store, home), opened(store, home)
        (first,) = invited(store, home, job_id, ADA)
        (second,) = invited(store, home, other, Person("A.", "O.", "ADA@example.com"))
        assert first.candidate_id == second.candidate_id
        with store.read(home.id) as view:
            assert view.get(CANDIDATE, first.candidate_id).name == "Ada Okafor"
            assert view.count(APPLICATION, candidate_id=first.candidate_id) == 2

    def test_refusals(self, store: Store, home: Organization) -> None:
        job_id = opened(store, home)
        with pytest.raises(Invalid):
            invited(store, home, job_id)
        with pytest.raises(Invalid):
            invited(store, home, job_id, *(Person("A", str(n), f"{n}@example.com") for n in range(MOST + 1)))
        for until in (timedelta(0), timedelta(days=366)):
            with store.write(operator(home.id)) as tx, pytest.raises(Invalid):
                outreach.invite_all(tx, LINKS, MIND, job_id, (ADA,), Terms(tx.now + until))
        with store.write(operator(home.id)) as tx:
            jobs.change(tx, job_id, ChangeJob(status=JobStatus.CLOSED))
        with pytest.raises(JobClosed):
            invited(store, home, job_id, ADA)
        nobody = Actor(ActorKind.MEMBER, "m", home.id, frozenset({"interviews:read"}))
        with store.write(nobody) as tx, pytest.raises(MissingScope):
            outreach.invite_all(tx, LINKS, MIND, job_id, (ADA,), Terms(tx.now + WEEK))


class TestSortingOut:
    def test_what_was_typed(self, store: Store, home: Organization) -> None:
        job_id = opened(store, home)
        people = (
            Person("A", "B", ""),
            Person("A", "B", "no address"),
            Person("", "", "x@example.com"),
            ADA,
            Person("Ada", "Again", "ADA@EXAMPLE.COM"),
        )
        assert why(store, home, job_id, *people) == [
            Why.NO_ADDRESS,
            Why.BAD_ADDRESS,
            Why.NO_NAME,
            None,
            Why.TWICE,
        ]

    def test_what_was_before(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        job_id = opened(store, home)
        (made,) = invited(store, home, job_id, ADA)
        assert why(store, home, job_id, ADA, BOB) == [Why.INVITED, None]
        clock.advance(WEEK)
        assert why(store, home, job_id, ADA) == [None], "the link is over"
        for state, reason in ((State.LIVE, Why.LIVE), (State.RELEASED, Why.HELD), (State.CANCELLED, None)):
            with store.write(operator(home.id)) as tx:
                tx.change(INTERVIEW, made.id, state=state)
            assert why(store, home, job_id, ADA) == [reason]
        with store.write(reviewer(home)) as tx:
            application = tx.find(APPLICATION, candidate_id=made.candidate_id, job_id=job_id)
            assert application is not None
            outcomes.decide(tx, application.id, Stage.REJECTED, "Not enough experience")
        assert why(store, home, job_id, ADA) == [Why.DECIDED]


class TestTheTable:
    def test_how_far_each_has_come(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        def reached(made: Interview) -> Reached:
            assert made.job_id is not None
            (row,) = shown(store, home, made.job_id)
            assert row.interview_id == made.id
            return row.reached

        made = arranged(store, home)
        assert reached(made) is Reached.DRAFT
        assert reached(planned(store, home, mails=False)) is Reached.UNSENT
        made = planned(store, home)
        assert reached(made) is Reached.SENT
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            link = tx.find(INVITATION, interview_id=made.id)
            assert link is not None
            code = lobby.request_code(tx, link.id, "browser")
        assert reached(made) is Reached.OPENED
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            lobby.agree(tx, made.id, "en", ("ai_interview", "transcript"))
        assert reached(made) is Reached.CONSENTED
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            assert lobby.check_code(tx, LINKS, link.id, "browser", LINKS.code(code.id))
        assert reached(made) is Reached.PASSED
        assert reached(live(store, home)) is Reached.LIVE
        assert reached(assessed(store, home)) is Reached.FINISHED
        with store.write(operator(home.id)) as tx:
            course.cancel(tx, made.id)
        assert reached(made) is Reached.WITHDRAWN
        made = planned(store, home)
        clock.advance(timedelta(days=31))
        assert reached(made) is Reached.EXPIRED, "also before the run that closes it has come"

    def test_one_query_however_many(self, store: Store, home: Organization) -> None:
        job_id = opened(store, home)
        people = [Person("A", f"{n:02}", f"a{n}@example.com") for n in range(12)]
        invited(store, home, job_id, *people)
        with store.read(home.id) as view, asked(store) as statements:
            found = invitees.listing(view, operator(home.id), job_id, Page(2, 5), InviteeFilter(order="name"))
        assert [row.name for row in found.rows] == [f"A {n:02}" for n in range(5, 10)]
        assert (found.total, found.pages) == (12, 3)
        assert len([one for one in statements if "invitation" in one]) == 1

    def test_search_filter_and_other_jobs(self, store: Store, home: Organization) -> None:
        job_id = opened(store, home)
        invited(store, home, job_id, ADA, BOB)
        invited(store, home, opened(store, home), ADA)
        assert {row.name for row in shown(store, home, job_id)} == {"Ada Okafor", "Bob Builder"}
        assert [row.name for row in shown(store, home, job_id, search="bob@EX")] == ["Bob Builder"]
        assert shown(store, home, job_id, search="%") == ()
        assert shown(store, home, job_id, reached=Reached.LIVE) == ()
        assert len(shown(store, home, job_id, reached=Reached.DRAFT)) == 2
        with store.read(home.id) as view:
            beyond = invitees.listing(view, operator(home.id), job_id, Page(9, 5), InviteeFilter())
        assert (beyond.rows, beyond.total) == ((), 2)


class TestRows:
    def test_a_link_is_good_for_longer(self, store: Store, home: Organization) -> None:
        made = planned(store, home)
        with store.write(operator(home.id)) as tx:
            before = tx.find(INVITATION, interview_id=made.id)
            assert before is not None
            until = invitees.extend(tx, made.id, WEEK).open_until
            after = tx.find(INVITATION, interview_id=made.id)
            assert after is not None
            assert after.expires_at == until == before.expires_at + WEEK
            assert tx.get(INTERVIEW, made.id).open_until == until
            with pytest.raises(Invalid):
                invitees.extend(tx, made.id, timedelta(days=400))
            course.cancel(tx, made.id)
            with pytest.raises(Conflict):
                invitees.extend(tx, made.id, WEEK)

    def test_a_mail_goes_out_again_not_too_often(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        made = planned(store, home)
        with store.write(operator(home.id)) as tx:
            assert not invitees.mail_again(tx, LINKS, made.id)
        clock.advance(timedelta(seconds=61))
        with store.write(operator(home.id)) as tx:
            assert invitees.mail_again(tx, LINKS, made.id)
        assert len(starts(store, f"invite:{made.id}")) == 2

    def test_many_at_once(self, store: Store, home: Organization) -> None:
        one, other = planned(store, home), arranged(store, home)
        assert one.job_id is not None
        with store.write(operator(home.id)) as tx:
            tx.change(INTERVIEW, other.id, job_id=one.job_id)
            assert invitees.renew_all(tx, LINKS, one.job_id, [one.id, other.id, one.id]) == 1
            assert invitees.call_off_all(tx, one.job_id, [one.id, other.id]) == 2
            assert invitees.call_off_all(tx, one.job_id, [one.id, other.id]) == 0
            with pytest.raises(Conflict):
                invitees.call_off_all(tx, "another job", [one.id])
