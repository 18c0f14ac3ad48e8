"""Do the contract's worked calls answer as printed? Here those that need no worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.dialects.conftest import Caller
from tests.dialects.golden import Play, differing, goldens
from tests.dialects.sink import Sink
from vivavoce.kit.clock import FrozenClock

GOLDEN = Path(__file__).parent / "golden"


def no_one(_url: str) -> None:
    raise AssertionError("nobody holds interviews in this process")


def test_worked_calls_without_a_worker(caller: Caller, receiver: Sink, clock: FrozenClock) -> None:
    play = Play(caller.http, caller.text, receiver, no_one, clock.now())
    for golden in goldens(GOLDEN):
        if not golden.get("worker"):
            play.run(golden)
    (ping,) = receiver.requests
    assert ping.headers["X-InstaView-Event"] == "ping"
    assert ping.headers["X-Custom-Header"] == "abc"


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": "<int>"}, {"a": True}),
        ({"a": "<ts>"}, {"a": "2026-01-01"}),
        (["<str>"], ["a", "b"]),
        (["<str>", "<more items>"], []),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (None, 0),
    ],
)
def test_the_comparison_sees_differences(expected: Any, actual: Any) -> None:
    assert list(differing(expected, actual, "answer"))
