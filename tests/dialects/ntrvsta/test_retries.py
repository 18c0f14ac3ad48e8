"""Is a result that was not taken told again: the same bytes and key, a fresh signature, a minute later (§8)?"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

import pytest

from tests.actions.scene import starts
from tests.dialects.ntrvsta import stages
from tests.dialects.ntrvsta.conftest import Partner
from tests.servers import Sink
from vivavoce.actions import webhooks
from vivavoce.actions.house import House
from vivavoce.actions.webhooks import NewEndpoint
from vivavoce.dialects.ntrvsta import NTRVSTA
from vivavoce.domain.events import DeliveryStatus
from vivavoce.domain.identity import Organization, operator
from vivavoce.runs.deliver import Courier, make
from vivavoce.store.database import Store
from vivavoce.store.shapes import DELIVERY

SECRET = "whsec_0123456789abcdef0123456789abcdef"


@pytest.fixture
def delivery(partner: Partner, house: House, store: Store, home: Organization, sink: Sink) -> str:
    """The id of a delivery that waits: an interview was assessed while an endpoint was set."""
    listens = tuple(event for events in NTRVSTA.events.values() for event in events)
    with store.write(operator(home.id)) as tx:
        new = NewEndpoint("ntrvsta", sink.url, SECRET, tuple(NTRVSTA.events), listens)
        webhooks.put(tx, house.sealer, new)
    template = partner.post("/v1/templates", {"title": "Nurse"})["templateId"]
    body = {"templateId": template, "candidate": {"email": "jane@example.com"}}
    stages.assessed(store, home, stages.id_of(partner.post("/v1/interview-invitations", body)))
    with store.read(home.id) as view:
        (waiting,) = view.every(DELIVERY)
    return waiting.id


def attempt(house: House, store: Store, home: Organization, delivery: str) -> Any:
    words = {"ntrvsta": NTRVSTA.words}
    courier = Courier(store, house.clock, house.links, house.sealer, house.outbound, words)
    make(courier).perform(home.id, delivery)
    with store.read(home.id) as view:
        return view.get(DELIVERY, delivery)


def test_the_same_bytes_and_key_until_it_is_taken(
    house: House, store: Store, home: Organization, sink: Sink, delivery: str
) -> None:
    sink.status = 500
    began = time.time()
    assert attempt(house, store, home, delivery).status is DeliveryStatus.PENDING
    planned = [start for start in starts(store, f"deliver:{delivery}:") if start.due is not None]
    assert [54 <= start.due - began <= 67 for start in planned] == [True]
    sink.status = 204
    assert attempt(house, store, home, delivery).status is DeliveryStatus.DELIVERED
    first, second = sink.requests
    assert first.body == second.body
    key = json.loads(first.body)["resultId"]
    for request in (first, second):
        signed = hmac.new(SECRET.encode(), request.body, hashlib.sha256).hexdigest()
        assert request.headers["x-ntrvsta-signature"] == f"sha256={signed}"
        assert request.headers["x-ntrvsta-idempotency-key"] == key
    assert first.headers["x-ntrvsta-delivery-id"] != second.headers["x-ntrvsta-delivery-id"]


def test_one_that_is_gone_is_not_asked_again(
    house: House, store: Store, home: Organization, sink: Sink, delivery: str
) -> None:
    sink.status = 410
    assert attempt(house, store, home, delivery).status is DeliveryStatus.GIVEN_UP
