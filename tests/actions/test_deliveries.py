"""Deliveries: a receiver that is gone, busy, failing for days, or asked again; and endpoints for one thing alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.actions.scene import SEALER, arranged, founded, starts
from tests.actions.test_webhooks import SECRET, STARTED, attempt, deliveries, happen, hook, waiting
from vivavoce.actions import access, webhooks
from vivavoce.actions import deliveries as parcels
from vivavoce.actions.access import Credential, NewKey
from vivavoce.actions.deliveries import Outcome
from vivavoce.domain.errors import NotFound
from vivavoce.domain.events import Delivery, DeliveryStatus, Endpoint, EventName
from vivavoce.domain.identity import ALL_SCOPES, Organization, operator, system
from vivavoce.domain.interview import Interview
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.paging import Page
from vivavoce.store.database import Store
from vivavoce.store.shapes import DELIVERY, ENDPOINT

DAY = timedelta(days=1)
OK, BROKEN = Outcome(200, 1), Outcome(500, 1)


@pytest.fixture
def endpoint(store: Store, home: Organization) -> Endpoint:
    with store.write(operator(home.id)) as tx:
        return hook(tx)


def now(store: Store, home: Organization, endpoint: Endpoint) -> Endpoint:
    with store.read(home.id) as view:
        return view.get(ENDPOINT, endpoint.id)


def sent(store: Store, home: Organization, endpoint: Endpoint, *outcomes: Outcome) -> Delivery:
    """A new delivery, tried as often as there are outcomes; more could follow."""
    known = {one.id for one in deliveries(store, home, endpoint.id)}
    happen(store, home, STARTED)
    (new,) = (one for one in deliveries(store, home, endpoint.id) if one.id not in known)
    for outcome in outcomes:
        attempt(store, home, new, outcome, retries=3)
    return kept(store, home, new)


def kept(store: Store, home: Organization, delivery: Delivery) -> Delivery:
    with store.read(home.id) as view:
        return view.get(DELIVERY, delivery.id)


class TestAnswers:
    def test_gone_is_not_asked_again(self, store: Store, home: Organization, endpoint: Endpoint) -> None:
        over = sent(store, home, endpoint, Outcome(410, 1))
        assert (over.status, over.attempts) == (DeliveryStatus.GIVEN_UP, 1)
        assert len(starts(store, f"deliver:{over.id}")) == 1

    @pytest.mark.parametrize(
        ("status", "asked", "waited"),
        [
            (503, timedelta(seconds=90), 90),
            (429, timedelta(seconds=1), 1),
            (503, timedelta(days=2), 3600),
            (503, None, 5),
            (500, timedelta(seconds=90), 5),
        ],
    )
    def test_busy_gets_the_time_it_asks_for(
        self,
        store: Store,
        home: Organization,
        endpoint: Endpoint,
        status: int,
        asked: timedelta | None,
        waited: int,
    ) -> None:
        first = sent(store, home, endpoint)
        before = _due(store, f"deliver:{sent(store, home, endpoint, Outcome(500, 1)).id}:2")
        attempt(store, home, first, Outcome(status, 1, wait=asked), retries=3)
        assert _due(store, f"deliver:{first.id}:2") - before == pytest.approx(waited - 5, abs=2)


def _due(store: Store, key: str) -> float:
    (start,) = starts(store, key)
    assert start.due is not None
    return start.due


class TestFailingForDays:
    def test_after_five_days_of_nothing_but_failure(
        self, store: Store, home: Organization, endpoint: Endpoint, clock: FrozenClock
    ) -> None:
        began = clock.now()
        sent(store, home, endpoint, BROKEN)
        for _ in range(4):
            clock.advance(DAY)
            sent(store, home, endpoint, BROKEN)
            assert now(store, home, endpoint).active
        assert now(store, home, endpoint).failing_since == began
        clock.advance(DAY)
        sent(store, home, endpoint, BROKEN)
        off = now(store, home, endpoint)
        assert (off.active, off.opened_at) == (False, clock.now())

    def test_now_and_then_is_no_harm(
        self, store: Store, home: Organization, endpoint: Endpoint, clock: FrozenClock
    ) -> None:
        for _ in range(20):
            sent(store, home, endpoint, BROKEN, OK)
            clock.advance(DAY)
        calm = now(store, home, endpoint)
        assert (calm.active, calm.failures, calm.failing_since) == (True, 0, None)


class TestReplaying:
    def lost(self, store: Store, home: Organization, endpoint: Endpoint) -> Delivery:
        """One that was given up, with its bytes."""
        delivery = sent(store, home, endpoint)
        with store.write(system(home.id)) as tx:
            parcels.rendered(tx, delivery.id, b'{"n":1}')
        for _ in range(4):
            attempt(store, home, delivery, BROKEN, retries=3)
        return kept(store, home, delivery)

    def replayed(self, store: Store, home: Organization, endpoint: Endpoint, since: Any = None) -> int:
        with store.write(operator(home.id)) as tx:
            return parcels.replay(tx, endpoint.id, since)

    def test_the_same_id_and_bytes_and_attempts_counted_anew(
        self, store: Store, home: Organization, endpoint: Endpoint, clock: FrozenClock
    ) -> None:
        lost = self.lost(store, home, endpoint)
        assert (lost.status, lost.attempts) == (DeliveryStatus.GIVEN_UP, 4)
        clock.advance(DAY)
        assert self.replayed(store, home, endpoint) == 1
        (again,) = deliveries(store, home, endpoint.id)
        assert (again.id, again.body, again.status) == (lost.id, b'{"n":1}', DeliveryStatus.PENDING)
        for number in range(5, 9):
            assert deliveries(store, home, endpoint.id)[0].status is DeliveryStatus.PENDING
            attempt(store, home, again, BROKEN, retries=3)
            assert deliveries(store, home, endpoint.id)[0].attempts == number
        assert deliveries(store, home, endpoint.id)[0].status is DeliveryStatus.GIVEN_UP
        with store.read(home.id) as view:
            (told,) = parcels.log(view, operator(home.id), endpoint.id, Page(1, 10)).rows
        assert (told.event, [one.number for one in told.attempts]) == (STARTED.value, list(range(1, 9)))

    def test_it_may_be_told_again(self, store: Store, home: Organization, endpoint: Endpoint) -> None:
        for _ in range(10):
            self.lost(store, home, endpoint)
        assert not now(store, home, endpoint).active
        assert self.replayed(store, home, endpoint) == 10
        on = now(store, home, endpoint)
        assert (on.active, on.failures, on.opened_at, on.failing_since) == (True, 0, None, None)

    def test_what_arrived_or_is_on_its_way_is_left(
        self, store: Store, home: Organization, endpoint: Endpoint
    ) -> None:
        sent(store, home, endpoint, OK)
        sent(store, home, endpoint, BROKEN)
        before = deliveries(store, home, endpoint.id)
        assert self.replayed(store, home, endpoint) == 0
        assert deliveries(store, home, endpoint.id) == before

    def test_from_a_moment_on(
        self, store: Store, home: Organization, endpoint: Endpoint, clock: FrozenClock
    ) -> None:
        self.lost(store, home, endpoint)
        clock.advance(DAY)
        later = self.lost(store, home, endpoint)
        assert self.replayed(store, home, endpoint, clock.now()) == 1
        assert [one.id for one in waiting(store, home, endpoint.id)] == [later.id]

    def test_not_from_another_organization(
        self, store: Store, home: Organization, endpoint: Endpoint, clock: FrozenClock
    ) -> None:
        with pytest.raises(NotFound):
            self.replayed(store, founded(store, clock.now()), endpoint)


class TestForOneThing:
    """A call-back for one interview."""

    @pytest.fixture
    def made(self, store: Store, home: Organization) -> Interview:
        return arranged(store, home)

    def callback(self, store: Store, home: Organization, made: Interview, **more: Any) -> Endpoint:
        with store.write(operator(home.id)) as tx:
            return hook(tx, subject_id=made.id, secret="unused", **more)

    def test_it_is_told_in_place_of_the_general_one(
        self, store: Store, home: Organization, endpoint: Endpoint, made: Interview
    ) -> None:
        mine = self.callback(store, home, made)
        with store.write(operator(home.id)) as tx:
            other_product = hook(tx, dialect="other")
            tx.emit(STARTED, made.id)
            tx.emit(STARTED, home.id)
        counts = [len(deliveries(store, home, one.id)) for one in (mine, endpoint, other_product)]
        assert counts == [1, 1, 2]
        with store.read(home.id) as view:
            (told,) = parcels.log(view, operator(home.id), endpoint.id, Page(1, 10)).rows
            assert parcels.event_of(view, told.delivery.event_id).subject_id == home.id

    def test_it_signs_with_the_organizations_secret(
        self, store: Store, home: Organization, made: Interview
    ) -> None:
        mine = self.callback(store, home, made)
        new = webhooks.NewEndpoint("plain", "https://a.example/", SECRET, ("started",), (STARTED.value,))
        with store.read(home.id) as view:
            standing = webhooks.secret_of(view, SEALER, mine)
        assert standing == webhooks.standing_secret(SEALER, home.id)
        assert len(standing) == 64
        with store.write(operator(home.id)) as tx:
            webhooks.put(tx, SEALER, new)
        delivery = sent_about(store, home, made, mine)
        with store.read(home.id) as view:
            parcel = parcels.parcel(view, SEALER, delivery.id)
        assert parcel is not None
        assert parcel.secret == SECRET

    def test_it_is_in_no_list(
        self, store: Store, home: Organization, endpoint: Endpoint, made: Interview
    ) -> None:
        self.callback(store, home, made)
        with store.read(home.id) as view:
            assert webhooks.listing(view, operator(home.id), "plain") == (endpoint,)
            assert webhooks.own(view, "plain") == endpoint

    def test_a_new_company_does_not_tell_it(
        self, store: Store, home: Organization, made: Interview, clock: FrozenClock
    ) -> None:
        """The key's general endpoints are told of what happens there; this one is for one interview."""
        with store.write(operator(home.id)) as tx:
            key, _ = access.mint(tx, NewKey("ATS", ALL_SCOPES, spans=True))
        with store.write(Credential(key, frozenset()).actor(home.id)) as tx:
            general, mine = hook(tx), hook(tx, subject_id=made.id)
        company = founded(store, clock.now())
        with store.write(operator(home.id)) as tx:
            access.extend_reach(tx, key.id, company.id)
        happen(store, company, STARTED)
        assert len(deliveries(store, home, general.id)) == 1
        assert deliveries(store, home, mine.id) == ()


def sent_about(store: Store, home: Organization, made: Interview, endpoint: Endpoint) -> Delivery:
    with store.write(operator(home.id)) as tx:
        tx.emit(EventName(STARTED), made.id)
    return deliveries(store, home, endpoint.id)[-1]
