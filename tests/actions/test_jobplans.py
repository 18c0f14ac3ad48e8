"""A job's plan: drafted once, kept in step with its questions, put before a person, and then asked of everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from tests.actions.scene import JANE, JOB, LINKS, MIND, ONLINE, at_once, founded, gated, told
from vivavoce.actions import (
    approvals,
    candidates,
    folders,
    interviews,
    jobplans,
    jobs,
    planedits,
    plans,
    questions,
    redrafts,
    steps,
)
from vivavoce.actions.approvals import Decision
from vivavoce.actions.interviews import NewInterview
from vivavoce.domain.change import KEEP
from vivavoce.domain.errors import Conflict, Invalid, MissingScope, NotFound, Unprocessable
from vivavoce.domain.identity import Actor, ActorKind, Organization, operator, system
from vivavoce.domain.interview import Anchors, Focus, Interview, Plan, State
from vivavoce.domain.review import JobPlan, Standing, Verdict
from vivavoce.interviewer import lint
from vivavoce.kit.clock import FrozenClock
from vivavoce.runs import plan as runs
from vivavoce.store.database import Store
from vivavoce.store.shapes import AUDIT

APPROVED = Decision(Verdict.APPROVED, "Ann Lee", "good")
REJECTED = Decision(Verdict.REJECTED, "Bob", "too long")
ANCHORS = Anchors("Names no case.", "Tells one case.", "Tells a case with its result.")
TYPED = "What did you measure last about PostgreSQL?"


@dataclass(frozen=True)
class Desk:
    """A job, and somebody who works at its plan."""

    store: Store
    home: Organization
    job_id: str

    @property
    def actor(self) -> Actor:
        return operator(self.home.id)

    def do(self, act: Callable[..., JobPlan], *more: object) -> JobPlan:
        """An edit or a draft: what takes the interviewer's mind."""
        with self.store.write(self.actor) as tx:
            return act(tx, MIND, self.job_id, *more)

    def plan(self) -> Plan:
        with self.store.read(self.home.id) as view:
            version = jobplans.newest(view, self.actor, self.job_id)
        assert version is not None
        return jobplans.plan_of(version)

    def rows(self) -> list[tuple[str, str]]:
        with self.store.read(self.home.id) as view:
            return [(row.id, row.text) for row in questions.general(view, self.job_id)]

    def asked(self) -> list[tuple[str, str]]:
        return [(question.id, question.text) for question in self.plan().questions]

    def submit(self) -> JobPlan:
        with self.store.write(self.actor) as tx:
            return jobplans.submit(tx, self.job_id)

    def decide(self, version: int, decision: Decision) -> JobPlan:
        with self.store.write(self.actor) as tx:
            return jobplans.decide(tx, self.job_id, version, decision)

    def approve(self) -> JobPlan:
        return self.decide(self.submit().version, APPROVED)

    def versions(self) -> list[tuple[int, Standing]]:
        with self.store.read(self.home.id) as view:
            return [(v.version, v.standing) for v in jobplans.history(view, self.actor, self.job_id)]

    def wrong(self) -> dict[str, str]:
        with self.store.read(self.home.id) as view:
            found = jobplans.obstacles(view, self.actor, self.job_id)
        return {violation.field: violation.message for violation in found}

    def interview(self, **more: object) -> Interview:
        """One whose plan the run has written."""
        with self.store.write(self.actor) as tx:
            new = NewInterview(**{"candidate": JANE, "agent": ONLINE, "job": self.job_id, **more})  # type: ignore[arg-type]
            made = interviews.create(tx, LINKS, MIND, new).interview
        runs.make(self.store, MIND.planner).perform(self.home.id, made.id)
        with self.store.read(self.home.id) as view:
            return interviews.read(view, self.actor, LINKS, made.id).interview

    def plan_for(self, made: Interview) -> Plan:
        with self.store.read(self.home.id) as view:
            found = plans.current(view, made.id)
        assert found is not None
        return found


@pytest.fixture
def desk(store: Store, home: Organization) -> Desk:
    with store.write(operator(home.id)) as tx:
        return Desk(store, home, jobs.create(tx, JOB).id)


def ask(desk: Desk, text: str) -> str:
    """A question written past the plan, as an API client does."""
    with desk.store.write(desk.actor) as tx:
        return questions.add(tx, desk.job_id, text).id


class TestDraft:
    def test_the_planned_questions_become_the_jobs(self, desk: Desk) -> None:
        first = desk.do(jobplans.draft)
        assert (first.version, first.standing) == (1, Standing.DRAFT)
        assert desk.rows() == desk.asked()
        assert len(desk.rows()) == 10
        assert desk.wrong() == {}

    def test_again_it_is_the_same(self, desk: Desk) -> None:
        assert desk.do(jobplans.draft) == desk.do(jobplans.draft)
        assert len(desk.rows()) == 10

    def test_at_the_same_moment_it_is_one(self, desk: Desk) -> None:
        made = at_once([lambda: desk.do(jobplans.draft)] * 3)
        assert len({version.id for version in made if isinstance(version, JobPlan)}) == 1
        assert len(desk.rows()) == 10

    def test_questions_there_are_are_fitted_and_nothing_is_added(self, desk: Desk) -> None:
        ask(desk, TYPED)
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


class TestQuestions:
    def test_a_clients_changes_wait_for_settle(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        before = desk.plan()
        id = ask(desk, TYPED)
        assert desk.plan() == before
        assert desk.wrong() == {f"questions.{id}.text": jobplans.NOT_ASKED}
        desk.do(jobplans.settle)
        assert desk.asked() == desk.rows()
        assert desk.asked()[-1] == (id, TYPED)
        assert [replace(q, minutes=0) for q in desk.plan().questions[:-1]] == [
            replace(q, minutes=0) for q in before.questions
        ]

    def test_the_time_is_shared_and_the_greeting_counts(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        desk.do(planedits.add_question, TYPED)
        plan = desk.plan()
        assert abs(sum(question.minutes for question in plan.questions) - plan.minutes) < 1
        assert "11 questions" in plan.greeting

    def test_worded_anew(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        id, _ = desk.rows()[0]
        desk.do(planedits.edit_question, id, TYPED)
        assert desk.rows()[0] == desk.asked()[0] == (id, TYPED)
        assert TYPED in desk.plan().question(id).rephrased

    def test_moved_shuffled_deleted(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        ids = [id for id, _ in desk.rows()]
        desk.do(planedits.move_question, ids[4], 1)
        assert [id for id, _ in desk.asked()] == [ids[4], *ids[:4], *ids[5:]]
        desk.do(planedits.move_question, ids[4], 99)
        assert desk.asked()[-1][0] == ids[4]
        desk.do(planedits.shuffle, 7)
        mixed = [id for id, _ in desk.asked()]
        assert sorted(mixed) == sorted(ids) != mixed != ids
        desk.do(planedits.order_questions, ids)
        desk.do(planedits.shuffle, 7)
        assert [id for id, _ in desk.asked()] == mixed
        desk.do(planedits.delete_question, ids[0])
        assert ids[0] not in dict(desk.asked())
        assert desk.asked() == desk.rows()

    def test_a_chosen_criterion_stays_when_questions_change_and_are_worded_anew(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        plan = desk.plan()
        question = plan.questions[0]
        other = next(c for c in plan.criteria if c.id != question.criterion_id)
        with desk.store.write(desk.actor) as tx:
            planedits.assign(tx, desk.job_id, question.id, other.id)
        desk.do(planedits.add_question, TYPED)
        assert desk.plan().question(question.id).criterion_id == other.id
        desk.do(planedits.edit_question, question.id, f"{question.text} Please begin with Python.")
        assert desk.plan().question(question.id).criterion_id == other.id
        assert desk.plan().question(question.id).ties == other.ties

    def test_a_fitted_criterion_follows_the_words(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        desk.do(planedits.add_question, TYPED)
        id = desk.rows()[-1][0]
        before = desk.plan().question(id).criterion_id
        far = next(c for c in desk.plan().criteria if not {"Python", "PostgreSQL"} & set(c.ties))
        desk.do(planedits.edit_question, id, f"Tell me about {far.name}: {far.ties[0]}")
        assert desk.plan().question(id).criterion_id == far.id != before

    def test_a_protected_question_is_not_asked_and_bars_the_way(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        desk.do(planedits.add_question, "How old are you?")
        id = desk.rows()[-1][0]
        assert id not in dict(desk.asked())
        assert desk.wrong() == {f"questions.{id}.text": lint.GROUNDS["age"]}
        with pytest.raises(Invalid) as refused:
            desk.submit()
        assert [violation.field for violation in refused.value.violations] == [f"questions.{id}.text"]
        assert desk.versions() == [(1, Standing.DRAFT)]

    def test_nothing_changes_nothing_begins(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        approved = desk.approve()
        assert desk.do(jobplans.settle) == approved

    @pytest.mark.parametrize("standing", [Standing.PENDING, Standing.APPROVED, Standing.REJECTED])
    def test_a_new_draft_begins_after_one_that_is_none(self, desk: Desk, standing: Standing) -> None:
        desk.do(jobplans.draft)
        desk.submit()
        if standing is not Standing.PENDING:
            desk.decide(1, APPROVED if standing is Standing.APPROVED else REJECTED)
        before = desk.plan()
        second = desk.do(planedits.add_question, TYPED)
        assert (second.version, second.standing) == (2, Standing.DRAFT)
        closed = Standing.REJECTED if standing is Standing.PENDING else standing
        assert desk.versions() == [(1, closed), (2, Standing.DRAFT)]
        with desk.store.read(desk.home.id) as view:
            assert jobplans.plan_of(jobplans.history(view, desk.actor, desk.job_id)[0]) == before
        assert desk.do(planedits.add_question, "And why?").version == 2

    def test_what_was_replaced_is_not_approved_any_more(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        desk.submit()
        desk.do(planedits.add_question, TYPED)
        with pytest.raises(Conflict):
            desk.decide(1, APPROVED)
        with desk.store.read(desk.home.id) as view:
            assert jobplans.history(view, desk.actor, desk.job_id)[0].reason == jobplans.REPLACED


class TestCriteria:
    def test_edited(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        old = desk.plan().criteria[0]
        desk.do(planedits.edit_criterion, old.id, " Python by heart ", 42, ANCHORS)
        new = desk.plan().criterion(old.id)
        assert (new.name, round(new.weight * 100), new.anchors) == ("Python by heart", 42, ANCHORS)
        assert (new.ties, new.terms, new.signals) == (old.ties, old.terms, old.signals)
        assert desk.wrong() == {"weights": lint.WEIGHTS}

    def test_tied_to_something_else(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        old = desk.plan().criteria[0]
        desk.do(planedits.edit_criterion, old.id, old.name, 10, ANCHORS, ("PostgreSQL",))
        new = desk.plan().criterion(old.id)
        assert new.ties == ("PostgreSQL",)
        assert "postgres" in new.terms
        desk.do(planedits.edit_criterion, old.id, old.name, 10, ANCHORS, ())
        assert desk.wrong()[f"criteria.{old.id}.ties"] == lint.UNTIED
        desk.do(planedits.edit_criterion, old.id, old.name, 10, ANCHORS, KEEP)
        assert desk.plan().criterion(old.id).ties == ()

    @pytest.mark.parametrize(
        ("field", "name", "weight", "ties"),
        [
            ("name", " ", 10, ()),
            ("weight", "A", 101, ()),
            ("weight", "A", -1, ()),
            ("ties", "A", 1, ("Knitting",)),
        ],
    )
    def test_refused(self, desk: Desk, field: str, name: str, weight: int, ties: tuple[str, ...]) -> None:
        desk.do(jobplans.draft)
        with pytest.raises(Invalid) as refused:
            desk.do(planedits.add_criterion, name, weight, ANCHORS, ties)
        assert refused.value.violations[0].field == field

    def test_added_with_proposed_anchors_and_signals(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        before = {criterion.id for criterion in desk.plan().criteria}
        desk.do(planedits.add_criterion, "Handling complaints of customers", 5, None, ("Python",))
        (new,) = (c for c in desk.plan().criteria if c.id not in before)
        assert (new.name, new.weight) == ("Handling complaints of customers", 0.05)
        assert new.anchors.one
        assert new.signals
        assert set(desk.wrong()) == {"weights", f"criteria.{new.id}.questions"}

    def test_deleted_and_its_questions_go_elsewhere(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        gone = desk.plan().criteria[0]
        asked = desk.asked()
        desk.do(planedits.delete_criterion, gone.id)
        plan = desk.plan()
        assert desk.asked() == asked
        assert gone.id not in {q.criterion_id for q in plan.questions}
        assert {q.criterion_id for q in plan.questions} <= {c.id for c in plan.criteria}
        assert desk.wrong() == {"weights": lint.WEIGHTS}

    def test_the_last_one_stays(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        first, *others = [criterion.id for criterion in desk.plan().criteria]
        for id in others:
            desk.do(planedits.delete_criterion, id)
        with pytest.raises(Conflict):
            desk.do(planedits.delete_criterion, first)
        with pytest.raises(NotFound):
            desk.do(planedits.delete_criterion, "c99")

    def test_unknown_parts_are_not_found(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        question, criterion = desk.plan().questions[0].id, desk.plan().criteria[0].id
        for wrong in ((question, "c99"), ("nothing", criterion)):
            with pytest.raises(NotFound), desk.store.write(desk.actor) as tx:
                planedits.assign(tx, desk.job_id, *wrong)

    def test_minutes(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        desk.do(planedits.set_minutes, 20)
        plan = desk.plan()
        assert plan.minutes == 20
        assert abs(sum(question.minutes for question in plan.questions) - 20) < 1
        assert "about 20 minutes" in plan.greeting
        for wrong in (0, 181):
            with pytest.raises(Invalid):
                desk.do(planedits.set_minutes, wrong)


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
            applied = candidates.link(tx, who.id, desk.job_id)
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
