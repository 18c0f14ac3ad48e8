"""Did the candidate really say this: a quote is found word for word in the transcript, or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vivavoce.domain.errors import Unprocessable
from vivavoce.domain.interview import Plan, Role, Turn
from vivavoce.domain.scoring import Appraisal, Coverage, Evidence, Score
from vivavoce.interviewer import totals
from vivavoce.interviewer.words import sentences


def quotes(turn: Turn) -> tuple[Evidence, ...]:
    """Every sentence of `turn` as evidence, with its exact character span."""
    return tuple(
        Evidence(turn.number, start, end, turn.text[start:end]) for start, end in sentences(turn.text)
    )


def prove(quote: Evidence, turns: Sequence[Turn]) -> Evidence:
    """`quote` with its true character span in the turn it names.

    A right span is kept; a wrong one is replaced by the first place in that turn where the same words stand.
    Words are whole: "art" is not proved by "start". Raises Unprocessable when the turn does not exist, is not
    the candidate's, or does not hold the words.
    """
    text = next((t.text for t in turns if t.number == quote.turn and t.role is Role.CANDIDATE), None)
    if text is None:
        raise Unprocessable(f"Turn {quote.turn} is not a turn of the candidate")
    if not any(letter.isalnum() for letter in quote.quote):
        raise Unprocessable("A quote without words proves nothing")
    start = quote.start if _stands(quote.quote, text, quote.start) else _first(quote.quote, text)
    if start < 0:
        raise Unprocessable(f"Turn {quote.turn} does not hold the words “{quote.quote}”")
    return replace(quote, start=start, end=start + len(quote.quote))


def prove_all(scores: Sequence[Score], turns: Sequence[Turn]) -> tuple[Score, ...]:
    """`scores` with proved quotes only; a level that loses its last quote becomes "not assessed"."""
    return tuple(_proved(score, turns) for score in scores)


def prove_appraisal(appraisal: Appraisal, plan: Plan, turns: Sequence[Turn]) -> Appraisal:
    """`appraisal` with proved quotes only; what falls with its quotes counts no more, and is flagged."""
    scores = prove_all(appraisal.scores, turns)
    pairs = zip(appraisal.scores, scores, strict=True)
    fallen = sum(old.level is not None and new.level is None for old, new in pairs)
    if not fallen:
        return replace(appraisal, scores=scores)
    note = f"{fallen} levels were withdrawn: their quotes do not stand in the transcript."
    return replace(
        appraisal,
        scores=scores,
        total=totals.total(plan, scores),
        coverage=totals.coverage(plan, scores),
        flags=(*appraisal.flags, note),
    )


def _proved(score: Score, turns: Sequence[Turn]) -> Score:
    kept: list[Evidence] = []
    for quote in score.evidence:
        try:
            kept.append(prove(quote, turns))
        except Unprocessable:
            continue
    if kept or score.level is None:
        return replace(score, evidence=tuple(kept))
    reason = "Not assessed: none of the quotes offered for it stands in the transcript."
    return replace(
        score, evidence=(), level=None, low=None, high=None, coverage=Coverage.UNCLEAR, reason=reason
    )


def _first(quote: str, text: str) -> int:
    at = text.find(quote)
    while at >= 0 and not _stands(quote, text, at):
        at = text.find(quote, at + 1)
    return at


def _stands(quote: str, text: str, at: int) -> bool:
    """Whether `quote` stands at `at` as whole words."""
    end = at + len(quote)
    if at < 0 or text[at:end] != quote:
        return False
    cut_before = at > 0 and text[at - 1].isalnum() and quote[0].isalnum()
    cut_after = end < len(text) and text[end].isalnum() and quote[-1].isalnum()
    return not (cut_before or cut_after)
