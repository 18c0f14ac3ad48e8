"""What has been understood of the turn that is running?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from vivavoce.live.voice.wire import Word


@dataclass(frozen=True, slots=True)
class Passage:
    """What was understood up to `until`, in ms of the utterance, and `by` whom (`vendor:model`)."""

    text: str
    until: int | None = None
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    by: str = ""


def _going_on(passage: Passage) -> Passage:
    """Without the full stop that a recogniser puts where it stopped hearing, though the sentence goes on."""
    text = passage.text.rstrip()
    if not text.endswith(".") or text.endswith(".."):
        return passage
    words = passage.words
    if words and words[-1].text.endswith("."):
        words = (*words[:-1], replace(words[-1], text=words[-1].text[:-1]))
    return replace(passage, text=text[:-1], words=words)


@dataclass(slots=True)
class Draft:
    """A turn's passages: those that are settled, and a guess at what came after them.

    A guess is replaced by the next one and by the passage that settles it (the usual meaning of final and
    interim results of a speech recogniser).
    """

    settled: list[Passage] = field(default_factory=list)
    guess: Passage | None = None

    def settle(self, passage: Passage) -> None:
        """This will not be heard again."""
        self.settled.append(passage)
        self.guess = None

    def __iter__(self) -> Iterator[Passage]:
        said = [passage for passage in (*self.settled, self.guess) if passage is not None]
        for passage, later in pairwise(said):
            yield _going_on(passage) if later.text.strip()[:1].islower() else passage
        yield from said[-1:]

    @property
    def text(self) -> str:
        """All that was said, in order."""
        return " ".join(filter(None, (passage.text.strip() for passage in self)))

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word with its place; empty where the recogniser gives none."""
        return tuple(word for passage in self for word in passage.words)

    @property
    def by(self) -> str:
        """Who understood all of it; "" where that is not one alone, or not known."""
        names = {passage.by for passage in self if passage.text}
        return names.pop() if len(names) == 1 else ""

    @property
    def confidence(self) -> float | None:
        """From 0 to 1, the mean over the characters understood; None where the recogniser gives none."""
        sure = [(len(passage.text), passage.confidence) for passage in self if passage.confidence is not None]
        characters = sum(length for length, _ in sure)
        if not characters:
            return None
        return sum(length * confidence for length, confidence in sure) / characters
