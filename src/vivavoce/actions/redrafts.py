"""What the planner would ask for a job today, how that differs from the job's plan, and taking it over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from vivavoce.actions import jobplans, questions
from vivavoce.domain.errors import NotFound
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Criterion, Plan, Question
from vivavoce.domain.review import JobPlan
from vivavoce.interviewer.mind import Mind
from vivavoce.store.shapes import JOB, JOB_PLAN
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


@dataclass(frozen=True, slots=True)
class Differences:
    """What one plan has and another has not, by id. What changed comes as it was and as it is.

    `reordered`: the questions that both have come in another order.
    """

    added_questions: tuple[Question, ...]
    removed_questions: tuple[Question, ...]
    changed_questions: tuple[tuple[Question, Question], ...]
    added_criteria: tuple[Criterion, ...]
    removed_criteria: tuple[Criterion, ...]
    changed_criteria: tuple[tuple[Criterion, Criterion], ...]
    reordered: bool

    def __bool__(self) -> bool:
        """Whether there are any."""
        return self != NONE


NONE = Differences((), (), (), (), (), (), reordered=False)


def differences(old: Plan, new: Plan) -> Differences:
    """How `new` differs from `old` in what is asked and by what is judged; times do not count. Pure."""
    asked = {question.id: question for question in old.questions}
    asked_now = {question.id: question for question in new.questions}
    judged = {criterion.id: criterion for criterion in old.criteria}
    judged_now = {criterion.id: criterion for criterion in new.criteria}
    return Differences(
        added_questions=tuple(q for q in new.questions if q.id not in asked),
        removed_questions=tuple(q for q in old.questions if q.id not in asked_now),
        changed_questions=tuple(
            (asked[q.id], q)
            for q in new.questions
            if q.id in asked and asked[q.id] != replace(q, minutes=asked[q.id].minutes)
        ),
        added_criteria=tuple(c for c in new.criteria if c.id not in judged),
        removed_criteria=tuple(c for c in old.criteria if c.id not in judged_now),
        changed_criteria=tuple(
            (judged[c.id], c) for c in new.criteria if c.id in judged and judged[c.id] != c
        ),
        reordered=[id for id in asked if id in asked_now] != [id for id in asked_now if id in asked],
    )


def proposal(view: View, actor: Actor, mind: Mind, job_id: str) -> Plan:
    """What the planner would write for the job as it is now, in place of the newest version.

    Questions in a person's own words stay. What both have keeps its id, so that `differences` tells them.
    Raises NotFound.
    """
    actor.need("jobs:read", "jobs:write")
    version = jobplans.newest(view, actor, job_id)
    if version is None:
        raise NotFound(JOB_PLAN.kind, job_id)
    old = jobplans.plan_of(version)
    typed = tuple(row.text for row in questions.general(view, job_id) if row.text.strip() not in _ours(old))
    brief = replace(questions.brief(view, view.get(JOB, job_id), old.minutes), questions=typed)
    return _renamed(old, mind.planner.plan(brief))


def redraft(tx: Tx, mind: Mind, job_id: str) -> JobPlan:
    """Take the `proposal` over: the job's questions become its questions. Raises NotFound."""
    tx.actor.need("jobs:write")
    version = jobplans.locked(tx, job_id)
    plan = proposal(tx.view, tx.actor, mind, job_id)
    wanted = [question.text for question in plan.questions]
    outdated = _ours(jobplans.plan_of(version)) - set(wanted)
    for row in questions.general(tx.view, job_id):
        if row.text.strip() in outdated:
            questions.delete(tx, job_id, row.id)
    kept = {row.text.strip(): row.id for row in questions.general(tx.view, job_id)}
    ids = [kept[text] if text in kept else questions.add(tx, job_id, text).id for text in wanted]
    rest = [row.id for row in questions.general(tx.view, job_id) if row.id not in ids]
    questions.order(tx, job_id, [*ids, *rest])
    return jobplans.put(tx, version, jobplans.fitted(tx, mind, job_id, plan))


def _ours(plan: Plan) -> set[str]:
    """The texts that the planner itself wrote: a person's question has no other wording than its own."""
    return {question.text for question in plan.questions if question.text not in question.rephrased}


def _renamed(old: Plan, new: Plan) -> Plan:
    """`new`, where what `old` has too goes by its id there: criteria by name or ties, questions by words."""
    fresh = (id for n in count(1) if (id := f"c{n}") not in {each.id for each in old.criteria})
    ids: dict[str, str] = {}
    for each in new.criteria:
        same = [known.id for known in _same(old.criteria, each) if known.id not in ids.values()]
        ids[each.id] = same[0] if same else next(fresh)
    asked = {question.text: question for question in old.questions}
    return replace(
        new,
        criteria=tuple(replace(each, id=ids[each.id]) for each in new.criteria),
        questions=tuple(_kept(asked.get(each.text), each, ids) for each in new.questions),
    )


def _same(known: Sequence[Criterion], wanted: Criterion) -> Iterator[Criterion]:
    yield from (each for each in known if each.name == wanted.name)
    yield from (each for each in known if set(each.ties) == set(wanted.ties))


def _kept(known: Question | None, question: Question, ids: dict[str, str]) -> Question:
    """`known` where it can stay under its criterion, else `question` under the new one."""
    if known is None:
        return replace(question, criterion_id=ids[question.criterion_id])
    if known.criterion_id in ids.values():
        return replace(known, minutes=question.minutes)
    return replace(question, id=known.id, criterion_id=ids[question.criterion_id])
