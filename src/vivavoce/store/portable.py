"""What both databases can do and say differently: a time's day, what is inside JSON, text inside bytes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


def inside(column: sa.ColumnElement[Any], name: str) -> sa.ColumnElement[str]:
    """The value of a name in a column that holds a JSON object; NULL where it has none, or null."""
    read = sa.cast(column, sa.Text().with_variant(sa.JSON(), "postgresql"))
    return read.op("->>")(sa.literal_column(f"'{name}'"))


class UtcDay(FunctionElement[str]):
    """The day in UTC of a `UTCDateTime`, as in `2026-11-22`."""

    type = sa.Text()
    inherit_cache = True


class Members(FunctionElement[Any]):
    """The members of a JSON array, as rows with a `value`. Takes a JSON object and the array's name in it."""

    name = "members"
    inherit_cache = True


class Holds(FunctionElement[bool]):
    """Whether bytes hold the UTF-8 of a text. Takes the bytes and the text; without a text they do not."""

    type = sa.Boolean()
    inherit_cache = True


@compiles(UtcDay, "sqlite")
def _day_sqlite(element: UtcDay, compiler: Any, **options: Any) -> str:
    return f"substr({compiler.process(element.clauses, **options)}, 1, 10)"


@compiles(UtcDay, "postgresql")
def _day_postgresql(element: UtcDay, compiler: Any, **options: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **options)} at time zone 'UTC', 'YYYY-MM-DD')"


@compiles(Members, "sqlite")
def _members_sqlite(element: Members, compiler: Any, **options: Any) -> str:
    column, name = (compiler.process(part, **options) for part in element.clauses)
    return f"json_each({column}, '$.' || {name})"


@compiles(Members, "postgresql")
def _members_postgresql(element: Members, compiler: Any, **options: Any) -> str:
    column, name = (compiler.process(part, **options) for part in element.clauses)
    return f"json_array_elements(cast({column} as json) -> {name})"


@compiles(Holds, "sqlite")
def _holds_sqlite(element: Holds, compiler: Any, **options: Any) -> str:
    body, text = (compiler.process(part, **options) for part in element.clauses)
    return f"(instr({body}, cast({text} as blob)) > 0)"


@compiles(Holds, "postgresql")
def _holds_postgresql(element: Holds, compiler: Any, **options: Any) -> str:
    body, text = (compiler.process(part, **options) for part in element.clauses)
    return f"(position(convert_to({text}, 'UTF8') in {body}) > 0)"
