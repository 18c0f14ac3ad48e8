"""Sentences have exact spans; content words ignore inflection and interview talk."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vivavoce.interviewer.words import content, sentences, words


@given(st.text(alphabet="ab. !?\n,e1“”", max_size=80))
def test_spans_cover_all_that_is_not_blank_in_order(text: str) -> None:
    spans = sentences(text)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "I used tools, e.g. Zendesk. It took 2.5 hours!\nThen Dr. Bell came"
    assert [text[a:b] for a, b in sentences(text)] == [
        "I used tools, e.g. Zendesk.",
        "It took 2.5 hours!",
        "Then Dr. Bell came",
    ]


def test_words_keep_technical_names_whole() -> None:
    assert words("C++, Node.js and CI/CD; I don’t") == ["c++", "node.js", "and", "ci/cd", "i", "don't"]


def test_content_words_meet_across_inflection() -> None:
    assert content("She reported it") & content("our reports") == content("reporting")
    assert content("Tell me about a time at work") == frozenset()
