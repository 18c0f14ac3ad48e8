"""A worker process for the durability tests: `worker.py URL ALONE FOLDER`; each run notes its work in FOLDER.

A run named `slow` waits until FOLDER/go exists, so that a test can kill the process in the middle of it.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path

from vivavoce.kit.clock import SystemClock
from vivavoce.runs.durable import Durable, Run
from vivavoce.store.database import Store
from vivavoce.store.engine import open_engine, open_run_engine


def main(url: str, alone: bool, folder: Path) -> None:
    clock = SystemClock()
    durable = Durable(open_run_engine(url), clock, timedelta(seconds=1.5))
    store = Store(open_engine(url), clock, durable)

    def note(_organization_id: str, subject_id: str) -> None:
        with (folder / "done").open("a") as file:
            file.write(subject_id + "\n")

    def slow(organization_id: str, subject_id: str) -> None:
        (folder / f"began-{subject_id}").touch()
        while not (folder / "go").exists():
            time.sleep(0.01)
        note(organization_id, subject_id)

    def fail(_organization_id: str, subject_id: str) -> None:
        note("", f"try-{subject_id}")
        raise RuntimeError("it broke")

    def given_up(_organization_id: str, subject_id: str, why: str) -> None:
        note("", f"gave up {subject_id}: {why}")

    runs = [Run("plan", slow, given_up), Run("deliver", note, given_up), Run("assess", fail, given_up)]
    durable.launch(store, runs, alone=alone)
    (folder / "ready").touch()
    print("ready", flush=True)
    while True:
        time.sleep(1)


main(sys.argv[1], sys.argv[2] == "alone", Path(sys.argv[3]))
