"""How a completed result is told: body, headers, signature and retries (contract §8)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from pydantic_core import to_json

from vivavoce.actions import folders, names, templates
from vivavoce.actions.telling import spread
from vivavoce.actions.wording import Letter, Stamp
from vivavoce.dialects.ntrvsta.ids import Kind, written
from vivavoce.dialects.ntrvsta.inbound import DIALECT
from vivavoce.dialects.ntrvsta.outbound import Known
from vivavoce.dialects.ntrvsta.payload import Outcome, result
from vivavoce.dialects.ntrvsta.vocabulary import COMPLETED, LABEL_OF, RESULT_COMPLETED, status
from vivavoce.domain.events import Endpoint
from vivavoce.kit.clock import iso_millis
from vivavoce.kit.ids import new_id
from vivavoce.kit.secrets import hmac_hex, new_hex_secret

TIMEOUT_MS: Final = 10_000
OVER_BODY, OVER_TIME_AND_BODY = "sha256-body", "t-v1"
STYLES: Final = (OVER_BODY, OVER_TIME_AND_BODY)
DELAYS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)


def new_secret() -> str:
    """A signing secret: `whsec_` and 64 hex digits."""
    return f"whsec_{new_hex_secret(64)}"


class NtrvstaWords:
    """`actions.wording.Words` as NTRVSTA has them."""

    def label(self, event_name: str) -> str | None:
        """`result.completed`; None for all else."""
        return LABEL_OF.get(event_name)

    def body(self, letter: Letter) -> bytes | None:
        """The whole result; None for an interview that is none of NTRVSTA's, or whose result is gone."""
        desk = letter.desk
        assert desk is not None, "only what is really sent is worded"
        folder = folders.read(desk.view, desk.actor, desk.links, letter.event.subject_id)
        template = templates.of_interview(desk.view, folder.interview)
        word = status(folder.interview, folder.room, letter.event.at, assessed=folder.assessment is not None)
        if template is None or folder.assessment is None or word != COMPLETED:
            return None
        posted = names.of(desk.view, DIALECT, (template.id,)).get(template.id)
        kept = names.extras(desk.view, DIALECT, (template.id, folder.interview.id))
        known = Known(posted, {**kept.get(template.id, {}), **kept.get(folder.interview.id, {})})
        public_url = desk.links.public_url
        return to_json(result(Outcome(letter.event, folder, folder.assessment, template, known, public_url)))

    def method(self, endpoint: Endpoint) -> str:  # noqa: ARG002
        """Always POST."""
        return "POST"

    def headers(self, stamp: Stamp) -> dict[str, str]:
        """The result's id in the body is the key to know a repeat by."""
        return {
            "User-Agent": "NTRVSTA-Webhooks/1.0",
            "X-Ntrvsta-Event": stamp.label,
            "X-Ntrvsta-Signature": signature(stamp),
            "X-Ntrvsta-Idempotency-Key": json.loads(stamp.body)["resultId"],
            "X-Ntrvsta-Timestamp": str(int(stamp.at.timestamp())),
            "X-Ntrvsta-Delivery-Id": str(uuid5(UUID(stamp.delivery_id), str(stamp.attempt))),
        }

    def delays(self, endpoint: Endpoint, delivery_id: str) -> Sequence[timedelta]:  # noqa: ARG002
        """A minute to a day, each by up to 10 % more or less."""
        return spread(DELAYS, delivery_id)

    def sample(self, endpoint: Endpoint, at: datetime) -> tuple[str, bytes]:
        """A result of nobody, marked as a test."""
        told = {
            "event": RESULT_COMPLETED,
            "resultId": written(Kind.RESULT, new_id()),
            "organizationId": written(Kind.ORGANIZATION, endpoint.organization_id),
            "occurredAt": iso_millis(at),
            "test": True,
        }
        return RESULT_COMPLETED, to_json(told)


def signature(stamp: Stamp) -> str:
    """HMAC-SHA-256 keyed with the secret's bytes, prefix included, over what the endpoint's style says."""
    key = stamp.secret.encode()
    if stamp.endpoint.options.get("style") == OVER_TIME_AND_BODY:
        unix = int(stamp.at.timestamp())
        return f"t={unix},v1={hmac_hex(key, b'%d.%b' % (unix, stamp.body))}"
    return f"sha256={hmac_hex(key, stamp.body)}"
