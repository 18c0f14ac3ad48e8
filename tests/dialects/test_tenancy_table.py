"""Who gets what from every route: no key, one without the scope, a revoked one, another organization's, one's own.

The table is made from the routes: a route without a sample in its dialect's `table.py` fails.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.conftest import START
from tests.dialects.conftest import a_house
from tests.dialects.world import World, table
from vivavoce.actions import access
from vivavoce.dialects import ALL
from vivavoce.dialects.dialect import Dialect, Route, Unit
from vivavoce.dialects.door import mount
from vivavoce.domain.identity import operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.runs.durable import Durable
from vivavoce.store.database import Store
from vivavoce.store.engine import open_engine, open_run_engine, sqlite_url
from vivavoce.store.migrate import migrate

ROUTES = [
    pytest.param(dialect, route, id=f"{dialect.name} {route.method} {route.path}")
    for dialect in ALL
    for route in dialect.routes
]
USELESS = frozenset({"drafts:delete"})
"""A scope that opens no route of any dialect."""


@dataclass(frozen=True)
class Drawn:
    """A database file with two full organizations, to be copied, and what their things are called."""

    path: Path
    full: World
    other: World


def opened(path: Path, clock: FrozenClock) -> Store:
    url = sqlite_url(path)
    engine = open_engine(url)
    migrate(engine)
    return Store(engine, clock, Durable(open_run_engine(url), clock))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    path, clock = tmp_path_factory.mktemp("drawn") / "vivavoce.db", FrozenClock(START)
    house = a_house(opened(path, clock), clock)
    full, other = (
        World(house, access.found(house.store, clock, access.NewOrganization(name)))
        for name in ("Full", "Other")
    )
    assert full.names
    assert other.names
    house.store.close()
    with sqlite3.connect(path) as file:
        file.execute("pragma wal_checkpoint(truncate)")
    return Drawn(path, full, other)


@pytest.fixture
def two(drawn: Drawn, tmp_path: Path) -> Iterator[tuple[World, World, TestClient]]:
    """The two organizations in a database of one's own, and a client of every dialect."""
    copy = tmp_path / "vivavoce.db"
    shutil.copy(drawn.path, copy)
    clock = FrozenClock(START)
    house = a_house(opened(copy, clock), clock)
    threads = ThreadPoolExecutor(2)
    routes = [route for dialect in ALL for route in mount(house, dialect, threads)]
    with TestClient(Starlette(routes=routes)) as http:
        yield drawn.full.at(house), drawn.other.at(house), http
    threads.shutdown()
    house.store.close()


def test_no_scope_is_useful_and_useless() -> None:
    assert all(not USELESS.intersection(route.scopes) for dialect in ALL for route in dialect.routes)


@pytest.mark.parametrize("dialect", ALL, ids=[dialect.name for dialect in ALL])
def test_the_table_names_every_route_and_no_other(dialect: Dialect) -> None:
    assert set(table(dialect)) == {f"{route.method} {route.path}" for route in dialect.routes}


@pytest.mark.parametrize(("dialect", "route"), ROUTES)
def test_whoever_may_not_gets_nothing_and_changes_nothing(
    two: tuple[World, World, TestClient], dialect: Dialect, route: Route
) -> None:
    full, other, http = two
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
def test_the_owner_gets_it(two: tuple[World, World, TestClient], dialect: Dialect, route: Route) -> None:
    full, _, http = two
    sample = table(dialect)[f"{route.method} {route.path}"]
    sample.before(full)
    reply = full.ask(http, dialect, route, sample, full.key()[1])
    assert reply.status_code == sample.own, reply.text


def _audited(world: World) -> int:
    with world.house.store.read(world.home.id) as view:
        return view.audit_head()[0]
