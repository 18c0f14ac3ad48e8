"""How the two databases are opened so that a committed answer survives a crash or a power cut."""

from __future__ import annotations

import sqlite3
import threading
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url

BEGIN = "vivavoce_begin"
_PRAGMAS = (
    "busy_timeout=5000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "fullfsync=ON",
)
_READING = ("SELECT", "PRAGMA")


def sqlite_url(path: Path) -> str:
    """The database URL of a SQLite file."""
    return f"sqlite:///{path}"


def normal_url(url: str) -> URL:
    """`postgresql://` means psycopg 3 here. Raises ValueError for any other kind of database."""
    parsed = make_url(url)
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "sqlite":
        return parsed
    raise ValueError(f"unknown kind of database: {parsed.drivername} (use sqlite or postgresql)")


def open_engine(url: str) -> Engine:
    """The engine the store writes through: explicit transactions, begun as the store asks."""
    parsed = normal_url(url)
    if parsed.drivername != "sqlite":
        return sa.create_engine(parsed, pool_size=10, max_overflow=10, pool_pre_ping=False)
    engine = sa.create_engine(
        parsed, connect_args={"isolation_level": None, "check_same_thread": False}, pool_size=16
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def open_run_engine(url: str) -> Engine:
    """The engine of the durable runs: same file and durability, transactions begun by the driver."""
    parsed = normal_url(url)
    if parsed.drivername != "sqlite":
        return sa.create_engine(parsed, pool_size=10, max_overflow=10)
    engine = sa.create_engine(
        parsed, connect_args={"isolation_level": "IMMEDIATE", "check_same_thread": False}, pool_size=16
    )
    event.listen(engine, "connect", _prepare)
    _take_turns(engine)
    return engine


@cache
def writer(file: str) -> threading.Lock:  # noqa: ARG001 - what the cache knows it by
    """Held by whoever in this process writes to a SQLite file.

    SQLite lets a waiting connection poll, up to 100 ms apart (sqlite3_busy_timeout), so a busy writer
    keeps all others out until they give up. This lock wakes who waits.
    """
    return threading.Lock()


def _take_turns(engine: Engine) -> None:
    """A connection of this engine holds its file's `writer` from its first write until it is given back."""
    turn = writer(str(engine.url.database))

    def take(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if "turn" not in connection.info and not statement.lstrip().upper().startswith(_READING):
            turn.acquire()
            connection.info["turn"] = True

    def give_back(_connection: object, record: Any) -> None:
        if record.info.pop("turn", False):
            turn.release()

    event.listen(engine, "before_cursor_execute", take)
    event.listen(engine, "checkin", give_back)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN"))
