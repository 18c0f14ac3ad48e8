"""What an assessment is: scores that stand on proved quotes, and states for what could not be scored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Coverage(StrEnum):
    """How far a criterion was answered. Only ANSWERED and PARTLY can carry a level."""

    ANSWERED = "answered"
    PARTLY = "partly"
    DECLINED = "declined"
    NOT_ASKED = "not_asked"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words the candidate said: `quote == transcript turn `turn` text[start:end]`, checked by code."""

    turn: int
    start: int
    end: int
    quote: str
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """One criterion's result. `level` 1.0–5.0 or None ("not assessed"); `low`–`high` is its spread.

    Invariant (tested): `level` is None unless `evidence` is not empty.
    `missing` says in plain words what a higher level would have needed.
    """

    criterion_id: str
    coverage: Coverage
    level: float | None
    low: float | None
    high: float | None
    evidence: tuple[Evidence, ...]
    reason: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What an assessor returns: text out. `total` 0–100 or None; `coverage` is the weight assessed, 0–1.

    `flags` are notes for the reviewer (an attempt to instruct the assessor, say); they never change a score.
    """

    scores: tuple[Score, ...]
    total: int | None
    coverage: float
    summary: str
    strengths: tuple[str, ...]
    gaps: tuple[str, ...]
    flags: tuple[str, ...]
    engine: str


class Review(StrEnum):
    """What a person has said of an assessment."""

    NOT_REVIEWED = "not_reviewed"
    PENDING = "pending"
    APPROVED = "approved"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A stored appraisal of one interview; `digest` is the SHA-256 of the plan and transcript it judged."""

    id: str
    organization_id: str
    interview_id: str
    appraisal: Appraisal
    review: Review
    digest: str
    created_at: datetime
    updated_at: datetime
