"""Which turns belong to which question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.domain.interview import Role, Turn, TurnKind


@dataclass(frozen=True, slots=True)
class Exchange:
    """Everything said from a question to the next one, in order."""

    question_id: str
    turns: tuple[Turn, ...]

    @property
    def said(self) -> tuple[Turn, ...]:
        """The interviewer's turns."""
        return tuple(turn for turn in self.turns if turn.role is Role.AGENT)

    @property
    def heard(self) -> tuple[Turn, ...]:
        """The candidate's turns."""
        return tuple(turn for turn in self.turns if turn.role is Role.CANDIDATE)

    @property
    def prompt(self) -> Turn:
        """The question or follow-up that is open."""
        return next(t for t in reversed(self.turns) if t.kind in {TurnKind.QUESTION, TurnKind.FOLLOW_UP})


def exchanges(turns: Sequence[Turn]) -> tuple[Exchange, ...]:
    """The exchanges of a conversation, oldest first. What comes before the first question belongs to none."""
    found: list[tuple[str, list[Turn]]] = []
    for turn in turns:
        if turn.kind is TurnKind.QUESTION and turn.question_id is not None:
            found.append((turn.question_id, []))
        if found and turn.kind is not TurnKind.CLOSING:
            found[-1][1].append(turn)
    return tuple(Exchange(question_id, tuple(said)) for question_id, said in found)
