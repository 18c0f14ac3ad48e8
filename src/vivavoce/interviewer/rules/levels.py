"""From signals to a level 1.0–5.0 and its spread, by the table in `rubrics.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.interviewer.rules.forms import Rubrics
from vivavoce.interviewer.rules.signals import Signals


@dataclass(frozen=True, slots=True)
class Grade:
    """A level and how far one more or one less signal would move it; `low <= level <= high`."""

    level: float
    low: float
    high: float


LOWEST = Grade(1.0, 1.0, 1.0)


def grade(signals: Signals, names: Sequence[str], word_count: int, rubrics: Rubrics) -> Grade:
    """The level of an answer of `word_count` words. No signal ever lowers it."""
    points = signals.points(names) * (len(rubrics.ladder) - 1) / len(names)
    cap = _cap(signals, names, word_count, rubrics)
    step = 1.5 if word_count < rubrics.short_words else 1.0
    level = min(cap, _climb(points, rubrics.ladder))
    low = min(level, _climb(points - step, rubrics.ladder))
    return Grade(level, low, max(level, _climb(points + step, rubrics.ladder)))


def mean(grades: Sequence[Grade]) -> Grade:
    """The mean of levels and of spreads, to one decimal."""
    count = len(grades)
    return Grade(
        round(sum(g.level for g in grades) / count, 1),
        round(sum(g.low for g in grades) / count, 1),
        round(sum(g.high for g in grades) / count, 1),
    )


def _climb(points: float, ladder: Sequence[float]) -> float:
    """The ladder's level at `points`, linear between its rungs, flat beyond its ends."""
    if points <= 0:
        return ladder[0]
    rung = int(points)
    if rung >= len(ladder) - 1:
        return ladder[-1]
    return ladder[rung] + (points - rung) * (ladder[rung + 1] - ladder[rung])


def _cap(signals: Signals, names: Sequence[str], word_count: int, rubrics: Rubrics) -> float:
    caps = [bound for fewer_than, bound in rubrics.caps.words.items() if word_count < fewer_than]
    if "own_action" in names and not signals.strong("own_action"):
        caps.append(rubrics.caps.no_own_action)
    case = [name for name in ("situation", "result") if name in names]
    if case and not signals.points(case):
        caps.append(rubrics.caps.no_case)
    return min(caps, default=rubrics.ladder[-1])
