"""The embedded interviewer works as one: plan, rehearsal, appraisal."""

from __future__ import annotations

from datetime import UTC, datetime

from vivavoce.domain.interview import Brief
from vivavoce.interviewer.embedded import embedded


def test_a_sparse_post_goes_all_the_way() -> None:
    start = datetime(2026, 11, 22, 12, tzinfo=UTC)
    mind = embedded(None)
    plan = mind.planner.plan(Brief("Frontend developer", "React and TypeScript expert needed"))
    turns = mind.rehearse(plan, start)
    appraisal = mind.assessor.assess(plan, turns)
    assert turns[0].at == start
    assert appraisal.coverage == 1
    assert appraisal.total is not None
    assert "a person decides" in appraisal.summary
