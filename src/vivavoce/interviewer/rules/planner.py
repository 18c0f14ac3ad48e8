"""Which questions are asked and how they are scored: templates over the job's skills and duties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.domain.interview import Brief, Criterion, Plan, Question
from vivavoce.interviewer.rules import fitting, wording
from vivavoce.interviewer.rules.bank import Bank, bank
from vivavoce.interviewer.rules.reading import read
from vivavoce.interviewer.rules.topics import LEAST, MOST, Topic, choose
from vivavoce.interviewer.rules.wording import MINUTES_A_QUESTION, MOST_QUESTIONS, Asked

ENGINE = "rules/1"
_CRITERIA_A_QUESTION = 0.6


@dataclass(frozen=True, slots=True)
class RulesPlanner:
    """Plans by template: the same brief always gives the same plan, and every word of it can be reviewed."""

    def plan(self, brief: Brief) -> Plan:
        """A plan that fits `brief.minutes` at about three minutes a question, 3 to 12 questions.

        Questions a person wrote come first, word for word. Those that touch a protected ground are left out
        and named in `warnings`.
        """
        rules = bank()
        job = read(brief, rules)
        count = min(MOST_QUESTIONS, max(LEAST, round(brief.minutes / MINUTES_A_QUESTION)))
        topics = choose(job, brief.focus, _criteria(count), rules)
        criteria = _score_by(topics, rules)
        person, warnings = _person_written(brief, criteria, rules)
        asked = [*person, *_from_bank(topics, count, [q.criterion for q in person], rules)]
        minutes = round(max(brief.minutes, 1) / len(asked), 1)
        return Plan(
            position=job.position,
            seniority=job.seniority,
            language=brief.language,
            minutes=brief.minutes,
            criteria=criteria,
            questions=tuple(
                fitting.question(f"q{n}", q, criteria[q.criterion].id, minutes)
                for n, q in enumerate(asked, 1)
            ),
            greeting=wording.greeting(brief, job.position, len(asked), brief.minutes, rules),
            closing=rules.phrases.closing,
            skills=tuple(skill.name for skill in job.skills),
            unmatched_skills=job.unmatched,
            duties=job.duties,
            warnings=(*warnings, *wording.limits(brief.language, len(asked), brief.minutes)),
            engine=ENGINE,
        )

    def fit(self, plan: Plan, texts: Sequence[str]) -> tuple[Question, ...]:
        """As `fitting.fit`: what shares most words decides, the bank's own questions are known again."""
        return fitting.fit(plan, texts, bank())

    def adopt(self, plan: Plan, brief: Brief) -> Plan:
        """As `fitting.adopt`: a core for everybody, then what this candidate alone is asked."""
        return fitting.adopt(plan, brief, bank())

    def criterion(self, plan: Plan, name: str, ties: Sequence[str]) -> Criterion:
        """As `fitting.criterion`: anchors and evidence of the kind that its ties and name call for."""
        return fitting.criterion(plan, name, ties, bank())


def _criteria(questions: int) -> int:
    return min(MOST, max(LEAST, round(questions * _CRITERIA_A_QUESTION)))


def hundredths(shares: Sequence[float]) -> tuple[float, ...]:
    """`shares` scaled to sum to exactly 1.00 in steps of 0.01, by the largest-remainder (Hamilton) method."""
    exact = [share * 100 / sum(shares) for share in shares]
    floors = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for i in by_remainder[: 100 - sum(floors)]:
        floors[i] += 1
    return tuple(floor / 100 for floor in floors)


def _score_by(topics: Sequence[Topic], rules: Bank) -> tuple[Criterion, ...]:
    weights = hundredths([topic.weight for topic in topics])
    return tuple(
        Criterion(
            id=f"c{number}",
            name=wording.name(topic, rules),
            weight=weight,
            anchors=wording.anchors(topic, rules),
            ties=topic.ties,
            terms=topic.terms,
            signals=rules.rubrics.kinds[topic.kind].signals,
        )
        for number, (topic, weight) in enumerate(zip(topics, weights, strict=True), 1)
    )


def _person_written(
    brief: Brief, criteria: Sequence[Criterion], rules: Bank
) -> tuple[list[Asked], list[str]]:
    """The person's questions that can be asked, with their best-fitting criteria; and what was left out."""
    asked: list[Asked] = []
    warnings: list[str] = []
    for text in dict.fromkeys(question.strip() for question in brief.questions if question.strip()):
        ground = rules.ground(text)
        fits = fitting.best(text, criteria)
        bare = len(criteria) - len({fits, *(question.criterion for question in asked)})
        if ground:
            warnings.append(wording.forbidden(text, ground))
        elif len(asked) + 1 + bare > MOST_QUESTIONS:
            warnings.append(wording.too_many(text, MOST_QUESTIONS))
        else:
            asked.append(wording.as_written(fits, text, criteria[fits].ties, rules))
    return asked, warnings


def _from_bank(topics: Sequence[Topic], count: int, taken: Sequence[int], rules: Bank) -> list[Asked]:
    """Bank questions until there are `count` and every topic has one: round by round, so that a
    conversation that is cut short has still touched as many topics as it could."""
    rounds = [(turn, index) for turn in range(_rounds(topics, rules)) for index in range(len(topics))]
    first = [(turn, index) for turn, index in rounds if turn == 0 and index not in taken]
    later = [(turn, index) for turn, index in rounds if turn > 0 or index in taken]
    chosen = first + later[: max(0, count - len(taken) - len(first))]
    return [_ask(topics, index, turn, rules) for turn, index in chosen]


def _rounds(topics: Sequence[Topic], rules: Bank) -> int:
    return min(len(rules.questions.kinds[topic.kind].patterns) for topic in topics)


def _ask(topics: Sequence[Topic], index: int, turn: int, rules: Bank) -> Asked:
    """The topic's question of this round. Topics of one kind begin at different patterns."""
    topic = topics[index]
    before = sum(other.kind == topic.kind for other in topics[:index])
    patterns = rules.questions.kinds[topic.kind].patterns
    pattern = patterns[(turn + before) % len(patterns)]
    return wording.from_bank(index, topic, pattern, topic.ties[turn % len(topic.ties)], rules)
