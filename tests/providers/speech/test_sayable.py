"""Any text becomes pieces that can be said, with the words of the job written as they sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.providers.speech.sayable import LONGEST, pieces, plain, pronounced, pronunciations

KNOWN = sorted(pronunciations())
LETTERS = st.text("abcxyzABC019_é", min_size=1, max_size=5)


def test_there_are_many_and_none_says_a_word_of_the_list_again() -> None:
    assert len(KNOWN) >= 40
    assert [word for word in KNOWN if pronounced(pronunciations()[word]) != pronunciations()[word]] == []


@given(st.sampled_from(KNOWN), st.booleans())
def test_a_whole_word_is_replaced_in_any_case(word: str, shouted: bool) -> None:
    written = word.upper() if shouted else word
    assert pronounced(f"with {written}, and") == f"with {pronunciations()[word]}, and"


@given(st.sampled_from(KNOWN), LETTERS, LETTERS)
def test_a_part_of_a_word_is_not(word: str, before: str, after: str) -> None:
    inside = f"{before}{word}{after}"
    if word[0].isalnum() and word[-1].isalnum() and word.isalnum():
        assert pronounced(inside) == inside


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ASP.NET and .NET", "A.S.P. dot net and dot net"),
        ("JSONB, not JSON", "jason B, not jason"),
        ("Credisys's sawscidr", "Credisys's sawscidr"),
        ("PostgreSQL-based", "post-gress Q L-based"),
    ],
)
def test_a_word_may_stand_beside_signs_but_not_letters(text: str, said: str) -> None:
    assert pronounced(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Title\n\n**Bold**, _soft_ and `code`", "Title\nBold , soft and code"),
        ("- one\n2. two", "one\ntwo"),
        ("[a page](https://example.org) <b>now</b>", "a page now"),
        ("Hello 😀\u200d\x00\x07 there", "Hello there"),
        ("x < 3 & y_z", "x < 3 & y_z"),
        ("Привет", ""),
        ("Zoë Łukasz Nguyễn – naïve", "Zoë Łukasz Nguyễn – naïve"),
    ],
)
def test_markup_and_signs_are_not_said(text: str, said: str) -> None:
    assert plain(text) == said


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("... !", []),
        ("Thank you! Why so? Because.", ["Thank you!", "Why so?", "Because."]),
        (
            "Ask Dr. Smith, e.g. J. K. Rowling. Then stop.",
            ["Ask Dr. Smith, for example J. K. Rowling.", "Then stop."],
        ),
        ("3.5 s, then 2.", ["3.5 s, then 2."]),
    ],
)
def test_a_piece_is_a_sentence(text: str, parts: list[str]) -> None:
    assert list(pieces(text)) == parts


def test_a_long_sentence_is_cut_at_its_clauses() -> None:
    clause = "and then we looked at it once more with the whole team"
    parts = list(pieces(f"We began, {', '.join([clause] * 6)}."))
    assert len(parts) > 1
    assert all(part.endswith(("team,", "team.")) for part in parts)


@given(st.text(max_size=600))
def test_any_text_is_cut_into_short_pieces(text: str) -> None:
    for piece in pieces(text):
        assert 0 < len(piece) <= LONGEST
        assert any(sign.isalnum() for sign in piece)


@given(st.lists(st.from_regex(r"[a-z]{1,9}[,.]?", fullmatch=True), max_size=200))
def test_no_word_is_lost(words: list[str]) -> None:
    text = " ".join(words)
    if pronounced(text) == text:
        assert " ".join(pieces(text)).split() == words
