"""Who gets what from every route: no key, one without the scope, a revoked one, another organization's, one's own.

The table is made from the routes: a route without a sample in its dialect's `table.py` fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.dialects.conftest import a_house
from tests.dialects.world import World, table
from vivavoce.actions import access
from vivavoce.dialects import ALL
from vivavoce.dialects.dialect import Dialect, Route, Unit
from vivavoce.dialects.door import mount
from vivavoce.domain.identity import Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store

ROUTES = [
    pytest.param(dialect, route, id=f"{dialect.name} {route.method} {route.path}")
    for dialect in ALL
    for route in dialect.routes
]
USELESS = frozenset({"drafts:delete"})
"""A scope that opens no route of any dialect."""


def client(house) -> TestClient:
    routes = [route for dialect in ALL for route in mount(house, dialect, ThreadPoolExecutor(2))]
    return TestClient(Starlette(routes=routes))


@pytest.fixture(scope="module")
def shared(lasting_store: Store, lasting_clock: FrozenClock) -> Iterator[tuple[World, World, TestClient]]:
    """A full organization, another one, and a client of both; nobody may change anything here."""
    house = a_house(lasting_store, lasting_clock)
    full = World(house, access.found(lasting_store, lasting_clock, access.NewOrganization("Full")))
    other = World(house, access.found(lasting_store, lasting_clock, access.NewOrganization("Other")))
    assert full.names
    assert other.names
    with client(house) as http:
        yield full, other, http


def test_no_scope_is_useful_and_useless() -> None:
    assert all(not USELESS.intersection(route.scopes) for dialect in ALL for route in dialect.routes)


@pytest.mark.parametrize("dialect", ALL, ids=[dialect.name for dialect in ALL])
def test_the_table_names_every_route_and_no_other(dialect: Dialect) -> None:
    assert set(table(dialect)) == {f"{route.method} {route.path}" for route in dialect.routes}


@pytest.mark.parametrize(("dialect", "route"), ROUTES)
def test_whoever_may_not_gets_nothing_and_changes_nothing(
    shared: tuple[World, World, TestClient], dialect: Dialect, route: Route
) -> None:
    full, other, http = shared
    sample = table(dialect)[f"{route.method} {route.path}"]
    if route.unit is Unit.OPEN:
        return
    before = _audited(full)
    revoked_id, revoked = full.key()
    with full.house.store.write(operator(full.home.id)) as tx:
        access.revoke(tx, revoked_id)
    full.house.doorman.forget()
    expected = {
        "no key": (None, 401),
        "revoked": (revoked, 401),
        "a candidate's token": (full.ticket(), 401),
        "without the scope": (full.key(USELESS)[1], 403 if route.scopes else sample.own),
        "another organization's": (other.key()[1], sample.foreign),
    }
    got = {}
    for who, (key, _) in expected.items():
        reply = full.ask(http, dialect, route, sample, key)
        got[who] = reply.status_code
        told = [name for name, id in full.names.items() if len(id) == 36 and id in reply.text]
        assert reply.status_code >= 400 or told == [], who
    assert got == {who: status for who, (_, status) in expected.items()}
    assert _audited(full) == before + 3  # the two keys, and the revocation


@pytest.mark.parametrize(("dialect", "route"), ROUTES)
def test_the_owner_gets_it(
    store: Store, home: Organization, clock: FrozenClock, dialect: Dialect, route: Route
) -> None:
    sample = table(dialect)[f"{route.method} {route.path}"]
    world = World(a_house(store, clock), home)
    sample.before(world)
    with client(world.house) as http:
        reply = world.ask(http, dialect, route, sample, world.key()[1])
    assert reply.status_code == sample.own, reply.text


def _audited(world: World) -> int:
    with world.house.store.read(world.home.id) as view:
        return view.audit_head()[0]
