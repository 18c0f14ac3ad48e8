"""How this process works: databases up to date, what is due gets done, nothing is lost on leaving."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vivavoce.deps import Deps
from vivavoce.store.migrate import migrate


class Busy(Exception):
    """Another process already works on this data folder."""


@contextmanager
def sole_user(folder: Path) -> Iterator[None]:
    """Hold a SQLite data folder for this process; the system frees it with the process. Raises Busy."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy(f"another vivavoce process is using {folder}") from error
        yield


def prepare(deps: Deps) -> None:
    """Bring the store's own tables up to date; fast when they are."""
    migrate(deps.house.store.engine)


def launch(deps: Deps, *, alone: bool) -> None:
    """Begin to work in background threads."""
    deps.durable.launch(deps.house.store, deps.runs, alone=alone)


def leave(deps: Deps) -> None:
    """Finish what runs, then stop; the rest waits for the next process."""
    deps.durable.stop()
    deps.close()
