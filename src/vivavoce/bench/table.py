"""How figures are printed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table


def table(console: Console, title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table whose first column is text and whose other columns are figures."""
    shown = Table(title=title, title_justify="left")
    for number, name in enumerate(head):
        shown.add_column(name, justify="right" if number else "left")
    for row in rows:
        shown.add_row(*row)
    console.print(shown)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def milliseconds(seconds: float) -> str:
    """A duration for a table."""
    return f"{seconds * 1000:.1f} ms"
