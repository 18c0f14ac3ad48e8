"""Quantiles are values that were measured."""

from __future__ import annotations

import pytest

from vivavoce.bench.table import quantile


@pytest.mark.parametrize(("share", "value"), [(0.5, 2.0), (0.95, 4.0), (0.25, 1.0), (0.0, 1.0)])
def test_quantile_is_the_nearest_rank(share: float, value: float) -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], share) == value
