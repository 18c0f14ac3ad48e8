"""Starts survive `kill -9`, and what a dead process left undone is done by another, on both engines."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from vivavoce.domain.identity import Organization, operator
from vivavoce.store.database import Store

pytestmark = pytest.mark.system
WORKER = Path(__file__).parent / "worker.py"
PATIENCE = 40.0

Start = Callable[[], "subprocess.Popen[bytes]"]


def wait_for(check: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not check():
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.02)


def done(folder: Path) -> list[str]:
    with suppress(FileNotFoundError):
        return (folder / "done").read_text().splitlines()
    return []


@pytest.fixture
def worker(url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts worker processes; all are killed at the end."""
    processes: list[subprocess.Popen[bytes]] = []
    alone = "alone" if url.startswith("sqlite") else "together"

    def start() -> subprocess.Popen[bytes]:
        (tmp_path / "ready").unlink(missing_ok=True)
        processes.append(subprocess.Popen([sys.executable, str(WORKER), url, alone, str(tmp_path)]))
        wait_for((tmp_path / "ready").exists)
        return processes[-1]

    yield start
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait()


def begin(store: Store, home: Organization, kind: str, subject: str) -> None:
    with store.write(operator(home.id)) as tx:
        tx.start(kind, subject)


def test_a_run_that_died_in_the_middle_is_taken_over(
    store: Store, home: Organization, worker: Start, tmp_path: Path
) -> None:
    first = worker()
    begin(store, home, "plan", "one")
    wait_for((tmp_path / "began-one").exists)
    first.kill()
    first.wait()
    (tmp_path / "go").touch()
    assert done(tmp_path) == []
    worker()
    wait_for(lambda: done(tmp_path) == ["one"])


def test_what_was_committed_before_any_worker_is_done(
    store: Store, home: Organization, worker: Start, tmp_path: Path
) -> None:
    for number in range(5):
        begin(store, home, "deliver", f"subject-{number}")
    worker()
    wait_for(lambda: sorted(done(tmp_path)) == [f"subject-{number}" for number in range(5)])


def test_random_kills_lose_no_start(store: Store, home: Organization, worker: Start, tmp_path: Path) -> None:
    expected = []
    for round_number in range(4):
        process = worker()
        for number in range(5):
            expected.append(f"{round_number}-{number}")
            begin(store, home, "deliver", expected[-1])
            if number == round_number:
                process.kill()
                process.wait()
    worker()
    wait_for(lambda: set(done(tmp_path)) == set(expected))
