"""How a plan takes in what people add to it: their questions, their criteria, and one candidate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from vivavoce.domain.interview import Anchors, Brief, Criterion, Plan, Question
from vivavoce.interviewer.rules import wording
from vivavoce.interviewer.rules.bank import Bank
from vivavoce.interviewer.rules.topics import Topic, behaviour, kind_of, terms
from vivavoce.interviewer.rules.wording import MINUTES_A_QUESTION, Asked
from vivavoce.interviewer.words import content

MOST_EXTRA = 6


def fit(plan: Plan, texts: Sequence[str], rules: Bank) -> tuple[Question, ...]:
    """A question for each of `texts`, in their order, with an id that `plan` does not have yet.

    A question the bank itself would ask for a criterion keeps that criterion, its other wording and its
    follow-ups; any other goes to the criterion it fits `best`. What touches a protected ground is left out.
    """
    own = _own(plan, rules)
    ids = _fresh("q", {question.id for question in plan.questions})
    wanted = dict.fromkeys(text.strip() for text in texts if text.strip() and not rules.ground(text))
    asked = [own.get(text) or _written(text, plan, rules) for text in wanted]
    return tuple(
        question(next(ids), each, plan.criteria[each.criterion].id, float(MINUTES_A_QUESTION))
        for each in asked
    )


def adopt(plan: Plan, brief: Brief, rules: Bank) -> Plan:
    """`plan` for the candidate of `brief`: greeted by name, `brief.questions` after the core, at most six.

    They get time of their own, so that everybody has the same time for the core. What is left out is named
    in `warnings`.
    """
    core = {each.text for each in plan.questions}
    wanted = [
        text for text in dict.fromkeys(q.strip() for q in brief.questions if q.strip()) if text not in core
    ]
    fitted = fit(plan, wanted, rules)
    extra = fitted[:MOST_EXTRA]
    minutes = plan.minutes + round(sum(each.minutes for each in extra))
    asked = (*plan.questions, *extra)
    warnings = [
        *plan.warnings,
        *(wording.forbidden(text, ground) for text in wanted if (ground := rules.ground(text))),
        *(wording.too_many(each.text, len(asked)) for each in fitted[MOST_EXTRA:]),
        *wording.limits(brief.language, len(asked), minutes),
    ]
    return replace(
        plan,
        minutes=minutes,
        questions=asked,
        greeting=wording.greeting(brief, plan.position, len(asked), minutes, rules),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def criterion(plan: Plan, name: str, ties: Sequence[str], rules: Bank) -> Criterion:
    """A new criterion of `plan` without weight, its anchors proposed by the bank.

    Its kind follows from its skills, where all `ties` are skills of the job, else from the cues in its name
    and duties.
    """
    topic = _topic(plan, name, tuple(ties), rules)
    ids = _fresh("c", {each.id for each in plan.criteria})
    return Criterion(
        id=next(ids),
        name=name,
        weight=0.0,
        anchors=wording.anchors(topic, rules),
        ties=tuple(ties),
        terms=topic.terms,
        signals=rules.rubrics.kinds[topic.kind].signals,
    )


def question(id: str, asked: Asked, criterion_id: str, minutes: float) -> Question:
    """`asked` with its number."""
    return Question(id, criterion_id, asked.text, asked.rephrased, asked.ties, asked.follow_ups, minutes)


def best(text: str, criteria: Sequence[Criterion]) -> int:
    """The index of the criterion that shares most words with `text`; then the heavier, then the first."""
    asked = content(text)

    def shared(index: int) -> tuple[int, float, int]:
        each = criteria[index]
        own = content(" ".join([each.name, *each.ties, *each.terms, each.anchors.three]))
        return len(asked & own), each.weight, -index

    return max(range(len(criteria)), key=shared)


def _written(text: str, plan: Plan, rules: Bank) -> Asked:
    index = best(text, plan.criteria)
    return wording.as_written(index, text, plan.criteria[index].ties, rules)


def _own(plan: Plan, rules: Bank) -> dict[str, Asked]:
    """By its text, everything the bank could ask for the criteria of `plan`."""
    own: dict[str, Asked] = {}
    for index, each in enumerate(plan.criteria):
        for topic in _topics(each, plan, rules):
            for pattern in rules.questions.kinds[topic.kind].patterns:
                for tie in topic.ties:
                    asked = wording.from_bank(index, topic, pattern, tie, rules)
                    own.setdefault(asked.text, asked)
    return own


def _topics(each: Criterion, plan: Plan, rules: Bank) -> Iterator[Topic]:
    """The topics that `each` may have been made from: those of which it still has the name or an anchor."""
    if not each.ties:
        return
    for kind in rules.questions.kinds:
        topic = Topic(kind, _source(plan, each.ties), each.ties, each.weight, each.terms)
        if wording.name(topic, rules) == each.name or _akin(wording.anchors(topic, rules), each.anchors):
            yield topic


def _akin(one: Anchors, other: Anchors) -> bool:
    return one.one == other.one or one.three == other.three or one.five == other.five


def _topic(plan: Plan, name: str, ties: tuple[str, ...], rules: Bank) -> Topic:
    known = rules.skills.match(ties).skills
    source = _source(plan, ties)
    about = known if source == "skill" else rules.skills.match(plan.skills).skills
    kind = (
        kind_of(known[0], rules) if source == "skill" and known else behaviour(" ".join([name, *ties]), rules)
    )
    return Topic(kind, source, ties or (plan.position,), 0.0, terms(about))


def _source(plan: Plan, ties: Sequence[str]) -> str:
    if ties and set(ties) <= set(plan.skills):
        return "skill"
    return "duty" if set(ties) & set(plan.duties) else "position"


def _fresh(letter: str, taken: set[str]) -> Iterator[str]:
    return (id for number in count(1) if (id := f"{letter}{number}") not in taken)
