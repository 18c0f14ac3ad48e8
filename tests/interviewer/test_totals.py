"""Totals are weighted means over what could be assessed, or nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vivavoce.domain.interview import Brief
from vivavoce.domain.scoring import Coverage, Score
from vivavoce.interviewer.rules.planner import RulesPlanner
from vivavoce.interviewer.totals import coverage, total

DRAFT = RulesPlanner().plan(Brief("Baker", "", minutes=9))
PLAN = replace(
    DRAFT, criteria=tuple(replace(c, weight=w) for c, w in zip(DRAFT.criteria, (0.5, 0.3, 0.2), strict=True))
)


@pytest.mark.parametrize(
    ("levels", "share", "points"),
    [
        ((5.0, 5.0, 5.0), 1.0, 100),
        ((1.0, 1.0, 1.0), 1.0, 0),
        ((5.0, 1.0, 1.0), 1.0, 50),
        ((3.0, None, None), 0.5, 50),
        ((None, 5.0, None), 0.3, None),
        ((None, 5.0, 1.0), 0.5, 60),
        ((None, None, None), 0.0, None),
    ],
)
def test_total(levels: tuple[float | None, ...], share: float, points: int | None) -> None:
    scores = [
        Score(criterion.id, Coverage.ANSWERED, level, level, level, (), "")
        for criterion, level in zip(PLAN.criteria, levels, strict=True)
    ]
    assert coverage(PLAN, scores) == share
    assert total(PLAN, scores) == points
