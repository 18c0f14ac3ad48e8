"""Endpoints: who is told of what, in the event's own transaction, and when an endpoint is given up."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.actions.scene import SEALER, at_once, founded, starts
from vivavoce.actions import access, webhooks
from vivavoce.actions import deliveries as parcels
from vivavoce.actions.access import Credential, NewKey
from vivavoce.actions.deliveries import Outcome
from vivavoce.actions.webhooks import ChangeEndpoint, NewEndpoint
from vivavoce.domain.errors import Forbidden, Invalid, NotFound
from vivavoce.domain.events import Delivery, DeliveryStatus, Endpoint, EventName, Header
from vivavoce.domain.identity import ALL_SCOPES, Organization, operator, system
from vivavoce.kit.clock import FrozenClock
from vivavoce.store import schema
from vivavoce.store.database import Store
from vivavoce.store.shapes import ATTEMPT, DELIVERY, ENDPOINT
from vivavoce.store.tx import Tx

SECRET = "0f" * 32
STARTED, ENDED = EventName.INTERVIEW_STARTED, EventName.INTERVIEW_ENDED
REFUSED = Outcome(500, 3)


def hook(tx: Tx, **more: Any) -> Endpoint:
    """An endpoint that is told when an interview starts."""
    new = {
        "dialect": "plain",
        "url": "https://receiver.example/hook",
        "secret": SECRET,
        "events": ("started",),
        "listens": (STARTED.value,),
        **more,
    }
    return webhooks.create(tx, SEALER, NewEndpoint(**new))


def listens_in(store: Store, endpoint_id: str) -> set[str]:
    """The organizations an endpoint is told about."""
    column = schema.subscription.c
    wanted = sa.select(column.organization_id).where(column.endpoint_id == endpoint_id)
    with store.engine.connect() as connection:
        return set(connection.execute(wanted).scalars())


def deliveries(store: Store, home: Organization, endpoint_id: str) -> tuple[Delivery, ...]:
    with store.read(home.id) as view:
        return view.every(DELIVERY, endpoint_id=endpoint_id)


def waiting(store: Store, home: Organization, endpoint_id: str) -> list[Delivery]:
    found = deliveries(store, home, endpoint_id)
    return [one for one in found if one.status is DeliveryStatus.PENDING]


def happen(store: Store, home: Organization, *names: EventName) -> None:
    with store.write(operator(home.id)) as tx:
        for name in names:
            tx.emit(name, home.id)


def attempt(store: Store, home: Organization, delivery: Delivery, outcome: Outcome, retries: int = 0) -> None:
    """Note one attempt of a delivery that may be tried again `retries` times."""
    with store.read(home.id) as view:
        parcel = parcels.parcel(view, SEALER, delivery.id)
    assert parcel is not None
    with store.write(system(home.id)) as tx:
        parcels.attempted(tx, parcel, outcome, [timedelta(seconds=5)] * retries)


@pytest.fixture
def endpoint(store: Store, home: Organization) -> Endpoint:
    with store.write(operator(home.id)) as tx:
        return hook(tx)


class TestSubscribing:
    def test_only_what_was_asked_for(self, store: Store, home: Organization, endpoint: Endpoint) -> None:
        happen(store, home, STARTED, ENDED, STARTED)
        assert len(deliveries(store, home, endpoint.id)) == 2

    def test_another_organizations_events_stay_there(
        self, store: Store, home: Organization, endpoint: Endpoint, clock: FrozenClock
    ) -> None:
        happen(store, founded(store, clock.now()), STARTED)
        assert deliveries(store, home, endpoint.id) == ()

    def test_one_organization_or_all_that_the_key_reaches(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        made = founded(store, clock.now())
        with store.write(operator(home.id)) as tx:
            key, _ = access.mint(tx, NewKey("ATS", ALL_SCOPES, spans=True))
            access.extend_reach(tx, key.id, made.id)
        with store.write(Credential(key, frozenset()).actor(home.id)) as tx:
            everywhere, there = hook(tx), hook(tx, scope_id=made.id)
        happen(store, home, STARTED)
        happen(store, made, STARTED)
        origins = [one.event_organization_id for one in deliveries(store, home, everywhere.id)]
        assert sorted(origins) == sorted([home.id, made.id])
        assert [one.event_organization_id for one in deliveries(store, home, there.id)] == [made.id]

    def test_an_organization_out_of_reach(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        foreign = founded(store, clock.now())
        with pytest.raises(Forbidden), store.write(operator(home.id)) as tx:
            hook(tx, scope_id=foreign.id)

    def test_a_change_replaces_what_it_listens_to(
        self, store: Store, home: Organization, endpoint: Endpoint
    ) -> None:
        with store.write(operator(home.id)) as tx:
            wanted = ChangeEndpoint(events=("ended",), listens=(ENDED.value, ENDED.value))
            webhooks.change(tx, SEALER, endpoint.id, wanted)
        happen(store, home, STARTED, ENDED)
        assert len(deliveries(store, home, endpoint.id)) == 1

    @pytest.mark.parametrize("name", ["Host", "content-length", "Content-Type", "Transfer-Encoding"])
    def test_headers_that_are_ours(self, store: Store, home: Organization, name: str) -> None:
        with pytest.raises(Invalid), store.write(operator(home.id)) as tx:
            hook(tx, headers=(Header(name, "x"),))

    def test_secrets_are_sealed_to_their_own_row(
        self, store: Store, home: Organization, endpoint: Endpoint
    ) -> None:
        assert SECRET not in repr(endpoint)
        assert webhooks.reveal(SEALER, endpoint) == SECRET
        with store.write(operator(home.id)) as tx:
            other = hook(tx, secret="1e" * 32, headers=(Header("X-Team", "red"),))
        assert webhooks.reveal(SEALER, other) == "1e" * 32
        assert webhooks.header_names(SEALER, other) == ("X-Team",)

    def test_the_operators_own_endpoint_takes_the_place_of_the_last(
        self, store: Store, home: Organization
    ) -> None:
        new = NewEndpoint("plain", "https://a.example/", SECRET, ("started",), (STARTED.value,))
        for _ in range(2):
            with store.write(operator(home.id)) as tx:
                last = webhooks.put(tx, SEALER, new)
        with store.read(home.id) as view:
            assert webhooks.listing(view, operator(home.id), "plain") == (last,)


class TestOneTransaction:
    def test_delivery_and_start_are_the_events(
        self, store: Store, home: Organization, endpoint: Endpoint
    ) -> None:
        happen(store, home, STARTED)
        (waiting,) = deliveries(store, home, endpoint.id)
        assert (waiting.status, waiting.attempts, waiting.body) == (DeliveryStatus.PENDING, 0, None)
        assert [start.key for start in starts(store, f"deliver:{waiting.id}")] == [f"deliver:{waiting.id}:1"]

    def test_all_of_it_is_rolled_back_together(
        self, store: Store, home: Organization, endpoint: Endpoint
    ) -> None:
        before = len(starts(store, "deliver:"))
        with pytest.raises(RuntimeError), store.write(operator(home.id)) as tx:
            tx.emit(STARTED, home.id)
            tx.settle()
            assert len(tx.view.every(DELIVERY, endpoint_id=endpoint.id)) == 1
            raise RuntimeError("crash before the commit")
        assert deliveries(store, home, endpoint.id) == ()
        assert len(starts(store, "deliver:")) == before

    def test_a_deleted_endpoint_is_told_nothing_more(
        self, store: Store, home: Organization, endpoint: Endpoint, clock: FrozenClock
    ) -> None:
        happen(store, home, STARTED)
        with store.write(operator(home.id)) as tx:
            webhooks.delete(tx, endpoint.id)
        happen(store, home, STARTED)
        (dropped,) = deliveries(store, home, endpoint.id)
        assert (dropped.status, dropped.finished_at) == (DeliveryStatus.DROPPED, clock.now())
        with store.read(home.id) as view:
            assert parcels.parcel(view, SEALER, dropped.id) is None
        with pytest.raises(NotFound), store.write(operator(home.id)) as tx:
            webhooks.delete(tx, endpoint.id)


class TestCircuit:
    def fail(self, store: Store, home: Organization, endpoint: Endpoint, times: int) -> Endpoint:
        happen(store, home, *[STARTED] * times)
        for delivery in waiting(store, home, endpoint.id):
            attempt(store, home, delivery, REFUSED)
        with store.read(home.id) as view:
            return view.get(ENDPOINT, endpoint.id)

    def test_the_tenth_failure_in_a_row_opens_it(
        self, store: Store, home: Organization, endpoint: Endpoint, clock: FrozenClock
    ) -> None:
        nine = self.fail(store, home, endpoint, 9)
        assert (nine.failures, nine.active, nine.opened_at) == (9, True, None)
        ten = self.fail(store, home, endpoint, 1)
        assert (ten.failures, ten.active, ten.opened_at) == (10, False, clock.now())

    def test_one_success_starts_the_count_again(
        self, store: Store, home: Organization, endpoint: Endpoint
    ) -> None:
        self.fail(store, home, endpoint, 9)
        happen(store, home, STARTED)
        attempt(store, home, waiting(store, home, endpoint.id)[0], Outcome(204, 1))
        assert self.fail(store, home, endpoint, 1).failures == 1

    def test_a_success_leaves_an_endpoint_that_works_as_it_is(
        self, store: Store, home: Organization, endpoint: Endpoint, clock: FrozenClock
    ) -> None:
        clock.advance(timedelta(minutes=1))
        happen(store, home, STARTED)
        attempt(store, home, deliveries(store, home, endpoint.id)[0], Outcome(200, 1))
        with store.read(home.id) as view:
            assert view.get(ENDPOINT, endpoint.id) == endpoint

    @pytest.mark.parametrize("way", ["close", "switch on"])
    def test_closed_again_it_can_open_again(
        self, store: Store, home: Organization, endpoint: Endpoint, way: str
    ) -> None:
        self.fail(store, home, endpoint, 10)
        with store.write(operator(home.id)) as tx:
            if way == "close":
                closed = webhooks.close_circuit(tx, endpoint.id)
            else:
                closed = webhooks.change(tx, SEALER, endpoint.id, ChangeEndpoint(active=True))
        assert (closed.failures, closed.active, closed.opened_at) == (0, True, None)
        assert self.fail(store, home, endpoint, 9).active
        assert not self.fail(store, home, endpoint, 1).active

    def test_failures_at_the_same_moment_all_count(
        self, store: Store, home: Organization, endpoint: Endpoint
    ) -> None:
        happen(store, home, *[STARTED] * 6)
        pending = waiting(store, home, endpoint.id)
        at_once([lambda one=one: attempt(store, home, one, REFUSED) for one in pending])
        with store.read(home.id) as view:
            assert view.get(ENDPOINT, endpoint.id).failures == 6


class TestAttempts:
    def test_of_two_notes_of_one_attempt_one_is_kept(
        self, store: Store, home: Organization, endpoint: Endpoint
    ) -> None:
        happen(store, home, STARTED)
        (delivery,) = deliveries(store, home, endpoint.id)
        with store.read(home.id) as view:
            parcel = parcels.parcel(view, SEALER, delivery.id)
        assert parcel is not None

        def note() -> None:
            with store.write(system(home.id)) as tx:
                parcels.attempted(tx, parcel, REFUSED, [timedelta(seconds=5)])

        at_once([note] * 4)
        with store.read(home.id) as view:
            assert [one.number for one in view.every(ATTEMPT, delivery_id=delivery.id)] == [1]
            assert view.get(DELIVERY, delivery.id).attempts == 1
        assert len(starts(store, f"deliver:{delivery.id}")) == 2

    def test_bytes_are_fixed_by_the_first(self, store: Store, home: Organization, endpoint: Endpoint) -> None:
        happen(store, home, STARTED)
        (delivery,) = deliveries(store, home, endpoint.id)
        bodies = (b"one", b"two", b"three")

        def fix(body: bytes) -> bytes:
            with store.write(system(home.id)) as tx:
                return parcels.rendered(tx, delivery.id, body)

        fixed = at_once([lambda body=body: fix(body) for body in bodies])
        (kept,) = deliveries(store, home, endpoint.id)
        assert kept.body in bodies
        assert fixed == [kept.body] * 3


class TestEnvelope:
    def test_standard_webhooks_signature(self, clock: FrozenClock) -> None:
        """Computed here from the text of Standard Webhooks 1.0: base64 of HMAC-SHA256 over `id.timestamp.body`."""
        body = b'{"a":1}'
        sent = parcels.envelope((), {}, SECRET, "msg_1", clock.now(), body)
        stamp = str(int(clock.now().timestamp()))
        signed = hmac.new(SECRET.encode(), f"msg_1.{stamp}.".encode() + body, hashlib.sha256).digest()
        assert sent == {
            "webhook-id": "msg_1",
            "webhook-timestamp": stamp,
            "webhook-signature": "v1," + base64.b64encode(signed).decode(),
        }

    def test_an_owner_cannot_write_over_a_signature(self, clock: FrozenClock) -> None:
        own = (Header("Webhook-Id", "forged"), Header("X-SIGNATURE", "forged"), Header("X-Team", "red"))
        sent = parcels.envelope(own, {"X-Signature": "true"}, SECRET, "msg_1", clock.now(), b"")
        assert "forged" not in sent.values()
        assert (sent["X-Team"], sent["X-Signature"]) == ("red", "true")
