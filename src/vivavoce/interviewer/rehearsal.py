"""How would this plan go: a whole conversation with a simulated candidate, before a person meets it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vivavoce.domain.errors import Unprocessable
from vivavoce.domain.interview import Move, Plan, Role, Turn, TurnKind
from vivavoce.interviewer.mind import Conductor
from vivavoce.interviewer.personas import Persona, answer
from vivavoce.interviewer.words import words

NEW_YEAR = datetime(2026, 1, 1, 9, tzinfo=UTC)
_WORDS_A_MINUTE = 130
_PAUSE = timedelta(seconds=3)
_TURNS_A_QUESTION = 20


def rehearse(
    plan: Plan, conductor: Conductor, persona: Persona, seed: int, start: datetime = NEW_YEAR
) -> tuple[Turn, ...]:
    """The transcript of `persona` interviewed by `conductor` from `start` on, the closing included.

    Simulated time: 130 words a minute and 3 s a turn. Raises Unprocessable when there is no end to it.
    """
    turns: list[Turn] = []
    clock = start
    for _ in range(_TURNS_A_QUESTION * (len(plan.questions) + 1)):
        left = plan.minutes - (clock - start) / timedelta(minutes=1)
        move = conductor.next(plan, tuple(turns), left)
        turns.append(Turn(len(turns) + 1, Role.AGENT, move.kind, move.text, clock, move.question_id))
        clock += _spoken(move.text)
        if move.ends:
            return tuple(turns)
        if move.kind is not TurnKind.GREETING:
            turns.append(_reply(move, persona, len(turns) + 1, clock, seed))
            clock += _spoken(turns[-1].text)
    raise Unprocessable(f"The rehearsal with the {persona} candidate did not end after {len(turns)} turns")


def _reply(move: Move, persona: Persona, number: int, at: datetime, seed: int) -> Turn:
    text = answer(persona, move.text, number // 2, seed)
    return Turn(number, Role.CANDIDATE, TurnKind.ANSWER, text, at, move.question_id)


def _spoken(text: str) -> timedelta:
    return _PAUSE + timedelta(minutes=len(words(text)) / _WORDS_A_MINUTE)
