"""The voice can be understood, begins at once, keeps a pace, repeats itself exactly, and never fails."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.providers.speech.sounds import errors, heard_rate, voice
from vivavoce.providers.speech import available
from vivavoce.providers.speech.ear import Whisper
from vivavoce.providers.speech.voice import Hibari

pytestmark = pytest.mark.skipif(bool(available(["heart"])), reason=available(["heart"]) or "present")
needs_ear = pytest.mark.skipif(bool(available(["tiny.en"])), reason=available(["tiny.en"]) or "present")
QUESTION = "Tell me about a time you made a slow query faster. What did you measure?"


class Counted:
    """hibari itself, and how often it was asked."""

    def __init__(self, engine: Any) -> None:
        self.engine, self.times = engine, 0

    def __call__(self, text: str, speed: float, seed: int) -> Any:
        self.times += 1
        return self.engine(text, speed=speed, seed=seed)


@pytest.fixture
def counted() -> Counted:
    from hibari import Hibari as Engine

    return Counted(Engine("heart"))


@needs_ear
@pytest.mark.parametrize("pace", [0.7, 1.0, 1.3])
def test_what_it_says_can_be_understood(tmp_path: Path, pace: float) -> None:
    sound = heard_rate(voice().speak(QUESTION, pace))
    assert errors(QUESTION, Whisper.load("tiny.en", tmp_path).hear(sound).text) <= 0.15


def test_a_piece_is_a_sentence_and_sounds_at_once() -> None:
    import numpy as np

    first, second = (np.frombuffer(piece, "<i2") for piece in voice().speak(QUESTION))
    assert np.flatnonzero(abs(first) > 300)[0] < 24_000 // 5
    assert not second[: 24_000 * 2 // 5].any()


def test_a_pace_is_kept_and_an_impossible_one_is_bounded() -> None:
    lengths = {pace: len(b"".join(voice().speak(QUESTION, pace))) for pace in (0.1, 0.7, 1.0, 1.3, 9.0)}
    assert lengths[0.1] == lengths[0.7] > 1.2 * lengths[1.0]
    assert lengths[9.0] == lengths[1.3] < 0.9 * lengths[1.0]


def test_what_was_said_is_remembered_byte_for_byte(counted: Counted) -> None:
    voice = Hibari(counted)
    first = list(voice.speak(QUESTION))
    assert counted.times == 2
    assert list(voice.speak(QUESTION)) == first
    assert counted.times == 2
    assert list(voice.speak(QUESTION, 1.2)) != first
    assert counted.times == 4
    assert list(Hibari(counted).speak(QUESTION)) == first


def test_memory_is_bounded_by_bytes_and_keeps_what_was_used_last(counted: Counted) -> None:
    one, two, three = (len(b"".join(Hibari(counted).speak(text))) for text in ("One.", "Two.", "Three."))
    voice = Hibari(counted, remembered=max(one + two, one + three))
    counted.times = 0
    for text in ("One.", "Two.", "One.", "Three.", "One."):
        list(voice.speak(text))
    assert counted.times == 3
    list(voice.speak("Two."))
    assert counted.times == 4


def test_conversations_that_share_it_do_not_mix() -> None:
    texts = [f"This is sentence number {number}." for number in range(4)]
    alone = [list(voice().speak(text)) for text in texts]
    fresh = Hibari.load()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: list(fresh.speak(text)), texts * 2)) == alone * 2


@pytest.mark.parametrize("text", ["", "  \n ", "😀", "...", "<br/>", "\x00", "Привет"])
def test_where_nothing_can_be_said_nothing_is(text: str) -> None:
    assert list(voice().speak(text)) == []


@settings(max_examples=40, deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), max_size=80)
    | st.text("aZ09é .,!?'\"-–—()%$€£&+/@#=°:;\n", max_size=80)
)
def test_no_text_makes_it_fail(text: str) -> None:
    assert all(len(piece) % 2 == 0 and piece for piece in voice().speak(text))


def test_nothing_is_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert list(Hibari.load().speak("Hello."))
