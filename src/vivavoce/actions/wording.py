"""What a dialect needs to put an event into words, and what it must be able to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from vivavoce.actions.interviews import Dossier
from vivavoce.actions.links import Links
from vivavoce.domain.events import Endpoint, Event
from vivavoce.domain.identity import Actor
from vivavoce.store.view import View


@dataclass(frozen=True, slots=True)
class Desk:
    """Where more can be looked up: the organization in which the event happened."""

    view: View
    actor: Actor
    links: Links


@dataclass(frozen=True, slots=True)
class Letter:
    """What an event's words are made from. `pdf` renders the assessment's report when asked.

    `dossier` is None for what did not happen to an interview; `desk` and `endpoint` are there for a letter
    that is really sent.
    """

    event: Event
    delivery_id: str
    dossier: Dossier | None
    pdf: Callable[[], bytes]
    endpoint: Endpoint | None = None
    desk: Desk | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What one attempt's headers are made from. `attempt` counts from 1, `at` is now."""

    secret: str
    label: str
    delivery_id: str
    organization_id: str
    attempt: int
    at: datetime
    body: bytes
    endpoint: Endpoint


class Words(Protocol):
    """A dialect's webhooks: from an event to bytes and headers; nothing is written."""

    def label(self, event_name: str) -> str | None:
        """The dialect's name for a core event, None for one it never sends."""
        ...

    def body(self, letter: Letter) -> bytes | None:
        """The request body: rendered once, then the same over all attempts; None: nothing to tell."""
        ...

    def method(self, endpoint: Endpoint) -> str:
        """The HTTP method, mostly POST."""
        ...

    def headers(self, stamp: Stamp) -> dict[str, str]:
        """The product's own headers, its signature among them; `content-type` where it is not JSON."""
        ...

    def delays(self, endpoint: Endpoint, delivery_id: str) -> Sequence[timedelta]:
        """How long to wait before each retry."""
        ...

    def sample(self, endpoint: Endpoint, at: datetime) -> tuple[str, bytes]:
        """A label and a body to try an endpoint with; it tells of nothing that happened."""
        ...
