"""What can be done with deliveries: one event on its way to one endpoint, attempt after attempt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from vivavoce.actions.webhooks import own_headers, secret_of
from vivavoce.domain.errors import Conflict
from vivavoce.domain.events import Attempt, Delivery, DeliveryStatus, Endpoint, Event, Header
from vivavoce.domain.identity import Actor
from vivavoce.kit.paging import Page, Slice
from vivavoce.kit.secrets import Sealer, standard_webhook_signature
from vivavoce.store.shapes import ATTEMPT, DELIVERY, ENDPOINT, EVENT
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

FAILURES_TO_OPEN = 10
FAILING = timedelta(days=5)
LONGEST_WAIT = timedelta(hours=1)
GONE = 410
BUSY = frozenset({429, 503})
_OVER = (DeliveryStatus.GIVEN_UP, DeliveryStatus.DROPPED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt went. `http_status` None: no answer, `error` says why; `answer` is its first words.

    `wait`: how long the receiver asked us to wait.
    """

    http_status: int | None
    duration_ms: int
    error: str | None = None
    answer: str | None = None
    wait: timedelta | None = None

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


@dataclass(frozen=True, slots=True)
class Told:
    """A delivery as the log shows it: what of, and each attempt."""

    delivery: Delivery
    event: str
    attempts: tuple[Attempt, ...]


def parcel(view: View, sealer: Sealer, delivery_id: str) -> Parcel | None:
    """What to send, or None when there is nothing to send any more."""
    delivery = view.find(DELIVERY, id=delivery_id)
    if delivery is None or delivery.status is not DeliveryStatus.PENDING:
        return None
    endpoint = view.find(ENDPOINT, id=delivery.endpoint_id)
    if endpoint is None:
        return None
    secret = secret_of(view, sealer, endpoint)
    return Parcel(delivery, endpoint, secret, own_headers(sealer, endpoint))


def event_of(view: View, event_id: str) -> Event:
    """The event of a delivery. Raises NotFound."""
    return view.get(EVENT, event_id)


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

    A receiver that is gone for good (410) is not asked again; one that asks for time gets up to an hour.
    A delivery given up counts against its endpoint; at `FAILURES_TO_OPEN` in a row the circuit opens, and
    it opens after `FAILING` in which nothing arrived.
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
        return
    _note_failing(tx, parcel.endpoint.id)
    retry = number - delivery.earlier
    if retry <= len(delays) and outcome.http_status != GONE:
        tx.change(DELIVERY, delivery.id, attempts=number)
        wait = delays[retry - 1]
        if outcome.http_status in BUSY and outcome.wait is not None:
            wait = min(outcome.wait, LONGEST_WAIT)
        tx.start("deliver", delivery.id, wait, key=f"deliver:{delivery.id}:{number + 1}")
    else:
        _finish(tx, delivery.id, number, DeliveryStatus.GIVEN_UP)
        _count_failure(tx, parcel.endpoint.id)


def log(view: View, actor: Actor, endpoint_id: str, page: Page) -> Slice[Told]:
    """The last deliveries of an endpoint, newest first. Raises NotFound."""
    actor.need("endpoints:read")
    view.get(ENDPOINT, endpoint_id)
    found = view.page(DELIVERY, page, endpoint_id=endpoint_id)
    told = tuple(
        Told(
            delivery,
            view.get(EVENT, delivery.event_id).name
            if delivery.event_organization_id == view.organization_id
            else "",
            view.every(ATTEMPT, delivery_id=delivery.id),
        )
        for delivery in found.rows
    )
    return Slice(told, found.total, page)


def replay(tx: Tx, endpoint_id: str, since: datetime | None = None) -> int:
    """Send again what was given up since then (None: ever), and let the endpoint be told again.

    The ids and the bytes stay the same, the attempts begin anew. Returns how many. Raises NotFound.
    """
    tx.actor.need("endpoints:write")
    fresh = {"failures": 0, "opened_at": None, "failing_since": None}
    tx.change(ENDPOINT, endpoint_id, active=True, **fresh)
    again = 0
    for delivery in tx.view.every(DELIVERY, endpoint_id=endpoint_id):
        over = delivery.finished_at if delivery.status in _OVER else None
        if over is None or (since is not None and over < since):
            continue
        _begin_again(tx, delivery)
        again += 1
    tx.audit("endpoint.replay", endpoint_id)
    return again


def resend(tx: Tx, delivery_id: str) -> Delivery:
    """Send one delivery that is over again, with the same id and bytes, by the schedule from its beginning.

    Raises NotFound, Conflict while it is still on its way or its endpoint is switched off.
    """
    tx.actor.need("endpoints:write")
    over = (DeliveryStatus.DELIVERED, *_OVER)
    # A write, not a read: of two that ask at once, the second finds it on its way.
    held = tx.move(DELIVERY, delivery_id, "status", over, status=DeliveryStatus.PENDING)
    if not tx.get(ENDPOINT, held.endpoint_id).active:
        raise Conflict("This endpoint is switched off; switch it on first")
    tx.audit("delivery.resend", delivery_id)
    return _begin_again(tx, held)


def _begin_again(tx: Tx, delivery: Delivery) -> Delivery:
    tx.start("deliver", delivery.id, key=f"deliver:{delivery.id}:again:{tx.now.isoformat()}")
    pending, earlier = DeliveryStatus.PENDING, delivery.attempts
    return tx.change(DELIVERY, delivery.id, status=pending, finished_at=None, earlier=earlier)


def _finish(tx: Tx, delivery_id: str, attempts: int, status: DeliveryStatus) -> None:
    tx.change(DELIVERY, delivery_id, attempts=attempts, status=status, finished_at=tx.now)


def _forgive(tx: Tx, endpoint_id: str) -> None:
    endpoint = tx.find(ENDPOINT, id=endpoint_id)
    if endpoint is not None and (endpoint.failures or endpoint.failing_since):
        tx.change(ENDPOINT, endpoint_id, failures=0, failing_since=None)


def _note_failing(tx: Tx, endpoint_id: str) -> None:
    endpoint = tx.find(ENDPOINT, id=endpoint_id)
    if endpoint is None:
        return
    if endpoint.failing_since is None:
        tx.change(ENDPOINT, endpoint_id, failing_since=tx.now)
    elif tx.now - endpoint.failing_since >= FAILING and endpoint.opened_at is None:
        _switch_off(tx, endpoint_id)


def _count_failure(tx: Tx, endpoint_id: str) -> None:
    if tx.find(ENDPOINT, id=endpoint_id) is None:
        return
    # A write, not a read: of two failures at once, the second counts on from the first.
    held = tx.change(ENDPOINT, endpoint_id)
    failures = held.failures + 1
    tx.change(ENDPOINT, endpoint_id, failures=failures)
    if failures >= FAILURES_TO_OPEN and held.opened_at is None:
        _switch_off(tx, endpoint_id)


def _switch_off(tx: Tx, endpoint_id: str) -> None:
    tx.change(ENDPOINT, endpoint_id, opened_at=tx.now, active=False)
    tx.audit("endpoint.open_circuit", endpoint_id)
    tx.start("warn", endpoint_id, key=f"warn:{endpoint_id}:{tx.now.isoformat()}")
