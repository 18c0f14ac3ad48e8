"""The floor's database: the driver alone, one connection a thread, durable as the product's is."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any, Protocol

import psycopg
import sqlalchemy as sa

Row = Sequence[Any]


class Rows(Protocol):
    """What both drivers' cursors have."""

    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Driver(Protocol):
    """SQL is written with `?`. `place` holds the runs' tables, `lock` ends a select that locks its row."""

    place: str
    lock: str

    def execute(self, sql: str, values: Row = ()) -> Rows:
        """Run one statement on this thread's connection."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Everything within is one commit."""
        ...

    def stamp(self, at: datetime) -> object:
        """A time as this database keeps it."""
        ...


def open_driver(url: str) -> Driver:
    """The driver for `sqlite:///…` or `postgresql://…`."""
    parsed = sa.make_url(url)
    return Sqlite(str(parsed.database)) if parsed.drivername == "sqlite" else Postgres(url)


class Sqlite:
    """sqlite3: WAL, `synchronous=FULL`, one writer at a time."""

    place = "main"
    lock = ""

    def __init__(self, path: str) -> None:
        self._own = _Own(lambda: _open_sqlite(path))
        self._writer = threading.Lock()

    def execute(self, sql: str, values: Row = ()) -> Rows:
        rows: Rows = self._own.connection.execute(sql, values)
        return rows

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._writer:
            self.execute("begin immediate")
            yield
            self.execute("commit")

    def stamp(self, at: datetime) -> object:
        return at.strftime("%Y-%m-%d %H:%M:%S.%f")


class Postgres:
    """psycopg: every statement prepared at once."""

    place = "dbos"
    lock = " for no key update"

    def __init__(self, url: str) -> None:
        self._own = _Own(lambda: psycopg.connect(url, autocommit=True, prepare_threshold=0))

    def execute(self, sql: str, values: Row = ()) -> Rows:
        rows: Rows = self._own.connection.execute(sql.replace("?", "%s"), values)
        return rows

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._own.connection.transaction():
            yield

    def stamp(self, at: datetime) -> object:
        return at


class _Own(threading.local):
    """A connection for each thread."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self.connection = connect()


def _open_sqlite(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=5.0)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
