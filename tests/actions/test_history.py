"""What was recorded can be found again, and only one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.scene import founded
from tests.actions.test_webhooks import STARTED, deliveries, happen, hook
from tests.conftest import START
from vivavoce.actions import access, history, jobs
from vivavoce.actions import deliveries as parcels
from vivavoce.actions.history import AuditFilter, EventFilter
from vivavoce.actions.jobs import NewJob
from vivavoce.domain.errors import Conflict, MissingScope
from vivavoce.domain.events import DeliveryStatus
from vivavoce.domain.identity import Actor, ActorKind, Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.paging import Page
from vivavoce.store.database import Store
from vivavoce.store.shapes import DELIVERY, ENDPOINT

ALL = Page(1, 100)
HOUR = timedelta(hours=1)


def worked(store: Store, home: Organization) -> Actor:
    """Two jobs opened: by the operator, and an hour later by a key called `Greenhouse`."""
    with store.write(operator(home.id)) as tx:
        jobs.create(tx, NewJob("One", "A job."))
        key, _ = access.mint(tx, access.NewKey("Greenhouse", frozenset({"jobs:write", "jobs:read"})))
    actor = Actor(ActorKind.KEY, key.id, home.id, key.scopes)
    with store.write(actor) as tx:
        jobs.create(tx, NewJob("Two", "A job."))
    return actor


class TestEntries:
    def test_newest_first_a_page_at_a_time(self, store: Store, home: Organization) -> None:
        worked(store, home)
        with store.read(home.id) as view:
            whole = history.entries(view, operator(home.id), ALL, AuditFilter())
            second = history.entries(view, operator(home.id), Page(2, 2), AuditFilter())
        assert [entry.sequence for entry in whole.rows] == [3, 2, 1]
        assert [entry.sequence for entry in second.rows] == [1]
        assert second.total == 3

    @pytest.mark.parametrize(
        ("wanted", "sequences"),
        [
            (AuditFilter(kind=ActorKind.KEY), [3]),
            (AuditFilter(about="key.mint"), [2]),
            (AuditFilter(about="greenh"), [3]),
            (AuditFilter(about="%"), []),
            (AuditFilter(since=START), [3, 2, 1]),
            (AuditFilter(since=START + HOUR), []),
            (AuditFilter(until=START), []),
        ],
        ids=str,
    )
    def test_by_who_what_and_when(
        self, store: Store, home: Organization, wanted: AuditFilter, sequences: list[int]
    ) -> None:
        worked(store, home)
        with store.read(home.id) as view:
            found = history.entries(view, operator(home.id), ALL, wanted)
        assert [entry.sequence for entry in found.rows] == sequences

    def test_nobody_elses(self, store: Store, home: Organization) -> None:
        worked(store, home)
        other = founded(store, START)
        with store.read(other.id) as view:
            assert history.entries(view, operator(other.id), ALL, AuditFilter()).rows == ()
            assert history.events(view, operator(other.id), ALL, EventFilter()).rows == ()

    def test_not_for_everybody(self, store: Store, home: Organization) -> None:
        actor = worked(store, home)
        with store.read(home.id) as view, pytest.raises(MissingScope):
            history.entries(view, actor, ALL, AuditFilter())


class TestEvents:
    def test_with_their_deliveries(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        with store.write(operator(home.id)) as tx:
            hook(tx)
        worked(store, home)
        clock.set(START + HOUR)
        happen(store, home, STARTED)
        with store.read(home.id) as view:
            rows = history.events(view, operator(home.id), ALL, EventFilter()).rows
            newest = history.events(view, operator(home.id), ALL, EventFilter(since=START + HOUR)).rows
            of_jobs = history.events(view, operator(home.id), ALL, EventFilter("job")).rows
        assert [row.event.sequence for row in rows] == list(range(len(rows), 0, -1))
        assert [len(row.deliveries) for row in newest if row.event.name == STARTED] == [1]
        assert not any(row.deliveries for row in rows if row.event.name != STARTED)
        assert {row.event.name for row in of_jobs} == {"job.created"}


class TestResend:
    def test_what_is_over_begins_again(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            endpoint = hook(tx)
        happen(store, home, STARTED)
        (delivery,) = deliveries(store, home, endpoint.id)
        with store.write(operator(home.id)) as tx, pytest.raises(Conflict):
            parcels.resend(tx, delivery.id)
        with store.write(operator(home.id)) as tx:
            tx.change(DELIVERY, delivery.id, status=DeliveryStatus.DELIVERED, attempts=3)
        with store.write(operator(home.id)) as tx:
            again = parcels.resend(tx, delivery.id)
        assert (again.status, again.earlier, again.finished_at) == (DeliveryStatus.PENDING, 3, None)

    def test_not_to_an_endpoint_that_is_off(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            endpoint = hook(tx)
        happen(store, home, STARTED)
        (delivery,) = deliveries(store, home, endpoint.id)
        with store.write(operator(home.id)) as tx:
            tx.change(DELIVERY, delivery.id, status=DeliveryStatus.GIVEN_UP)
            tx.change(ENDPOINT, endpoint.id, active=False)
        with pytest.raises(Conflict, match="switched off"), store.write(operator(home.id)) as tx:
            parcels.resend(tx, delivery.id)
        with store.read(home.id) as view:
            assert view.get(DELIVERY, delivery.id).status is DeliveryStatus.GIVEN_UP
