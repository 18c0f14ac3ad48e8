"""Edits of a job's plan: questions and criteria stay in step, and a person's choices survive."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.actions.desk import APPROVED, REJECTED, TYPED, Desk
from tests.actions.scene import JOB
from vivavoce.actions import (
    jobplans,
    jobs,
    planedits,
)
from vivavoce.domain.change import KEEP
from vivavoce.domain.errors import Conflict, Invalid, NotFound
from vivavoce.domain.identity import Organization, operator
from vivavoce.domain.interview import Anchors
from vivavoce.domain.review import Standing
from vivavoce.interviewer import lint
from vivavoce.store.database import Store

ANCHORS = Anchors("Names no case.", "Tells one case.", "Tells a case with its result.")


@pytest.fixture
def desk(store: Store, home: Organization) -> Desk:
    with store.write(operator(home.id)) as tx:
        return Desk(store, home, jobs.create(tx, JOB).id)


class TestQuestions:
    def test_a_clients_changes_wait_for_settle(self, desk: Desk) -> None:
        desk.do(jobplans.draft)
        before = desk.plan()
        id = desk.ask(TYPED)
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
        assert "10 questions" in plan.greeting

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
        desk.do(planedits.shuffle, 8)
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
