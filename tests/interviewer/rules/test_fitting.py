"""A plan takes in a person's questions, one candidate and new criteria, and its core stays the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.interviewer.talk import sample_briefs
from vivavoce.domain.interview import Brief, Focus
from vivavoce.interviewer.rules.fitting import MOST_EXTRA
from vivavoce.interviewer.rules.planner import RulesPlanner

PLANNER = RulesPlanner()
JOB = Brief(
    "Frontend developer",
    "Your tasks:\n- Resolve complaints of customers by phone\n- Review the code of colleagues",
    required_skills=("React", "TypeScript", "PostgreSQL"),
)
PLAN = PLANNER.plan(JOB)
SEEN = replace(JOB, candidate_name="Ada", organization="Acme")


class TestFit:
    @pytest.mark.parametrize("focus", [Focus.SCREENING, Focus.GENERIC, Focus.LANGUAGE_TEST])
    @pytest.mark.parametrize("minutes", [15, 60])
    def test_the_banks_own_questions_are_known_again(self, focus: Focus, minutes: int) -> None:
        for brief in sample_briefs():
            plan = PLANNER.plan(replace(brief, focus=focus, minutes=minutes))
            again = PLANNER.fit(replace(plan, questions=()), [q.text for q in plan.questions])
            assert again == tuple(replace(question, minutes=3.0) for question in plan.questions)

    def test_also_after_a_person_has_renamed_the_criterion(self) -> None:
        first = PLAN.questions[0]
        renamed = tuple(replace(each, name=f"Other {each.id}") for each in PLAN.criteria)
        (again,) = PLANNER.fit(replace(PLAN, criteria=renamed), (first.text,))
        assert again == replace(first, id=again.id, minutes=3.0)

    def test_a_persons_question_goes_where_most_words_are_shared(self) -> None:
        (question,) = PLANNER.fit(
            PLAN, ("  When have you told colleagues what was wrong with their code?  ",)
        )
        assert question.text == "When have you told colleagues what was wrong with their code?"
        assert question.text in question.rephrased
        assert "review the code of colleagues" in PLAN.criterion(question.criterion_id).ties

    def test_protected_and_blank_ones_are_left_out_and_repeats_are_one(self) -> None:
        found = PLANNER.fit(PLAN, ("Why?", "How old are you?", " ", "Why? ", "What?"))
        assert [question.text for question in found] == ["Why?", "What?"]

    @given(st.lists(st.text(min_size=1, max_size=40), max_size=6))
    def test_every_id_is_new_and_every_criterion_known(self, texts: list[str]) -> None:
        found = PLANNER.fit(PLAN, texts)
        ids = [question.id for question in (*PLAN.questions, *found)]
        assert len(set(ids)) == len(ids)
        assert {question.criterion_id for question in found} <= {each.id for each in PLAN.criteria}


class TestAdopt:
    def test_the_core_is_the_same_and_the_greeting_is_theirs(self) -> None:
        mine = PLANNER.adopt(PLAN, SEEN)
        assert mine == replace(PLAN, greeting=mine.greeting)
        assert mine.greeting.startswith("Hello Ada. I am an AI interviewer for Acme, not a person.")
        assert f"{len(PLAN.questions)} questions about the position Frontend developer" in mine.greeting

    def test_their_own_questions_come_last_with_time_of_their_own(self) -> None:
        own = ("Why us?", PLAN.questions[2].text, "What did you do in 2019?")
        mine = PLANNER.adopt(PLAN, replace(SEEN, questions=own))
        assert mine.questions[: len(PLAN.questions)] == PLAN.questions
        assert [question.text for question in mine.questions[len(PLAN.questions) :]] == [own[0], own[2]]
        assert mine.minutes == PLAN.minutes + 6
        assert mine.criteria == PLAN.criteria
        assert mine.warnings == ()
        assert f"{len(mine.questions)} questions" in mine.greeting

    def test_what_is_left_out_is_named(self) -> None:
        many = tuple(f"What about topic {number}?" for number in range(MOST_EXTRA + 2))
        mine = PLANNER.adopt(PLAN, replace(SEEN, questions=("How old are you?", *many), language="DE"))
        assert len(mine.questions) == len(PLAN.questions) + MOST_EXTRA
        assert "age" in mine.warnings[0]
        assert sum("at most" in warning for warning in mine.warnings) == 2
        assert "English only" in mine.warnings[-1]

    def test_time_and_kind_of_the_brief_do_not_count(self) -> None:
        other = replace(SEEN, minutes=5, description="Something else", required_skills=("Go",))
        assert PLANNER.adopt(PLAN, other) == PLANNER.adopt(PLAN, SEEN)


class TestCriterion:
    def test_of_a_skill(self) -> None:
        new = PLANNER.criterion(PLAN, "Databases", ("PostgreSQL",))
        assert (new.name, new.weight, new.ties) == ("Databases", 0, ("PostgreSQL",))
        assert "postgres" in new.terms
        assert "contrast" in new.signals
        assert "PostgreSQL" in new.anchors.five

    def test_of_a_behaviour_by_its_name(self) -> None:
        new = PLANNER.criterion(PLAN, "Teaching and mentoring others", ())
        assert new.anchors.one.startswith("No person or team")
        assert "Frontend developer" in new.anchors.one
        assert new.ties == ()

    def test_its_id_is_new_even_after_one_was_deleted(self) -> None:
        rest = replace(PLAN, criteria=PLAN.criteria[1:])
        assert PLANNER.criterion(PLAN, "A", ()).id == f"c{len(PLAN.criteria) + 1}"
        assert PLANNER.criterion(rest, "A", ()).id not in {each.id for each in rest.criteria}
