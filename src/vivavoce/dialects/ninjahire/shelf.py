"""What did Ninjahire's clients call our things, and what else did they say of them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vivavoce.actions import names
from vivavoce.store.view import View

DIALECT = "ninjahire"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Clients' ids and further fields of some of our things, by our id."""

    sources: Mapping[str, str]
    extras: Mapping[str, Mapping[str, Any]]

    def source(self, id: str) -> str | None:
        """The client's id, None for what came from elsewhere."""
        return self.sources.get(id)

    def said(self, id: str) -> Mapping[str, Any]:
        """The further fields, as they were sent."""
        return self.extras.get(id, {})


def shelf(view: View, ids: Iterable[str]) -> Shelf:
    """What is known about these of ours, in two queries."""
    wanted = list(dict.fromkeys(ids))
    return Shelf(names.of(view, DIALECT, wanted), names.extras(view, DIALECT, wanted))
