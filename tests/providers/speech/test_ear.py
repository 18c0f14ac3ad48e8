"""The ear understands the embedded voice, knows silence, and may be told the words of the job."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.speech.sounds import errors, said
from vivavoce.domain.errors import Unavailable
from vivavoce.providers.speech import available, ear
from vivavoce.providers.speech.ear import NOTHING, Whisper, says_again

needs_ear = pytest.mark.skipif(bool(available(["tiny.en"])), reason=available(["tiny.en"]) or "present")
needs_speech = pytest.mark.skipif(
    bool(available(["tiny.en", "heart"])), reason=available(["tiny.en", "heart"]) or "present"
)
needs_base = pytest.mark.skipif(
    bool(available(["base", "heart"])), reason=available(["base", "heart"]) or "present"
)
ANSWER = "I added a connection pool, and the response time dropped from two seconds to eighty milliseconds."


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Whisper:
    return Whisper.load("tiny.en", tmp_path_factory.mktemp("models"))


def noise(seconds: float, loudness: float) -> Any:
    import numpy as np

    return (np.random.default_rng(1).standard_normal(int(seconds * 16_000)) * loudness).astype(np.float32)


@needs_speech
def test_a_sentence_is_understood_word_by_word(whisper: Whisper) -> None:
    sound = said(ANSWER)
    heard = whisper.hear(sound)
    assert errors(ANSWER, heard.text.replace("80", "eighty")) <= 0.1
    assert 0.6 < heard.confidence <= 1
    assert " ".join(word.text for word in heard.words) == heard.text
    times = [time for word in heard.words for time in (word.starts_ms, word.ends_ms)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert 0 <= len(sound) / 16 - times[-1] < 1000


@needs_speech
def test_terms_repair_the_words_of_the_job(whisper: Whisper) -> None:
    sound = said("I stored the sessions in Redis and the rest in SQLite.")
    alone, told = (whisper.hear(sound, terms).text for terms in ((), ("PostgreSQL", "Redis", "SQLite")))
    assert "Redis" not in alone
    assert "SQLite" not in alone
    assert "Redis" in told
    assert "SQLite" in told


@needs_speech
def test_of_more_terms_than_have_room_the_first_count(whisper: Whisper) -> None:
    terms = ["Redis", "SQLite", *(f"Kubernetes{number}" for number in range(1000))]
    heard = whisper.hear(said("I stored the sessions in Redis and the rest in SQLite."), terms)
    assert "Redis" in heard.text
    assert "SQLite" in heard.text


@needs_ear
@pytest.mark.parametrize(("seconds", "loudness"), [(0, 0.0), (0.05, 0.1), (3, 0.0), (3, 0.0002)])
def test_silence_costs_no_pass(
    whisper: Whisper, monkeypatch: pytest.MonkeyPatch, seconds: float, loudness: float
) -> None:
    monkeypatch.setattr(whisper, "_engine", None)
    assert whisper.hear(noise(seconds, loudness)) == NOTHING


@needs_ear
@pytest.mark.parametrize("terms", [(), ("Kubernetes", "nginx")], ids=["alone", "with terms"])
@pytest.mark.parametrize("loudness", [0.0, 0.0005, 0.01, 0.1])
@pytest.mark.parametrize("seconds", [0, 0.05, 1, 3])
def test_nothing_is_understood_where_nothing_is_said(
    whisper: Whisper, seconds: float, loudness: float, terms: tuple[str, ...]
) -> None:
    assert whisper.hear(noise(seconds, loudness), terms) == NOTHING


@needs_ear
def test_more_than_half_a_minute_is_refused(whisper: Whisper) -> None:
    with pytest.raises(ValueError, match=r"30\.1 s of sound"):
        whisper.hear(noise(30.1, 0))


@needs_speech
def test_a_decoder_that_is_lost_starts_again(whisper: Whisper, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a window this narrow Whisper says "Yes." without end."""
    monkeypatch.setattr(ear, "_NARROWEST", 0)
    monkeypatch.setattr(ear, "_MARGIN", 100)
    sound = said("Yes.")
    assert whisper.hear(sound).text == "Yes."
    monkeypatch.setattr(ear, "_FULL", 250)
    assert whisper.hear(sound).text != "Yes."


@needs_speech
def test_conversations_that_share_it_do_not_mix(whisper: Whisper) -> None:
    texts = ["I prefer to work in the morning.", "We measured it every week.", ANSWER]
    sounds = [said(text) for text in texts]
    alone = [whisper.hear(sound) for sound in sounds]
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(whisper.hear, sounds * 2)) == alone * 2


@needs_base
def test_base_comes_in_parts_and_understands(tmp_path: Path) -> None:
    heard = Whisper.load("base", tmp_path).hear(said(ANSWER))
    assert errors(ANSWER, heard.text.replace("80", "eighty")) <= 0.1
    assert (tmp_path / "whisper-base" / "model.bin").is_file()


def test_an_unknown_size_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"no embedded speech recogniser large; there is tiny\.en, base"):
        Whisper.load("large", tmp_path)


@given(st.lists(st.sampled_from("abcdefghijkl"), unique=True, max_size=12))
def test_words_that_differ_are_said_once(words: list[str]) -> None:
    assert not says_again(" ".join(words))
    assert says_again(" ".join([*words, *words])) == (len(words) >= 3)


@pytest.mark.parametrize(
    "text", ["Yes. Yes. Yes. Yes. Yes. Yes.", "10 of clubs, 10 of Clubs", "a b c d. X a b, c d"]
)
def test_what_is_said_again(text: str) -> None:
    assert says_again(text)
