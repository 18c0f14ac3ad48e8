"""Every word of the domain that people may read has a label."""

from __future__ import annotations

from vivavoce.web.labels import LABELS, label


def test_labels_are_total() -> None:
    assert len(LABELS) > 20
    for words, labels in LABELS.items():
        assert set(words) == set(labels), words
        for word in words:
            assert label(word).strip()
