"""How work survives the process that does it: DBOS, its atomic start, its leases and its sweep."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import system
from vivavoce.kit.clock import Clock
from vivavoce.kit.ids import new_id
from vivavoce.store import schema
from vivavoce.store.database import Store

if TYPE_CHECKING:
    from dbos import DBOSClient

VERSION = "vivavoce"
LEASE = timedelta(seconds=15)
RETRIES = (timedelta(seconds=30), timedelta(minutes=2))

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """One kind of run. `perform` must be safe to repeat; `give_up` records the last failure.

    Both take (organization id, subject id); `give_up` also what went wrong, in plain words.
    """

    kind: str
    perform: Callable[[str, str], None]
    give_up: Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True)
class Queue:
    """A line of runs. `workers` run at once in a process; `poll` is seconds between looks."""

    name: str
    workers: int
    poll: float


QUEUES = (
    Queue("mind", 2, 0.2),
    Queue("deliver", 12, 0.2),
    Queue("call", 4, 0.5),
    Queue("clock", 2, 1.0),
    Queue("sound", 1, 1.0),
)
QUEUE_OF = {
    "plan": "mind",
    "record": "sound",
    "shred": "sound",
    "assess": "mind",
    "invite": "deliver",
    "code": "deliver",
    "deliver": "deliver",
    "call": "call",
    "notice_mail": "deliver",
    "notice_sms": "deliver",
    "remind_mail": "deliver",
    "receipt": "deliver",
    "answer": "deliver",
    "warn": "deliver",
}
DEFAULT_QUEUE = "clock"


def left_alone(_organization_id: str, _subject_id: str, _why: str) -> None:
    """For runs whose last failure changes nothing but the log."""


class Durable:
    """Starts runs inside the store's own transactions, and works them off when launched."""

    def __init__(self, engine: Engine, clock: Clock, lease: timedelta = LEASE) -> None:
        """`lease`: a process that has not renewed for this long is dead, and its runs are taken over."""
        self.executor_id = new_id()
        self._lease = lease
        self._engine = engine
        self._clock = clock
        self._client: DBOSClient | None = None
        self._preparing = threading.Lock()
        self._stopping = threading.Event()
        self._lease_thread: threading.Thread | None = None

    def ready(self) -> None:
        """Blocks until a start can be written: DBOS imported and its tables there."""
        if self._client is not None:
            return
        with self._preparing:
            if self._client is None:
                self._client = _client(self._engine)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def start(
        self, connection: Connection, kind: str, organization_id: str, subject_id: str, delay: float, key: str
    ) -> None:
        """`store.tx.Starter`: the start is a row of the caller's transaction."""
        self._enqueue(connection, kind, organization_id, subject_id, delay, key, 0)

    def _enqueue(
        self,
        connection: Connection,
        kind: str,
        organization_id: str,
        subject_id: str,
        delay: float,
        key: str,
        tries: int,
    ) -> None:
        assert self._client is not None, "ready() comes first"
        options: dict[str, Any] = {
            "workflow_name": kind,
            "queue_name": QUEUE_OF.get(kind, DEFAULT_QUEUE),
            "workflow_id": key,
            "app_version": VERSION,
        }
        if delay > 0:
            options["delay_seconds"] = delay
        self._client.enqueue_in_transaction(connection, options, organization_id, subject_id, key, tries)  # type: ignore[arg-type]

    def launch(self, store: Store, runs: Sequence[Run], *, alone: bool) -> None:
        """Begin to work. `alone`: no other process can be alive on this database, so every lease is stale."""
        from dbos import DBOS

        self.ready()
        if alone:
            with self._engine.begin() as connection:
                connection.execute(sa.delete(schema.lease))
        self._renew()
        DBOS(config=_config(self._engine, self.executor_id))  # type: ignore[arg-type]
        for run in runs:
            DBOS.workflow(name=run.kind)(self._body(store, run))
        DBOS.launch()
        for queue in QUEUES:
            DBOS.register_queue(queue.name, worker_concurrency=queue.workers, polling_interval_sec=queue.poll)
        self._lease_thread = threading.Thread(target=self._keep_alive, name="lease", daemon=True)
        self._lease_thread.start()
        self.sweep()

    def stop(self, drain_seconds: int = 10) -> None:
        """Let running work finish for a while, then leave; what is left is recovered elsewhere."""
        from dbos import DBOS

        self._stopping.set()
        DBOS.destroy(workflow_completion_timeout_sec=drain_seconds)
        with self._engine.begin() as connection:
            connection.execute(sa.delete(schema.lease).where(schema.lease.c.executor_id == self.executor_id))

    def sweep(self) -> list[str]:
        """Take over the pending runs of executors without a living lease; returns their ids."""
        from dbos import DBOS
        from dbos._dbos import _get_dbos_instance

        now = self._clock.now()
        with self._engine.connect() as connection:
            living = sa.select(schema.lease.c.executor_id).where(schema.lease.c.expires_at > now)
            alive = set(connection.execute(living).scalars())
        pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        dead = sorted({run.executor_id for run in pending if run.executor_id} - alive - {self.executor_id})
        if dead:
            log.warning("taking over the runs of %s", ", ".join(dead))
            _get_dbos_instance()._recover_pending_workflows(dead)
        return dead

    def _body(self, store: Store, run: Run) -> Callable[[str, str, str, int], None]:
        def body(organization_id: str, subject_id: str, key: str, tries: int) -> None:
            try:
                run.perform(organization_id, subject_id)
            except Exception as error:
                log.exception("run %s of %s failed, try %d", run.kind, subject_id, tries + 1)
                if tries >= len(RETRIES):
                    run.give_up(organization_id, subject_id, str(error) or type(error).__name__)
                    return
                self._again(store, run, organization_id, subject_id, key, tries)

        body.__qualname__ = f"run_{run.kind}"
        return body

    def _again(
        self, store: Store, run: Run, organization_id: str, subject_id: str, key: str, tries: int
    ) -> None:
        first = key.partition("#")[0]
        with store.write(system(organization_id)) as tx:
            tx.start(run.kind, subject_id, RETRIES[tries], key=f"{first}#{tries + 1}")

    def _keep_alive(self) -> None:
        while not self._stopping.wait(self._lease.total_seconds() / 3):
            try:
                self._renew()
                self.sweep()
            except Exception:
                log.exception("lease not renewed")

    def _renew(self) -> None:
        now = self._clock.now()
        mine = schema.lease.c.executor_id == self.executor_id
        with self._engine.begin() as connection:
            connection.execute(
                sa.delete(schema.lease).where(sa.or_(mine, schema.lease.c.expires_at < now - self._lease))
            )
            connection.execute(
                sa.insert(schema.lease), {"executor_id": self.executor_id, "expires_at": now + self._lease}
            )


class Unstartable:
    """A starter for a store that must not start anything; refuses in words."""

    def ready(self) -> None:
        """Nothing to wait for."""

    def start(self, _connection: Connection, kind: str, *_ids: str | float) -> None:
        """Raises Conflict."""
        raise Conflict(f"this process cannot start a {kind} run")


class _Json:
    """DBOS's serializer: arguments are ids and numbers, so JSON says it all (the default is pickle)."""

    def name(self) -> str:
        return "vivavoce_json"

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=str)

    def deserialize(self, serialized_data: str) -> Any:
        return json.loads(serialized_data)


def _client(engine: Engine) -> DBOSClient:
    from dbos import DBOSClient
    from dbos._sys_db import SystemDatabase

    url = engine.url.render_as_string(hide_password=False)
    database = SystemDatabase.create(
        system_database_url=url,
        engine_kwargs={},
        engine=engine,
        schema="dbos",
        serializer=_Json(),  # type: ignore[arg-type]
        executor_id=None,
        use_listen_notify=False,
    )
    database.run_migrations()
    return DBOSClient(system_database_engine=engine, system_database_url=url, serializer=_Json())  # type: ignore[arg-type]


def _config(engine: Engine, executor_id: str) -> dict[str, Any]:
    return {
        "name": "vivavoce",
        "system_database_engine": engine,
        "system_database_url": engine.url.render_as_string(hide_password=False),
        "application_version": VERSION,
        "executor_id": executor_id,
        "serializer": _Json(),
        "use_listen_notify": False,
        "run_migrations": False,
        "log_level": "WARNING",
        "enable_otlp": False,
        "scheduler_polling_interval_sec": 3600.0,
    }
