"""How near are two texts in meaning; without an embedder nothing is measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vivavoce.interviewer.mind import Embedder

UNMEASURED = 1.0


@dataclass(frozen=True, slots=True)
class Relevance:
    """Cosines between texts that were embedded together."""

    vectors: Mapping[str, Sequence[float]]

    def between(self, one: str, other: str) -> float:
        """The cosine of two texts, −1 to 1; `UNMEASURED` (1.0) when there is no embedder."""
        if one not in self.vectors or other not in self.vectors:
            return UNMEASURED
        return sum(a * b for a, b in zip(self.vectors[one], self.vectors[other], strict=True))


def measure(embedder: Embedder | None, texts: Sequence[str]) -> Relevance:
    """Embeds `texts` in one call."""
    distinct = sorted({text for text in texts if text})
    if embedder is None or not distinct:
        return Relevance({})
    return Relevance(dict(zip(distinct, embedder.embed(distinct), strict=True)))
