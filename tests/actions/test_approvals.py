"""Decisions: asked for changes, a plan is written anew; the same decision twice is one, and says the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.actions.scene import (
    JOB,
    LINKS,
    ONLINE,
    assessed,
    at_once,
    found,
    gated,
    plan,
    planned,
    starts,
    told,
)
from vivavoce.actions import agents, approvals, course, jobs, plans
from vivavoce.actions.agents import NewAgent
from vivavoce.actions.approvals import Changes, Decision
from vivavoce.domain.errors import Conflict, Invalid, MissingScope
from vivavoce.domain.identity import Actor, ActorKind, Organization, operator, system
from vivavoce.domain.interview import Interview, State
from vivavoce.domain.review import Approval, Gate, Verdict
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import CALL

APPROVED, REJECTED = Decision(Verdict.APPROVED), Decision(Verdict.REJECTED)
ASKED = Decision(Verdict.CHANGES_ASKED, "Ann Lee", "shorter")
Decide = Callable[..., Interview]


def waiting(store: Store, home: Organization, **more: Any) -> Interview:
    """An interview whose plan waits for a person."""
    gated(store, home, plan_gate=True)
    return planned(store, home, **more)


def judged(store: Store, home: Organization) -> Interview:
    """An interview whose assessment waits for a person."""
    gated(store, home, assessment_gate=True)
    return assessed(store, home)


def decided(store: Store, home: Organization, act: Decide, made: Interview, *how: Any) -> Interview:
    with store.write(operator(home.id)) as tx:
        return act(tx, made.id, *how)


def approvals_of(store: Store, home: Organization, made: Interview) -> tuple[Approval, ...]:
    with store.read(home.id) as view:
        return approvals.history(view, operator(home.id), made.id)


BOTH = pytest.mark.parametrize(
    ("make", "act", "event"),
    [
        (waiting, approvals.decide_plan, "plan.approved"),
        (judged, approvals.decide_assessment, "assessment.released"),
    ],
    ids=["plan", "assessment"],
)


class TestTheSameTwice:
    @BOTH
    def test_says_the_same_and_tells_once(
        self, store: Store, home: Organization, clock: FrozenClock, make: Any, act: Decide, event: str
    ) -> None:
        made = make(store, home)
        first = decided(store, home, act, made, APPROVED)
        kept = approvals_of(store, home, made)
        clock.advance(timedelta(hours=1))
        assert decided(store, home, act, made, Decision(Verdict.APPROVED, "Somebody else")) == first
        assert approvals_of(store, home, made) == kept
        assert told(store, home, made.id).count(event) == 1

    @BOTH
    def test_also_at_once(self, store: Store, home: Organization, make: Any, act: Decide, event: str) -> None:
        made = make(store, home)
        results = at_once([lambda: decided(store, home, act, made, APPROVED)] * 6)
        assert {one.state for one in results if isinstance(one, Interview)} == {
            found(store, home, made.id).state
        }
        assert [one for one in results if not isinstance(one, Interview)] == []
        assert told(store, home, made.id).count(event) == 1

    @BOTH
    def test_the_opposite_later_is_refused(
        self, store: Store, home: Organization, make: Any, act: Decide, event: str
    ) -> None:
        made = make(store, home)
        decided(store, home, act, made, APPROVED)
        with pytest.raises(Conflict):
            decided(store, home, act, made, REJECTED)

    def test_a_decision_is_about_the_newest_plan(self, store: Store, home: Organization) -> None:
        """Changes asked for twice are asked for once: the second comes before there is a new version."""
        made = waiting(store, home)
        decided(store, home, approvals.ask_changes, made, ASKED)
        for act, how in ((approvals.ask_changes, ASKED), (approvals.decide_plan, APPROVED)):
            with pytest.raises(Conflict):
                decided(store, home, act, made, how)


@pytest.mark.parametrize(
    ("make", "act"),
    [(waiting, approvals.decide_plan), (judged, approvals.decide_assessment)],
    ids=["plan", "assessment"],
)
def test_of_two_opposite_decisions_at_once_one_wins(
    store: Store, home: Organization, make: Any, act: Decide
) -> None:
    for _ in range(3):
        made = make(store, home)
        results = at_once(
            [lambda how=how, made=made: decided(store, home, act, made, how) for how in (APPROVED, REJECTED)]
        )
        assert sorted(type(one).__name__ for one in results) == ["Conflict", "Interview"]
        (kept,) = approvals_of(store, home, made)
        won = Verdict.APPROVED if isinstance(results[0], Interview) else Verdict.REJECTED
        assert kept.verdict is won
        assert kept.decided_at is not None


class TestChangesAsked:
    def rewritten(self, store: Store, home: Organization, made: Interview, changes: Changes) -> Interview:
        decided(store, home, approvals.ask_changes, made, ASKED, changes)
        with store.write(system(home.id)) as tx:
            assert plans.begin(tx, made.id)
            return plans.keep(tx, made.id, plan())

    def brief_of(self, store: Store, home: Organization, made: Interview) -> Any:
        with store.read(home.id) as view:
            return plans.brief(view, made.id)

    def test_another_version_waits_again(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        made = waiting(store, home)
        clock.advance(timedelta(minutes=1))
        again = self.rewritten(store, home, made, Changes())
        assert again.state is State.PLAN_REVIEW
        assert [start.key for start in starts(store, f"plan:{made.id}")] == [
            f"plan:{made.id}",
            f"plan:{made.id}:2",
        ]
        first, second = approvals_of(store, home, made)
        assert (first.verdict, first.decided_by, first.reason) == (
            Verdict.CHANGES_ASKED,
            "Ann Lee",
            "shorter",
        )
        assert (second.gate, second.verdict) == (Gate.PLAN, Verdict.PENDING)
        assert told(store, home, made.id)[-3:] == ["plan.ready", "plan.changes_asked", "plan.ready"]
        assert decided(store, home, approvals.decide_plan, made, APPROVED).state is State.READY

    def test_skills_come_and_go_case_ignored(self, store: Store, home: Organization) -> None:
        made = waiting(store, home)
        self.rewritten(store, home, made, Changes(("Kubernetes", "Go"), ("postgresql", "go")))
        assert self.brief_of(store, home, made).required_skills == ("Python", "Kubernetes")
        assert made.job_id is not None
        assert told(store, home, made.job_id)[-1] == "job.changed"

    def test_none_left_changes_nothing(self, store: Store, home: Organization) -> None:
        made = waiting(store, home)
        with pytest.raises(Invalid):
            decided(store, home, approvals.ask_changes, made, ASKED, Changes((), JOB.required_skills))
        assert found(store, home, made.id) == made
        assert self.brief_of(store, home, made).required_skills == JOB.required_skills
        assert approvals_of(store, home, made)[0].verdict is Verdict.PENDING

    def test_another_length_in_the_same_language(self, store: Store, home: Organization) -> None:
        german = NewAgent("Auf Deutsch", ONLINE.channel, ONLINE.focus, 12, language="DE")
        made = waiting(store, home, agent=german)
        with store.write(operator(home.id)) as tx:
            agents.delete(tx, made.agent_id)
        self.rewritten(store, home, made, Changes(minutes=45))
        brief = self.brief_of(store, home, made)
        assert (brief.minutes, brief.language) == (45, "DE")

    def test_a_deleted_job_needs_no_new_skills(self, store: Store, home: Organization) -> None:
        made = waiting(store, home)
        assert made.job_id is not None
        with store.write(operator(home.id)) as tx:
            jobs.delete(tx, made.job_id)
        assert self.rewritten(store, home, made, Changes(minutes=45)).state is State.PLAN_REVIEW


class TestApproving:
    def test_no_mail_where_the_caller_sends_it(self, store: Store, home: Organization) -> None:
        made = waiting(store, home, mails=False)
        decided(store, home, approvals.decide_plan, made, APPROVED)
        assert starts(store, f"invite:{made.id}") == []

    @pytest.mark.parametrize("hours", [0, 48])
    def test_an_appointment_is_told(
        self, store: Store, home: Organization, clock: FrozenClock, hours: int
    ) -> None:
        made = waiting(store, home, scheduled_at=clock.now() + timedelta(hours=hours))
        decided(store, home, approvals.decide_plan, made, APPROVED)
        assert ("interview.scheduled" in told(store, home, made.id)) == (hours > 0)

    def test_the_link_lasts_from_the_appointment_on(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        at = clock.now() + timedelta(days=20)
        made = waiting(store, home, scheduled_at=at, open_until=at + timedelta(days=7))
        clock.advance(timedelta(days=3))
        opened = decided(store, home, approvals.decide_plan, made, APPROVED)
        assert opened.open_until == at + timedelta(days=7)

    def test_calls_that_waited_ring(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        made = waiting(store, home, phone=True)
        with store.read(home.id) as view:
            (call,) = view.every(CALL, interview_id=made.id)
        assert starts(store, f"call:{call.id}:") == []
        clock.advance(timedelta(minutes=1))
        decided(store, home, approvals.decide_plan, made, APPROVED)
        assert len(starts(store, f"call:{call.id}:")) == 1

    def test_only_by_somebody_who_may(self, store: Store, home: Organization) -> None:
        made = waiting(store, home)
        writer = Actor(ActorKind.KEY, "k", home.id, frozenset({"interviews:write", "interviews:read"}))
        for act in (approvals.decide_plan, approvals.ask_changes):
            with pytest.raises(MissingScope), store.write(writer) as tx:
                act(tx, made.id, APPROVED)

    def test_what_was_cancelled_meanwhile(self, store: Store, home: Organization) -> None:
        made = waiting(store, home)
        with store.write(operator(home.id)) as tx:
            course.cancel(tx, made.id)
        for how in (APPROVED, REJECTED):
            with pytest.raises(Conflict):
                decided(store, home, approvals.decide_plan, made, how)


def test_a_judged_interview_that_was_reset_can_be_judged_again(
    store: Store, home: Organization, clock: FrozenClock
) -> None:
    made = judged(store, home)
    clock.advance(timedelta(minutes=1))
    with store.write(operator(home.id)) as tx:
        course.reset(tx, LINKS, made.id, clock.now() + timedelta(days=1))
    with pytest.raises(Conflict):
        decided(store, home, approvals.decide_assessment, made, APPROVED)
