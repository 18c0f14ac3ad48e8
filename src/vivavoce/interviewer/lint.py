"""What stands in the way of asking everybody by this plan: every broken rule, with its place in the plan."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from pydantic import TypeAdapter

from vivavoce.domain.errors import Violation
from vivavoce.domain.interview import Criterion, Plan, Question
from vivavoce.interviewer.rules.bank import bank, json_of
from vivavoce.interviewer.rules.forms import Regex
from vivavoce.interviewer.rules.wording import MOST_QUESTIONS
from vivavoce.kit.words import N_

GROUNDS: Final[Mapping[str, str]] = {
    "age": N_("This asks about age, which is a protected ground."),
    "family": N_("This asks about family, which is a protected ground."),
    "pregnancy": N_("This asks about pregnancy, which is a protected ground."),
    "religion": N_("This asks about religion, which is a protected ground."),
    "health": N_("This asks about health, which is a protected ground."),
    "origin": N_("This asks about origin, which is a protected ground."),
    "gender": N_("This asks about gender, which is a protected ground."),
    "union": N_("This asks about union membership, which is a protected ground."),
    "politics": N_("This asks about politics, which is a protected ground."),
    "genetics": N_("This asks about genetics, which is a protected ground."),
}
"""By the grounds of `protected.yaml` (tested)."""
REFUSED: Final[Mapping[str, str]] = {
    "emotion": N_("This judges feelings, which must not be inferred at work (EU AI Act, article 5)."),
    "voice": N_("This judges how somebody speaks, not what they say."),
    "looks": N_("This judges how somebody looks, not what they can do."),
    "liking": N_("This judges whether somebody is liked, not what they can do."),
}
"""By the headings of `lint.yaml` (tested)."""
WEIGHTS: Final = N_("The weights of the criteria must come to 100.")
WEIGHTLESS: Final = N_("This criterion has no weight.")
NAMELESS: Final = N_("This criterion has no name.")
SAME_NAME: Final = N_("Another criterion has the same name.")
NO_ANCHOR: Final = N_("Say what an answer at this level looks like.")
UNTIED: Final = N_("Tie this criterion to a duty or a skill of the job.")
UNASKED: Final = N_("No question asks about this criterion.")
NO_QUESTIONS: Final = N_("There is no question to ask.")
TOO_MANY: Final = N_("An interview has at most 12 questions.")
WORDLESS: Final = N_("This question has no words.")
SAID_TWICE: Final = N_("Another question has the same words.")


def problems(plan: Plan) -> tuple[Violation, ...]:
    """All that must be put right before `plan` can be approved; nothing for a good one.

    Places are named as "weights", "questions", "criteria.c2.anchors.three", "questions.q4.text".
    """
    return tuple(
        Violation(place, message)
        for found in (_whole(plan), _criteria(plan), _questions(plan))
        for place, message in found
    )


def forbidden(text: str) -> str:
    """Why `text` must not be asked: the message for its protected ground, "" when it touches none."""
    ground = bank().ground(text)
    return GROUNDS[ground] if ground else ""


def refused(text: str) -> str:
    """Why `text` must not be judged by, "" when it may."""
    found = (kind for kind, patterns in _refused().items() if any(p.search(text) for p in patterns))
    kind = next(found, "")
    return REFUSED[kind] if kind else ""


def _whole(plan: Plan) -> Iterator[tuple[str, str]]:
    if sum(round(each.weight * 100) for each in plan.criteria) != 100:
        yield "weights", WEIGHTS
    if not plan.questions:
        yield "questions", NO_QUESTIONS
    if len(plan.questions) > MOST_QUESTIONS:
        yield "questions", TOO_MANY


def _criteria(plan: Plan) -> Iterator[tuple[str, str]]:
    asked = {question.criterion_id for question in plan.questions}
    names = Counter(each.name.strip().lower() for each in plan.criteria)
    for each in plan.criteria:
        place = f"criteria.{each.id}"
        if not each.name.strip():
            yield f"{place}.name", NAMELESS
        elif names[each.name.strip().lower()] > 1:
            yield f"{place}.name", SAME_NAME
        if each.weight <= 0:
            yield f"{place}.weight", WEIGHTLESS
        if not each.ties:
            yield f"{place}.ties", UNTIED
        if each.id not in asked:
            yield f"{place}.questions", UNASKED
        yield from _judged(place, each)


def _judged(place: str, each: Criterion) -> Iterator[tuple[str, str]]:
    """What is wrong with the words that a criterion is judged by."""
    levels = {"one": each.anchors.one, "three": each.anchors.three, "five": each.anchors.five}
    texts = {"name": each.name, **{f"anchors.{level}": text for level, text in levels.items()}}
    for name, text in texts.items():
        wrong = refused(text) or forbidden(text)
        if wrong:
            yield f"{place}.{name}", wrong
    for level, text in levels.items():
        if not text.strip():
            yield f"{place}.anchors.{level}", NO_ANCHOR


def _questions(plan: Plan) -> Iterator[tuple[str, str]]:
    texts = Counter(_plain(question) for question in plan.questions)
    for each in plan.questions:
        spoken = (each.text, each.rephrased, *(follow_up.text for follow_up in each.follow_ups))
        wrong = next((why for text in spoken if (why := forbidden(text))), "")
        if not _plain(each):
            wrong = WORDLESS
        elif texts[_plain(each)] > 1:
            wrong = wrong or SAID_TWICE
        if wrong:
            yield f"questions.{each.id}.text", wrong


def _plain(question: Question) -> str:
    return " ".join(question.text.lower().split())


@cache
def _refused() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """The patterns as shipped. Raises pydantic.ValidationError for a broken file."""
    return TypeAdapter(dict[str, tuple[Regex, ...]]).validate_json(json_of("lint"), strict=True)
