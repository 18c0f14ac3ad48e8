"""Where in the recording each word of a transcript is heard: for the player, and for nothing that judges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from vivavoce.domain.interview import Role, Speech, Turn

UNSURE = 0.6
"""Below this confidence of the ear, words are shown as unclear."""


@dataclass(frozen=True, slots=True)
class Word:
    """Characters `left` to `right` of a text, heard from `starts` to `ends` milliseconds."""

    left: int
    right: int
    starts: int
    ends: int


def shared(turns: Sequence[Turn], speech: Sequence[Speech]) -> dict[int, Speech]:
    """Where each spoken turn lies, by its number.

    What the interviewer says in one go is one stretch under its last turn: it is shared out by length.
    """
    known = {one.turn: one for one in speech}
    found: dict[int, Speech] = {}
    waiting: list[Turn] = []
    for turn in turns:
        if turn.role is Role.CANDIDATE:
            waiting = []
        elif turn.number not in known:
            waiting.append(turn)
            continue
        if turn.number in known:
            found |= _shared(known[turn.number], [*waiting, turn])
        waiting = []
    return found


def words(text: str, speech: Speech) -> tuple[Word, ...]:
    """Every word of a spoken text; those that the ear did not place share what is left between the others."""
    spans = [found.span() for found in re.finditer(r"\S+", text)]
    said = [_plain(text[left:right]) for left, right in spans]
    heard = [_plain(word) for word, _, _ in speech.words]
    times: list[tuple[int, int] | None] = [None] * len(spans)
    for match in SequenceMatcher(None, said, heard, autojunk=False).get_matching_blocks():
        for step in range(match.size):
            _, starts, ends = speech.words[match.b + step]
            times[match.a + step] = (starts, ends)
    placed = _filled(spans, times, speech)
    return tuple(Word(*span, *time) for span, time in zip(spans, placed, strict=True))


def _shared(speech: Speech, turns: Sequence[Turn]) -> dict[int, Speech]:
    times = _spread([len(turn.text) for turn in turns], speech.starts, speech.ends)
    return {
        turn.number: replace(speech, turn=turn.number, starts=starts, ends=ends)
        for turn, (starts, ends) in zip(turns, times, strict=True)
    }


def _filled(
    spans: Sequence[tuple[int, int]], times: Sequence[tuple[int, int] | None], speech: Speech
) -> list[tuple[int, int]]:
    placed: list[tuple[int, int]] = []
    for number, time in enumerate(times):
        if number < len(placed):
            continue
        if time is not None:
            placed.append(time)
            continue
        after = next((later for later in range(number, len(times)) if times[later]), len(times))
        begins = placed[-1][1] if placed else speech.starts
        ends = next((known[0] for known in times[after : after + 1] if known), speech.ends)
        placed += _spread([right - left for left, right in spans[number:after]], begins, max(begins, ends))
    return placed


def _spread(lengths: Sequence[int], begins: int, ends: int) -> list[tuple[int, int]]:
    """A time for each, in proportion to its length."""
    whole = sum(lengths) or 1
    edges = [begins + (ends - begins) * before // whole for before in accumulate(lengths, initial=0)]
    return list(pairwise(edges))


def _plain(word: str) -> str:
    """Without case and marks, so that "Yes," is "yes"."""
    return re.sub(r"[\W_]", "", word).casefold() or word.strip()
