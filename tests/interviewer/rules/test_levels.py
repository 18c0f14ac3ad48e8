"""The table from signals to levels is monotone, bounded and capped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.interviewer.rules.bank import bank
from vivavoce.interviewer.rules.levels import Grade, grade, mean
from vivavoce.interviewer.rules.signals import Signals, read

RUBRICS = bank().rubrics
NAMES = RUBRICS.kinds["skill_tech"].signals
STRENGTHS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([0.5, 1.0]))


@given(STRENGTHS, st.sampled_from(NAMES), st.integers(1, 200))
def test_one_more_signal_never_lowers_a_level(found: dict[str, float], name: str, count: int) -> None:
    before = grade(Signals(found), NAMES, count, RUBRICS)
    after = grade(Signals({**found, name: 1.0}), NAMES, count, RUBRICS)
    assert 1.0 <= before.low <= before.level <= before.high <= 5.0
    assert after.level >= before.level


def test_the_ends_of_the_table() -> None:
    every = Signals(dict.fromkeys(NAMES, 1.0))
    assert grade(Signals({}), NAMES, 100, RUBRICS).level == 1.0
    assert grade(every, NAMES, 100, RUBRICS).level == 5.0


@pytest.mark.parametrize(
    ("absent", "count", "bound"),
    [
        ({"own_action"}, 100, RUBRICS.caps.no_own_action),
        ({"situation", "result"}, 100, RUBRICS.caps.no_case),
        (set(), 7, RUBRICS.caps.words[8]),
        (set(), 29, RUBRICS.caps.words[30]),
    ],
)
def test_caps(absent: set[str], count: int, bound: float) -> None:
    signals = Signals({name: 1.0 for name in NAMES if name not in absent})
    assert grade(signals, NAMES, count, RUBRICS).level <= bound < 5.0


def test_mean() -> None:
    assert mean([Grade(1.0, 1.0, 2.0), Grade(4.0, 3.0, 5.0)]) == Grade(2.5, 2.0, 3.5)


@pytest.mark.parametrize(
    ("name", "strong", "weak", "none"),
    [
        ("situation", "Last year we moved house.", "For example, stock.", "Stock is important."),
        ("own_action", "I rewrote the plan.", "I usually check it.", "I enjoyed it."),
        ("tool", "We ran Go there.", "We had the SAP thing.", "We go there."),
        ("number", "It took 20 minutes.", "There were 20.", "It took long."),
        ("reason", "I left because it rained.", "I did it to avoid trouble.", "I left."),
        ("result", "In the end it held.", "It was fixed.", "It is a machine."),
        ("contrast", "I used glue instead of nails.", "It was late but fine.", "I used glue."),
        ("time_frame", "I can start from March.", "Later is fine.", "I can start."),
        ("sequence", "First I knead, then I wait.", "Then I wait.", "I knead."),
    ],
)
def test_strong_weak_and_absent(name: str, strong: str, weak: str, none: str) -> None:
    assert [read(text, ("go", "golang"), (name,)).points((name,)) for text in (strong, weak, none)] == [
        1.0,
        0.5,
        0.0,
    ]
