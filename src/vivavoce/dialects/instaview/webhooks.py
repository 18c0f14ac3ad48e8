"""How an event is told: its label, body, signature and retries (contract §10, §11)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import to_json

from vivavoce.actions.interviews import Dossier
from vivavoce.actions.wording import Letter, Stamp
from vivavoce.dialects.instaview.analysis import analysis
from vivavoce.dialects.instaview.vocabulary import LABEL_OF
from vivavoce.domain.events import Endpoint, Event, EventName
from vivavoce.kit.clock import iso_millis
from vivavoce.kit.ids import new_id
from vivavoce.kit.secrets import hmac_hex

DELAYS = (timedelta(seconds=5), timedelta(seconds=25), timedelta(seconds=125))

Json = dict[str, Any]


class InstaViewWords:
    """`actions.wording.Words` as InstaView has them."""

    def label(self, event_name: str) -> str | None:
        """`interview.completed` and so on; None for what InstaView never tells."""
        return LABEL_OF.get(event_name)

    def body(self, letter: Letter) -> bytes:
        """The envelope of contract §11, times with milliseconds."""
        label = LABEL_OF[letter.event.name]
        envelope = {
            "event": label,
            "timestamp": iso_millis(letter.event.at),
            "deliveryId": letter.delivery_id,
            "data": CONTENT_OF[label](letter),
        }
        return to_json(envelope)

    def method(self, endpoint: Endpoint) -> str:  # noqa: ARG002
        """Always POST."""
        return "POST"

    def headers(self, stamp: Stamp) -> dict[str, str]:
        """Signature: HMAC-SHA256 over the body, keyed with the secret's 64 ASCII characters as they are."""
        return {
            "X-InstaView-Signature": hmac_hex(stamp.secret.encode(), stamp.body),
            "X-InstaView-Timestamp": str(int(stamp.at.timestamp())),
            "X-InstaView-Event": stamp.label,
            "X-InstaView-Delivery": stamp.delivery_id,
        }

    def delays(self, endpoint: Endpoint, delivery_id: str) -> Sequence[timedelta]:  # noqa: ARG002
        """5, 25 and 125 seconds, as many of them as the endpoint allows."""
        return DELAYS[: endpoint.max_retries]

    def sample(self, endpoint: Endpoint, at: datetime) -> tuple[str, bytes]:
        """A ping."""
        ping = Event(new_id(), endpoint.organization_id, 0, EventName.PING.value, endpoint.id, at)
        return LABEL_OF[ping.name], self.body(Letter(ping, new_id(), None, bytes))


def _parties(letter: Letter) -> Json:
    """Whom it is about. Without a dossier only the interview is known."""
    dossier = letter.dossier
    return {
        "interviewId": letter.event.subject_id,
        "callAttemptId": _call_id(dossier),
        "candidateId": dossier and dossier.interview.candidate_id,
        "jobId": dossier and dossier.interview.job_id,
    }


def _call_id(dossier: Dossier | None) -> str | None:
    """The latest attempt: the one that led to the event."""
    return dossier.calls[-1].id if dossier and dossier.calls else None


def _ping(_letter: Letter) -> Json:
    return {"message": "Webhook test"}


def _started(letter: Letter) -> Json:
    return {**_parties(letter), "status": "IN_PROGRESS"}


def _completed(letter: Letter) -> Json:
    return {**_parties(letter), "status": "COMPLETED"}


def _failed(letter: Letter) -> Json:
    return {**_parties(letter), "status": "FAILED", "error": letter.event.note}


def _analysed(letter: Letter) -> Json:
    dossier = letter.dossier
    found = dossier.assessment if dossier else None
    return {
        **_parties(letter),
        "analysisId": found and found.id,
        "status": "COMPLETED",
        "analysis": analysis(found, dossier.plan) if dossier and found else None,
        "analysisPdfBase64": base64.b64encode(letter.pdf()).decode() if found else None,
    }


CONTENT_OF: Mapping[str, Callable[[Letter], Json]] = {
    "analysis.completed": _analysed,
    "analysis.failed": _failed,
    "ping": _ping,
    "interview.completed": _completed,
    "interview.failed": _failed,
    "interview.started": _started,
}
