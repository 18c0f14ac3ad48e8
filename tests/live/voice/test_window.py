"""Which sound is heard in one pass, which is settled, and what is made of the passages."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.live.voice.passages import Draft, Passage
from vivavoce.live.voice.window import LEAD, LONG_PAUSE, LONGEST, SECOND, SETTLED, Piece, Window
from vivavoce.live.voice.wire import Word


def sound(seconds: float, level: int = 1000) -> bytes:
    return np.full(int(seconds * SECOND) // 2, level, np.int16).tobytes()


def fed(window: Window, seconds: float, level: int = 1000, step: float = 0.032) -> list[Piece]:
    """Feeds so much sound in windows; the pieces settled meanwhile."""
    pieces = (window.add(sound(step, level)) for _ in range(round(seconds / step)))
    return [piece for piece in pieces if piece is not None]


def test_a_piece_begins_a_little_before_the_speech() -> None:
    window = Window(5000)
    fed(window, 3.2, 0)
    window.speak()
    fed(window, 1.28)
    piece = window.pause()
    assert piece.at == 5000 + 3200 - LEAD * 1000 // SECOND
    assert piece.until == 5000 + 3200 + 1280
    assert not piece.settled


def test_after_a_breath_everything_is_heard_again() -> None:
    window = Window()
    window.speak()
    fed(window, 1.6)
    first = window.pause()
    assert fed(window, 0.96, 0) == []
    window.speak()
    fed(window, 1.6)
    second = window.pause()
    assert (first.at, second.at) == (0, 0)
    assert second.sound.startswith(first.sound)
    assert second.until == 4160


def test_a_long_pause_settles_what_was_heard_before_it() -> None:
    window = Window()
    window.speak()
    fed(window, 1.6)
    guess = window.pause()
    (settled,) = fed(window, 6.4, 0)
    assert settled.settled
    assert settled.sound is guess.sound
    window.speak()
    fed(window, 1.6)
    assert window.pause().at == 1600 + 6400 - LEAD * 1000 // SECOND


def test_much_speech_is_settled_at_its_first_pause() -> None:
    window = Window()
    window.speak()
    fed(window, SETTLED / SECOND)
    piece = window.pause()
    assert piece.settled
    assert fed(window, 2 * LONG_PAUSE / SECOND, 0) == []


def test_speech_without_a_pause_is_cut_where_it_is_quietest() -> None:
    window = Window()
    window.speak()
    assert fed(window, 21) == []
    fed(window, 0.32, 3)
    (piece,) = fed(window, 10)
    assert piece.settled
    assert piece.until == pytest.approx(21_160, abs=150)
    assert window.pause().at == piece.until


@given(st.lists(st.tuples(st.floats(0.1, 40), st.floats(0.2, 5)), min_size=1, max_size=8))
def test_all_speech_is_heard_and_nothing_is_settled_twice(course: list[tuple[float, float]]) -> None:
    """`course`: stretches of speech, each with the silence after it, in seconds."""
    window, clock = Window(), 0
    spoken: list[int] = []
    pieces: list[Piece] = []
    for speech, silence in course:
        window.speak()
        steps = round(speech / 0.096)
        pieces += fed(window, steps * 0.096, step=0.096)
        spoken += range(clock + 48, clock + steps * 96, 96)
        pieces.append(window.pause())
        pieces += fed(window, silence, step=0.096)
        clock += (steps + round(silence / 0.096)) * 96
    settled = [piece for piece in pieces if piece.settled]
    through = settled[-1].until if settled else 0
    heard = [*settled, *(piece for piece in pieces[-2:] if piece.until > through)]
    assert all(any(piece.at <= at < piece.until for piece in heard) for at in spoken)
    assert all(before.until <= after.at for before, after in pairwise(settled))
    assert all(len(piece.sound) <= LONGEST for piece in pieces)


def test_a_draft_is_what_is_settled_and_the_newest_guess() -> None:
    draft = Draft()
    assert (draft.text, draft.words, draft.confidence) == ("", (), None)
    draft.guess = Passage("I work", confidence=0.2)
    draft.guess = Passage(" I worked ", 900, 0.5, (Word("I", 0, 100), Word("worked", 100, 500)))
    assert draft.text == "I worked"
    draft.settle(Passage("I worked.", 900, 0.9, (Word("I", 0, 100), Word("worked.", 100, 500))))
    draft.settle(Passage("", 2000))
    draft.guess = Passage("On it", 3000, 0.45, (Word("On", 2500, 2600), Word("it", 2600, 2700)))
    assert draft.text == "I worked. On it"
    assert [word.text for word in draft.words] == ["I", "worked.", "On", "it"]
    assert draft.confidence == pytest.approx((9 * 0.9 + 5 * 0.45) / 14)
