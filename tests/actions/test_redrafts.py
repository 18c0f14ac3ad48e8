"""What the planner would ask today: differences are told, and typed text is never taken away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.actions.desk import TYPED, Desk
from tests.actions.scene import JOB, MIND
from vivavoce.actions import (
    jobplans,
    jobs,
    planedits,
    redrafts,
)
from vivavoce.actions.jobs import ChangeJob
from vivavoce.domain.identity import Organization, operator
from vivavoce.domain.interview import Plan
from vivavoce.store.database import Store


@pytest.fixture
def desk(store: Store, home: Organization) -> Desk:
    with store.write(operator(home.id)) as tx:
        return Desk(store, home, jobs.create(tx, JOB).id)


def proposed(desk: Desk) -> Plan:
    with desk.store.read(desk.home.id) as view:
        return redrafts.proposal(view, desk.actor, MIND, desk.job_id)


def change_job(desk: Desk, **wanted: Any) -> None:
    with desk.store.write(desk.actor) as tx:
        jobs.change(tx, desk.job_id, ChangeJob(**wanted))


def test_an_unchanged_job_proposes_nothing(desk: Desk) -> None:
    first = desk.do(jobplans.draft)
    assert not redrafts.differences(desk.plan(), proposed(desk))
    assert desk.do(redrafts.redraft) == first


def test_another_job_another_plan(desk: Desk) -> None:
    desk.do(jobplans.draft)
    before = desk.plan()
    change_job(desk, required_skills=("Python", "Kubernetes"))
    found = redrafts.differences(before, proposed(desk))
    assert desk.plan() == before
    assert any("Kubernetes" in question.text for question in found.added_questions)
    assert any("PostgreSQL" in question.text for question in found.removed_questions)
    desk.do(redrafts.redraft)
    assert desk.rows() == desk.asked()
    assert not any("PostgreSQL" in text for _, text in desk.rows())
    assert not redrafts.differences(desk.plan(), proposed(desk))
    assert desk.wrong() == {}


def test_a_persons_words_stay(desk: Desk) -> None:
    """Their questions do, with the criterion they chose; also those that cannot be asked."""
    desk.do(jobplans.draft)
    desk.do(planedits.add_question, TYPED)
    typed = desk.rows()[-1][0]
    desk.do(planedits.add_question, "How old are you?")
    chosen = desk.plan().criteria[-1]
    with desk.store.write(desk.actor) as tx:
        planedits.assign(tx, desk.job_id, typed, chosen.id)
    change_job(desk, required_skills=("Python", "Kubernetes"))
    found = redrafts.differences(desk.plan(), proposed(desk))
    assert TYPED not in {question.text for question in found.removed_questions}
    desk.do(redrafts.redraft)
    texts = [text for _, text in desk.rows()]
    assert {TYPED, "How old are you?"} <= set(texts)
    assert typed in dict(desk.asked())
    if chosen.id in {criterion.id for criterion in desk.plan().criteria}:
        assert desk.plan().question(typed).criterion_id == chosen.id


def test_differences_by_id(desk: Desk) -> None:
    desk.do(jobplans.draft)
    old = desk.plan()
    first, second, *rest = old.questions
    worded = replace(first, text="Else?")
    added = replace(second, id="new")
    judged = replace(old.criteria[0], weight=0.5)
    new = replace(old, questions=(*rest, worded, added), criteria=(judged, *old.criteria[2:]))
    found = redrafts.differences(old, new)
    assert found.added_questions == (added,)
    assert found.removed_questions == (second,)
    assert found.changed_questions == ((first, worded),)
    assert (found.added_criteria, found.removed_criteria) == ((), (old.criteria[1],))
    assert found.changed_criteria == ((old.criteria[0], judged),)
    assert found.reordered
    longer = replace(old, questions=tuple(replace(q, minutes=9) for q in old.questions), minutes=99)
    assert not redrafts.differences(old, longer)
