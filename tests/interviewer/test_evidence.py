"""No quote stands that the candidate did not say, and no figure rests on one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.interviewer.talk import agent, candidate
from vivavoce.domain.errors import Unprocessable
from vivavoce.domain.interview import Brief, TurnKind
from vivavoce.domain.scoring import Coverage, Evidence, Score
from vivavoce.interviewer.embedded import embedded
from vivavoce.interviewer.evidence import prove, prove_all, prove_appraisal, quotes

TURNS = (
    agent(1, TurnKind.QUESTION, "How do you bake bread?", "q1"),
    candidate(2, "I start at two. I start the oven and bake bread.", "q1"),
    candidate(4, "Start early."),
)
WORDS = ["bread", "oven", "dough", "salt", "flour", "night", "heat"]
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=3, max_size=8).map(" ".join)


def test_a_true_quote_keeps_its_span() -> None:
    quote = Evidence(2, 16, 32, "I start the oven")
    assert prove(quote, TURNS) == quote


def test_a_wrong_span_is_put_right() -> None:
    assert prove(Evidence(2, 0, 3, "bake bread"), TURNS) == Evidence(2, 37, 47, "bake bread")


@pytest.mark.parametrize(
    ("turn", "quote"),
    [
        (1, "How do you bake bread?"),
        (2, "I bake cakes"),
        (2, "art the oven"),
        (2, "i start at two"),
        (2, ""),
        (2, " . "),
        (3, "I start at two."),
        (4, "I start at two."),
    ],
)
def test_what_was_not_said_there_is_refused(turn: int, quote: str) -> None:
    with pytest.raises(Unprocessable):
        prove(Evidence(turn, 0, len(quote), quote), TURNS)


def test_quotes_are_the_sentences_of_a_turn() -> None:
    assert [prove(quote, TURNS) for quote in quotes(TURNS[1])] == list(quotes(TURNS[1]))
    assert [quote.quote for quote in quotes(TURNS[1])] == [
        "I start at two.",
        "I start the oven and bake bread.",
    ]


@given(st.lists(SENTENCE, min_size=20, max_size=20), st.data())
def test_of_forty_quotes_the_twenty_invented_are_refused(said: list[str], drawn: st.DataObject) -> None:
    turns = tuple(candidate(number, text, "q1") for number, text in enumerate(said, 1))
    true = [Evidence(turn.number, 0, len(turn.text), turn.text) for turn in turns]
    invented = [replace(quote, quote=f"{quote.quote} {drawn.draw(SENTENCE)} sugar") for quote in true]
    offered = drawn.draw(st.permutations(true + invented))
    score = Score("c1", Coverage.ANSWERED, 4.0, 3.0, 5.0, tuple(offered), "")
    (proved,) = prove_all([score], turns)
    assert sorted(quote.turn for quote in proved.evidence) == list(range(1, 21))
    assert set(proved.evidence) == set(true)
    assert proved.level == 4.0


def test_a_level_without_a_true_quote_is_taken_back() -> None:
    invented = Evidence(2, 0, 12, "I bake cakes")
    score = Score("c1", Coverage.ANSWERED, 5.0, 4.0, 5.0, (invented,), "splendid")
    (proved,) = prove_all([score], TURNS)
    assert (proved.level, proved.low, proved.high, proved.coverage) == (None, None, None, Coverage.UNCLEAR)


def test_an_assessor_that_invents_a_quote_loses_the_level_and_the_total_follows() -> None:
    """What a language model may one day hand in: the run lets nothing through that is not proved."""
    plan = embedded(None).planner.plan(
        Brief("Backend Engineer", "You build REST APIs in Python and PostgreSQL.")
    )
    turns = embedded(None).rehearse(plan, datetime(2026, 1, 1, tzinfo=UTC))
    honest = embedded(None).assessor.assess(plan, turns)
    assert prove_appraisal(honest, plan, turns) == honest
    first, *rest = honest.scores
    said = first.evidence[0]
    invented = replace(first, evidence=(replace(said, quote="I single-handedly saved the company"),))
    caught = prove_appraisal(replace(honest, scores=(invented, *rest)), plan, turns)
    assert caught.scores[0].level is None
    assert caught.coverage < honest.coverage
    assert any("withdrawn" in flag for flag in caught.flags)
