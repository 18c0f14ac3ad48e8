"""How an event is told: the chosen fields, the signature and the retries (contract §12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from vivavoce.actions import applications
from vivavoce.actions.wording import Desk, Letter, Stamp
from vivavoce.dialects.ninjahire import call_answers, outbound
from vivavoce.dialects.ninjahire.lookup import around, known_of, open_file
from vivavoce.dialects.ninjahire.stringify import stringify
from vivavoce.dialects.ninjahire.subscription import FORM, subscription
from vivavoce.dialects.ninjahire.vocabulary import CALL_ACTIVITY, IN_PROGRESS, LABEL_OF
from vivavoce.domain.events import Endpoint, EventName
from vivavoce.domain.interview import Call
from vivavoce.kit.secrets import hmac_hex

DELAYS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)

Json = dict[str, Any]


class NinjahireWords:
    """`actions.wording.Words` as Ninjahire has them."""

    def label(self, event_name: str) -> str | None:
        """`call_activity` or `application_activty`; None for what Ninjahire never tells."""
        return LABEL_OF.get(event_name)

    def body(self, letter: Letter) -> bytes | None:
        """The chosen fields; None for an interview without a call, and a call that is not over."""
        assert letter.endpoint, "a letter that is really sent"
        assert letter.desk, "a letter that is really sent"
        label = LABEL_OF[letter.event.name]
        known = _call(letter, letter.desk) if label == CALL_ACTIVITY else _application(letter, letter.desk)
        return None if known is None else written(letter.endpoint, known)

    def method(self, endpoint: Endpoint) -> str:
        """The configured one."""
        return subscription(endpoint).http_method

    def headers(self, stamp: Stamp) -> dict[str, str]:
        """The time is not signed (contract §12.4); without a secret of the client's nothing is."""
        wanted = subscription(stamp.endpoint)
        signed = {"X-NINJAHIRE-Signature": signature(stamp)} if wanted.secret_given else {}
        return {
            "content-type": wanted.content_type,
            "X-NINJAHIRE-Timestamp": str(int(stamp.at.timestamp())),
            "X-NINJAHIRE-Event": stamp.label,
            **signed,
        }

    def delays(self, endpoint: Endpoint, delivery_id: str) -> Sequence[timedelta]:  # noqa: ARG002
        """Five retries (contract §12.5)."""
        return DELAYS

    def sample(self, endpoint: Endpoint, at: datetime) -> tuple[str, bytes]:  # noqa: ARG002
        """The chosen fields, all empty."""
        return subscription(endpoint).triggered_event, written(endpoint, {})


def written(endpoint: Endpoint, known: Mapping[str, Any]) -> bytes:
    """The chosen fields of what is known, null where nothing is, in the configured form."""
    wanted = subscription(endpoint)
    chosen = {name: known.get(name) for name in wanted.fields}
    if wanted.content_type == FORM:
        return urlencode({name: _as_text(value) for name, value in chosen.items()}).encode()
    return stringify(chosen).encode()


def signature(stamp: Stamp) -> str:
    """HMAC-SHA256 of the payload as JSON, lower-case hex; a form is signed as the JSON of its texts."""
    signed = stamp.body
    if subscription(stamp.endpoint).content_type == FORM:
        signed = stringify(dict(parse_qsl(stamp.body.decode(), keep_blank_values=True))).encode()
    return hmac_hex(stamp.secret.encode(), signed)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else stringify(value)


def _call(letter: Letter, desk: Desk) -> Json | None:
    """What is offered of a call (contract §12.2); None when there is none, or its end is yet to be told."""
    placed = _placed(letter)
    if placed is None:
        return None
    file = open_file(desk.view, desk.actor, desk.links, placed)
    shelf = known_of(desk.view, file)
    told = call_answers.call(file, shelf)
    if told["call_status"] == IN_PROGRESS:
        return None
    sources = {
        "application_source_id": shelf.source(told["application_id"] or ""),
        "job_source_id": shelf.source(told["job_id"] or ""),
        "candidate_source_id": shelf.source(told["candidate_id"]),
    }
    return {"id": told["call_id"], "status": told["call_status"], **told, **sources}


def _placed(letter: Letter) -> Call | None:
    """The call that the event names, or else the last one of its interview."""
    calls = letter.dossier.calls if letter.dossier else ()
    if letter.event.name == EventName.CALL_MISSED:
        return next((call for call in calls if call.id == letter.event.note), None)
    return next((call for call in reversed(calls) if call.called_at is not None), None)


def _application(letter: Letter, desk: Desk) -> Json:
    """What is offered of an application (contract §12.2). Raises NotFound for one that is gone."""
    found = applications.read(desk.view, desk.actor, letter.event.subject_id)
    told = outbound.application(found, around(desk.view, (found,)))
    return {**told, "status": told["source_application_status"]}
