"""How a database gets the tables this version needs, from nothing or from any earlier version."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from vivavoce.store.engine import BEGIN
from vivavoce.store.schema import metadata

HEAD = "0005"
UNRELEASED = "0001"
_LOCK = 7_240_118


class Unmigratable(Exception):
    """The database has a schema that no migration leads on from."""


def version(engine: Engine) -> str | None:
    """The stored schema version, None for an empty database."""
    with engine.connect() as connection:
        return _version(connection)


def migrate(engine: Engine) -> str:
    """Bring the schema to `HEAD`; safe to run from several processes at once. Returns the version.

    Raises Unmigratable for a database older than the first release.

    An empty database is made whole from the tables and stamped (Alembic's cookbook, "Building an
    up to date database from scratch"); a test holds that the migrations lead to the same tables.
    """
    with engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"}).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        found = _version(connection)
        if found == HEAD:
            return HEAD
        if found is None:
            metadata.create_all(connection)
            connection.exec_driver_sql(
                "create table alembic_version (version_num varchar(32) not null primary key)"
            )
            connection.execute(sa.text("insert into alembic_version values (:head)"), {"head": HEAD})
        elif found == UNRELEASED:
            raise Unmigratable("this database was made before the first release; begin with a fresh one")
        else:
            upgrade(connection)
    return HEAD


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations up to `to` on an open connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _version(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("select version_num from alembic_version")).scalar_one_or_none()
