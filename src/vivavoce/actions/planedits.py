"""What people change in a job's plan: its questions, its criteria, its length.

What is changed is the newest version; a new draft begins where that one is no draft.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256

from vivavoce.actions import jobplans, questions
from vivavoce.domain.change import KEEP, Keep
from vivavoce.domain.errors import Conflict, Invalid, NotFound
from vivavoce.domain.interview import Anchors, Criterion, Plan
from vivavoce.domain.review import JobPlan
from vivavoce.interviewer.mind import Mind
from vivavoce.kit.words import N_
from vivavoce.store.tx import Tx

LONGEST_MINUTES = 180


def add_question(tx: Tx, mind: Mind, job_id: str, text: str) -> JobPlan:
    """Put a question last. Raises NotFound."""
    tx.actor.need("jobs:write")
    questions.add(tx, job_id, text)
    return jobplans.settle(tx, mind, job_id)


def edit_question(tx: Tx, mind: Mind, job_id: str, id: str, text: str) -> JobPlan:
    """Word a question anew. Raises NotFound."""
    tx.actor.need("jobs:write")
    questions.change(tx, job_id, id, text)
    return jobplans.settle(tx, mind, job_id)


def delete_question(tx: Tx, mind: Mind, job_id: str, id: str) -> JobPlan:
    """Ask a question no more. Raises NotFound."""
    tx.actor.need("jobs:write")
    questions.delete(tx, job_id, id)
    return jobplans.settle(tx, mind, job_id)


def move_question(tx: Tx, mind: Mind, job_id: str, id: str, to: int) -> JobPlan:
    """Ask a question at place `to`, from 1; beyond either end is the end. Raises NotFound."""
    tx.actor.need("jobs:write")
    questions.read(tx.view, tx.actor, job_id, id)
    others = [row.id for row in questions.general(tx.view, job_id) if row.id != id]
    place = max(to, 1) - 1
    return _order(tx, mind, job_id, [*others[:place], id, *others[place:]])


def shuffle(tx: Tx, mind: Mind, job_id: str, seed: int) -> JobPlan:
    """Ask the questions in another order, the same one for the same seed. Raises NotFound."""
    tx.actor.need("jobs:write")
    ids = [row.id for row in questions.general(tx.view, job_id)]
    mixed = sorted(ids, key=lambda each: sha256(f"{seed} {each}".encode()).digest())
    return _order(tx, mind, job_id, mixed)


def add_criterion(
    tx: Tx,
    mind: Mind,
    job_id: str,
    name: str,
    weight: int,
    anchors: Anchors | None = None,
    ties: tuple[str, ...] = (),
) -> JobPlan:
    """Score by one more criterion, of a `weight` in percent. `anchors` None: as the planner proposes.

    `ties` are duties or skills of the job. Raises NotFound (no plan yet), Invalid.
    """
    tx.actor.need("jobs:write")

    def added(plan: Plan) -> Plan:
        _check(plan, name, weight, ties)
        proposed = mind.planner.criterion(plan, name.strip(), ties)
        new = replace(proposed, weight=weight / 100, anchors=anchors or proposed.anchors)
        return replace(plan, criteria=(*plan.criteria, new))

    return _change(tx, job_id, added)


def edit_criterion(
    tx: Tx,
    mind: Mind,
    job_id: str,
    criterion_id: str,
    name: str,
    weight: int,
    anchors: Anchors,
    ties: tuple[str, ...] | Keep = KEEP,
) -> JobPlan:
    """Change how a criterion is called, weighed (in percent), judged and tied. Raises NotFound, Invalid."""
    tx.actor.need("jobs:write")

    def edited(plan: Plan) -> Plan:
        old = _criterion(plan, criterion_id)
        tied = old.ties if isinstance(ties, Keep) else ties
        _check(plan, name, weight, tied)
        new = replace(old, name=name.strip(), weight=weight / 100, anchors=anchors)
        if tied != old.ties:
            proposed = mind.planner.criterion(plan, name.strip(), tied)
            new = replace(new, ties=tied, terms=proposed.terms)
        return replace(plan, criteria=tuple(new if each == old else each for each in plan.criteria))

    return _change(tx, job_id, edited)


def delete_criterion(tx: Tx, mind: Mind, job_id: str, criterion_id: str) -> JobPlan:
    """Score by a criterion no more; its questions go where they fit best.

    Raises NotFound, Conflict when it is the last.
    """
    tx.actor.need("jobs:write")

    def without(plan: Plan) -> Plan:
        gone = _criterion(plan, criterion_id)
        kept = tuple(each for each in plan.criteria if each != gone)
        if not kept:
            raise Conflict("A plan needs at least one criterion")
        left = replace(plan, criteria=kept)
        homeless = [question.text for question in plan.questions if question.criterion_id == criterion_id]
        fitted = {question.text: question for question in mind.planner.fit(left, homeless)}
        moved = tuple(
            replace(fitted[old.text], id=old.id, minutes=old.minutes) if old.text in fitted else old
            for old in plan.questions
        )
        return replace(left, questions=moved)

    return _change(tx, job_id, without)


def assign(tx: Tx, job_id: str, question_id: str, criterion_id: str) -> JobPlan:
    """Have a question bear on this criterion, whatever it is fitted to. Raises NotFound."""
    tx.actor.need("jobs:write")

    def assigned(plan: Plan) -> Plan:
        chosen = _criterion(plan, criterion_id)
        if question_id not in {question.id for question in plan.questions}:
            raise NotFound("question", question_id)
        moved = tuple(
            replace(old, criterion_id=chosen.id, ties=chosen.ties) if old.id == question_id else old
            for old in plan.questions
        )
        return replace(plan, questions=moved)

    return _change(tx, job_id, assigned)


def set_minutes(tx: Tx, mind: Mind, job_id: str, minutes: int) -> JobPlan:
    """Have the interviews last about `minutes`, 1 to 180. Raises NotFound, Invalid."""
    tx.actor.need("jobs:write")
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise Invalid.because("minutes", N_("An interview lasts 1 to 180 minutes."))
    return _change(tx, job_id, lambda plan: jobplans.fitted(tx, mind, job_id, replace(plan, minutes=minutes)))


def _order(tx: Tx, mind: Mind, job_id: str, ids: Sequence[str]) -> JobPlan:
    questions.order(tx, job_id, ids)
    return jobplans.settle(tx, mind, job_id)


def _change(tx: Tx, job_id: str, change: Callable[[Plan], Plan]) -> JobPlan:
    version = jobplans.locked(tx, job_id)
    return jobplans.put(tx, version, change(jobplans.plan_of(version)))


def _criterion(plan: Plan, id: str) -> Criterion:
    try:
        return plan.criterion(id)
    except KeyError:
        raise NotFound("criterion", id) from None


def _check(plan: Plan, name: str, weight: int, ties: tuple[str, ...]) -> None:
    if not name.strip():
        raise Invalid.because("name", N_("Give the criterion a name."))
    if not 0 <= weight <= 100:
        raise Invalid.because("weight", N_("A weight is a whole number from 0 to 100."))
    if not set(ties) <= {*plan.duties, *plan.skills, plan.position}:
        raise Invalid.because("ties", N_("A criterion is tied to duties or skills of the job."))
