"""Which questions are asked and how they are scored: templates over the job's skills and duties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.domain.interview import Anchors, Brief, Criterion, Focus, FollowUp, Plan, Question
from vivavoce.interviewer.rules.bank import Bank, bank
from vivavoce.interviewer.rules.forms import When
from vivavoce.interviewer.rules.reading import Job, read
from vivavoce.interviewer.rules.topics import LEAST, MOST, Topic, choose
from vivavoce.interviewer.words import content

ENGINE = "rules/1"
MOST_QUESTIONS = 12
MINUTES_A_QUESTION = 3
_CRITERIA_A_QUESTION = 0.6
_NAMED = 60


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question before it has its number: which criterion, which words."""

    criterion: int
    text: str
    rephrased: str
    ties: tuple[str, ...]
    follow_ups: tuple[FollowUp, ...]


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
            questions=tuple(_numbered(n, q, criteria, minutes) for n, q in enumerate(asked, 1)),
            greeting=_greeting(brief, job, len(asked), rules),
            closing=rules.phrases.closing,
            skills=tuple(skill.name for skill in job.skills),
            unmatched_skills=job.unmatched,
            duties=job.duties,
            warnings=(*warnings, *_limits(brief, len(asked))),
            engine=ENGINE,
        )


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
            name=_name(topic, rules),
            weight=weight,
            anchors=_anchors(topic, rules),
            ties=topic.ties,
            terms=topic.terms,
            signals=rules.rubrics.kinds[topic.kind].signals,
        )
        for number, (topic, weight) in enumerate(zip(topics, weights, strict=True), 1)
    )


def _name(topic: Topic, rules: Bank) -> str:
    focus = _focus(topic, rules) if topic.source == "skill" else topic.ties[0]
    name = _fill(rules.questions.kinds[topic.kind].name, focus)
    short = name if len(name) <= _NAMED else name[:_NAMED].rsplit(" ", 1)[0] + " …"
    return short[0].upper() + short[1:]


def _anchors(topic: Topic, rules: Bank) -> Anchors:
    form = rules.rubrics.kinds[topic.kind].anchors
    focus = _focus(topic, rules)
    return Anchors(_fill(form.one, focus), _fill(form.three, focus), _fill(form.five, focus))


def _focus(topic: Topic, rules: Bank) -> str:
    return (
        listed([_spoken(tie, rules) for tie in topic.ties])
        if topic.source == "skill"
        else "; ".join(topic.ties)
    )


def _spoken(tie: str, rules: Bank) -> str:
    """A tie as it stands within a sentence."""
    known = rules.skills.match([tie]).skills if tie[:1].isupper() else ()
    return known[0].spoken if len(known) == 1 and known[0].name == tie else tie


def listed(names: Sequence[str]) -> str:
    """`names` as English lists them: "A", "A and B", "A, B and C"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _fill(pattern: str, focus: str, context: str = "") -> str:
    """Puts the job's words into a pattern in one pass, so that braces inside them stay plain text."""
    return "".join(
        {"focus": focus, "context": context}.get(p, p) for p in pattern.replace("}", "{").split("{")
    ).strip()


def _person_written(
    brief: Brief, criteria: Sequence[Criterion], rules: Bank
) -> tuple[list[_Asked], list[str]]:
    """The person's questions that can be asked, with their best-fitting criteria; and what was left out."""
    asked: list[_Asked] = []
    warnings: list[str] = []
    for text in dict.fromkeys(question.strip() for question in brief.questions if question.strip()):
        ground = rules.ground(text)
        fits = _best_fit(text, criteria)
        bare = len(criteria) - len({fits, *(question.criterion for question in asked)})
        if ground:
            warnings.append(
                f"Left out, because it asks about {ground}, which is a protected ground: “{text}”"
            )
        elif len(asked) + 1 + bare > MOST_QUESTIONS:
            warnings.append(
                f"Left out, because an interview has at most {MOST_QUESTIONS} questions: “{text}”"
            )
        else:
            asked.append(_as_written(text, fits, criteria[fits].ties, rules))
    return asked, warnings


def _as_written(text: str, criterion: int, ties: tuple[str, ...], rules: Bank) -> _Asked:
    form = rules.questions.person_written
    follow_ups = tuple(FollowUp(when, rules.questions.follow_ups[when]) for when in form.ask)
    return _Asked(criterion, text, form.rephrased.replace("{question}", text), ties, follow_ups)


def _best_fit(text: str, criteria: Sequence[Criterion]) -> int:
    """The index of the criterion that shares most words with `text`; then the heavier, then the first."""
    asked = content(text)

    def fit(index: int) -> tuple[int, float, int]:
        criterion = criteria[index]
        own = content(" ".join([criterion.name, *criterion.ties, *criterion.terms, criterion.anchors.three]))
        return len(asked & own), criterion.weight, -index

    return max(range(len(criteria)), key=fit)


def _from_bank(topics: Sequence[Topic], count: int, taken: Sequence[int], rules: Bank) -> list[_Asked]:
    """Bank questions until there are `count` and every topic has one: round by round, so that a
    conversation that is cut short has still touched as many topics as it could."""
    rounds = [(turn, index) for turn in range(_rounds(topics, rules)) for index in range(len(topics))]
    first = [(turn, index) for turn, index in rounds if turn == 0 and index not in taken]
    later = [(turn, index) for turn, index in rounds if turn > 0 or index in taken]
    chosen = first + later[: max(0, count - len(taken) - len(first))]
    return [_ask(topics, index, turn, rules) for turn, index in chosen]


def _rounds(topics: Sequence[Topic], rules: Bank) -> int:
    return min(len(rules.questions.kinds[topic.kind].patterns) for topic in topics)


def _ask(topics: Sequence[Topic], index: int, turn: int, rules: Bank) -> _Asked:
    """The topic's question of this round. Topics of one kind begin at different patterns."""
    topic = topics[index]
    before = sum(other.kind == topic.kind for other in topics[:index])
    kind = rules.questions.kinds[topic.kind]
    pattern = kind.patterns[(turn + before) % len(kind.patterns)]
    tie = topic.ties[turn % len(topic.ties)]
    focus = _spoken(tie, rules)
    forms = {"skill": rules.questions.context.skill, "duty": rules.questions.context.duty}
    context = _fill(forms.get(topic.source, rules.questions.context.position), focus)
    return _Asked(
        criterion=index,
        text=_fill(pattern.text, focus, context),
        rephrased=_fill(pattern.rephrased, focus, context),
        ties=(tie,),
        follow_ups=tuple(FollowUp(when, _follow_up(when, topic.kind, rules)) for when in pattern.ask),
    )


def _follow_up(when: When, kind: str, rules: Bank) -> str:
    return rules.questions.kinds[kind].follow_ups.get(when) or rules.questions.follow_ups[when]


def _numbered(number: int, asked: _Asked, criteria: Sequence[Criterion], minutes: float) -> Question:
    return Question(
        id=f"q{number}",
        criterion_id=criteria[asked.criterion].id,
        text=asked.text,
        rephrased=asked.rephrased,
        ties=asked.ties,
        follow_ups=asked.follow_ups,
        minutes=minutes,
    )


def _greeting(brief: Brief, job: Job, count: int, rules: Bank) -> str:
    named = job.position if job.position == "this position" else f"the position {job.position}"
    return rules.phrases.greeting.format(
        name=f" {' '.join(brief.candidate_name.split())}" if brief.candidate_name.strip() else "",
        organization=f" for {' '.join(brief.organization.split())}" if brief.organization.strip() else "",
        count=count,
        subject="everyday matters" if brief.focus is Focus.LANGUAGE_TEST else named,
        minutes=brief.minutes,
    )


def _limits(brief: Brief, count: int) -> list[str]:
    """What the reader of the plan should know about it."""
    warnings = []
    if brief.language.upper()[:2] != "EN":
        warnings.append(
            f"The built-in interviewer speaks English only; the language asked for is {brief.language}."
        )
    if count * MINUTES_A_QUESTION > brief.minutes * 1.5:
        warnings.append(f"{count} questions may not fit into {brief.minutes} minutes.")
    return warnings
