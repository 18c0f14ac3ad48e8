"""Is a turn that was heard in pieces written as it was said?"""

from __future__ import annotations

import pytest

from vivavoce.live.voice.passages import Draft, Passage
from vivavoce.live.voice.wire import Word


def heard(*pieces: str) -> Draft:
    passages = [Passage(piece, words=tuple(Word(word, 0, 1) for word in piece.split())) for piece in pieces]
    return Draft(passages[:-1], passages[-1])


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (("I added an index.", "and it was fast."), "I added an index and it was fast."),
        (("I added an index.", "It was fast."), "I added an index. It was fast."),
        (("Well...", "it was fast."), "Well... it was fast."),
        (("I added an index", "and it was fast."), "I added an index and it was fast."),
        (("Done.",), "Done."),
        (("", "and so on."), "and so on."),
    ],
)
def test_a_sentence_that_goes_on_has_no_full_stop_inside(pieces: tuple[str, ...], text: str) -> None:
    draft = heard(*pieces)
    assert draft.text == text
    assert " ".join(word.text for word in draft.words) == text
