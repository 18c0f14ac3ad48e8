"""Nine simulated candidates go through every sample's plan to the end, and are told apart."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

import pytest

from tests.interviewer.talk import sample_briefs
from vivavoce.domain.errors import Unprocessable
from vivavoce.domain.interview import Move, Plan, Role, Turn, TurnKind
from vivavoce.domain.scoring import Appraisal, Coverage
from vivavoce.interviewer import lint
from vivavoce.interviewer.embedded import embedded
from vivavoce.interviewer.evidence import prove
from vivavoce.interviewer.mind import Mind
from vivavoce.interviewer.personas import Persona
from vivavoce.interviewer.rehearsal import NEW_YEAR, SAID_BEFORE, TOO_LONG, UNFILLED, dress, rehearse
from vivavoce.providers.embed_minilm import MiniLmEmbedder, available

SAMPLES = range(len(sample_briefs()))
SEEDS = (1, 2)


@cache
def mind(engine: str) -> Mind:
    """`plain` or `minilm`; skips, with the reason, where the model is absent."""
    if engine == "minilm" and available():
        pytest.skip(available())
    return embedded(MiniLmEmbedder() if engine == "minilm" else None)


@cache
def plan(sample: int) -> Plan:
    return mind("plain").planner.plan(sample_briefs()[sample])


@cache
def talk(sample: int, persona: Persona, seed: int) -> tuple[Turn, ...]:
    return rehearse(plan(sample), mind("plain").conductor, persona, seed)


@cache
def result(engine: str, sample: int, persona: Persona, seed: int) -> Appraisal:
    return mind(engine).assessor.assess(plan(sample), talk(sample, persona, seed))


def points(appraisal: Appraisal) -> int:
    return -1 if appraisal.total is None else appraisal.total


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("persona", Persona)
def test_every_conversation_ends_without_a_loop(persona: Persona, sample: int, seed: int) -> None:
    turns = talk(sample, persona, seed)
    asked = [turn.question_id for turn in turns if turn.kind is TurnKind.QUESTION]
    said = Counter((turn.question_id, turn.text) for turn in turns if turn.role is Role.AGENT)
    assert asked == [question.id for question in plan(sample).questions]
    assert max(said.values()) <= 2
    assert turns[-1].kind is TurnKind.CLOSING


@pytest.mark.parametrize("engine", ["plain", "minilm"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_the_better_candidate_has_the_better_result(engine: str, sample: int) -> None:
    for seed in SEEDS if engine == "plain" else SEEDS[:1]:
        strong, terse, offtopic = (
            points(result(engine, sample, persona, seed))
            for persona in (Persona.STRONG, Persona.TERSE, Persona.OFFTOPIC)
        )
        assert strong > terse > offtopic
        assert points(result(engine, sample, Persona.RAMBLING, seed)) < terse


@pytest.mark.parametrize("engine", ["plain", "minilm"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_silence_and_refusal_are_not_scored(engine: str, sample: int) -> None:
    silent, refuses = (result(engine, sample, persona, 1) for persona in (Persona.SILENT, Persona.REFUSES))
    assert {score.coverage for score in silent.scores} == {Coverage.UNCLEAR}
    assert {score.coverage for score in refuses.scores} == {Coverage.DECLINED}
    for appraisal in (silent, refuses):
        assert appraisal.total is None
        assert appraisal.coverage == 0
        assert {score.level for score in appraisal.scores} == {None}


@pytest.mark.parametrize("engine", ["plain", "minilm"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_an_attack_in_every_answer_changes_no_level_and_is_flagged(engine: str, sample: int) -> None:
    terse, injecting = (result(engine, sample, persona, 1) for persona in (Persona.TERSE, Persona.INJECTING))
    assert [score.level for score in injecting.scores] == [score.level for score in terse.scores]
    assert injecting.total == terse.total
    answers = [turn for turn in talk(sample, Persona.INJECTING, 1) if turn.role is Role.CANDIDATE]
    assert len(injecting.flags) == len(answers)
    assert terse.flags == ()


@pytest.mark.parametrize("engine", ["plain", "minilm"])
@pytest.mark.parametrize("persona", Persona)
@pytest.mark.parametrize("sample", SAMPLES)
def test_every_quote_is_proved_and_every_level_has_one(engine: str, persona: Persona, sample: int) -> None:
    for score in result(engine, sample, persona, 1).scores:
        assert all(prove(quote, talk(sample, persona, 1)) == quote for quote in score.evidence)
        assert (score.level is None) == (score.evidence == ())
        assert len(score.evidence) <= 3


@pytest.mark.parametrize("persona", Persona)
@pytest.mark.parametrize("sample", SAMPLES)
def test_the_embedder_never_raises_a_level(persona: Persona, sample: int) -> None:
    pairs = zip(
        result("minilm", sample, persona, 1).scores, result("plain", sample, persona, 1).scores, strict=True
    )
    for near, plain in pairs:
        assert near.level is None or (plain.level is not None and near.level <= plain.level)


def test_same_seed_same_words_other_seed_other_words() -> None:
    first = rehearse(plan(0), mind("plain").conductor, Persona.STRONG, 1)
    assert first == talk(0, Persona.STRONG, 1)
    assert [turn.text for turn in first] != [turn.text for turn in talk(0, Persona.STRONG, 2)]
    assert first[0].at == NEW_YEAR
    assert [turn.number for turn in first] == list(range(1, len(first) + 1))


@dataclass(frozen=True, slots=True)
class Parrot:
    """A conductor that never moves on."""

    def next(self, plan: Plan, turns: object, minutes_left: float) -> Move:
        return Move(TurnKind.QUESTION, plan.questions[0].text, plan.questions[0].id)


def test_a_conversation_without_end_is_reported() -> None:
    with pytest.raises(Unprocessable, match="did not end"):
        rehearse(plan(0), Parrot(), Persona.TERSE, 1)


@pytest.mark.parametrize("sample", SAMPLES)
def test_who_learns_the_language_is_judged_by_what_they_say(sample: int) -> None:
    learner, terse = (result("plain", sample, p, 1) for p in (Persona.SECOND_LANGUAGE, Persona.TERSE))
    assert learner.coverage == 1
    assert points(learner) > points(terse)


class TestDress:
    def test_everybody_comes_to_the_end_within_five_seconds(self) -> None:
        began = time.process_time()
        held = dress(plan(0), mind("plain"))
        assert time.process_time() - began < 5
        assert [performance.persona for performance in held] == list(Persona)
        for performance in held:
            assert performance.finished
            assert performance.covered == performance.criteria == len(plan(0).criteria)
            assert (performance.repeats, performance.odd) == (0, ())
            assert 0 < performance.minutes < plan(0).minutes
            assert performance.turns == talk(0, performance.persona, 1)
            assert performance.appraisal == result("plain", 0, performance.persona, 1)

    def test_it_is_always_the_same(self) -> None:
        assert dress(plan(1), mind("plain")) == dress(plan(1), mind("plain"))

    def test_a_plan_too_long_for_its_time_does_not_cover_everything(self) -> None:
        held = dress(replace(plan(0), minutes=3), mind("plain"))
        assert all(performance.finished for performance in held)
        assert {p.covered < p.criteria for p in held if p.persona is Persona.RAMBLING} == {True}

    def test_a_plan_that_asks_the_same_again_and_again_is_stopped_at_the_third_time(self) -> None:
        first = plan(0).questions[0]
        loop = tuple(replace(first, id=f"q{number}") for number in range(1, 9))
        for performance in dress(replace(plan(0), questions=loop), mind("plain")):
            asked = [turn for turn in performance.turns if turn.kind is TurnKind.QUESTION]
            assert len(asked) == 2
            assert performance.finished
            again = [odd for odd in performance.odd if odd.turn == asked[1].number]
            assert [odd.why for odd in again] == [SAID_BEFORE]
            assert performance.repeats >= 1

    def test_an_interviewer_that_never_moves_on_is_stopped_at_the_third_time(self) -> None:
        for performance in dress(plan(0), replace(mind("plain"), conductor=Parrot())):
            assert not performance.finished
            assert len([turn for turn in performance.turns if turn.role is Role.AGENT]) == 3
            assert performance.repeats == 2

    def test_odd_turns_are_named(self) -> None:
        first, second, third, *_ = plan(0).questions
        odd = (
            replace(first, text="Tell me about {focus}."),
            replace(second, text="How old are you?"),
            replace(third, text=" ".join(["well"] * 91)),
        )
        strong = dress(replace(plan(0), questions=odd), mind("plain"))[0]
        asked = [turn.number for turn in strong.turns if turn.kind is TurnKind.QUESTION]
        assert [(found.turn, found.why) for found in strong.odd] == [
            (asked[0], UNFILLED),
            (asked[1], lint.GROUNDS["age"]),
            (asked[2], TOO_LONG),
        ]
