"""When does an answer call for a follow-up: the rules behind `FollowUp.when`."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.domain.interview import Criterion, FollowUp
from vivavoce.interviewer.rules.bank import bank
from vivavoce.interviewer.rules.signals import read
from vivavoce.interviewer.words import words

_ABSENT = {
    "no_example": "situation",
    "no_number": "number",
    "no_own_part": "own_action",
    "no_tool": "tool",
    "no_reason": "reason",
    "no_result": "result",
}
WHENS = frozenset({*_ABSENT, "too_short"})


def due(
    follow_ups: Sequence[FollowUp], asked: Sequence[str], answer: str, criterion: Criterion
) -> FollowUp | None:
    """The first follow-up not yet `asked` whose rule holds for `answer`; None when all is said."""
    return next((f for f in follow_ups if f.text not in asked and holds(f.when, answer, criterion)), None)


def holds(when: str, answer: str, criterion: Criterion) -> bool:
    """Whether the rule `when` holds: a signal is not clearly there, or the answer has few words.

    Raises KeyError for an unknown rule.
    """
    if when == "too_short":
        return len(words(answer)) < bank().rubrics.follow_up_words
    signal = _ABSENT[when]
    return not read(answer, criterion.terms, (signal,)).strong(signal)
