"""Whatever was acknowledged before `kill -9` is there afterwards, and every event of it arrives."""

from __future__ import annotations

import pytest

from vivavoce.bench.kills import measure

pytestmark = pytest.mark.system
KILLS = 10


def test_kills_cost_nothing_that_was_promised() -> None:
    toll = measure(KILLS)
    assert toll.broken == 0, toll
    assert toll.accepted >= KILLS
    assert toll.deliveries > 0
