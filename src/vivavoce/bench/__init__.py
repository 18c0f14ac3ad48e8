"""How fast this machine makes the product, and what it keeps when it is killed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer
from rich.console import Console

SAMPLES = Path(__file__).parents[4] / "shared" / "data" / "speech_samples"
"""Beside a checkout of the repository; absent elsewhere."""


def run(what: str, seconds: float, kills: int, samples: Path | None = None) -> None:
    """Measure `requests`, `rooms`, `turns`, `voice`, `pages`, `kills`, `drops` or `all`; print what came out.

    `seconds` is how long each measurement takes; `turns` hears all its answers from 3 s on, and ten below.
    `samples`: a folder of recorded speech for `turns`. Raises typer.BadParameter for any other name, and
    SystemExit 1 when a kill cost something that had been promised.
    """
    from vivavoce.bench.drops import show as show_drops
    from vivavoce.bench.endings import show as show_turns
    from vivavoce.bench.kills import show as show_kills
    from vivavoce.bench.pages import show as show_pages
    from vivavoce.bench.requests import show as show_requests
    from vivavoce.bench.rooms import show as show_rooms
    from vivavoce.bench.voice import show as show_voice

    console = Console()
    parts: dict[str, Callable[[], None]] = {
        "requests": lambda: show_requests(console, seconds),
        "rooms": lambda: show_rooms(console, seconds),
        "turns": lambda: show_turns(console, seconds, samples or SAMPLES),
        "voice": lambda: show_voice(console, seconds),
        "pages": lambda: show_pages(console, seconds),
        "kills": lambda: show_kills(console, kills),
        "drops": lambda: show_drops(console, kills),
    }
    chosen = list(parts) if what == "all" else [what]
    if chosen[0] not in parts:
        raise typer.BadParameter(f"unknown measurement {what}; known: {', '.join(parts)}, all")
    for name in chosen:
        parts[name]()
