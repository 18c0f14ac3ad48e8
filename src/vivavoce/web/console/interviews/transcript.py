"""A transcript as people read it: by question, with the proved quotes marked in the candidate's own words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, pairwise

from vivavoce.domain.interview import Plan, Role, Speech, Turn, TurnKind, settled
from vivavoce.domain.scoring import Appraisal
from vivavoce.domain.wishes import Amendment
from vivavoce.web.console.interviews.spoken import UNSURE, Word, shared, words


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a turn; `quotes` are the marks of the quotes they belong to, `begins` of those that
    begin here. `word`: the one that they are heard as, None for what is not heard."""

    text: str
    quotes: tuple[str, ...]
    begins: tuple[str, ...]
    word: Word | None


@dataclass(frozen=True, slots=True)
class Said:
    """One turn. `second` counts from the interview's begin; `speech` is where it lies in the recording.

    `withdrawn`: the candidate was not done, and it does not count.
    """

    turn: Turn
    second: int
    pieces: tuple[Piece, ...]
    amendments: tuple[Amendment, ...]
    speech: Speech | None
    withdrawn: bool = False

    @property
    def unsure(self) -> bool:
        """Whether the ear was not sure of the words."""
        sure = self.speech.confidence if self.speech else None
        return sure is not None and sure < UNSURE

    @property
    def clock(self) -> str:
        """Minutes and seconds since the begin."""
        return f"{self.second // 60}:{self.second % 60:02}"


@dataclass(frozen=True, slots=True)
class Passage:
    """What was said about one question; `number` 0: before the first and after the last."""

    number: int
    criterion: str
    said: tuple[Said, ...]


def mark(criterion_id: str, number: int) -> str:
    """The name of a quote on the page; `number` counts a criterion's quotes from 1."""
    return f"{criterion_id}-{number}"


def passages(
    plan: Plan,
    turns: Sequence[Turn],
    appraisal: Appraisal | None,
    amendments: Sequence[Amendment],
    begun: datetime | None,
    speech: Sequence[Speech] = (),
) -> tuple[Passage, ...]:
    """The transcript of an interview by question, in the order it was held; `speech` once it is playable."""
    places = shared(turns, speech)
    numbers = {question.id: number for number, question in enumerate(plan.questions, 1)}
    names = {question.id: plan.criterion(question.criterion_id).name for question in plan.questions}
    start = begun or (turns[0].at if turns else None)
    counts = {turn.number for turn in settled(turns)}
    read = [
        replace(
            _said(turn, start, appraisal, amendments, places.get(turn.number)),
            withdrawn=turn.number not in counts,
        )
        for turn in turns
    ]
    groups = groupby(zip(_about(read), read, strict=True), key=lambda pair: pair[0])
    return tuple(
        Passage(numbers.get(id, 0), names.get(id, ""), tuple(said for _, said in group))
        for id, group in groups
    )


def _about(read: Sequence[Said]) -> list[str]:
    """The question of each turn, "" for none; what does not count stands with what it interrupted."""
    ids: list[str] = []
    for said in read:
        ids.append(ids[-1] if said.withdrawn and ids else said.turn.question_id or "")
    return ids


def held(turns: Sequence[Turn]) -> tuple[int, int]:
    """How many questions were asked, and how many words the candidate said."""
    asked = {turn.question_id for turn in turns if turn.kind is TurnKind.QUESTION}
    return len(asked), sum(len(turn.text.split()) for turn in turns if turn.role is Role.CANDIDATE)


def _said(
    turn: Turn,
    start: datetime | None,
    appraisal: Appraisal | None,
    amendments: Sequence[Amendment],
    speech: Speech | None,
) -> Said:
    since = (turn.at - start).total_seconds() if start else 0.0
    second = speech.starts // 1000 if speech else max(0, int(since))
    added = tuple(added for added in amendments if added.turn == turn.number)
    heard = words(turn.text, speech) if speech else ()
    return Said(turn, second, _pieces(turn, appraisal, heard), added, speech)


def _pieces(turn: Turn, appraisal: Appraisal | None, heard: Sequence[Word]) -> tuple[Piece, ...]:
    """The turn's text cut at every quote's begin and end, and around every word that is heard.

    Quotes may overlap.
    """
    spans = [
        (proof.start, proof.end, mark(score.criterion_id, number))
        for score in (appraisal.scores if appraisal else ())
        for number, proof in enumerate(score.evidence, 1)
        if proof.turn == turn.number
    ]
    edges = {edge for start, end, _ in spans for edge in (start, end)}
    edges |= {edge for word in heard for edge in (word.left, word.right)}
    cuts = sorted({0, len(turn.text), *edges})
    lefts = [word.left for word in heard]
    return tuple(
        Piece(
            turn.text[left:right],
            tuple(name for start, end, name in spans if start <= left and right <= end),
            tuple(name for start, _, name in spans if start == left),
            _word_at(heard, bisect_right(lefts, left) - 1, left),
        )
        for left, right in pairwise(cuts)
    )


def _word_at(heard: Sequence[Word], number: int, place: int) -> Word | None:
    return heard[number] if number >= 0 and place < heard[number].right else None
