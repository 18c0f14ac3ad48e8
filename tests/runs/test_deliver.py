"""Telling an endpoint over a real socket: the same bytes every time, on time, and no further than allowed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.actions.conftest import clock, lasting_clock, lasting_store, store  # noqa: F401
from tests.actions.scene import SEALER, arranged, at_once, starts
from tests.actions.test_webhooks import SECRET, STARTED, deliveries, hook
from tests.live.conversation import LINKS
from tests.servers import Sink
from vivavoce.actions import interviews, webhooks
from vivavoce.actions.webhooks import ChangeEndpoint
from vivavoce.actions.wording import Letter, Stamp
from vivavoce.dialects.instaview.webhooks import InstaViewWords
from vivavoce.domain.events import Attempt, Delivery, DeliveryStatus, Endpoint, Header
from vivavoce.domain.identity import Organization, operator
from vivavoce.domain.interview import Interview
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.outbound import Outbound
from vivavoce.runs.deliver import Courier, make
from vivavoce.store.database import Store
from vivavoce.store.shapes import ATTEMPT, ENDPOINT

LOOPBACK = ("127.0.0.0/8",)


class Counted:
    """`Words` whose every rendering differs. `meet`: how many renderings wait for each other."""

    def __init__(self, meet: int = 1) -> None:
        self.rendered = 0
        self._meeting = threading.Barrier(meet)

    def label(self, event_name: str) -> str | None:
        return event_name if event_name == STARTED else None

    def body(self, letter: Letter) -> bytes:
        self._meeting.wait(10)
        self.rendered += 1
        return json.dumps({"event": letter.event.name, "rendering": self.rendered}).encode()

    def method(self, endpoint: Endpoint) -> str:
        return "POST"

    def headers(self, stamp: Stamp) -> dict[str, str]:
        return {"X-Event": stamp.label, "X-Attempt": str(stamp.attempt)}

    def delays(self, endpoint: Endpoint, delivery_id: str) -> Sequence[timedelta]:
        return (timedelta(seconds=5), timedelta(seconds=25), timedelta(seconds=125))[: endpoint.max_retries]

    def sample(self, endpoint: Endpoint, at: datetime) -> tuple[str, bytes]:
        return "sample", b"{}"


class Crashing:
    """An `Outbound` whose process dies before a byte is sent."""

    def send(self, *_: object) -> Any:
        raise SystemExit("killed")


@pytest.fixture
def words() -> Counted:
    return Counted()


@pytest.fixture
def courier(store: Store, clock: FrozenClock, words: Counted) -> Courier:  # noqa: F811
    known = {"plain": words, "instaview": InstaViewWords()}
    return Courier(store, clock, LINKS, SEALER, Outbound(LOOPBACK), known)


@pytest.fixture
def made(courier: Courier, home: Organization) -> Interview:
    return arranged(courier.store, home)


def subscribed(courier: Courier, home: Organization, sink: Sink, **more: Any) -> Endpoint:
    with courier.store.write(operator(home.id)) as tx:
        return hook(tx, url=sink.url, **more)


def happened(courier: Courier, home: Organization, endpoint: Endpoint, made: Interview) -> str:
    """A new delivery: the interview has started."""
    with courier.store.write(operator(home.id)) as tx:
        tx.emit(STARTED, made.id)
    return next(
        one.id
        for one in deliveries(courier.store, home, endpoint.id)
        if one.status is DeliveryStatus.PENDING and one.attempts == 0
    )


def delivery(courier: Courier, home: Organization, endpoint: Endpoint) -> Delivery:
    return deliveries(courier.store, home, endpoint.id)[0]


def attempts(courier: Courier, home: Organization, id: str) -> tuple[Attempt, ...]:
    with courier.store.read(home.id) as view:
        return view.every(ATTEMPT, delivery_id=id)


class TestRetries:
    def test_the_same_bytes_under_the_same_id_after_5_25_and_125_seconds(
        self, courier: Courier, home: Organization, made: Interview, sink: Sink, words: Counted
    ) -> None:
        endpoint = subscribed(courier, home, sink)
        id = happened(courier, home, endpoint, made)
        sink.status = 503
        began = time.time()
        for _ in range(4):
            make(courier).perform(home.id, id)
        took = time.time() - began
        assert len({request.body for request in sink.requests}) == 1
        assert [request.headers["webhook-id"] for request in sink.requests] == [id] * 4
        assert words.rendered == 1
        planned = starts(courier.store, f"deliver:{id}:")
        assert [start.key for start in planned] == [f"deliver:{id}:{number}" for number in (1, 2, 3, 4)]
        assert planned[0].due is None
        for start, delay in zip(planned[1:], (5, 25, 125), strict=True):
            assert start.due is not None
            assert delay - 0.01 <= start.due - began <= delay + took + 0.01
        noted = attempts(courier, home, id)
        assert [(one.number, one.http_status, one.error) for one in noted] == [
            (n, 503, None) for n in range(1, 5)
        ]
        given_up = delivery(courier, home, endpoint)
        assert (given_up.status, given_up.attempts) == (DeliveryStatus.GIVEN_UP, 4)
        with courier.store.read(home.id) as view:
            assert view.get(ENDPOINT, endpoint.id).failures == 1

    def test_each_attempt_is_stamped_and_signed_anew(
        self,
        courier: Courier,
        home: Organization,
        made: Interview,
        sink: Sink,
        clock: FrozenClock,  # noqa: F811
    ) -> None:
        id = happened(courier, home, subscribed(courier, home, sink), made)
        sink.status = 500
        for _ in range(2):
            make(courier).perform(home.id, id)
            clock.advance(timedelta(seconds=5))
        first, second = sink.requests
        assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 5
        for request in sink.requests:
            signed = f"{id}.{request.headers['webhook-timestamp']}.".encode() + request.body
            expected = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
            assert request.headers["webhook-signature"] == f"v1,{expected}"

    def test_delivered_is_over(
        self, courier: Courier, home: Organization, made: Interview, sink: Sink
    ) -> None:
        endpoint = subscribed(courier, home, sink)
        id = happened(courier, home, endpoint, made)
        for _ in range(2):
            make(courier).perform(home.id, id)
        assert len(sink.requests) == 1
        done = delivery(courier, home, endpoint)
        assert (done.status, done.attempts) == (DeliveryStatus.DELIVERED, 1)

    def test_no_retries_where_the_owner_wants_none(
        self, courier: Courier, home: Organization, made: Interview, sink: Sink
    ) -> None:
        endpoint = subscribed(courier, home, sink, max_retries=0)
        id = happened(courier, home, endpoint, made)
        sink.status = 302
        make(courier).perform(home.id, id)
        assert delivery(courier, home, endpoint).status is DeliveryStatus.GIVEN_UP
        assert len(starts(courier.store, f"deliver:{id}:")) == 1


class TestCrash:
    def test_between_rendering_and_sending(
        self, courier: Courier, home: Organization, made: Interview, sink: Sink, words: Counted
    ) -> None:
        id = happened(courier, home, subscribed(courier, home, sink), made)
        with pytest.raises(SystemExit):
            make(replace(courier, outbound=Crashing())).perform(home.id, id)  # type: ignore[arg-type]
        make(courier).perform(home.id, id)
        assert words.rendered == 1
        assert [request.json["rendering"] for request in sink.requests] == [1]
        assert [one.number for one in attempts(courier, home, id)] == [1]

    def test_two_workers_at_once_send_the_same_bytes_and_note_one_attempt(
        self, courier: Courier, home: Organization, made: Interview, sink: Sink
    ) -> None:
        both = Counted(meet=2)
        together = replace(courier, words={"plain": both})
        endpoint = subscribed(courier, home, sink)
        id = happened(courier, home, endpoint, made)
        sink.status = 500
        assert at_once([lambda: make(together).perform(home.id, id)] * 2) == [None, None]
        assert both.rendered == 2
        assert len({request.body for request in sink.requests}) == 1
        assert [one.number for one in attempts(courier, home, id)] == [1]
        assert len(starts(courier.store, f"deliver:{id}:")) == 2


class TestDropping:
    def test_a_deleted_endpoint(
        self, courier: Courier, home: Organization, made: Interview, sink: Sink
    ) -> None:
        endpoint = subscribed(courier, home, sink)
        id = happened(courier, home, endpoint, made)
        with courier.store.write(operator(home.id)) as tx:
            webhooks.delete(tx, endpoint.id)
        make(courier).perform(home.id, id)
        assert sink.requests == []
        assert delivery(courier, home, endpoint).status is DeliveryStatus.DROPPED

    def test_a_deleted_interview(
        self, courier: Courier, home: Organization, made: Interview, sink: Sink
    ) -> None:
        endpoint = subscribed(courier, home, sink)
        id = happened(courier, home, endpoint, made)
        with courier.store.write(operator(home.id)) as tx:
            interviews.delete(tx, made.id)
        make(courier).perform(home.id, id)
        assert sink.requests == []
        assert delivery(courier, home, endpoint).status is DeliveryStatus.DROPPED

    @pytest.mark.parametrize("tried", [0, 1])
    def test_an_endpoint_that_was_switched_off(
        self, courier: Courier, home: Organization, made: Interview, sink: Sink, tried: int
    ) -> None:
        """Also between two attempts."""
        endpoint = subscribed(courier, home, sink)
        id = happened(courier, home, endpoint, made)
        sink.status = 500
        for _ in range(tried):
            make(courier).perform(home.id, id)
        with courier.store.write(operator(home.id)) as tx:
            webhooks.change(tx, SEALER, endpoint.id, ChangeEndpoint(active=False))
        make(courier).perform(home.id, id)
        assert len(sink.requests) == tried
        assert delivery(courier, home, endpoint).status is DeliveryStatus.DROPPED

    def test_an_event_the_dialect_has_no_word_for(
        self, courier: Courier, home: Organization, made: Interview, sink: Sink
    ) -> None:
        endpoint = subscribed(courier, home, sink, listens=("interview.ended", STARTED.value))
        id = happened(courier, home, endpoint, made)
        silent = Counted()
        silent.label = lambda _name: None  # type: ignore[method-assign]
        make(replace(courier, words={"plain": silent})).perform(home.id, id)
        assert sink.requests == []
        assert delivery(courier, home, endpoint).status is DeliveryStatus.DROPPED


class TestSending:
    def test_a_private_address_is_refused_and_noted(
        self, courier: Courier, home: Organization, made: Interview, sink: Sink
    ) -> None:
        id = happened(courier, home, subscribed(courier, home, sink), made)
        make(replace(courier, outbound=Outbound())).perform(home.id, id)
        assert sink.requests == []
        (noted,) = attempts(courier, home, id)
        assert noted.http_status is None
        assert noted.error

    def test_nobody_answers(self, courier: Courier, home: Organization, made: Interview, sink: Sink) -> None:
        id = happened(courier, home, subscribed(courier, home, sink), made)
        sink.close()
        make(courier).perform(home.id, id)
        (noted,) = attempts(courier, home, id)
        assert (noted.number, noted.http_status) == (1, None)
        assert noted.error is not None
        assert "no connection" in noted.error

    def test_the_owners_headers_go_along(
        self, courier: Courier, home: Organization, made: Interview, sink: Sink
    ) -> None:
        own = (Header("X-Team", "red"), Header("Authorization", "Bearer theirs"))
        id = happened(courier, home, subscribed(courier, home, sink, headers=own), made)
        make(courier).perform(home.id, id)
        (request,) = sink.requests
        assert (request.headers["x-team"], request.headers["authorization"]) == ("red", "Bearer theirs")
        assert (request.headers["x-event"], request.headers["content-type"]) == (STARTED, "application/json")

    def test_the_products_own_signature_beside_the_standard_one(
        self, courier: Courier, home: Organization, made: Interview, sink: Sink
    ) -> None:
        id = happened(courier, home, subscribed(courier, home, sink, dialect="instaview"), made)
        make(courier).perform(home.id, id)
        (request,) = sink.requests
        expected = hmac.new(SECRET.encode(), request.body, hashlib.sha256).hexdigest()
        assert request.headers["x-instaview-signature"] == expected
        assert request.json["deliveryId"] == request.headers["webhook-id"] == id
        assert request.json["data"]["interviewId"] == made.id
