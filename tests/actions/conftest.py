"""One migrated store an engine for all tests of the actions; each test has an organization of its own in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import ENGINES, START
from vivavoce.kit.clock import FrozenClock
from vivavoce.runs.durable import Durable
from vivavoce.store.database import Store
from vivavoce.store.engine import open_engine, open_run_engine, sqlite_url
from vivavoce.store.migrate import migrate


@pytest.fixture(scope="session")
def lasting_clock() -> FrozenClock:
    return FrozenClock(START)


@pytest.fixture(scope="session", params=ENGINES)
def lasting_store(
    request: pytest.FixtureRequest, lasting_clock: FrozenClock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    if request.param == "sqlite":
        url = sqlite_url(tmp_path_factory.mktemp("actions") / "vivavoce.db")
    else:
        url = request.getfixturevalue("databases")()
    engine = open_engine(url)
    migrate(engine)
    durable = Durable(open_run_engine(url), lasting_clock)
    store = Store(engine, lasting_clock, durable)
    yield store
    store.close()
    durable.close()


@pytest.fixture
def clock(lasting_clock: FrozenClock) -> FrozenClock:
    lasting_clock.set(START)
    return lasting_clock


@pytest.fixture
def store(lasting_store: Store, clock: FrozenClock) -> Store:
    return lasting_store
