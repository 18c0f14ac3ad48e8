"""How an event is told: never, because the product has no webhooks (contract §7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from vivavoce.actions.wording import Letter, Stamp
from vivavoce.domain.events import Endpoint


class IntrowaWords:
    """`actions.wording.Words` of a product that tells nobody."""

    def label(self, event_name: str) -> str | None:  # noqa: ARG002
        """None: it is never told."""
        return None

    def body(self, letter: Letter) -> bytes | None:  # noqa: ARG002
        """None: there is nothing to tell."""
        return None

    def method(self, endpoint: Endpoint) -> str:  # noqa: ARG002
        """POST, were there an endpoint."""
        return "POST"

    def headers(self, stamp: Stamp) -> dict[str, str]:  # noqa: ARG002
        """None."""
        return {}

    def delays(self, endpoint: Endpoint, delivery_id: str) -> Sequence[timedelta]:  # noqa: ARG002
        """None."""
        return ()

    def sample(self, endpoint: Endpoint, at: datetime) -> tuple[str, bytes]:  # noqa: ARG002
        """Empty."""
        return "", b"{}"
