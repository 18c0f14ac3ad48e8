"""Gates: nothing of an assessment shows before a person has approved it, and of two decisions one counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.actions.scene import (
    LINKS,
    appraisal,
    arranged,
    assessed,
    at_once,
    found,
    gated,
    held,
    plan,
    planned,
    starts,
    told,
)
from vivavoce.actions import approvals, assessments, candidates, course, interviews, plans, reports
from vivavoce.actions.approvals import Decision
from vivavoce.domain.errors import Conflict, MissingScope, NotFound
from vivavoce.domain.hiring import Stage
from vivavoce.domain.identity import Actor, ActorKind, Organization, operator, system
from vivavoce.domain.interview import EndReason, Interview, State
from vivavoce.domain.review import Gate, Verdict
from vivavoce.domain.scoring import Review
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.paging import Page
from vivavoce.runs import assess
from vivavoce.store.database import Store
from vivavoce.store.shapes import APPROVAL, ASSESSMENT

OUT = {"assessment.released", "interview.completed"}


def decide(
    store: Store, home: Organization, id: str, verdict: Verdict, gate: Gate = Gate.ASSESSMENT
) -> Interview:
    act = approvals.decide_plan if gate is Gate.PLAN else approvals.decide_assessment
    with store.write(operator(home.id)) as tx:
        return act(tx, id, Decision(verdict, reason="because"))


def shown(store: Store, home: Organization, made: Interview) -> list[object]:
    """Everything of an assessment that can be seen anywhere."""
    who = operator(home.id)
    with store.read(home.id) as view:
        dossier = interviews.read(view, who, LINKS, made.id)
        card = candidates.read(view, who, made.candidate_id)
        page = assessments.of_candidate(view, who, Page(1, 20), made.candidate_id)
        listed = interviews.listing(view, who, LINKS, Page(1, 20), interviews.InterviewFilter())
        seen = [dossier.assessment, dossier.plan, card.rating, card.assessments or None, *page.rows]
        seen += [one.assessment for one in listed.rows if one.interview.id == made.id]
        seen.append(assessments.find_released(view, who, made.id))
        try:
            seen.append(reports.pdf(view, who, made.id))
        except NotFound:
            seen.append(None)
    return seen


class TestAssessment:
    def test_nothing_shows_before_approval_and_all_after(self, store: Store, home: Organization) -> None:
        gated(store, home, assessment_gate=True)
        made = assessed(store, home)
        assert made.state is State.ASSESSMENT_REVIEW
        assert [part for part in shown(store, home, made) if part is not None] == []
        assert not OUT & set(told(store, home, made.id))
        assert decide(store, home, made.id, Verdict.APPROVED).state is State.RELEASED
        assert None not in shown(store, home, made)
        assert told(store, home, made.id)[-2:] == ["assessment.released", "interview.completed"]
        with store.read(home.id) as view:
            assert assessments.released(view, operator(home.id), made.id).review is Review.APPROVED
            assert candidates.read(view, operator(home.id), made.candidate_id).rating == 70

    @pytest.mark.parametrize("verdict", [Verdict.REJECTED, Verdict.CHANGES_ASKED])
    def test_what_is_not_approved_never_shows(
        self, store: Store, home: Organization, verdict: Verdict
    ) -> None:
        gated(store, home, assessment_gate=True)
        made = assessed(store, home)
        ended = decide(store, home, made.id, verdict)
        assert (ended.state, ended.end_reason) == (State.CANCELLED, EndReason.CANCELLED)
        assert [part for part in shown(store, home, made) if part is not None] == []
        assert told(store, home, made.id)[-1] == "assessment.rejected"
        assert not OUT & set(told(store, home, made.id))
        with store.read(home.id) as view:
            assert (
                candidates.read(view, operator(home.id), made.candidate_id).candidate.stage is Stage.APPLIED
            )

    def test_without_a_gate_it_is_out_at_once_and_marked(self, store: Store, home: Organization) -> None:
        made = assessed(store, home)
        assert made.state is State.RELEASED
        assert None not in shown(store, home, made)
        with store.read(home.id) as view:
            assert assessments.released(view, operator(home.id), made.id).review is Review.NOT_REVIEWED
            assert view.every(APPROVAL, interview_id=made.id) == ()

    def test_the_decision_is_kept(self, store: Store, home: Organization) -> None:
        gated(store, home, assessment_gate=True)
        made = assessed(store, home)
        decide(store, home, made.id, Verdict.APPROVED)
        with store.read(home.id) as view:
            (kept,) = view.every(APPROVAL, interview_id=made.id)
        assert (kept.verdict, kept.decided_by, kept.reason) == (Verdict.APPROVED, "operator", "because")
        assert kept.decided_at is not None

    def test_of_opposite_decisions_at_once_one_wins(self, store: Store, home: Organization) -> None:
        gated(store, home, assessment_gate=True)
        made = assessed(store, home)
        verdicts = [Verdict.APPROVED, Verdict.REJECTED] * 3
        results = at_once([lambda v=v: decide(store, home, made.id, v) for v in verdicts])
        (won,) = {one for one in results if isinstance(one, Interview)}
        assert sum(isinstance(one, Conflict) for one in results) == 3
        assert found(store, home, made.id).state is won.state
        outcomes = OUT if won.state is State.RELEASED else {"assessment.rejected"}
        assert [
            name for name in told(store, home, made.id) if name in OUT | {"assessment.rejected"}
        ] == sorted(outcomes)

    def test_only_while_it_waits(self, store: Store, home: Organization) -> None:
        made = assessed(store, home)
        with pytest.raises(Conflict):
            decide(store, home, made.id, Verdict.APPROVED)
        with pytest.raises(Conflict), store.write(system(home.id)) as tx:
            assessments.store(tx, made.id, appraisal())
        with store.read(home.id) as view:
            assert view.count(ASSESSMENT, interview_id=made.id) == 1

    def test_only_by_somebody_who_may(self, store: Store, home: Organization) -> None:
        gated(store, home, assessment_gate=True)
        made = assessed(store, home)
        reader = Actor(ActorKind.MEMBER, "m", home.id, frozenset({"interviews:read"}))
        with pytest.raises(MissingScope), store.write(reader) as tx:
            approvals.decide_assessment(tx, made.id, Decision(Verdict.APPROVED))
        assert found(store, home, made.id).state is State.ASSESSMENT_REVIEW

    def test_an_assessment_that_cannot_be_made_still_ends(self, store: Store, home: Organization) -> None:
        made = held(store, home)

        class Broken:
            def assess(self, *_: object) -> object:
                raise RuntimeError("no words")

        run = assess.make(store, Broken())  # type: ignore[arg-type]
        with pytest.raises(RuntimeError):
            run.perform(home.id, made.id)
        run.give_up(home.id, made.id, "no words")
        assert found(store, home, made.id).state is State.RELEASED
        assert told(store, home, made.id)[-1] == "assessment.failed"
        run.perform(home.id, made.id)
        assert [part for part in shown(store, home, made) if part is not None] == []


class TestPlan:
    def test_no_invitation_before_approval(self, store: Store, home: Organization) -> None:
        gated(store, home, plan_gate=True)
        made = planned(store, home)
        assert made.state is State.PLAN_REVIEW
        assert starts(store, f"invite:{made.id}") == []
        assert decide(store, home, made.id, Verdict.APPROVED, Gate.PLAN).state is State.READY
        assert len(starts(store, f"invite:{made.id}")) == 1
        assert told(store, home, made.id)[-2:] == ["plan.ready", "plan.approved"]

    def test_a_late_approval_gives_the_candidate_their_full_time(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        gated(store, home, plan_gate=True)
        made = planned(store, home)
        clock.advance(timedelta(hours=30))
        decide(store, home, made.id, Verdict.APPROVED, Gate.PLAN)
        assert len(starts(store, f"expire:{made.id}")) == 2
        for hours, expected in ((1, State.READY), (23, State.EXPIRED)):
            clock.advance(timedelta(hours=hours))
            with store.write(system(home.id)) as tx:
                course.expire(tx, made.id)
            assert found(store, home, made.id).state is expected

    def test_without_a_gate_the_invitation_goes_out(self, store: Store, home: Organization) -> None:
        made = planned(store, home)
        assert made.state is State.READY
        assert len(starts(store, f"invite:{made.id}")) == 1

    def test_rejected_is_the_end(self, store: Store, home: Organization) -> None:
        gated(store, home, plan_gate=True)
        made = planned(store, home)
        assert decide(store, home, made.id, Verdict.REJECTED, Gate.PLAN).state is State.REJECTED
        assert starts(store, f"invite:{made.id}") == []
        assert told(store, home, made.id)[-1] == "plan.rejected"

    def test_changes_asked_brings_another_version(self, store: Store, home: Organization) -> None:
        gated(store, home, plan_gate=True)
        made = planned(store, home)
        with store.write(operator(home.id)) as tx:
            approvals.ask_changes(tx, made.id, Decision(Verdict.CHANGES_ASKED))
        assert len(starts(store, f"plan:{made.id}")) == 2
        with store.read(home.id) as view:
            first = plans.current(view, made.id)
        assert first is not None
        with store.write(system(home.id)) as tx:
            assert plans.begin(tx, made.id)
            plans.keep(tx, made.id, replace(first, greeting="Hello again."))
        with store.read(home.id) as view:
            second = plans.current(view, made.id)
            verdicts = [one.verdict for one in view.every(APPROVAL, interview_id=made.id)]
        assert second is not None
        assert second.greeting == "Hello again."
        assert sorted(verdicts) == [Verdict.CHANGES_ASKED, Verdict.PENDING]

    def test_of_opposite_decisions_at_once_one_wins(self, store: Store, home: Organization) -> None:
        gated(store, home, plan_gate=True)
        made = planned(store, home)
        verdicts = [Verdict.APPROVED, Verdict.REJECTED] * 3
        results = at_once([lambda v=v: decide(store, home, made.id, v, Gate.PLAN) for v in verdicts])
        (won,) = {one for one in results if isinstance(one, Interview)}
        assert found(store, home, made.id).state is won.state
        assert len(starts(store, f"invite:{made.id}")) == (won.state is State.READY)

    def test_a_late_plan_changes_nothing(self, store: Store, home: Organization) -> None:
        made = arranged(store, home)
        with store.write(system(home.id)) as tx:
            plans.failed(tx, made.id, "no words")
        with pytest.raises(Conflict), store.write(system(home.id)) as tx:
            plans.keep(tx, made.id, plan())
        with store.read(home.id) as view:
            assert plans.current(view, made.id) is None
