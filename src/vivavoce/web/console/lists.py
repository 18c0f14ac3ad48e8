"""How a long list is shown: search, filters, order, columns kept in the address; a page, or all as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from vivavoce.kit.paging import Page, Slice
from vivavoce.kit.words import said
from vivavoce.web.console.door import Visit

SIZES: Final = (10, 25, 50)
SIZE: Final = 25
MOST_ROWS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `title` is marked with `N_`; `text` is a row's cell as CSV has it.

    `sorts`: the word for `sort=` in the address, "" when the list cannot be ordered by it. `first`: shown
    until the reader chooses other columns.
    """

    key: str
    title: str
    text: Callable[[Any], str]
    sorts: str = ""
    number: bool = False
    first: bool = True


@dataclass(frozen=True, slots=True)
class Chip:
    """One value of a filter; chosen or not, and the address that turns it the other way."""

    label: str
    on: bool
    address: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter by one word of the address: `choices` are (value, label marked with `N_`)."""

    key: str
    title: str
    choices: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks of a list."""

    page: Page
    search: str
    sort: str
    filters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as the template shows it."""

    path: str
    columns: tuple[Column, ...]
    all_columns: tuple[Column, ...]
    rows: tuple[Any, ...]
    total: int
    number: int
    pages: int
    size: int
    search: str
    sort: str
    query: dict[str, str]
    chosen: tuple[str, ...] = ()
    chips: tuple[tuple[str, tuple[Chip, ...]], ...] = ()

    def address(self, **changed: str | int) -> str:
        """This list with some words of its address changed; "" takes a word away."""
        words = {**self.query, **{key: str(value) for key, value in changed.items()}}
        kept = [(key, value) for key, value in words.items() if value]
        kept += [("col", key) for key in self.chosen]
        return f"{self.path}?{urlencode(kept)}" if kept else self.path

    def sorting(self, column: Column) -> str:
        """The address that orders by a column, the other way round if it does already."""
        return self.address(sort=f"-{column.sorts}" if self.sort == column.sorts else column.sorts, page="")

    @property
    def asked(self) -> bool:
        """Whether anything narrows the list down."""
        return bool(self.search or any(chip.on for _, chips in self.chips for chip in chips))


def wanted(visit: Visit, filters: Sequence[Filter], sort: str) -> Wanted:
    """What the address asks for; what it cannot ask is as if it were not there. `sort` is the usual order."""
    size = int(visit.asked("size")) if visit.asked("size") in map(str, SIZES) else SIZE
    number = (
        int(visit.asked("page")) if visit.asked("page").isdecimal() and len(visit.asked("page")) < 7 else 1
    )
    whole = visit.asked("format") == "csv"
    page = Page(1, MOST_ROWS) if whole else Page(max(1, number), size)
    chosen = {
        known.key: visit.asked(known.key)
        for known in filters
        if visit.asked(known.key) in {value for value, _ in known.choices}
    }
    return Wanted(page, visit.asked("search").strip()[:200], visit.asked("sort") or sort, chosen)


def answer(
    visit: Visit,
    template: str,
    columns: tuple[Column, ...],
    filters: Sequence[Filter],
    want: Wanted,
    found: Slice[Any],
    **facts: Any,
) -> Response:
    """The list as a page, or as CSV where the address says `format=csv`."""
    asked = frozenset(visit.request.query_params.getlist("col"))
    shown = tuple(c for c in columns if (c.key in asked if asked else c.first)) or columns
    if visit.asked("format") == "csv":
        return _csv(visit, shown, found.rows)
    return visit.page(template, listed=_listed(visit, columns, shown, filters, want, found), **facts)


def _listed(
    visit: Visit,
    columns: tuple[Column, ...],
    shown: tuple[Column, ...],
    filters: Sequence[Filter],
    want: Wanted,
    found: Slice[Any],
) -> Listed:
    query = {key: visit.asked(key) for key in ("search", "sort", "size") if visit.asked(key)} | want.filters
    bare = Listed(
        path=visit.request.url.path,
        columns=shown,
        all_columns=columns,
        rows=found.rows,
        total=found.total,
        number=found.page.number,
        pages=found.pages,
        size=found.page.limit,
        search=want.search,
        sort=want.sort,
        query=query,
        chosen=tuple(column.key for column in shown) if visit.request.query_params.getlist("col") else (),
    )
    chips = tuple(
        (known.title, tuple(_chip(bare, known.key, value, label, want) for value, label in known.choices))
        for known in filters
    )
    return replace(bare, chips=chips)


def _chip(listed: Listed, key: str, value: str, label: str, want: Wanted) -> Chip:
    on = want.filters.get(key) == value
    return Chip(label, on, listed.address(**{key: "" if on else value, "page": ""}))


def _csv(visit: Visit, columns: tuple[Column, ...], rows: Sequence[Any]) -> Response:
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow([said(visit.language, column.title) for column in columns])
    for row in rows:
        write.writerow([_safe(column.text(row)) for column in columns])
    name = visit.request.url.path.strip("/").replace("/", "-")
    headers = {
        "content-disposition": f'attachment; filename="{name}.csv"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response("\ufeff" + out.getvalue(), 200, headers, "text/csv; charset=utf-8")


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV Injection)."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
