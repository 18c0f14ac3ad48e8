"""A second look: an assessment goes back, and somebody else approves it; what went out ungated is reviewed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.colleagues import person, program
from tests.actions.scene import assessed, at_once, found, gated, held, told
from vivavoce.actions import approvals, assessments
from vivavoce.actions.approvals import Decision
from vivavoce.domain.errors import Conflict, Invalid, MissingScope, NotFound
from vivavoce.domain.hiring import Stage
from vivavoce.domain.identity import Actor, MemberRole, Organization, operator, system
from vivavoce.domain.interview import Interview, State
from vivavoce.domain.review import Approval, Gate, Verdict
from vivavoce.domain.scoring import Review
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import ASSESSMENT, AUDIT, CANDIDATE

APPROVED = Decision(Verdict.APPROVED)
AGAIN = Decision(Verdict.CHANGES_ASKED, reason=" The second quote is about something else. ")


def judged(store: Store, home: Organization) -> Interview:
    """An interview whose assessment waits for a person."""
    gated(store, home, assessment_gate=True)
    return assessed(store, home)


def give_back(store: Store, who: Actor, made: Interview, decision: Decision = AGAIN) -> Interview:
    with store.write(who) as tx:
        return approvals.return_assessment(tx, made.id, decision)


def approve(store: Store, who: Actor, made: Interview, decision: Decision = APPROVED) -> Interview:
    with store.write(who) as tx:
        return approvals.decide_assessment(tx, made.id, decision)


def review(store: Store, who: Actor, made: Interview, decision: Decision) -> Interview:
    with store.write(who) as tx:
        return approvals.review(tx, made.id, decision)


def decisions(store: Store, home: Organization, made: Interview) -> tuple[Approval, ...]:
    with store.read(home.id) as view:
        return approvals.history(view, operator(home.id), made.id)


def standing(store: Store, home: Organization, made: Interview) -> Review:
    with store.read(home.id) as view:
        kept = view.find(ASSESSMENT, interview_id=made.id)
    assert kept is not None
    return kept.review


class TestReturning:
    def test_it_waits_again_and_says_why(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        made, ann = judged(store, home), person(store, home)
        clock.advance(timedelta(minutes=1))
        heard = told(store, home, made.id)
        assert give_back(store, ann, made).state is State.ASSESSMENT_REVIEW
        first, second = decisions(store, home, made)
        assert (first.verdict, first.decided_by) == (Verdict.CHANGES_ASKED, ann.id)
        assert first.reason == "The second quote is about something else."
        assert (second.gate, second.verdict) == (Gate.ASSESSMENT, Verdict.PENDING)
        assert standing(store, home, made) is Review.RETURNED
        assert told(store, home, made.id) == heard
        with store.read(home.id) as view:
            (entry,) = view.every(AUDIT, subject_id=first.id)
        assert (entry.action, entry.actor_id) == ("assessment.changes_asked", ann.id)

    def test_somebody_else_approves(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        made, ann, bob = judged(store, home), person(store, home), person(store, home)
        give_back(store, ann, made)
        clock.advance(timedelta(minutes=1))
        with pytest.raises(Conflict):
            approve(store, ann, made)
        assert found(store, home, made.id).state is State.ASSESSMENT_REVIEW
        assert approve(store, bob, made).state is State.RELEASED
        assert standing(store, home, made) is Review.APPROVED
        assert approve(store, bob, made).state is State.RELEASED

    def test_unless_nobody_else_can(self, store: Store, home: Organization) -> None:
        made, ann = judged(store, home), person(store, home)
        person(store, home, MemberRole.VIEWER)
        give_back(store, ann, made)
        assert approve(store, ann, made).state is State.RELEASED

    def test_another_name_does_not_help_a_member(self, store: Store, home: Organization) -> None:
        made, ann = judged(store, home), person(store, home)
        person(store, home)
        give_back(store, ann, made)
        with pytest.raises(Conflict):
            approve(store, ann, made, Decision(Verdict.APPROVED, "Somebody else"))

    def test_behind_a_program_its_word_counts(self, store: Store, home: Organization) -> None:
        made, key = judged(store, home), program(home)
        person(store, home)
        give_back(store, key, made, Decision(Verdict.CHANGES_ASKED, "Ann Lee", "why"))
        with pytest.raises(Conflict):
            approve(store, key, made, Decision(Verdict.APPROVED, "Ann Lee"))
        assert approve(store, key, made, Decision(Verdict.APPROVED, "Bob Ray")).state is State.RELEASED

    def test_twice_is_once_and_another_may_return_it_too(self, store: Store, home: Organization) -> None:
        made, ann, bob = judged(store, home), person(store, home), person(store, home)
        results = at_once([lambda: give_back(store, ann, made)] * 3)
        assert all(isinstance(one, Interview) for one in results)
        assert len(decisions(store, home, made)) == 2
        give_back(store, bob, made)
        assert len(decisions(store, home, made)) == 3

    def test_only_with_a_reason_by_who_may_and_while_it_waits(self, store: Store, home: Organization) -> None:
        made, ann = judged(store, home), person(store, home)
        for reason in (None, "  "):
            with pytest.raises(Invalid):
                give_back(store, ann, made, Decision(Verdict.CHANGES_ASKED, reason=reason))
        with pytest.raises(MissingScope):
            give_back(store, person(store, home, MemberRole.AUDITOR), made)
        approve(store, ann, made)
        with pytest.raises(Conflict):
            give_back(store, ann, made)

    def test_the_one_who_returned_it_may_still_reject_it(self, store: Store, home: Organization) -> None:
        made, ann = judged(store, home), person(store, home)
        person(store, home)
        give_back(store, ann, made)
        assert approve(store, ann, made, Decision(Verdict.REJECTED)).state is State.CANCELLED


class TestReviewing:
    @pytest.mark.parametrize(
        ("decision", "after"), [(APPROVED, Review.APPROVED), (AGAIN, Review.RETURNED)], ids=str
    )
    def test_it_stays_out_and_the_decision_is_kept(
        self, store: Store, home: Organization, decision: Decision, after: Review
    ) -> None:
        made, ann = assessed(store, home), person(store, home)
        heard = told(store, home, made.id)
        for _ in range(2):
            assert review(store, ann, made, decision).state is State.RELEASED
        (kept,) = decisions(store, home, made)
        assert (kept.gate, kept.verdict, kept.decided_by) == (Gate.ASSESSMENT, decision.verdict, ann.id)
        assert kept.decided_at is not None
        assert standing(store, home, made) is after
        assert told(store, home, made.id) == heard

    def test_nobody_is_rejected_by_it(self, store: Store, home: Organization) -> None:
        made, ann = assessed(store, home), person(store, home)
        review(store, ann, made, AGAIN)
        with store.read(home.id) as view:
            assert view.get(CANDIDATE, made.candidate_id).stage is Stage.IN_PROCESS

    def test_what_was_returned_is_approved_by_somebody_else(self, store: Store, home: Organization) -> None:
        made, ann, bob = assessed(store, home), person(store, home), person(store, home)
        review(store, ann, made, AGAIN)
        with pytest.raises(Conflict):
            review(store, ann, made, APPROVED)
        review(store, bob, made, APPROVED)
        assert standing(store, home, made) is Review.APPROVED
        with pytest.raises(Conflict):
            review(store, ann, made, AGAIN)
        assert len(decisions(store, home, made)) == 2

    def test_an_approval_at_the_gate_was_a_review(self, store: Store, home: Organization) -> None:
        made, ann = judged(store, home), person(store, home)
        approve(store, ann, made)
        review(store, ann, made, APPROVED)
        assert len(decisions(store, home, made)) == 1
        with pytest.raises(Conflict):
            review(store, ann, made, AGAIN)

    def test_at_once_it_is_one(self, store: Store, home: Organization) -> None:
        made, ann = assessed(store, home), person(store, home)
        at_once([lambda: review(store, ann, made, APPROVED)] * 4)
        assert len(decisions(store, home, made)) == 1

    def test_only_what_is_out(self, store: Store, home: Organization) -> None:
        ann = person(store, home)
        waiting, unmade = judged(store, home), held(store, home)
        for made in (waiting, unmade):
            with pytest.raises(Conflict):
                review(store, ann, made, APPROVED)
        with store.write(system(home.id)) as tx:
            assessments.failed(tx, unmade.id, "no words")
        with pytest.raises(NotFound):
            review(store, ann, unmade, APPROVED)
        with pytest.raises(MissingScope):
            review(store, person(store, home, MemberRole.VIEWER), waiting, APPROVED)
