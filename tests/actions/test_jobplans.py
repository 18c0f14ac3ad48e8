"""A job's plan: drafted once, put before a person, and then asked of everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.actions.desk import APPROVED, REJECTED, TYPED, Desk
from tests.actions.scene import JANE, JOB, LINKS, MIND, ONLINE, at_once, founded, gated, told
from vivavoce.actions import (
    applications,
    approvals,
    candidates,
    folders,
    interviews,
    jobplans,
    jobs,
    planedits,
    questions,
    redrafts,
    steps,
)
from vivavoce.actions.approvals import Decision
from vivavoce.actions.interviews import NewInterview
from vivavoce.domain.errors import Conflict, MissingScope, NotFound, Unprocessable
from vivavoce.domain.identity import Actor, ActorKind, Organization, operator
from vivavoce.domain.interview import Focus, State
from vivavoce.domain.review import JobPlan, Standing, Verdict
from vivavoce.interviewer import lint
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import AUDIT


@pytest.fixture
def desk(store: Store, home: Organization) -> Desk:
    with store.write(operator(home.id)) as tx:
        return Desk(store, home, jobs.create(tx, JOB).id)


class TestDraft:
    def test_the_planned_questions_become_the_jobs(self, desk: Desk) -> None:
        first = desk.do(jobplans.draft)
        assert (first.version, first.standing) == (1, Standing.DRAFT)
        assert desk.rows() == desk.asked()
        assert len(desk.rows()) == 9
        assert desk.wrong() == {}

    def test_again_it_is_the_same(self, desk: Desk) -> None:
        assert desk.do(jobplans.draft) == desk.do(jobplans.draft)
        assert len(desk.rows()) == 9

    def test_at_the_same_moment_it_is_one(self, desk: Desk) -> None:
        made = at_once([lambda: desk.do(jobplans.draft)] * 3)
        assert len({version.id for version in made if isinstance(version, JobPlan)}) == 1
        assert len(desk.rows()) == 9

    def test_questions_there_are_are_fitted_and_nothing_is_added(self, desk: Desk) -> None:
        desk.ask(TYPED)
        desk.do(jobplans.draft)
        assert desk.rows() == desk.asked()
        (question,) = desk.plan().questions
        assert "PostgreSQL" in desk.plan().criterion(question.criterion_id).ties
        assert lint.UNASKED in desk.wrong().values()

    def test_nobody_elses_job(self, desk: Desk, store: Store, clock: FrozenClock) -> None:
        desk.do(jobplans.draft)
        other = founded(store, clock.now())
        with store.write(operator(other.id)) as tx, pytest.raises(NotFound):
            jobplans.draft(tx, MIND, desk.job_id)
        with store.read(other.id) as view:
            assert jobplans.approved(view, desk.job_id) is None
            with pytest.raises(NotFound):
                jobplans.newest(view, operator(other.id), desk.job_id)

    def test_a_job_without_one_has_none(self, desk: Desk, store: Store) -> None:
        with store.read(desk.home.id) as view:
            assert jobplans.newest(view, desk.actor, desk.job_id) is None
            with pytest.raises(NotFound):
                jobplans.obstacles(view, desk.actor, desk.job_id)
        with pytest.raises(NotFound):
            desk.submit()


class TestGate:
    def test_sent_and_approved(self, desk: Desk, clock: FrozenClock) -> None:
        desk.do(jobplans.draft)
        sent = desk.submit()
        assert sent.standing is Standing.PENDING
        assert desk.submit() == sent
        with desk.store.read(desk.home.id) as view:
            assert jobplans.approved(view, desk.job_id) is None
            assert jobplans.pending(view, desk.actor) == (sent,)
        clock.advance(timedelta(hours=1))
        made = desk.decide(1, APPROVED)
        assert (made.standing, made.decided_by, made.reason) == (Standing.APPROVED, "Ann Lee", "good")
        assert made.decided_at == clock.now()
        with desk.store.read(desk.home.id) as view:
            assert jobplans.approved(view, desk.job_id) == made
            assert jobplans.pending(view, desk.actor) == ()
        assert told(desk.store, desk.home, desk.job_id).count("job.changed") == 2

    @pytest.mark.parametrize(("first", "opposite"), [(APPROVED, REJECTED), (REJECTED, APPROVED)])
    def test_the_same_again_is_one_and_the_opposite_a_conflict(
        self, desk: Desk, first: Decision, opposite: Decision
    ) -> None:
        desk.do(jobplans.draft)
        desk.submit()
        made = desk.decide(1, first)
        told_before = told(desk.store, desk.home, desk.job_id)
        assert desk.decide(1, first) == made
        assert told(desk.store, desk.home, desk.job_id) == told_before
        with pytest.raises(Conflict):
            desk.decide(1, opposite)

    def test_of_two_at_once_one_wins(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        desk.submit()
        both = at_once([lambda: desk.decide(1, APPROVED), lambda: desk.decide(1, REJECTED)])
        assert sorted(type(outcome).__name__ for outcome in both) == ["Conflict", "JobPlan"]

    def test_a_draft_and_an_unknown_version_and_another_verdict(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        with pytest.raises(Conflict):
            desk.decide(1, APPROVED)
        with pytest.raises(NotFound):
            desk.decide(2, APPROVED)
        with pytest.raises(Unprocessable):
            desk.decide(1, Decision(Verdict.CHANGES_ASKED))

    @pytest.mark.parametrize("standing", [Standing.APPROVED, Standing.REJECTED])
    def test_what_was_decided_is_not_sent_again(self, desk: Desk, standing: Standing) -> None:
        desk.do(jobplans.draft)
        desk.submit()
        desk.decide(1, APPROVED if standing is Standing.APPROVED else REJECTED)
        with pytest.raises(Conflict):
            desk.submit()

    def test_the_newest_approved_one_is_in_use(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        desk.approve()
        desk.do(planedits.add_question, TYPED)
        with desk.store.read(desk.home.id) as view:
            in_use = jobplans.approved(view, desk.job_id)
        assert in_use is not None
        assert in_use.version == 1
        desk.approve()
        with desk.store.read(desk.home.id) as view:
            in_use = jobplans.approved(view, desk.job_id)
        assert in_use is not None
        assert in_use.version == 2

    def test_scopes(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        writer = Actor(ActorKind.KEY, "k", desk.home.id, frozenset({"jobs:write"}))
        with desk.store.write(writer) as tx:
            jobplans.submit(tx, desk.job_id)
            planedits.move_question(tx, MIND, desk.job_id, desk.rows()[0][0], 1)
            with pytest.raises(MissingScope):
                jobplans.decide(tx, desk.job_id, 1, APPROVED)
        reader = Actor(ActorKind.KEY, "k", desk.home.id, frozenset({"jobs:read"}))
        with desk.store.write(reader) as tx:
            for act in (jobplans.draft, jobplans.settle, redrafts.redraft):
                with pytest.raises(MissingScope):
                    act(tx, MIND, desk.job_id)
            with pytest.raises(MissingScope):
                jobplans.pending(tx.view, reader)

    def test_a_deleted_job_waits_for_nobody(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        desk.submit()
        with desk.store.write(desk.actor) as tx:
            jobs.delete(tx, desk.job_id)
        with desk.store.read(desk.home.id) as view:
            assert jobplans.pending(view, desk.actor) == ()

    def test_every_write_is_audited(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        desk.do(planedits.set_minutes, 40)
        desk.approve()
        with desk.store.read(desk.home.id) as view:
            noted = [entry.action for entry in view.every(AUDIT) if entry.action.startswith("jobplan.")]
        assert noted == ["jobplan.draft", "jobplan.change", "jobplan.submit", "jobplan.approved"]


class TestInterviews:
    def test_everybody_is_asked_the_approved_core(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        desk.approve()
        core = desk.plan()
        john = replace(JANE, first_name="John", email="john@example.com", phone=None)
        made = [desk.interview(), desk.interview(candidate=john)]
        for each, name in zip(made, ("Jane", "John"), strict=True):
            plan = desk.plan_for(each)
            assert plan.questions == core.questions
            assert plan.criteria == core.criteria
            assert plan.greeting.startswith(f"Hello {name}. I am an AI interviewer for")
            assert each.state is State.READY
            with desk.store.read(desk.home.id) as view:
                assert jobplans.version_of(view, each) == 1

    def test_without_an_approved_one_it_is_as_ever(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        made = desk.interview()
        assert [q.id for q in desk.plan_for(made).questions[:2]] == ["q1", "q2"]
        with desk.store.read(desk.home.id) as view:
            assert jobplans.version_of(view, made) is None
            assert steps.history(view, desk.actor, made.id)[-1].reason is None

    def test_their_own_questions_and_the_agents_come_last(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        desk.approve()
        core = desk.plan()
        with desk.store.write(desk.actor) as tx:
            who = candidates.create(tx, JANE).candidate
            applied = applications.create(tx, who.id, desk.job_id).application
            questions.add(tx, desk.job_id, "What was 2019 like for you?", applied.id)
        made = desk.interview(
            candidate=who.id, agent=replace(ONLINE, questions=("Why here?", core.questions[0].text))
        )
        plan = desk.plan_for(made)
        assert plan.questions[: len(core.questions)] == core.questions
        extra = plan.questions[len(core.questions) :]
        assert [q.text for q in extra] == ["Why here?", "What was 2019 like for you?"]
        assert plan.minutes == core.minutes + 6
        assert not {q.id for q in extra} & {q.id for q in core.questions}
        with desk.store.read(desk.home.id) as view:
            assert jobplans.version_of(view, made) == 1

    def test_what_is_changed_later_waits_for_its_approval(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        desk.approve()
        core = desk.plan()
        desk.do(planedits.add_question, TYPED)
        made = desk.interview()
        assert desk.plan_for(made).questions == core.questions
        desk.approve()
        again = desk.interview(candidate=replace(JANE, email="j2@example.com", phone=None))
        assert desk.plan_for(again).questions[-1].text == TYPED
        with desk.store.read(desk.home.id) as view:
            assert [jobplans.version_of(view, each) for each in (made, again)] == [1, 2]

    def test_no_second_approval_and_the_record_says_why(self, desk: Desk) -> None:
        gated(desk.store, desk.home, plan_gate=True)
        desk.do(jobplans.draft)
        unapproved = desk.interview()
        assert unapproved.state is State.PLAN_REVIEW
        desk.approve()
        made = desk.interview(candidate=replace(JANE, email="j2@example.com", phone=None))
        assert made.state is State.READY
        with desk.store.read(desk.home.id) as view:
            last = steps.history(view, desk.actor, made.id)[-1]
            (decided,) = approvals.history(view, desk.actor, made.id)
            folder = folders.read(view, desk.actor, LINKS, made.id)
        assert (last.after, last.by) == (State.READY, "Ann Lee")
        assert last.reason == decided.reason == "Asked by version 1 of the job's plan"
        assert (decided.verdict, decided.decided_by) == (Verdict.APPROVED, "Ann Lee")
        assert folder.approvals == (decided,)
        assert {"plan.ready", "plan.approved"} <= set(told(desk.store, desk.home, made.id))
        with desk.store.write(desk.actor) as tx:
            assert approvals.decide_plan(tx, made.id, APPROVED).state is State.READY

    @pytest.mark.parametrize("focus", [Focus.OUTREACH, Focus.LANGUAGE_TEST])
    def test_another_kind_of_conversation_has_its_own_plan(self, desk: Desk, focus: Focus) -> None:
        desk.do(jobplans.draft)
        desk.approve()
        made = desk.interview(agent=replace(ONLINE, focus=focus))
        assert desk.plan_for(made).criteria != desk.plan().criteria

    def test_a_test_interview_too(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        desk.approve()
        with desk.store.write(desk.actor) as tx:
            new = NewInterview(JANE, ONLINE, desk.job_id, is_test=True)
            made = interviews.create(tx, LINKS, MIND, new).interview
        assert made.state is State.RELEASED
        assert desk.plan_for(made).questions == desk.plan().questions
