"""The YAML files are complete, consistent and strict."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel, ValidationError

from vivavoce.interviewer.patterns import any_of, attack_form, intent_form
from vivavoce.interviewer.rules.bank import bank, check
from vivavoce.interviewer.rules.followups import WHENS
from vivavoce.interviewer.rules.forms import Pattern, QuestionBank

BANK = bank()


def test_every_kind_has_a_rubric_and_every_name_a_meaning() -> None:
    check(BANK.questions, BANK.rubrics)
    assert {
        when for kind in BANK.questions.kinds.values() for pattern in kind.patterns for when in pattern.ask
    } <= WHENS


def test_a_missing_rubric_is_named() -> None:
    lacking = BANK.rubrics.model_copy(
        update={"kinds": {k: v for k, v in BANK.rubrics.kinds.items() if k != "care"}}
    )
    with pytest.raises(ValueError, match="kinds without rubric or questions: care"):
        check(BANK.questions, lacking)


@pytest.mark.parametrize(
    "broken",
    [
        '{"text": "a", "rephrased": "b", "ask": ["no_such_rule"]}',
        '{"text": "a", "rephrased": "b", "ask": []}',
        '{"text": "a", "rephrased": "b", "ask": ["no_reason", "no_result", "no_number"]}',
        '{"text": "", "rephrased": "b", "ask": ["no_reason"]}',
        '{"text": "a", "rephrased": "b", "ask": ["no_reason"], "colour": "red"}',
        '{"text": 7, "rephrased": "b", "ask": ["no_reason"]}',
    ],
)
def test_a_broken_pattern_does_not_load(broken: str) -> None:
    with pytest.raises(ValidationError):
        Pattern.model_validate_json(broken)


def test_no_question_of_the_bank_touches_a_protected_ground() -> None:
    for kind in BANK.questions.kinds.values():
        for pattern in kind.patterns:
            assert BANK.ground(pattern.text) == BANK.ground(pattern.rephrased) == ""
        assert all(BANK.ground(text) == "" for text in kind.follow_ups.values())


def test_placeholders_are_known() -> None:
    texts = [
        t for kind in BANK.questions.kinds.values() for p in kind.patterns for t in (p.text, p.rephrased)
    ]
    texts += [text for kind in BANK.rubrics.kinds.values() for text in kind.anchors.model_dump().values()]
    assert {name for text in texts for name in re.findall(r"\{(\w*)\}", text)} == {"focus", "context"}


def test_no_pattern_matches_nothing() -> None:
    assert not [pattern.pattern for pattern in _patterns(BANK.rubrics) if pattern.search("")]
    assert not [pattern.pattern for pattern in _patterns(BANK.questions) if pattern.search("")]
    read = [
        *BANK.post.headings.values(),
        *BANK.post.seniority.values(),
        BANK.post.boilerplate,
        BANK.post.unsafe,
    ]
    assert not [
        pattern.pattern for pattern in (*read, BANK.post.opening, BANK.post.years) if pattern.search("")
    ]
    assert not [p for patterns in BANK.protected.values() for p in patterns if p.search("")]
    assert not any_of(attack_form().patterns, attack_form().parts).search("")
    assert not [n for n, p in intent_form().requests.items() if any_of(p, intent_form().parts).fullmatch("")]


def _patterns(form: BaseModel) -> Iterator[re.Pattern[str]]:
    """All compiled patterns anywhere in `form`."""
    waiting: list[object] = [form]
    while waiting:
        value = waiting.pop()
        if isinstance(value, re.Pattern):
            yield value
        elif isinstance(value, BaseModel):
            waiting += [getattr(value, name) for name in type(value).model_fields]
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, tuple):
            waiting += value


def test_the_walk_over_patterns_finds_them() -> None:
    assert len(list(_patterns(BANK.rubrics))) > 40
    assert isinstance(BANK.questions, QuestionBank)


PROTECTED = {
    "age": [
        "How old are you?",
        "When were you born?",
        "What year did you graduate from high school?",
        "Are you over 50?",
    ],
    "family": [
        "Are you married?",
        "Do you have any children?",
        "Do you plan to start a family soon?",
        "Who looks after your kids?",
    ],
    "pregnancy": [
        "Are you pregnant?",
        "Will you be taking maternity leave next year?",
        "Do you plan to become pregnant?",
    ],
    "religion": [
        "What is your religion?",
        "Are you a Muslim?",
        "Do you go to church?",
        "Do you observe any religious holidays?",
    ],
    "health": [
        "Do you have any disabilities?",
        "How many sick days did you take?",
        "Are you in good health?",
        "Do you take any medication?",
        "How is your mental health?",
    ],
    "origin": [
        "Where are you really from?",
        "What is your native language?",
        "What is your nationality?",
        "Are you a US citizen?",
    ],
    "gender": ["What is your sexual orientation?", "Are you gay?", "As a mother, how will you cope?"],
    "union": ["Are you a member of a union?", "Do you support trade unions?"],
    "politics": ["Who did you vote for?", "What are your political views?"],
    "genetics": ["Have you had a genetic test?"],
}


@pytest.mark.parametrize(
    ("ground", "question"), [(g, q) for g, questions in PROTECTED.items() for q in questions]
)
def test_protected_grounds_are_seen(ground: str, question: str) -> None:
    assert BANK.ground(question) == ground
    assert set(PROTECTED) == set(BANK.protected)


@pytest.mark.parametrize(
    "question",
    [
        "How do you care for pregnant patients?",
        "Have you had any health and safety training?",
        "Are you allowed to work in this country?",
        "How do you remove a single point of failure?",
        "Tell me about a medication error you noticed.",
        "How would you handle a request for parental leave from a colleague?",
        "How old is the code base you maintain?",
        "Which languages do you speak well enough to work in them?",
        "How do you teach children of different ages?",
        "Can you lift 20 kg, with or without adjustments?",
    ],
)
def test_job_related_questions_pass(question: str) -> None:
    assert BANK.ground(question) == ""
