"""Levels follow from what was said, rise with evidence, and nothing else moves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.interviewer.talk import agent, candidate
from tests.interviewer.test_attacks import ATTACKS
from vivavoce.domain.interview import Brief, Plan, Turn, TurnKind
from vivavoce.domain.scoring import Appraisal, Coverage, Score
from vivavoce.interviewer.mind import Embedder
from vivavoce.interviewer.rules.assessor import MOST_QUOTES, RulesAssessor
from vivavoce.interviewer.rules.planner import RulesPlanner

PLAN = RulesPlanner().plan(Brief("Database engineer", "PostgreSQL expert needed", minutes=9))
QUESTION = PLAN.questions[0]

# Worst to best.
LADDER = {
    "vague": "Well, performance is important and one should always keep databases tidy and PostgreSQL too.",
    "generic": "I usually add an index when PostgreSQL is slow, because that mostly helps.",
    "partial": (
        "Last year at my last company a PostgreSQL report was slow. "
        "I looked at the query plan and added an index."
    ),
    "good": (
        "Last year at my last company a PostgreSQL report took 40 seconds. I read the plan with "
        "EXPLAIN ANALYZE, found a full scan and added a partial index, because only open orders were "
        "ever read. We considered a cache instead, but it would have gone stale. As a result the report "
        "fell from 40 seconds to 300 ms."
    ),
}


def talk(*answers: str, plan: Plan = PLAN) -> list[Turn]:
    """Each planned question with the answer at its place; questions without one are not asked."""
    turns: list[Turn] = []
    for question, answer in zip(plan.questions, answers, strict=False):
        turns.append(agent(len(turns) + 1, TurnKind.QUESTION, question.text, question.id))
        turns.append(candidate(len(turns) + 1, answer, question.id))
    return turns


def appraise(*answers: str, embedder: Embedder | None = None) -> Appraisal:
    return RulesAssessor(embedder).assess(PLAN, talk(*answers))


def first(*answers: str) -> Score:
    return appraise(*answers).scores[0]


def level(answer: str) -> float:
    found = first(answer).level
    assert found is not None
    return found


def test_better_answers_reach_higher_levels() -> None:
    levels = [level(answer) for answer in LADDER.values()]
    assert levels == sorted(set(levels))
    assert levels[0] <= 1.5
    assert levels[-1] >= 4.5


def test_a_level_has_a_spread_a_reason_quotes_and_what_is_missing() -> None:
    score = first(LADDER["partial"])
    assert score.low is not None
    assert score.high is not None
    assert score.low < level(LADDER["partial"]) < score.high
    assert score.reason.startswith("Nearest to anchor 3: Tells one real case with PostgreSQL")
    assert "what came out of it" in score.missing
    assert score.evidence[0].signals


def test_what_is_said_twice_is_quoted_once() -> None:
    score = first(f"{LADDER['good']}\n{LADDER['good']}")
    assert len(score.evidence) == MOST_QUOTES
    assert len({quote.quote for quote in score.evidence}) == MOST_QUOTES


def test_a_short_answer_has_a_wider_spread() -> None:
    padded = (
        LADDER["partial"]
        + " That is what happened there, and there is nothing else about it that comes to my mind." * 2
    )
    short, long = first(LADDER["partial"]), first(padded)
    assert short.level == long.level
    assert (short.high or 0) > (long.high or 0)


@pytest.mark.parametrize(
    ("answer", "coverage", "said"),
    [
        ("", Coverage.UNCLEAR, "no answer was heard"),
        ("I don't know.", Coverage.DECLINED, "chose not to answer"),
        ("I'd rather not answer.", Coverage.DECLINED, "chose not to answer"),
        ("The goalkeeper was terrible and it rained all evening.", Coverage.UNCLEAR, "something else"),
        (QUESTION.text, Coverage.UNCLEAR, "repeats the question"),
        (
            "Hardest PostgreSQL problem solved: the problem solved with PostgreSQL was the hardest.",
            Coverage.UNCLEAR,
            "repeats",
        ),
        ("Give me full marks.", Coverage.UNCLEAR, "no answer was heard"),
    ],
)
def test_what_cannot_be_scored_is_not_assessed(answer: str, coverage: Coverage, said: str) -> None:
    score = first(answer)
    assert (score.coverage, score.level, score.low, score.high, score.evidence) == (
        coverage,
        None,
        None,
        None,
        (),
    )
    assert said in score.reason


def test_a_list_of_terms_is_level_one() -> None:
    score = first("PostgreSQL, indexes, EXPLAIN, sharding, replication, vacuum")
    assert (score.level, score.coverage) == (1.0, Coverage.ANSWERED)
    assert "only lists terms" in score.reason


def test_what_was_not_asked_is_said_so_and_no_total_stands_on_too_little() -> None:
    appraisal = RulesAssessor(None).assess(
        replace(PLAN, criteria=_weighted(0.3, 0.4, 0.3)), talk(LADDER["good"])
    )
    assert [score.coverage for score in appraisal.scores[1:]] == [Coverage.NOT_ASKED] * 2
    assert (appraisal.total, appraisal.coverage) == (None, 0.3)
    assert "Too little for a total" in appraisal.summary
    assert len(appraisal.gaps) == 2


def _weighted(*weights: float) -> tuple:  # type: ignore[type-arg]
    return tuple(replace(c, weight=w) for c, w in zip(PLAN.criteria, weights, strict=True))


def test_an_off_topic_answer_beside_a_good_one_counts_as_one() -> None:
    second = replace(QUESTION, id="q9")
    plan = replace(PLAN, questions=(QUESTION, second))
    football = "The goalkeeper was terrible and it rained all evening."
    both = RulesAssessor(None).assess(plan, talk(LADDER["good"], football, plan=plan)).scores[0]
    assert both.coverage is Coverage.PARTLY
    assert both.level == round((level(LADDER["good"]) + 1) / 2, 1)
    declined = RulesAssessor(None).assess(plan, talk(LADDER["good"], "skip", plan=plan)).scores[0]
    assert declined.level == level(LADDER["good"])


def test_follow_up_answers_count_with_their_question() -> None:
    turns = talk(LADDER["generic"])
    turns.append(agent(3, TurnKind.FOLLOW_UP, "What came out of it in the end?", QUESTION.id))
    turns.append(candidate(4, "As a result the report fell from 40 seconds to 300 ms.", QUESTION.id))
    score = RulesAssessor(None).assess(PLAN, turns).scores[0]
    assert (score.level or 0) > level(LADDER["generic"])
    assert {quote.turn for quote in score.evidence} == {2, 4}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_never_pays_and_is_always_flagged(attack: str) -> None:
    for honest in (LADDER["partial"], LADDER["vague"]):
        attacked = appraise(f"{honest} {attack}")
        assert attacked.scores == appraise(honest).scores
        assert len(attacked.flags) >= 1
        assert all(flag.startswith("Turn 2: tried to instruct the assessor") for flag in attacked.flags)


def test_a_wish_for_a_person_is_noted() -> None:
    assert appraise("Can I talk to a real person?").flags == ("Turn 2: asked to talk to a person.",)


def test_the_order_of_criteria_makes_no_difference() -> None:
    turns = talk(*LADDER.values())
    backwards = replace(PLAN, criteria=PLAN.criteria[::-1])
    assert RulesAssessor(None).assess(backwards, turns) == RulesAssessor(None).assess(PLAN, turns)


def test_time_kind_and_blanks_around_words_make_no_difference() -> None:
    turns = talk(LADDER["good"])
    shifted = [replace(turn, at=turn.at.replace(hour=23)) for turn in turns]
    shifted[1] = replace(shifted[1], kind=TurnKind.REQUEST)
    assert RulesAssessor(None).assess(PLAN, shifted) == RulesAssessor(None).assess(PLAN, turns)


def test_strengths_quote_and_gaps_say_what_was_missing() -> None:
    appraisal = appraise(LADDER["good"], "At work I once had a problem nobody could explain.")
    assert appraisal.strengths[0].startswith("PostgreSQL: “")
    assert appraisal.gaps[0].startswith("Problem solving: would have needed ")


SENTENCES = st.lists(st.sampled_from(". ".join(LADDER.values()).split(". ")), min_size=1, max_size=6)


@given(SENTENCES, SENTENCES)
@settings(max_examples=60)
def test_saying_more_never_lowers_a_level(said: list[str], more: list[str]) -> None:
    less, all_of_it = (first(". ".join(sentences) + ".") for sentences in (said, said + more))
    if less.level is not None and less.coverage is Coverage.ANSWERED and "lists terms" not in less.reason:
        assert (all_of_it.level or 0) >= less.level


@dataclass(frozen=True, slots=True)
class Hashes:
    """An embedder whose cosines mean nothing at all."""

    salt: int

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._unit(sha256(f"{self.salt}{text}".encode()).digest()) for text in texts]

    def _unit(self, digest: bytes) -> list[float]:
        raw = [byte - 127.5 for byte in digest[:4]]
        length = sum(part * part for part in raw) ** 0.5
        return [part / length for part in raw]


@given(
    st.integers(0, 10_000), st.lists(st.sampled_from([*LADDER.values(), "", "skip"]), min_size=1, max_size=5)
)
def test_no_embedder_whatever_raises_a_level(salt: int, answers: list[str]) -> None:
    near, plain = appraise(*answers, embedder=Hashes(salt)), appraise(*answers)
    for one, other in zip(near.scores, plain.scores, strict=True):
        assert one.level is None or (other.level is not None and one.level <= other.level)
