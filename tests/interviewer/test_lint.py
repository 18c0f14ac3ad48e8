"""Nothing stands in the way of a good plan; each broken rule is named with its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.interviewer.talk import sample_briefs
from vivavoce.domain.interview import Anchors, Brief, Focus, Plan
from vivavoce.interviewer import lint
from vivavoce.interviewer.lint import problems
from vivavoce.interviewer.patterns import text_of
from vivavoce.interviewer.rules.bank import bank
from vivavoce.interviewer.rules.planner import RulesPlanner

PLANNER = RulesPlanner()
PLAN = PLANNER.plan(Brief("Frontend developer", "React and TypeScript expert needed", minutes=15))


def found(plan: Plan) -> dict[str, str]:
    return {violation.field: violation.message for violation in problems(plan)}


def judged(**changes: Any) -> Plan:
    """The plan with a first criterion that is otherwise good."""
    return replace(PLAN, criteria=(replace(PLAN.criteria[0], **changes), *PLAN.criteria[1:]))


def asked(**changes: Any) -> Plan:
    """The plan with a first question that is otherwise good."""
    return replace(PLAN, questions=(replace(PLAN.questions[0], **changes), *PLAN.questions[1:]))


@pytest.mark.parametrize("focus", Focus)
def test_the_planners_own_plans_are_good(focus: Focus) -> None:
    for brief in sample_briefs():
        assert problems(PLANNER.plan(replace(brief, focus=focus))) == ()


@pytest.mark.parametrize(
    ("plan", "place", "message"),
    [
        (judged(weight=0.9), "weights", lint.WEIGHTS),
        (judged(weight=0.0), "criteria.c1.weight", lint.WEIGHTLESS),
        (judged(name=" "), "criteria.c1.name", lint.NAMELESS),
        (judged(name=PLAN.criteria[1].name.upper()), "criteria.c2.name", lint.SAME_NAME),
        (judged(ties=()), "criteria.c1.ties", lint.UNTIED),
        (judged(anchors=Anchors("a", " ", "c")), "criteria.c1.anchors.three", lint.NO_ANCHOR),
        (
            judged(anchors=Anchors("a", "b", "Shows enthusiasm")),
            "criteria.c1.anchors.five",
            lint.REFUSED["emotion"],
        ),
        (
            judged(anchors=Anchors("Are you pregnant?", "b", "c")),
            "criteria.c1.anchors.one",
            lint.GROUNDS["pregnancy"],
        ),
        (replace(PLAN, questions=PLAN.questions[1:3]), "criteria.c1.questions", lint.UNASKED),
        (replace(PLAN, questions=()), "questions", lint.NO_QUESTIONS),
        (
            replace(
                PLAN, questions=tuple(replace(PLAN.questions[0], id=f"q{n}", text=f"{n}?") for n in range(13))
            ),
            "questions",
            lint.TOO_MANY,
        ),
        (asked(text="  "), "questions.q1.text", lint.WORDLESS),
        (asked(text=f" {PLAN.questions[1].text.upper()}"), "questions.q2.text", lint.SAID_TWICE),
        (asked(text="How old are you?"), "questions.q1.text", lint.GROUNDS["age"]),
        (asked(rephrased="Are you married?"), "questions.q1.text", lint.GROUNDS["family"]),
    ],
)
def test_each_rule_has_its_place(plan: Plan, place: str, message: str) -> None:
    assert problems(PLAN) == ()
    assert found(plan)[place] == message


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("emotion", "Enthusiasm for the product"),
        ("emotion", "Confidence"),
        ("emotion", "Seems motivated and happy"),
        ("emotion", "Emotional intelligence"),
        ("voice", "Tone of voice"),
        ("voice", "No strong accent"),
        ("voice", "Native speaker of English"),
        ("looks", "Appearance"),
        ("looks", "Eye contact and body language"),
        ("looks", "Well-dressed"),
        ("liking", "Likeability"),
        ("liking", "Likable"),
        ("liking", "Culture fit"),
        ("liking", "Cultural add"),
        ("liking", "Personality"),
    ],
)
def test_what_no_rubric_may_judge(kind: str, name: str) -> None:
    assert found(judged(name=name)) == {"criteria.c1.name": lint.REFUSED[kind]}


@pytest.mark.parametrize(
    "name",
    [
        "Handling confidential figures",
        "Compassion in care",
        "Dressing wounds and keeping records",
        "Security posture of our systems",
        "Mood boards and drafts",
        "Appearance of the shop window",
        "How a change fits into the release plan",
        "Voice of the customer",
        "Touch gestures on small screens",
        "Emotional support for relatives",
        "Grooming dogs",
    ],
)
def test_what_a_rubric_may_judge(name: str) -> None:
    assert problems(judged(name=name)) == ()


def test_every_ground_and_every_refusal_has_its_words() -> None:
    assert set(lint.GROUNDS) == set(bank().protected)
    headings = {line.removesuffix(":") for line in text_of("lint").splitlines() if line[:1].isalpha()}
    assert set(lint.REFUSED) == headings
