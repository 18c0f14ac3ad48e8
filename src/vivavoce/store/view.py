"""How domain values are read, always inside one organization."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from vivavoce.domain.errors import NotFound
from vivavoce.kit.paging import Page, Slice
from vivavoce.store import schema
from vivavoce.store.prepared import prepared
from vivavoce.store.queries import Within
from vivavoce.store.shapes import Shape

T = TypeVar("T")
Search = tuple[Sequence[str], str]


class View:
    """The read side of a transaction. Deleted rows do not exist here."""

    def __init__(self, connection: Connection, organization_id: str, now: datetime) -> None:
        self.organization_id = organization_id
        self.now = now
        self._connection = connection

    def get(self, shape: Shape[T], id: str) -> T:
        """The value with this id. Raises NotFound."""
        rows = self._rows(_one(shape, ("id",)), {"is_id": id, "org": self.organization_id})
        if not rows:
            raise NotFound(shape.kind, id)
        return shape.load(rows[0])

    def get_kept(self, shape: Shape[T], id: str) -> T:
        """As `get`, but also one that was deleted: what an earlier record stands on. Raises NotFound."""
        rows = self._rows(_kept(shape), {"id": id, "org": self.organization_id})
        if not rows:
            raise NotFound(shape.kind, id)
        return shape.load(rows[0])

    def find(self, shape: Shape[T], **equal: Any) -> T | None:
        """The newest value whose columns equal these, or None when there is none."""
        names = tuple(sorted(equal))
        rows = self._rows(_one(shape, names), self._bound(equal))
        return shape.load(rows[0]) if rows else None

    def every(self, shape: Shape[T], **equal: Any) -> tuple[T, ...]:
        """All values whose columns equal these, in their natural order (oldest first)."""
        names = tuple(sorted(equal))
        rows = self._rows(_all(shape, names), self._bound(equal))
        return tuple(shape.load(row) for row in rows)

    def page(
        self,
        shape: Shape[T],
        page: Page,
        search: Search | None = None,
        within: Within | None = None,
        **equal: Any,
    ) -> Slice[T]:
        """One page, newest first, of the values whose columns equal these.

        `search` is (columns, text): the text occurs in any of the columns, case ignored.
        `within` keeps only the ids that a statement of `store.queries` yields.
        """
        columns, text = search or ((), "")
        names = tuple(sorted(equal))
        rows_of, count_of = _paged(shape, names, tuple(columns), within.ids if within else None)
        bound = self._bound(equal) | (within.bound if within else {})
        if columns:
            bound["search"] = f"%{escape_like(text.lower())}%"
        run = self._rows if within is None else self._expanded
        total = run(count_of, bound)[0][0]
        if not total:
            return Slice((), 0, page)
        rows = run(rows_of, {**bound, "limit": page.limit, "offset": page.offset})
        return Slice(tuple(shape.load(row) for row in rows), total, page)

    def count(self, shape: Shape[Any], **equal: Any) -> int:
        """How many values have columns equal to these."""
        _, count_of = _paged(shape, tuple(sorted(equal)), (), None)
        return int(self._rows(count_of, self._bound(equal))[0][0])

    def audit_head(self) -> tuple[int, str]:
        """How many audit entries there should be, and the digest of the last."""
        head = schema.organization.c
        statement = sa.select(head.audit_sequence, head.audit_digest).where(head.id == self.organization_id)
        row = self._connection.execute(statement).one()
        return row.audit_sequence, row.audit_digest

    def ask(self, statement: sa.Executable, **bound: Any) -> list[Any]:
        """Rows of a prepared statement of `store.queries`; each binds `org` (tested)."""
        return list(self._connection.execute(statement, {**bound, "org": self.organization_id}).fetchall())

    def _rows(self, statement: sa.Select[Any], bound: dict[str, Any]) -> list[Any]:
        return prepared(statement, self._connection.dialect).rows(self._connection, bound)

    def _expanded(self, statement: sa.Select[Any], bound: dict[str, Any]) -> list[Any]:
        """For statements whose text depends on how many values are bound."""
        return list(self._connection.execute(statement, bound).fetchall())

    def _bound(self, equal: dict[str, Any]) -> dict[str, Any]:
        return {**{f"is_{name}": value for name, value in equal.items()}, "org": self.organization_id}


def escape_like(text: str) -> str:
    """Text in which LIKE finds nothing but itself; the escape character is a backslash."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _where(shape: Shape[Any], names: tuple[str, ...]) -> list[sa.ColumnElement[bool]]:
    table = shape.table
    home = table.c.id if shape.kind == "company" else table.c.organization_id
    clauses = [home == sa.bindparam("org")]
    clauses += [table.c[name] == sa.bindparam(f"is_{name}") for name in names]
    if "deleted_at" in table.c:
        clauses.append(table.c.deleted_at.is_(None))
    return clauses


def _newest(shape: Shape[Any]) -> list[sa.ColumnElement[Any]]:
    columns = shape.table.c
    return [columns[name].desc() for name in ("created_at", "at", "id", "number") if name in columns]


@cache
def _one(shape: Shape[Any], names: tuple[str, ...]) -> sa.Select[Any]:
    statement = sa.select(*shape.columns).where(*_where(shape, names))
    return statement if "id" in names else statement.order_by(*_newest(shape)).limit(sa.literal_column("1"))


@cache
def _kept(shape: Shape[Any]) -> sa.Select[Any]:
    columns = shape.table.c
    mine = columns.organization_id == sa.bindparam("org")
    return sa.select(*shape.columns).where(columns.id == sa.bindparam("id"), mine)


@cache
def _all(shape: Shape[Any], names: tuple[str, ...]) -> sa.Select[Any]:
    columns = shape.table.c
    order = [
        columns[name]
        for name in ("number", "sequence", "position", "created_at", "at", "id")
        if name in columns
    ]
    return sa.select(*shape.columns).where(*_where(shape, names)).order_by(*order)


@cache
def _paged(
    shape: Shape[Any], names: tuple[str, ...], searched: tuple[str, ...], ids: sa.Select[Any] | None
) -> tuple[sa.Select[Any], sa.Select[Any]]:
    clauses = _where(shape, names)
    if searched:
        needle: sa.BindParameter[str] = sa.bindparam("search")
        hits = [sa.func.lower(shape.table.c[name]).like(needle, escape="\\") for name in searched]
        clauses.append(sa.or_(*hits))
    if ids is not None:
        clauses.append(shape.table.c.id.in_(ids))
    rows = sa.select(*shape.columns).where(*clauses).order_by(*_newest(shape))
    count = sa.select(sa.func.count()).select_from(shape.table).where(*clauses)
    return rows.limit(sa.bindparam("limit")).offset(sa.bindparam("offset")), count
