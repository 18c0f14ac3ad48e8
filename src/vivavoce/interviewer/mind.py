"""What an interviewer must be able to do: three protocols, implemented by `rules/` and by `llm`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from vivavoce.domain.interview import Brief, Move, Plan, Turn
from vivavoce.domain.scoring import Appraisal


class Planner(Protocol):
    """Writes the plan of an interview from a job post."""

    def plan(self, brief: Brief) -> Plan:
        """A complete plan: 3–6 criteria whose weights sum to 1, each with at least one question."""
        ...


class Conductor(Protocol):
    """Holds the conversation. Has no memory: everything follows from the plan and the turns so far."""

    def next(self, plan: Plan, turns: Sequence[Turn], minutes_left: float) -> Move:
        """The next move. `turns` empty: the greeting. Deterministic for the same arguments."""
        ...


class Assessor(Protocol):
    """Judges a finished conversation against the plan's anchors."""

    def assess(self, plan: Plan, turns: Sequence[Turn]) -> Appraisal:
        """Scores with proved quotes only; what cannot be proved is "not assessed"."""
        ...


class Rehearser(Protocol):
    """Holds a whole interview with a simulated candidate, for tests of a plan."""

    def __call__(self, plan: Plan, start: datetime) -> tuple[Turn, ...]:
        """The turns of a finished interview that began at `start` (UTC)."""
        ...


@dataclass(frozen=True, slots=True)
class Mind:
    """One interviewer: who plans, who talks, who judges, and who stands in for a candidate."""

    planner: Planner
    conductor: Conductor
    assessor: Assessor
    rehearse: Rehearser


class Embedder(Protocol):
    """Maps sentences to unit vectors, for relevance and evidence search only, never as a grade."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector a text, all of one length."""
        ...
