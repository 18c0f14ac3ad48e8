"""How fast this machine makes the product, and what it keeps when it is killed."""

from __future__ import annotations

from collections.abc import Callable

import typer
from rich.console import Console


def run(what: str, seconds: float, kills: int) -> None:
    """Measure `requests`, `turns`, `pages`, `kills` or `all` and print what came out.

    `seconds` is how long each measurement takes. Raises typer.BadParameter for any other name, and
    SystemExit 1 when a kill cost something that had been promised.
    """
    from vivavoce.bench.kills import show as show_kills
    from vivavoce.bench.pages import show as show_pages
    from vivavoce.bench.requests import show as show_requests
    from vivavoce.bench.turns import show as show_turns

    console = Console()
    parts: dict[str, Callable[[], None]] = {
        "requests": lambda: show_requests(console, seconds),
        "turns": lambda: show_turns(console, seconds),
        "pages": lambda: show_pages(console, seconds),
        "kills": lambda: show_kills(console, kills),
    }
    chosen = list(parts) if what == "all" else [what]
    if chosen[0] not in parts:
        raise typer.BadParameter(f"unknown measurement {what}; known: {', '.join(parts)}, all")
    for name in chosen:
        parts[name]()
