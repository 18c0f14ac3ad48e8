"""The store itself: opens transactions, one writer at a time on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import Actor, Organization
from vivavoce.kit.clock import Clock
from vivavoce.store import schema
from vivavoce.store.directory import Directory
from vivavoce.store.engine import BEGIN, writer
from vivavoce.store.shapes import ORGANIZATION
from vivavoce.store.tx import Starter, Tx
from vivavoce.store.view import View


class Store:
    """The database as the rest of the house sees it."""

    def __init__(self, engine: Engine, clock: Clock, starter: Starter) -> None:
        self.engine = engine
        self.directory = Directory(engine)
        self._clock = clock
        self._starter = starter
        sqlite = engine.dialect.name == "sqlite"
        self._writer: Any = writer(str(engine.url.database)) if sqlite else nullcontext()
        self._reading = engine
        self._writing = engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"}) if sqlite else engine

    @contextmanager
    def read(self, organization_id: str) -> Iterator[View]:
        """What is committed, as one organization sees it; each statement sees the latest."""
        with self._reading.connect() as connection:
            yield View(connection, organization_id, self._clock.now())

    @contextmanager
    def write(self, actor: Actor) -> Iterator[Tx]:
        """A transaction for this actor, inside their organization: committed at the end, or nothing of it."""
        self._starter.ready()
        with self._writer, self._writing.begin() as connection:
            tx = Tx(connection, actor, self._clock.now(), self._starter)
            yield tx
            tx.settle()

    def found(self, organization: Organization) -> Organization:
        """Create an organization: the one write that happens outside any. Raises Conflict."""
        with self._writer, self._writing.begin() as connection:
            try:
                connection.execute(
                    sa.insert(schema.organization),
                    {
                        **ORGANIZATION.dump(organization),
                        "event_sequence": 0,
                        "audit_sequence": 0,
                        "audit_digest": "",
                    },
                )
            except sa.exc.IntegrityError as error:
                raise Conflict("This organization already exists") from error
        return organization

    def ready(self) -> bool:
        """Whether the database answers."""
        with self._reading.connect() as connection:
            return bool(connection.execute(sa.select(1)).scalar_one() == 1)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()
