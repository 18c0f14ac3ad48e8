"""How would this plan go: whole conversations with simulated candidates, before a person meets it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from vivavoce.domain.errors import Unprocessable
from vivavoce.domain.interview import Move, Plan, Role, Turn, TurnKind
from vivavoce.domain.scoring import Appraisal
from vivavoce.interviewer import lint
from vivavoce.interviewer.evidence import prove_appraisal
from vivavoce.interviewer.mind import Conductor, Mind
from vivavoce.interviewer.personas import Persona, answer
from vivavoce.interviewer.words import words
from vivavoce.kit.words import N_

NEW_YEAR = datetime(2026, 1, 1, 9, tzinfo=UTC)
SEED = 1
MOST_OFTEN = 3
LONGEST = 90
_WORDS_A_MINUTE = 130
_PAUSE = timedelta(seconds=3)
_TURNS_A_QUESTION = 20
_UNFILLED = re.compile(r"\{\w*\}")

WORDLESS: Final = N_("The interviewer says nothing here.")
UNFILLED: Final = N_("A gap in the wording was not filled.")
TOO_LONG: Final = N_("This is too long to be followed when it is heard.")
SAID_BEFORE: Final = N_("The interviewer has said these words before.")


@dataclass(frozen=True, slots=True)
class Odd:
    """A turn of the interviewer that a person should look at, by its number, and why."""

    turn: int
    why: str


@dataclass(frozen=True, slots=True)
class Performance:
    """How one simulated candidate fared. `minutes` are simulated; `turns` is the transcript.

    `finished`: it came to an end by itself. `covered` of the plan's `criteria` were asked about. `repeats`:
    how often the interviewer said what it had said before.
    """

    persona: Persona
    turns: tuple[Turn, ...]
    finished: bool
    minutes: float
    covered: int
    criteria: int
    repeats: int
    odd: tuple[Odd, ...]
    appraisal: Appraisal


def dress(plan: Plan, mind: Mind) -> tuple[Performance, ...]:
    """The dress rehearsal: `plan` held with every persona and assessed, always with the same result."""
    return tuple(perform(plan, mind, persona) for persona in Persona)


@lru_cache(maxsize=64)
def perform(plan: Plan, mind: Mind, persona: Persona) -> Performance:
    """`plan` held with one persona and assessed; always the same, so that what was lately held is kept."""
    turns, finished = _hold(plan, mind.conductor, persona, SEED, NEW_YEAR)
    again = tuple(_again(plan, turns))
    asked = {turn.question_id for turn in turns if turn.kind is TurnKind.QUESTION}
    covered = {question.criterion_id for question in plan.questions if question.id in asked}
    lasted = turns[-1].at + _spoken(turns[-1].text) - NEW_YEAR
    return Performance(
        persona=persona,
        turns=turns,
        finished=finished,
        minutes=round(lasted / timedelta(minutes=1), 1),
        covered=len(covered),
        criteria=len(plan.criteria),
        repeats=len(again),
        odd=tuple(sorted([*_odd(turns), *again], key=lambda odd: odd.turn)),
        appraisal=prove_appraisal(mind.critic.assess(plan, turns), plan, turns),
    )


def rehearse(
    plan: Plan, conductor: Conductor, persona: Persona, seed: int, start: datetime = NEW_YEAR
) -> tuple[Turn, ...]:
    """The transcript of `persona` interviewed by `conductor` from `start` on, the closing included.

    Simulated time: 130 words a minute and 3 s a turn. Raises Unprocessable when there is no end to it.
    """
    turns, finished = _hold(plan, conductor, persona, seed, start)
    if not finished:
        raise Unprocessable(
            f"The rehearsal with the {persona} candidate did not end after {len(turns)} turns"
        )
    return turns


def _hold(
    plan: Plan, conductor: Conductor, persona: Persona, seed: int, start: datetime
) -> tuple[tuple[Turn, ...], bool]:
    """What was said, and whether it came to an end: not when the same words come a third time."""
    turns: list[Turn] = []
    said: Counter[Hashable] = Counter()
    clock = start
    for _ in range(_TURNS_A_QUESTION * (len(plan.questions) + 1)):
        left = plan.minutes - (clock - start) / timedelta(minutes=1)
        move = conductor.next(plan, tuple(turns), left)
        turns.append(Turn(len(turns) + 1, Role.AGENT, move.kind, move.text, clock, move.question_id))
        clock += _spoken(move.text)
        said[_words(plan, turns[-1])] += 1
        if move.ends or said[_words(plan, turns[-1])] == MOST_OFTEN:
            return tuple(turns), move.ends
        if move.kind is not TurnKind.GREETING:
            turns.append(_reply(move, persona, len(turns) + 1, clock, seed))
            clock += _spoken(turns[-1].text)
    return tuple(turns), False


def _reply(move: Move, persona: Persona, number: int, at: datetime, seed: int) -> Turn:
    text = answer(persona, move.text, number // 2, seed)
    return Turn(number, Role.CANDIDATE, TurnKind.ANSWER, text, at, move.question_id)


def _spoken(text: str) -> timedelta:
    return _PAUSE + timedelta(minutes=len(words(text)) / _WORDS_A_MINUTE)


def _words(plan: Plan, turn: Turn) -> Hashable:
    """What makes a turn a repeat: a question's own words, or the same words about the same question."""
    if turn.kind is TurnKind.QUESTION and turn.question_id is not None:
        return plan.question(turn.question_id).text
    return turn.question_id, turn.text


def _again(plan: Plan, turns: tuple[Turn, ...]) -> Iterator[Odd]:
    said: set[Hashable] = set()
    for turn in turns:
        if turn.role is Role.AGENT:
            if _words(plan, turn) in said:
                yield Odd(turn.number, SAID_BEFORE)
            said.add(_words(plan, turn))


def _odd(turns: tuple[Turn, ...]) -> Iterator[Odd]:
    for turn in turns:
        if turn.role is Role.AGENT:
            framing = turn.kind in {TurnKind.GREETING, TurnKind.CLOSING}
            if not turn.text.strip():
                yield Odd(turn.number, WORDLESS)
            if _UNFILLED.search(turn.text):
                yield Odd(turn.number, UNFILLED)
            if not framing and len(words(turn.text)) > LONGEST:
                yield Odd(turn.number, TOO_LONG)
            if forbidden := lint.forbidden(turn.text):
                yield Odd(turn.number, forbidden)
