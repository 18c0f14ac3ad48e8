"""What a dialect needs to put an event into words, and what it must be able to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from vivavoce.actions.interviews import Dossier
from vivavoce.domain.events import Event


@dataclass(frozen=True, slots=True)
class Letter:
    """What an event's words are made from. `pdf` renders the assessment's report when asked."""

    event: Event
    delivery_id: str
    dossier: Dossier | None
    pdf: Callable[[], bytes]


class Words(Protocol):
    """A dialect's webhooks: pure functions from an event to bytes and headers."""

    def label(self, event_name: str) -> str | None:
        """The dialect's name for a core event, None for one it never sends."""
        ...

    def body(self, letter: Letter) -> bytes:
        """The request body: rendered once, then the same over all attempts."""
        ...

    def headers(self, secret: str, label: str, delivery_id: str, at: datetime, body: bytes) -> dict[str, str]:
        """The product's own headers, its signature among them."""
        ...

    def delays(self, max_retries: int) -> Sequence[timedelta]:
        """How long to wait before each retry."""
        ...
