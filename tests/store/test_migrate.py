"""Migrations lead to exactly the tables the code declares, from nothing and step by step, on both engines."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from vivavoce.store.engine import normal_url, open_engine
from vivavoce.store.migrate import HEAD, Unmigratable, migrate, upgrade, version
from vivavoce.store.schema import metadata


def differences(engine: sa.Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def test_the_migrations_make_the_declared_tables(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        upgrade(connection)
    assert version(engine) == HEAD
    assert differences(engine) == []
    engine.dispose()


def test_an_empty_database_gets_the_same_tables(url: str) -> None:
    engine = open_engine(url)
    assert version(engine) is None
    migrate(engine)
    assert version(engine) == HEAD
    assert differences(engine) == []
    assert migrate(engine) == HEAD
    engine.dispose()


def test_several_processes_may_migrate_at_once(url: str) -> None:
    failures: list[Exception] = []

    def run() -> None:
        engine = open_engine(url)
        try:
            migrate(engine)
        except Exception as error:
            failures.append(error)
        engine.dispose()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_checks_hold_on_migrated_tables(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        upgrade(connection)
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.exec_driver_sql(
            "insert into member (id, organization_id, email, name, role, created_at)"
            " values ('m', 'o', 'e', 'n', 'king', '2026-01-01')"
        )
    engine.dispose()


def test_other_kinds_of_database_are_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        normal_url("mysql://localhost/x")


def test_a_database_from_before_the_first_release_is_refused(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '0001'"))
    with pytest.raises(Unmigratable):
        migrate(engine)
    engine.dispose()
