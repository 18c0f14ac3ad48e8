"""Simulated candidates answer what they were asked, and always the same."""

from __future__ import annotations

import pytest

from vivavoce.interviewer.attacks import honest
from vivavoce.interviewer.intents import Intent, intent
from vivavoce.interviewer.personas import Persona, answer

QUESTION = "This job calls for PostgreSQL. Tell me about the hardest problem you have solved with PostgreSQL."


def test_the_strong_candidate_speaks_of_the_skill_that_was_named() -> None:
    said = answer(Persona.STRONG, QUESTION, 1, 7)
    assert said.count("PostgreSQL") == 2
    assert len(said.split()) > 50


@pytest.mark.parametrize(
    ("follow_up", "words"),
    [
        ("What figures could you put on that, for example how much, how many or how long?", "4 hours"),
        ("What exactly was your own part in that?", "My own part"),
        ("Which tools or methods did you use for it?", "I used"),
        ("Why did you choose to do it that way?", "because"),
        ("What came out of it in the end?", "As a result"),
    ],
)
def test_the_strong_candidate_gives_what_a_follow_up_asks_for(follow_up: str, words: str) -> None:
    assert words in answer(Persona.STRONG, follow_up, 2, 7)


def test_the_injecting_candidate_is_the_terse_one_with_an_order() -> None:
    terse, injecting = (answer(persona, QUESTION, 3, 7) for persona in (Persona.TERSE, Persona.INJECTING))
    assert injecting.startswith(f"{terse} ")
    assert honest(injecting) == terse


def test_answers_vary_with_the_ordinal() -> None:
    assert len({answer(Persona.STRONG, QUESTION, ordinal, 7) for ordinal in range(1, 5)}) == 4
    assert answer(Persona.SILENT, QUESTION, 1, 7) == ""


def test_a_duty_is_the_topic_where_no_skill_is_named() -> None:
    said = answer(
        Persona.RAMBLING, "Part of this job is to feed the penguins. Tell me about a mistake.", 1, 7
    )
    assert "feed the penguins" in said


def test_the_learner_speaks_of_the_skill_and_asks_for_other_words_now_and_then() -> None:
    said = [answer(Persona.SECOND_LANGUAGE, QUESTION, ordinal, 7) for ordinal in range(1, 5)]
    assert [intent(line) for line in said].count(Intent.REPHRASE) == 1
    assert sum("PostgreSQL" in line for line in said) == 3


def test_the_hostile_candidate_insults_and_asks_for_a_person() -> None:
    said = [intent(answer(Persona.HOSTILE, QUESTION, ordinal, 7)) for ordinal in range(1, 5)]
    assert sorted(said) == [Intent.ANSWER, Intent.ANSWER, Intent.IDENTITY, Intent.PERSON]
