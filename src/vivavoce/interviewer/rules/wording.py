"""How the bank's patterns become words about one job: names, anchors, questions, the greeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.domain.interview import Anchors, Brief, Focus, FollowUp
from vivavoce.interviewer.rules.bank import Bank
from vivavoce.interviewer.rules.forms import Pattern, When
from vivavoce.interviewer.rules.topics import Topic

MOST_QUESTIONS = 12
MINUTES_A_QUESTION = 3
_NAMED = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A question before it has its number: the index of its criterion, and its words."""

    criterion: int
    text: str
    rephrased: str
    ties: tuple[str, ...]
    follow_ups: tuple[FollowUp, ...]


def name(topic: Topic, rules: Bank) -> str:
    """What a criterion about `topic` is called, at most about 60 characters."""
    about = focus(topic, rules) if topic.source == "skill" else topic.ties[0]
    whole = fill(rules.questions.kinds[topic.kind].name, about)
    short = whole if len(whole) <= _NAMED else whole[:_NAMED].rsplit(" ", 1)[0] + " …"
    return short[0].upper() + short[1:]


def anchors(topic: Topic, rules: Bank) -> Anchors:
    """What an answer about `topic` looks like at level 1, 3 and 5."""
    form = rules.rubrics.kinds[topic.kind].anchors
    about = focus(topic, rules)
    return Anchors(fill(form.one, about), fill(form.three, about), fill(form.five, about))


def focus(topic: Topic, rules: Bank) -> str:
    """The topic's ties as they stand within a sentence."""
    return (
        listed([_spoken(tie, rules) for tie in topic.ties])
        if topic.source == "skill"
        else "; ".join(topic.ties)
    )


def from_bank(criterion: int, topic: Topic, pattern: Pattern, tie: str, rules: Bank) -> Asked:
    """A pattern of the topic's kind, asked about one of its ties."""
    about = _spoken(tie, rules)
    forms = {"skill": rules.questions.context.skill, "duty": rules.questions.context.duty}
    context = fill(forms.get(topic.source, rules.questions.context.position), about)
    return Asked(
        criterion=criterion,
        text=fill(pattern.text, about, context),
        rephrased=fill(pattern.rephrased, about, context),
        ties=(tie,),
        follow_ups=tuple(FollowUp(when, _follow_up(when, topic.kind, rules)) for when in pattern.ask),
    )


def as_written(criterion: int, text: str, ties: tuple[str, ...], rules: Bank) -> Asked:
    """A person's question, word for word; its other wording holds its own words, too."""
    form = rules.questions.person_written
    follow_ups = tuple(FollowUp(when, rules.questions.follow_ups[when]) for when in form.ask)
    return Asked(criterion, text, form.rephrased.replace("{question}", text), ties, follow_ups)


def greeting(brief: Brief, position: str, count: int, minutes: int, rules: Bank) -> str:
    """How the interviewer begins a conversation of `count` questions in about `minutes`."""
    named = position if position == "this position" else f"the position {position}"
    return rules.phrases.greeting.format(
        name=f" {' '.join(brief.candidate_name.split())}" if brief.candidate_name.strip() else "",
        organization=f" for {' '.join(brief.organization.split())}" if brief.organization.strip() else "",
        count=count,
        subject="everyday matters" if brief.focus is Focus.LANGUAGE_TEST else named,
        minutes=minutes,
    )


def forbidden(text: str, ground: str) -> str:
    """The warning that a question is not asked because of the protected ground it touches."""
    return f"Left out, because it asks about {ground}, which is a protected ground: “{text}”"


def too_many(text: str, most: int) -> str:
    """The warning that a question is not asked because there are `most` already."""
    return f"Left out, because an interview has at most {most} questions: “{text}”"


def limits(language: str, count: int, minutes: int) -> tuple[str, ...]:
    """What the reader of a plan of `count` questions should know about it."""
    warnings = []
    if language.upper()[:2] != "EN":
        warnings.append(
            f"The built-in interviewer speaks English only; the language asked for is {language}."
        )
    if count * MINUTES_A_QUESTION > minutes * 1.5:
        warnings.append(f"{count} questions may not fit into {minutes} minutes.")
    return tuple(warnings)


def listed(names: Sequence[str]) -> str:
    """`names` as English lists them: "A", "A and B", "A, B and C"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def fill(pattern: str, about: str, context: str = "") -> str:
    """Puts the job's words into a pattern in one pass, so that braces inside them stay plain text."""
    return "".join(
        {"focus": about, "context": context}.get(p, p) for p in pattern.replace("}", "{").split("{")
    ).strip()


def _spoken(tie: str, rules: Bank) -> str:
    """A tie as it stands within a sentence."""
    known = rules.skills.match([tie]).skills if tie[:1].isupper() else ()
    return known[0].spoken if len(known) == 1 and known[0].name == tie else tie


def _follow_up(when: When, kind: str, rules: Bank) -> str:
    return rules.questions.kinds[kind].follow_ups.get(when) or rules.questions.follow_ups[when]
