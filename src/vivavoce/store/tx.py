"""The one transaction everything is written in: rows, events, audit, repeat-safety, durable starts.

A `Tx` is born inside one organization. What it gathers (`emit`, `audit`) is written when the
block ends, in one go, under the organization's own counter, so that sequence numbers commit in order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from vivavoce.domain.errors import Conflict, NotFound, Unprocessable
from vivavoce.domain.events import AuditEntry, Delivery, DeliveryStatus, Event, EventName
from vivavoce.domain.identity import Actor
from vivavoce.kit.ids import new_id
from vivavoce.store import schema
from vivavoce.store.shapes import AUDIT, DELIVERY, EVENT, Shape
from vivavoce.store.view import View

T = TypeVar("T")


class Starter(Protocol):
    """Starts durable runs inside a transaction that is not yet committed."""

    def ready(self) -> None:
        """Blocks until starts can be written; called before the transaction begins."""
        ...

    def start(
        self, connection: Connection, kind: str, organization_id: str, subject_id: str, delay: float, key: str
    ) -> None:
        """Start `kind` for a subject after `delay` seconds; a second start under one `key` is dropped."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer kept for a repeated request: sent again byte for byte."""

    status: int
    headers: dict[str, str]
    body: bytes


class Tx:
    """One write transaction. Values go in through `add`, `change`, `move`, `remove`."""

    def __init__(self, connection: Connection, actor: Actor, now: datetime, starter: Starter) -> None:
        self.organization_id = actor.organization_id
        self.actor = actor
        self.now = now
        self.view = View(connection, actor.organization_id, now)
        self._connection = connection
        self._starter = starter
        self._events: list[Event] = []
        self._audits: list[tuple[str, str]] = []

    def get(self, shape: Shape[T], id: str) -> T:
        """As `View.get`."""
        return self.view.get(shape, id)

    def find(self, shape: Shape[T], **equal: Any) -> T | None:
        """As `View.find`."""
        return self.view.find(shape, **equal)

    def add(self, shape: Shape[T], value: T, **more: Any) -> T:
        """Store a new value. `more` are columns the domain class does not carry. Raises Conflict."""
        row = {**shape.dump(value), **more}
        if "organization_id" in shape.table.c:
            row["organization_id"] = self.organization_id
        try:
            self._connection.execute(_insert(shape), row)
        except IntegrityError as error:
            raise Conflict(f"This {shape.kind} already exists or names something that does not") from error
        return value

    def change(self, shape: Shape[T], id: str, **values: Any) -> T:
        """Set some fields and return the new value. Raises NotFound, Conflict."""
        changed = self._update(shape, id, {}, values)
        if changed is None:
            raise NotFound(shape.kind, id)
        return changed

    def move(self, shape: Shape[T], id: str, field: str, allowed: Sequence[Any], **values: Any) -> T:
        """As `change`, but only while `field` is one of `allowed`; of two at once, one wins.

        Raises NotFound, or Conflict when the field holds something else.
        """
        changed = self._update(shape, id, {field: [str(word) for word in allowed]}, values)
        if changed is not None:
            return changed
        now = getattr(self.view.get(shape, id), field)
        raise Conflict(f"This {shape.kind} is {now}; that is not possible now")

    def remove(self, shape: Shape[Any], id: str) -> None:
        """Delete: hidden where the table keeps the deleted, gone where it does not. Raises NotFound."""
        if "deleted_at" in shape.table.c:
            if self._update(shape, id, {}, {}, deleted_at=self.now) is None:
                raise NotFound(shape.kind, id)
            return
        gone = self._connection.execute(_delete(shape, ("id",)), {"is_id": id, "org": self.organization_id})
        if not gone.rowcount:
            raise NotFound(shape.kind, id)

    def clear(self, shape: Shape[Any], **equal: Any) -> int:
        """Delete every row whose columns equal these, for good; returns how many."""
        bound = {f"is_{name}": value for name, value in equal.items()}
        gone = self._connection.execute(
            _delete(shape, tuple(sorted(equal))), {**bound, "org": self.organization_id}
        )
        return int(gone.rowcount)

    def ask(self, statement: sa.Executable, **bound: Any) -> list[Any]:
        """As `View.ask`, also for prepared statements that write."""
        return self.view.ask(statement, **bound)

    def tell(self, statement: sa.Executable, *rows: dict[str, Any]) -> None:
        """Run a prepared statement of `store.queries` for each row; each binds `org` (tested)."""
        self._connection.execute(statement, [{**row, "org": self.organization_id} for row in rows])

    def emit(self, name: EventName, subject_id: str, note: str = "") -> Event:
        """Record a fact; every subscribed endpoint gets a delivery, started in this transaction."""
        event = Event(new_id(), self.organization_id, 0, name.value, subject_id, self.now, note)
        self._events.append(event)
        return event

    def audit(self, action: str, subject_id: str) -> None:
        """Note who did what to what, in the organization's hash chain."""
        self._audits.append((action, subject_id))

    def start(self, kind: str, subject_id: str, delay: timedelta = timedelta(0), key: str = "") -> None:
        """Start a durable run of `kind` for a subject when this transaction commits."""
        name = key or f"{kind}:{subject_id}"
        self._starter.start(
            self._connection, kind, self.organization_id, subject_id, delay.total_seconds(), name
        )

    def lock(self, name: str) -> None:
        """Wait until no other transaction of the organization holds this name; let go with the commit.

        On SQLite a transaction that writes is alone anyway.
        """
        if self._connection.dialect.name == "postgresql":
            lock = sa.text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")
            self._connection.execute(lock, {"name": f"{self.organization_id}\n{name}"})

    def replay(self, scope: str, key: str, fingerprint: str) -> Kept | None:
        """The kept answer to an identical earlier request, or None the first time.

        Raises Unprocessable when the key came with another body, Conflict while it still runs.
        """
        if self._connection.dialect.name == "postgresql":
            lock = sa.text("select pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
            name = f"{self.organization_id}\n{scope}\n{key}"
            if not self._connection.execute(lock, {"name": name}).scalar_one():
                raise Conflict("A request with this idempotency key is still running")
        where = {"org": self.organization_id, "scope": scope, "key": key}
        row = self._connection.execute(_KEPT, where).fetchone()
        if row is None:
            return None
        if row.fingerprint != fingerprint:
            raise Unprocessable("This idempotency key was used with another request body")
        return Kept(row.status, row.headers, row.body)

    def keep(self, scope: str, key: str, fingerprint: str, answer: Kept) -> None:
        """Keep an answer for `replay`."""
        self._connection.execute(
            sa.insert(schema.once),
            {
                "organization_id": self.organization_id,
                "scope": scope,
                "key": key,
                "fingerprint": fingerprint,
                "status": answer.status,
                "headers": answer.headers,
                "body": answer.body,
                "at": self.now,
            },
        )

    def settle(self) -> None:
        """Write what was gathered; the store calls it once, just before the commit."""
        if not self._events and not self._audits:
            return
        head = self._connection.execute(_HEAD, {"org": self.organization_id}).one()
        events = [
            {**EVENT.dump(event), "sequence": head.event_sequence + number}
            for number, event in enumerate(self._events, 1)
        ]
        audits, digest = self._chain(head.audit_sequence, head.audit_digest)
        if events:
            self._connection.execute(_insert(EVENT), events)
        if audits:
            self._connection.execute(_insert(AUDIT), audits)
        advanced = {
            "org": self.organization_id,
            "events": head.event_sequence + len(events),
            "audits": head.audit_sequence + len(audits),
            "digest": digest,
        }
        self._connection.execute(_ADVANCE, advanced)
        self._deliver()

    def _chain(self, sequence: int, digest: str) -> tuple[list[dict[str, Any]], str]:
        rows = []
        for action, subject_id in self._audits:
            sequence += 1
            entry = AuditEntry(
                self.organization_id,
                sequence,
                self.now,
                self.actor.kind,
                self.actor.id,
                action,
                subject_id,
                "",
            )
            digest = chained(digest, entry)
            rows.append({**AUDIT.dump(entry), "digest": digest})
        return rows, digest

    def _deliver(self) -> None:
        for event in self._events:
            where = {"org": self.organization_id, "event": event.name, "subject": event.subject_id}
            for endpoint_id, owner_id in _nearest(self._connection.execute(_SUBSCRIBED, where).fetchall()):
                delivery = Delivery(
                    new_id(),
                    owner_id,
                    endpoint_id,
                    event.id,
                    self.organization_id,
                    DeliveryStatus.PENDING,
                    self.now,
                )
                self._connection.execute(_insert(DELIVERY), DELIVERY.dump(delivery))
                self._starter.start(
                    self._connection, "deliver", owner_id, delivery.id, 0.0, f"deliver:{delivery.id}:1"
                )

    def _update(
        self, shape: Shape[T], id: str, allowed: dict[str, list[str]], values: dict[str, Any], **raw: Any
    ) -> T | None:
        row = {**shape.dump_some(values), **raw}
        if "updated_at" in shape.table.c:
            row["updated_at"] = self.now
        key = next(column.name for column in shape.table.primary_key if column.name != "organization_id")
        statement = _updating(shape, key, tuple(sorted(row)), tuple(allowed))
        bound = {f"new_{name}": value for name, value in row.items()}
        bound |= {f"allowed_{name}": words for name, words in allowed.items()}
        try:
            found = self._connection.execute(statement, {**bound, "is_key": id, "org": self.organization_id})
        except IntegrityError as error:
            raise Conflict(f"Another {shape.kind} already has this") from error
        changed = found.fetchone()
        return None if changed is None else shape.load(changed)


def _nearest(rows: Sequence[Any]) -> list[tuple[str, str]]:
    """Endpoint and owner ids; where a dialect has an endpoint for this subject alone, only that one."""
    taken = {row.dialect for row in rows if row.subject_id is not None}
    return [
        (row.endpoint_id, row.owner_id)
        for row in rows
        if row.subject_id is not None or row.dialect not in taken
    ]


def chained(previous: str, entry: AuditEntry) -> str:
    """SHA-256 over the previous digest and the entry's canonical JSON, as hex."""
    facts = [
        entry.organization_id,
        entry.sequence,
        entry.at.isoformat(),
        str(entry.actor_kind),
        entry.actor_id,
        entry.action,
        entry.subject_id,
    ]
    return hashlib.sha256((previous + json.dumps(facts, separators=(",", ":"))).encode()).hexdigest()


_organization = schema.organization.c
_HEAD = (
    sa.select(_organization.event_sequence, _organization.audit_sequence, _organization.audit_digest)
    .where(_organization.id == sa.bindparam("org"))
    .with_for_update(key_share=True)
)
_ADVANCE = (
    sa.update(schema.organization)
    .where(_organization.id == sa.bindparam("org"))
    .values(
        event_sequence=sa.bindparam("events"),
        audit_sequence=sa.bindparam("audits"),
        audit_digest=sa.bindparam("digest"),
    )
)
_subscription = schema.subscription.c
_SUBSCRIBED = sa.select(
    _subscription.endpoint_id, _subscription.owner_id, _subscription.dialect, _subscription.subject_id
).where(
    _subscription.organization_id == sa.bindparam("org"),
    _subscription.event == sa.bindparam("event"),
    sa.or_(_subscription.subject_id.is_(None), _subscription.subject_id == sa.bindparam("subject")),
)
_KEPT = sa.select(
    schema.once.c.fingerprint, schema.once.c.status, schema.once.c.headers, schema.once.c.body
).where(
    schema.once.c.organization_id == sa.bindparam("org"),
    schema.once.c.scope == sa.bindparam("scope"),
    schema.once.c.key == sa.bindparam("key"),
)


@cache
def _insert(shape: Shape[Any]) -> sa.Insert:
    return sa.insert(shape.table)


@cache
def _delete(shape: Shape[Any], names: tuple[str, ...]) -> sa.Delete:
    table = shape.table
    clauses = [table.c[name] == sa.bindparam(f"is_{name}") for name in names]
    return sa.delete(table).where(table.c.organization_id == sa.bindparam("org"), *clauses)


@cache
def _updating(shape: Shape[Any], key: str, names: tuple[str, ...], allowed: tuple[str, ...]) -> Any:
    table = shape.table
    home = table.c.id if shape.kind == "company" else table.c.organization_id
    clauses = [table.c[key] == sa.bindparam("is_key"), home == sa.bindparam("org")]
    clauses += [table.c[name].in_(sa.bindparam(f"allowed_{name}", expanding=True)) for name in allowed]
    if "deleted_at" in table.c:
        clauses.append(table.c.deleted_at.is_(None))
    values = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    return sa.update(table).where(*clauses).values(values).returning(*shape.columns)
