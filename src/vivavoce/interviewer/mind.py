"""What an interviewer must be able to do: five protocols, implemented by `rules/` and by `llm`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from vivavoce.domain.interview import Brief, Criterion, Move, Plan, Question, Turn
from vivavoce.domain.scoring import Appraisal


class Planner(Protocol):
    """Writes the plan of an interview from a job post, and takes in what people change about it."""

    def plan(self, brief: Brief) -> Plan:
        """A complete plan: 3–6 criteria whose weights sum to 1, each with at least one question."""
        ...

    def fit(self, plan: Plan, texts: Sequence[str]) -> tuple[Question, ...]:
        """A person's questions, word for word, each with the criterion of `plan` that fits it best.

        Their ids are new to `plan`. What touches a protected ground is left out.
        """
        ...

    def adopt(self, plan: Plan, brief: Brief) -> Plan:
        """`plan` for one candidate: same core questions, ids and rubric, greeted by name.

        `brief.questions` come last; what is left out of them stands in `warnings`.
        """
        ...

    def criterion(self, plan: Plan, name: str, ties: Sequence[str]) -> Criterion:
        """A criterion to add to `plan`: a new id, no weight yet, anchors proposed for `ties`."""
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
class JobPost:
    """A job post: its whole `text`, and what went into it.

    `duties` follow "to" ("handle incoming calls"); `must_haves` and `nice_to_haves` are names of the skill
    base. `gaps` are the places that a person must fill in, as they stand in the text: "[add: …]"; `left_out`
    are the parts of the outline that a post must not say.
    """

    title: str
    text: str
    duties: tuple[str, ...]
    must_haves: tuple[str, ...]
    nice_to_haves: tuple[str, ...]
    gaps: tuple[str, ...]
    left_out: tuple[str, ...] = ()


class Drafter(Protocol):
    """Writes the first draft of a job post."""

    def draft(self, outline: str) -> JobPost:
        """A post from an outline or a few keywords; it says nothing of the company that nobody told it.

        Raises Invalid when `outline` says nothing about the work.
        """
        ...


@dataclass(frozen=True, slots=True)
class Mind:
    """One interviewer: who plans, talks and judges, who stands in for a candidate, who writes job posts.

    `critic` judges rehearsals: as `assessor`, but quickly, and coarser where that must be.
    """

    planner: Planner
    conductor: Conductor
    assessor: Assessor
    rehearse: Rehearser
    critic: Assessor
    drafter: Drafter


class Embedder(Protocol):
    """Maps sentences to unit vectors, for relevance and evidence search only, never as a grade."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector a text, all of one length."""
        ...
