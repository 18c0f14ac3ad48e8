"""What can be done with endpoints and deliveries: who is told, and how the telling went."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vivavoce.domain.change import KEEP, Keep, given
from vivavoce.domain.errors import Forbidden, Invalid
from vivavoce.domain.events import Attempt, Delivery, DeliveryStatus, Endpoint, Event, Header
from vivavoce.domain.identity import Actor, ActorKind
from vivavoce.kit.ids import new_id
from vivavoce.kit.outbound import OURS
from vivavoce.kit.secrets import Sealer, standard_webhook_signature
from vivavoce.store import queries
from vivavoce.store.shapes import ATTEMPT, DELIVERY, ENDPOINT, EVENT
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

FAILURES_TO_OPEN = 10
CLOSED: Mapping[str, Any] = {"failures": 0, "opened_at": None}


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """An address to tell. `events` in the dialect's labels, `listens` the core events behind them.

    `scope_id`: one organization, None for every one the key reaches. The URL has passed
    `Outbound.intake` before it comes here.
    """

    dialect: str
    url: str
    secret: str
    events: tuple[str, ...]
    listens: tuple[str, ...]
    headers: tuple[Header, ...] = ()
    scope_id: str | None = None
    name: str | None = None
    description: str | None = None
    max_retries: int = 3
    timeout_ms: int = 30000


@dataclass(frozen=True, slots=True)
class ChangeEndpoint:
    """What to change; `events` goes with `listens`, `headers` replaces all."""

    url: str | Keep = KEEP
    events: tuple[str, ...] | Keep = KEEP
    listens: tuple[str, ...] | Keep = KEEP
    headers: tuple[Header, ...] | Keep = KEEP
    name: str | Keep | None = KEEP
    description: str | Keep | None = KEEP
    active: bool | Keep = KEEP


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt went. `http_status` None: no answer, `error` says why; `answer` is its first words."""

    http_status: int | None
    duration_ms: int
    error: str | None = None
    answer: str | None = None

    @property
    def delivered(self) -> bool:
        return self.http_status is not None and 200 <= self.http_status < 300


@dataclass(frozen=True, slots=True)
class Parcel:
    """All that sending one delivery needs."""

    delivery: Delivery
    endpoint: Endpoint
    secret: str
    headers: tuple[Header, ...]


def create(tx: Tx, sealer: Sealer, new: NewEndpoint) -> Endpoint:
    """Set up an endpoint. Raises Forbidden (`scope_id` out of reach), Invalid (a header of ours)."""
    tx.actor.need("endpoints:write")
    _check_headers(new.headers)
    key_id = tx.actor.id if tx.actor.kind is ActorKind.KEY else None
    reached = _reached(tx, key_id)
    if new.scope_id is not None and new.scope_id not in reached:
        raise Forbidden("This key cannot reach that company")
    id = new_id()
    endpoint = Endpoint(
        id=id,
        organization_id=tx.organization_id,
        key_id=key_id,
        dialect=new.dialect,
        url=new.url,
        events=new.events,
        sealed_secret=sealer.seal(new.secret.encode(), id.encode()),
        sealed_headers=_seal_headers(sealer, id, new.headers),
        created_at=tx.now,
        updated_at=tx.now,
        scope_id=new.scope_id,
        name=new.name,
        description=new.description,
        max_retries=new.max_retries,
        timeout_ms=new.timeout_ms,
    )
    tx.add(ENDPOINT, endpoint)
    _subscribe(tx, endpoint, new.listens)
    tx.audit("endpoint.create", id)
    return endpoint


def put(tx: Tx, sealer: Sealer, new: NewEndpoint) -> Endpoint:
    """Set the operator's own endpoint of a dialect, in place of the one set before."""
    tx.actor.need("endpoints:write")
    for known in tx.view.every(ENDPOINT, dialect=new.dialect):
        if known.key_id is None:
            delete(tx, known.id)
    return create(tx, sealer, new)


def read(view: View, actor: Actor, id: str) -> Endpoint:
    """One endpoint. Raises NotFound."""
    actor.need("endpoints:read", "endpoints:write")
    return view.get(ENDPOINT, id)


def listing(view: View, actor: Actor, dialect: str, scope_id: str | None = None) -> tuple[Endpoint, ...]:
    """Endpoints of a dialect, newest first; `scope_id` keeps only those of that one organization."""
    actor.need("endpoints:read")
    found = reversed(view.every(ENDPOINT, dialect=dialect))
    return tuple(endpoint for endpoint in found if scope_id is None or endpoint.scope_id == scope_id)


def own_headers(sealer: Sealer, endpoint: Endpoint) -> tuple[Header, ...]:
    """The endpoint's own headers with their values, for sending."""
    return _open_headers(sealer, endpoint)


def header_names(sealer: Sealer, endpoint: Endpoint) -> tuple[str, ...]:
    """Names of the endpoint's own headers; their values are never shown."""
    return tuple(header.name for header in _open_headers(sealer, endpoint))


def change(tx: Tx, sealer: Sealer, id: str, wanted: ChangeEndpoint) -> Endpoint:
    """Change an endpoint; switching it on closes its circuit. Raises NotFound, Invalid for a header."""
    tx.actor.need("endpoints:write")
    values = given(wanted)
    if values.get("active"):
        values |= CLOSED
    listens = values.pop("listens", None)
    if "headers" in values:
        _check_headers(values["headers"])
        values["sealed_headers"] = _seal_headers(sealer, id, values.pop("headers"))
    endpoint = tx.change(ENDPOINT, id, **values)
    if listens is not None:
        tx.tell(queries.UNSUBSCRIBE, {"endpoint": id})
        _subscribe(tx, endpoint, listens)
    tx.audit("endpoint.change", id)
    return endpoint


def close_circuit(tx: Tx, id: str) -> Endpoint:
    """Let an endpoint be told again. Raises NotFound."""
    tx.actor.need("endpoints:write")
    tx.audit("endpoint.close_circuit", id)
    return tx.change(ENDPOINT, id, active=True, **CLOSED)


def delete(tx: Tx, id: str) -> None:
    """Delete an endpoint; what waits for it is dropped. Raises NotFound."""
    tx.actor.need("endpoints:write")
    tx.get(ENDPOINT, id)
    tx.tell(queries.UNSUBSCRIBE, {"endpoint": id})
    tx.tell(queries.DROP_PENDING, {"endpoint": id, "finished": tx.now})
    tx.remove(ENDPOINT, id)
    tx.audit("endpoint.delete", id)


def parcel(view: View, sealer: Sealer, delivery_id: str) -> Parcel | None:
    """What to send, or None when there is nothing to send any more."""
    delivery = view.find(DELIVERY, id=delivery_id)
    if delivery is None or delivery.status is not DeliveryStatus.PENDING:
        return None
    endpoint = view.find(ENDPOINT, id=delivery.endpoint_id)
    if endpoint is None:
        return None
    return Parcel(delivery, endpoint, reveal(sealer, endpoint), _open_headers(sealer, endpoint))


def reveal(sealer: Sealer, endpoint: Endpoint) -> str:
    """The endpoint's signing secret."""
    return sealer.open(endpoint.sealed_secret, endpoint.id.encode()).decode()


def envelope(
    own: Sequence[Header], product: Mapping[str, str], secret: str, id: str, at: datetime, body: bytes
) -> dict[str, str]:
    """Every header of one attempt: the owner's, then Standard Webhooks 1.0's, then the product's; later win.

    The secret's text is the key of the Standard Webhooks signature.
    """
    stamp = int(at.timestamp())
    standard = {
        "webhook-id": id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": standard_webhook_signature(secret.encode(), id, stamp, body),
    }
    shown = {name.lower(): name for name in product}
    kept = {header.name: header.value for header in own if header.name.lower() not in {*standard, *shown}}
    return {**kept, **standard, **product}


def event_of(view: View, event_id: str) -> Event:
    """The event of a delivery. Raises NotFound."""
    return view.get(EVENT, event_id)


def rendered(tx: Tx, delivery_id: str, body: bytes) -> bytes:
    """The bytes of every attempt: these, unless others were fixed first. Raises Conflict when it is over."""
    tx.actor.need("endpoints:write")
    pending = DeliveryStatus.PENDING
    # A write, not a read: of two workers that render at once, the second waits here for the first.
    held = tx.move(DELIVERY, delivery_id, "status", (pending,), status=pending)
    if held.body is None:
        tx.change(DELIVERY, delivery_id, body=body)
    return held.body or body


def drop(tx: Tx, delivery_id: str) -> None:
    """End a delivery that is no longer wanted."""
    tx.actor.need("endpoints:write")
    tx.change(DELIVERY, delivery_id, status=DeliveryStatus.DROPPED, finished_at=tx.now)


def attempted(tx: Tx, parcel: Parcel, outcome: Outcome, delays: Sequence[timedelta]) -> None:
    """Note an attempt; plan the next one after `delays[attempt]`, or close the delivery.

    A delivery given up counts against its endpoint; at `FAILURES_TO_OPEN` in a row the circuit opens.
    Raises Conflict when another worker has just noted this attempt.
    """
    tx.actor.need("endpoints:write")
    delivery = tx.get(DELIVERY, parcel.delivery.id)
    if delivery.status is not DeliveryStatus.PENDING or delivery.attempts != parcel.delivery.attempts:
        return
    number = delivery.attempts + 1
    tx.add(
        ATTEMPT,
        Attempt(
            delivery.id,
            tx.organization_id,
            number,
            tx.now,
            outcome.duration_ms,
            outcome.http_status,
            outcome.error,
            outcome.answer,
        ),
    )
    if outcome.delivered:
        _finish(tx, delivery.id, number, DeliveryStatus.DELIVERED)
        _forgive(tx, parcel.endpoint.id)
    elif number <= len(delays):
        tx.change(DELIVERY, delivery.id, attempts=number)
        tx.start("deliver", delivery.id, delays[number - 1], key=f"deliver:{delivery.id}:{number + 1}")
    else:
        _finish(tx, delivery.id, number, DeliveryStatus.GIVEN_UP)
        _count_failure(tx, parcel.endpoint.id)


def _check_headers(headers: Sequence[Header]) -> None:
    for header in headers:
        if header.name.lower() in OURS | {"content-type"}:
            raise Invalid.because("headers", f"the header {header.name} is set by this server")


def _finish(tx: Tx, delivery_id: str, attempts: int, status: DeliveryStatus) -> None:
    tx.change(DELIVERY, delivery_id, attempts=attempts, status=status, finished_at=tx.now)


def _forgive(tx: Tx, endpoint_id: str) -> None:
    endpoint = tx.find(ENDPOINT, id=endpoint_id)
    if endpoint is not None and endpoint.failures:
        tx.change(ENDPOINT, endpoint_id, failures=0)


def _count_failure(tx: Tx, endpoint_id: str) -> None:
    if tx.find(ENDPOINT, id=endpoint_id) is None:
        return
    # A write, not a read: of two failures at once, the second counts on from the first.
    held = tx.change(ENDPOINT, endpoint_id)
    failures = held.failures + 1
    if failures >= FAILURES_TO_OPEN and held.opened_at is None:
        tx.change(ENDPOINT, endpoint_id, failures=failures, opened_at=tx.now, active=False)
        tx.audit("endpoint.open_circuit", endpoint_id)
    else:
        tx.change(ENDPOINT, endpoint_id, failures=failures)


def _reached(tx: Tx, key_id: str | None) -> tuple[str, ...]:
    others = tx.ask(queries.REACHED_BY, key_id=key_id)
    return (tx.organization_id, *(row[0] for row in others))


def _subscribe(tx: Tx, endpoint: Endpoint, listens: Sequence[str]) -> None:
    homes = (endpoint.scope_id,) if endpoint.scope_id else _reached(tx, endpoint.key_id)
    rows = [
        {"listens_to": home, "event_name": event, "endpoint": endpoint.id}
        for home in homes
        for event in dict.fromkeys(listens)
    ]
    if rows:
        tx.tell(queries.SUBSCRIBE, *rows)


def _seal_headers(sealer: Sealer, id: str, headers: Sequence[Header]) -> str:
    plain = json.dumps([[header.name, header.value] for header in headers]).encode()
    return sealer.seal(plain, id.encode())


def _open_headers(sealer: Sealer, endpoint: Endpoint) -> tuple[Header, ...]:
    plain = json.loads(sealer.open(endpoint.sealed_headers, endpoint.id.encode()))
    return tuple(Header(name, value) for name, value in plain)
