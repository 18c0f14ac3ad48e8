"""Which kinds of evidence do a candidate's words show, and how strongly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from vivavoce.interviewer.rules.bank import bank

STRONG, WEAK = 1.0, 0.5


@dataclass(frozen=True, slots=True)
class Signals:
    """The strength of each signal found: 1.0 or 0.5; absent means none."""

    found: Mapping[str, float]

    def points(self, names: Iterable[str]) -> float:
        """The sum of the strengths of the signals `names`."""
        return sum(self.found.get(name, 0.0) for name in names)

    def strong(self, name: str) -> bool:
        """Whether the signal `name` is clearly there."""
        return self.found.get(name, 0.0) >= STRONG


def read(text: str, terms: tuple[str, ...], names: tuple[str, ...]) -> Signals:
    """The signals among `names` that `text` shows. `terms` (lower case) are what counts as a named tool."""
    found: dict[str, float] = {}
    for name in names:
        rule = bank().rubrics.signals[name]
        named = name == "tool" and bool(terms) and _any_of(terms).search(text)
        if named or any(pattern.search(text) for pattern in rule.strong):
            found[name] = STRONG
        elif any(pattern.search(text) for pattern in rule.weak):
            found[name] = WEAK
    return Signals(found)


@lru_cache(maxsize=256)
def _any_of(terms: tuple[str, ...]) -> re.Pattern[str]:
    """Any of `terms` as whole words; one or two letters ("Go", "R") only with a capital."""
    short = [
        f"(?-i:{re.escape(term.capitalize())}|{re.escape(term.upper())})" for term in terms if len(term) <= 2
    ]
    long = [re.escape(term) for term in sorted(terms, key=len, reverse=True) if len(term) > 2]
    return re.compile(rf"(?<![\w+#])(?:{'|'.join(long + short)})(?![\w+#])", re.IGNORECASE)
