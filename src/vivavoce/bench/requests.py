"""How much of what the machine could do the product does: each request against the same on bare Starlette."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic_core import to_json
from rich.console import Console

from vivavoce.bench import databases, floor, load
from vivavoce.bench.ground import DESCRIPTION, SKILLS, TITLE, Ground, furnish
from vivavoce.bench.subject import Subject, await_port, cpu_seconds, free_port
from vivavoce.bench.table import milliseconds, quantile, table
from vivavoce.store.engine import sqlite_url

ROUNDS = 4
WARM_SECONDS = 0.3
HEAD = (
    "request",
    "req/s",
    "p50",
    "p95",
    "CPU each",
    "floor req/s",
    "floor CPU each",
    "ours/floor by CPU",
    "by req/s",
)
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Aim:
    """One server under load: where it listens, the process that answers, what it stands on."""

    port: int
    pid: int
    ground: Ground


@dataclass(frozen=True, slots=True)
class Cost:
    """What one operation cost on one server, over all rounds; times in seconds."""

    latencies: tuple[float, ...]
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    @property
    def each(self) -> float:
        """Processor time of the server process for one request."""
        return self.cpu / len(self.latencies)


def show(console: Console, seconds: float) -> None:
    """Measure on every database there is and print one table for each."""
    with TemporaryDirectory(prefix="vivavoce-bench-") as name:
        folder = Path(name)
        files = sqlite_url(folder / "ours.db"), sqlite_url(folder / "floor.db")
        _measure(console, "SQLite", files, seconds)
        try:
            with (
                databases.postgres(folder / "postgres") as server,
                databases.fresh(server) as ours,
                databases.fresh(server) as bare,
            ):
                _measure(console, "PostgreSQL", (ours, bare), seconds)
        except databases.Absent as absent:
            console.print(f"PostgreSQL: not measured ({absent})")


def operations(ground: Ground) -> dict[str, bytes]:
    """The four requests, by the name they have in the table."""
    job = {"title": TITLE, "description": DESCRIPTION, "status": "OPEN", "requiredSkills": SKILLS}
    parties = {"candidateId": ground.candidate_id, "agentId": ground.agent_id, "jobId": ground.job_id}
    return {
        "GET one": load.request("GET", f"/jobs/{ground.job_id}", ground.key),
        "GET 50 and the count": load.request("GET", "/jobs?limit=50", ground.key),
        "POST": load.request("POST", "/jobs", ground.key, to_json(job)),
        "POST with 2 durable starts": load.request("POST", "/interviews", ground.key, to_json(parties)),
    }


def _measure(console: Console, engine: str, urls: Sequence[str], seconds: float) -> None:
    ours, bare = (furnish(url) for url in urls)
    rows = []
    with _served(ours) as product, _floor(bare) as under, ProcessPoolExecutor(1, _SPAWN) as gun:
        for name in operations(ours):
            ours_cost, floor_cost = _alternate(gun, name, (product, under), seconds)
            rows.append(_row(name, ours_cost, floor_cost))
    title = f"{engine}: {load.CONNECTIONS} connections to one process, {seconds:g} s in {ROUNDS} rounds"
    table(console, title, HEAD, rows)


def _alternate(gun: Executor, name: str, aims: Sequence[Aim], seconds: float) -> list[Cost]:
    """Both servers in turn, so that the machine's other work hits both."""
    costs = [Cost((), 0.0, 0.0) for _ in aims]
    for aim in aims:
        _fire(gun, name, aim, WARM_SECONDS)
    for _ in range(ROUNDS):
        for side, aim in enumerate(aims):
            new, old = _fire(gun, name, aim, seconds / ROUNDS), costs[side]
            costs[side] = Cost(old.latencies + new.latencies, old.seconds + new.seconds, old.cpu + new.cpu)
    return costs


def _fire(gun: Executor, name: str, aim: Aim, seconds: float) -> Cost:
    before = cpu_seconds(aim.pid)
    fired = gun.submit(load.fire, aim.port, operations(aim.ground)[name], seconds).result()
    return Cost(fired.latencies, fired.seconds, cpu_seconds(aim.pid) - before)


def _row(name: str, ours: Cost, bare: Cost) -> tuple[str, ...]:
    return (
        name,
        f"{ours.rate:.0f}",
        milliseconds(quantile(ours.latencies, 0.5)),
        milliseconds(quantile(ours.latencies, 0.95)),
        f"{ours.each * 1e6:.0f} µs",
        f"{bare.rate:.0f}",
        f"{bare.each * 1e6:.0f} µs",
        f"{bare.each / ours.each:.2f}",
        f"{ours.rate / bare.rate:.2f}",
    )


@contextmanager
def _served(ground: Ground) -> Iterator[Aim]:
    with TemporaryDirectory(prefix="vivavoce-bench-") as folder:
        subject = Subject("serve", Path(folder), database_url=ground.url)
        subject.start()
        try:
            yield Aim(subject.port, subject.pid, ground)
        finally:
            subject.kill()


@contextmanager
def _floor(ground: Ground) -> Iterator[Aim]:
    port = free_port()
    process = _SPAWN.Process(target=floor.serve, args=(ground.url, ground.organization.id, port), daemon=True)
    process.start()
    try:
        await_port(port, process.is_alive)
        assert process.pid is not None
        yield Aim(port, process.pid, ground)
    finally:
        process.kill()
        process.join()
