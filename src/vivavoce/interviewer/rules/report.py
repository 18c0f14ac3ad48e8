"""What the reviewer reads beside the levels: sentences put together from quotes, anchors and signal names."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.domain.interview import Criterion, Plan
from vivavoce.domain.scoring import Score
from vivavoce.interviewer.rules.answers import Standing
from vivavoce.interviewer.rules.bank import bank
from vivavoce.interviewer.rules.signals import Signals
from vivavoce.interviewer.totals import coverage, total

_MOST_LISTED = 3


def reason(
    criterion: Criterion, level: float, signals: Sequence[Signals], standings: Sequence[Standing]
) -> str:
    """Which anchor the level is nearest to, which signals carried it, and what was beside the point."""
    anchor = min(
        ((1, criterion.anchors.one), (3, criterion.anchors.three), (5, criterion.anchors.five)),
        key=lambda a: abs(a[0] - level),
    )
    shown = [
        bank().rubrics.signals[name].label
        for name in criterion.signals
        if any(name in s.found for s in signals)
    ]
    words = [f"Nearest to anchor {anchor[0]}: {anchor[1]}"]
    words.append(f"Shown: {', '.join(shown)}." if shown else "Shown: nothing specific.")
    if Standing.LISTED in standings:
        words.append("One answer only lists terms.")
    beside = sum(s in {Standing.OFF_TOPIC, Standing.ECHO} for s in standings)
    if beside:
        words.append(f"{beside} of {len(standings)} answers is beside the point and counts as level 1.")
    return " ".join(words)


def missing(criterion: Criterion, signals: Sequence[Signals]) -> tuple[str, ...]:
    """What a higher level would have needed: the signals no answer shows clearly, in the rubric's words."""
    absent = [name for name in criterion.signals if not any(s.strong(name) for s in signals)]
    return tuple(bank().rubrics.signals[name].missing for name in absent)


def strengths(plan: Plan, scores: Sequence[Score]) -> tuple[str, ...]:
    """The best criteria at or above the strength level, each with the candidate's words."""
    strong = [s for s in scores if s.level is not None and s.level >= bank().rubrics.strength_level]
    strong.sort(key=lambda s: (-(s.level or 0), s.criterion_id))
    return tuple(f"{_name(plan, s)}: “{_telling(s)}”" for s in strong[:_MOST_LISTED])


def gaps(plan: Plan, scores: Sequence[Score]) -> tuple[str, ...]:
    """What is low or could not be assessed, and what was missing."""
    found = []
    for score in scores:
        if score.level is None:
            found.append(f"{_name(plan, score)}: {score.reason}")
        elif score.level < bank().rubrics.gap_level:
            lacking = "; ".join(score.missing[:_MOST_LISTED]) or "more detail"
            found.append(f"{_name(plan, score)}: would have needed {lacking}.")
    return tuple(found)


def summary(plan: Plan, scores: Sequence[Score]) -> str:
    """Three to four sentences: how much was assessed, the total, highest and lowest, and who decides."""
    assessed = sorted(
        (s for s in scores if s.level is not None), key=lambda s: (-(s.level or 0), s.criterion_id)
    )
    share = coverage(plan, scores)
    words = [f"{len(assessed)} of {len(scores)} criteria could be assessed ({share:.0%} of the weight)."]
    points = total(plan, scores)
    words.append("Too little for a total." if points is None else f"Suggested total: {points} of 100.")
    if assessed:
        best, least = assessed[0], assessed[-1]
        words.append(f"Highest: {_name(plan, best)} ({best.level}).")
        if least is not best:
            words.append(f"Lowest: {_name(plan, least)} ({least.level}).")
    words.append("This is a suggestion made by rules from the quotes shown; a person decides.")
    return " ".join(words)


def _name(plan: Plan, score: Score) -> str:
    return plan.criterion(score.criterion_id).name


def _telling(score: Score) -> str:
    return max(score.evidence, key=lambda quote: len(quote.signals)).quote
