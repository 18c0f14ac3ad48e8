"""What do the scores add up to: the share that could be assessed, and a total where that is enough."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from vivavoce.domain.interview import Plan
from vivavoce.domain.scoring import Score

LEAST_COVERAGE = 0.4


def coverage(plan: Plan, scores: Sequence[Score]) -> float:
    """The weight of the criteria that have a level, 0–1, to two decimals."""
    return round(fsum(plan.criterion(s.criterion_id).weight for s in scores if s.level is not None), 2)


def total(plan: Plan, scores: Sequence[Score]) -> int | None:
    """The weighted mean level, 1–5 mapped to 0–100; None when less than 0.4 of the weight was assessed."""
    if coverage(plan, scores) < LEAST_COVERAGE:
        return None
    assessed = [(plan.criterion(s.criterion_id).weight, s.level) for s in scores if s.level is not None]
    level = fsum(weight * level for weight, level in assessed) / fsum(weight for weight, _ in assessed)
    return hundred(level)


def hundred(level: float) -> int:
    """A level, 1–5, as 0–100."""
    return round((level - 1) * 25)
