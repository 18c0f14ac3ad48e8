"""A select that was compiled once and runs on the driver's own cursor: SQLAlchemy writes it, nothing more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect


class Prepared:
    """The SQL of a statement for one database, with what its columns need on the way back."""

    def __init__(self, statement: sa.Select[Any], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._sql = compiled.string
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self._names = getattr(compiled, "positiontup", None)
        self._loaders = tuple(
            (index, load)
            for index, column in enumerate(statement.selected_columns)
            if (load := _loader(column.type, dialect)) is not None
        )

    def rows(self, connection: Connection, bound: Mapping[str, Any]) -> list[Any]:
        """All rows, in column order. Bound values are text and numbers, which every driver takes as is."""
        known = {**self._fixed, **bound}
        values = known if self._names is None else [known[name] for name in self._names]
        driver: Any = connection.connection.dbapi_connection
        found = driver.execute(self._sql, values).fetchall()
        return [self._loaded(row) for row in found] if self._loaders else list(found)

    def _loaded(self, row: Any) -> list[Any]:
        values = list(row)
        for index, load in self._loaders:
            values[index] = load(values[index])
        return values


def _loader(kind: sa.types.TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """What turns the driver's value into ours; both drivers give floats as they are."""
    if isinstance(kind, sa.Float):
        return None
    return kind.dialect_impl(dialect).result_processor(dialect, None)


@cache
def prepared(statement: sa.Select[Any], dialect: Dialect) -> Prepared:
    """The statement as prepared for a database; statements are made once, so this is too."""
    return Prepared(statement, dialect)
