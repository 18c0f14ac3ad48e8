"""How this process works: databases up to date, what is due gets done, nothing is lost on leaving."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from vivavoce.deps import Deps
from vivavoce.store.migrate import migrate


class Busy(Exception):
    """Another process already works on this data folder."""


class FolderLock:
    """Held by the one process that may work on a SQLite data folder; the system frees it with the process."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "lock"
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raises Busy."""
        lock = self._path.open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise Busy(f"another vivavoce process is using {self._path.parent}") from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._file = lock


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
