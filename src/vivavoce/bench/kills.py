"""What survives `kill -9`: every acknowledged object and every event of it, whenever the server is killed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from pydantic_core import to_json
from rich.console import Console

from vivavoce.actions import ledger
from vivavoce.bench.clients import Client, Crowd, Refused
from vivavoce.bench.ground import Ground, furnish
from vivavoce.bench.receiver import Receiver
from vivavoce.bench.subject import Subject
from vivavoce.bench.table import milliseconds, quantile, table
from vivavoce.domain.errors import Conflict
from vivavoce.domain.events import DeliveryStatus
from vivavoce.domain.identity import operator
from vivavoce.kit.clock import SystemClock
from vivavoce.runs.durable import Unstartable
from vivavoce.store import schema
from vivavoce.store.database import Store
from vivavoce.store.engine import open_engine, sqlite_url

LIFE_SECONDS = 0.15
DELIVERING = 0.25
"""Share of lives that end around a delivery; the others end around an accepted request."""
PATIENCE_SECONDS = 300.0
LOOK_SECONDS = 0.002
LABELS = ("interview.started", "analysis.completed", "interview.completed")
"""What a test interview makes happen at once, in the words of the endpoint that listens."""
MADE = (schema.job, schema.candidate, schema.interview)


class Stuck(Exception):
    """The server did nothing for `PATIENCE_SECONDS`."""


@dataclass(frozen=True, slots=True)
class Toll:
    """What the kills cost. `doubled`: objects beyond one for each idempotency key.

    `bound_95`: with no loss in n kills, one kill loses something with a probability of at most 3/n
    (Hanley and Lippman-Hand 1983, JAMA 249: the rule of three). `restart` is the median until the port
    answers, `drain` the time from the last restart until nothing was pending; both in seconds.
    """

    kills: int
    accepted: int
    lost: int
    doubled: int
    undelivered: int
    deliveries: int
    duplicates: int
    duplicates_with_other_id: int
    broken_chain: int
    seconds: float
    restart: float
    drain: float
    bound_95: float

    @property
    def broken(self) -> int:
        """How many promises were not kept."""
        losses = self.lost + self.doubled + self.undelivered
        return losses + self.duplicates_with_other_id + self.broken_chain


def show(console: Console, kills: int) -> None:
    """Kill, count and print; the last line is JSON. Raises SystemExit 1 when a promise was broken."""
    toll = measure(kills)
    table(
        console,
        f"{kills} × kill -9 under load (SQLite)",
        ("accepted", "lost", "doubled", "undelivered", "deliveries", "of these repeated", "restart", "drain"),
        [
            (
                *map(str, (toll.accepted, toll.lost, toll.doubled, toll.undelivered)),
                *map(str, (toll.deliveries, toll.duplicates)),
                *map(milliseconds, (toll.restart, toll.drain)),
            )
        ],
    )
    console.print(to_json(toll).decode(), soft_wrap=True, highlight=False, markup=False)
    if toll.broken:
        raise SystemExit(1)


def measure(kills: int, seed: int = 0) -> Toll:
    """Kill a server of its own under load. Raises NotStarted, Refused, Stuck."""
    with TemporaryDirectory(prefix="vivavoce-bench-") as name:
        folder = Path(name)
        ground = furnish(sqlite_url(folder / "vivavoce.db"))
        store = Store(open_engine(ground.url), SystemClock(), Unstartable())
        receiver = Receiver()
        subject = Subject("up", folder, allow_private_cidrs="127.0.0.0/8")
        try:
            return _measure(subject, receiver, store, ground, kills, random.Random(seed))  # noqa: S311
        finally:
            subject.kill()
            receiver.close()
            store.close()


def _measure(
    subject: Subject, receiver: Receiver, store: Store, ground: Ground, kills: int, chance: random.Random
) -> Toll:
    began = time.monotonic()
    before = _objects(store)
    subject.start()
    client = Client(subject.port, ground.key)
    client.insist("POST", "/webhooks", {"url": receiver.url, "events": LABELS})
    crowd = Crowd(subject.port, ground)
    crowd.start()
    restarts = [_one_life(subject, chance, crowd, receiver) for _ in range(kills)]
    crowd.stop()
    stopped = time.monotonic()
    _await(lambda: not _pending(store))
    drain = time.monotonic() - stopped
    held = [made.id for made in crowd.accepted if made.path == "/interviews"]
    told = {(label, id): receiver.bodies.get((label, id), {}) for label in LABELS for id in held}
    lost = sum(not _readable(client, f"{made.path}/{made.id}") for made in crowd.accepted)
    return Toll(
        kills=kills,
        accepted=len(crowd.accepted),
        lost=lost,
        doubled=_objects(store) - before - (len(crowd.accepted) - lost),
        undelivered=sum(not ids for ids in told.values()),
        deliveries=receiver.deliveries,
        duplicates=receiver.deliveries - sum(len(ids) for ids in receiver.bodies.values()),
        duplicates_with_other_id=receiver.contradictions,
        broken_chain=int(not _chain_holds(store, ground)),
        seconds=round(time.monotonic() - began, 1),
        restart=round(quantile(restarts, 0.5), 3),
        drain=round(drain, 3),
        bound_95=min(1.0, 3 / kills),
    )


def _one_life(subject: Subject, chance: random.Random, crowd: Crowd, receiver: Receiver) -> float:
    """Let it accept or deliver something, kill it up to `LIFE_SECONDS` later; seconds until it is back."""
    before = len(crowd.accepted), receiver.deliveries
    watched = int(chance.random() < DELIVERING)
    _await(lambda: (len(crowd.accepted), receiver.deliveries)[watched] > before[watched] or crowd.failed)
    time.sleep(chance.uniform(0, LIFE_SECONDS))
    subject.kill()
    return subject.start()


def _await(check: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not check():
        if time.monotonic() > deadline:
            raise Stuck(f"nothing happened for {PATIENCE_SECONDS:.0f} s")
        time.sleep(LOOK_SECONDS)


def _objects(store: Store) -> int:
    with store.engine.connect() as connection:
        counts = [sa.select(sa.func.count()).select_from(table) for table in MADE]
        return sum(connection.execute(count).scalar_one() for count in counts)


def _pending(store: Store) -> int:
    waiting = sa.select(sa.func.count()).where(schema.delivery.c.status == DeliveryStatus.PENDING.value)
    with store.engine.connect() as connection:
        return int(connection.execute(waiting).scalar_one())


def _readable(client: Client, path: str) -> bool:
    try:
        client.insist("GET", path)
    except Refused:
        return False
    return True


def _chain_holds(store: Store, ground: Ground) -> bool:
    home = ground.organization.id
    try:
        with store.read(home) as view:
            ledger.verify(view, operator(home))
    except Conflict:
        return False
    return True
