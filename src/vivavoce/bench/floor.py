"""The floor under the product: the same paths and the same writes, by Starlette and the driver alone.

No key, no limits, no validation, no domain: what a request costs before the product does anything.
Its SQL is what the product's log shows (`sqlalchemy.engine` at INFO), the reads it repeats left out.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import uvicorn
from pydantic_core import from_json, to_json
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vivavoce.bench.driver import Driver, open_driver
from vivavoce.kit.ids import new_id
from vivavoce.process import configured
from vivavoce.server import THREADS
from vivavoce.settings import load

_COLUMNS = (
    "id, organization_id, title, description, status, required_skills, nice_to_have_skills, details, "
    "created_at, updated_at, reference, api_invites, metadata"
)
_JOB = f"select {_COLUMNS} from job where organization_id = ? and id = ? and deleted_at is null"  # noqa: S608
_COUNT = "select count(*) from job where organization_id = ? and deleted_at is null"
_JOBS = (
    f"select {_COLUMNS} from job where organization_id = ? and deleted_at is null "  # noqa: S608
    "order by created_at desc, id desc limit ? offset ?"
)
_NEW_JOB = f"insert into job ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_CANDIDATE = "select id, phone from candidate where organization_id = ? and id = ? and deleted_at is null"
_AGENT = "select id, channel, focus from agent where organization_id = ? and id = ? and deleted_at is null"
_POLICY = "select policy from organization where id = ?"
_NEW_INTERVIEW = (
    "insert into interview (id, organization_id, candidate_id, agent_id, job_id, state, scheduled_at, "
    "open_until, created_at, updated_at, plan_gate, assessment_gate, mails, rejoin_minutes, is_test, "
    "withdrawn) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_NEW_STEP = (
    "insert into step (id, organization_id, interview_id, number, at, actor_kind, actor_id, after) "
    "values (?, ?, ?, ?, ?, ?, ?, ?)"
)
_NEW_INVITATION = (
    "insert into invitation (id, organization_id, interview_id, token_hash, expires_at, created_at) "
    "values (?, ?, ?, ?, ?, ?)"
)
_HEAD = "select event_sequence, audit_sequence, audit_digest from organization where id = ?"
_NEW_EVENT = (
    "insert into event (id, organization_id, sequence, name, subject_id, at, note) "
    "values (?, ?, ?, ?, ?, ?, ?)"
)
_NEW_AUDIT = (
    "insert into audit (organization_id, sequence, at, actor_kind, actor_id, action, subject_id, digest) "
    "values (?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADVANCE = "update organization set event_sequence = ?, audit_sequence = ?, audit_digest = ? where id = ?"
_SUBSCRIBED = "select endpoint_id, owner_id from subscription where organization_id = ? and event = ?"
_NEW_RUN = (
    "insert into {place}.workflow_status (workflow_uuid, status, name, application_version, "
    "recovery_attempts, queue_name, priority, serialization, delay_until_epoch_ms, attributes, "
    "is_debounced, creator_xid) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "on conflict (workflow_uuid) do update set creator_xid = {place}.workflow_status.creator_xid "
    "returning status, name, queue_name, creator_xid, serialization"
)
_NEW_INPUT = (
    "insert into {place}.workflow_input (workflow_uuid, inputs) values (?, ?) "
    "on conflict (workflow_uuid) do nothing"
)


def serve(url: str, organization_id: str, port: int) -> None:
    """Answer on `port` until the process ends."""
    floor = Floor(open_driver(url), organization_id)
    threads = ThreadPoolExecutor(THREADS)
    app = Starlette(
        routes=[
            Route("/jobs/{id}", _endpoint(threads, lambda asked, _: floor.job(asked.path_params["id"]))),
            Route("/jobs", _endpoint(threads, lambda asked, _: floor.jobs(int(asked.query_params["limit"])))),
            Route("/jobs", _endpoint(threads, lambda _, body: floor.new_job(body)), methods=["POST"]),
            Route(
                "/interviews", _endpoint(threads, lambda _, body: floor.new_interview(body)), methods=["POST"]
            ),
        ]
    )
    uvicorn.Server(configured(app, load(None, host="127.0.0.1", port=port))).run()


def _endpoint(threads: Executor, answer: Callable[[Request, Any], bytes]) -> Any:
    async def endpoint(request: Request) -> Response:
        body = await request.body()
        loop = asyncio.get_running_loop()
        sent = await loop.run_in_executor(threads, lambda: answer(request, from_json(body) if body else None))
        return Response(sent, 201 if body else 200, media_type="application/json")

    return endpoint


class Floor:
    """Four requests, answered in a thread each."""

    def __init__(self, driver: Driver, organization_id: str) -> None:
        self._driver = driver
        self._home = organization_id
        self._new_run = _NEW_RUN.format(place=driver.place)
        self._new_input = _NEW_INPUT.format(place=driver.place)

    def job(self, id: str) -> bytes:
        """One job."""
        return to_json(_shown(self._driver.execute(_JOB, (self._home, id)).fetchone()))

    def jobs(self, limit: int) -> bytes:
        """The newest jobs and how many there are."""
        (total,) = self._driver.execute(_COUNT, (self._home,)).fetchone()
        rows = self._driver.execute(_JOBS, (self._home, limit, 0)).fetchall()
        return to_json({"data": [_shown(row) for row in rows], "total": total})

    def new_job(self, body: Any) -> bytes:
        """Job, event, audit and the organization's counters, in one commit."""
        now, id = self._driver.stamp(datetime.now(UTC)), new_id()
        skills = json.dumps(body["requiredSkills"])
        row = (id, self._home, body["title"], body["description"], "open", skills, "[]", "{}", now, now)
        with self._driver.transaction():
            self._driver.execute(_NEW_JOB, (*row, None, False, None))
            self._settle("job.created", id, now)
        return to_json(_shown((*row, None, False, None)))

    def new_interview(self, body: Any) -> bytes:
        """Interview, step, invitation, two durable starts, event, audit and counters, in one commit."""
        now, id, invitation = self._driver.stamp(datetime.now(UTC)), new_id(), new_id()
        parties = (body["candidateId"], body["agentId"], body["jobId"])
        run, token = self._driver.execute, hashlib.sha256(invitation.encode()).hexdigest()
        with self._driver.transaction():
            for sql, party in zip((_CANDIDATE, _AGENT, _JOB), parties, strict=True):
                run(sql, (self._home, party)).fetchone()
            settled = (now, now, now, now, False, False, True, 15, False, False)
            run(_NEW_INTERVIEW, (id, self._home, *parties, "checking", *settled))
            run(_NEW_STEP, (new_id(), self._home, id, 1, now, "key", "floor", "checking"))
            run(_POLICY, (self._home,)).fetchone()
            run(_NEW_INVITATION, (invitation, self._home, id, token, now, now))
            self._start("plan", "mind", id)
            self._start("expire", "clock", id)
            self._settle("interview.created", id, now)
        return to_json({"id": id, "parties": parties, "status": "PLANNING", "at": now, "link": invitation})

    def _start(self, kind: str, queue: str, subject: str) -> None:
        name = f"{kind}:{subject}"
        arguments = json.dumps({"args": [self._home, subject, name, 0], "kwargs": {}})
        status = (
            name,
            "ENQUEUED",
            kind,
            "floor",
            0,
            queue,
            0,
            "vivavoce_json",
            None,
            "null",
            False,
            new_id(),
        )
        self._driver.execute(self._new_run, status).fetchone()
        self._driver.execute(self._new_input, (name, arguments))

    def _settle(self, event: str, subject: str, now: object) -> None:
        run, home = self._driver.execute, self._home
        events, audits, digest = run(_HEAD + self._driver.lock, (home,)).fetchone()
        link = json.dumps([home, audits + 1, str(now), "key", "floor", event, subject])
        digest = hashlib.sha256((digest + link).encode()).hexdigest()
        run(_NEW_EVENT, (new_id(), home, events + 1, event, subject, now, ""))
        run(_NEW_AUDIT, (home, audits + 1, now, "key", "floor", event, subject, digest))
        run(_ADVANCE, (events + 1, audits + 1, digest, home))
        run(_SUBSCRIBED, (home, event)).fetchall()


def _shown(row: Any) -> dict[str, Any]:
    id, home, title, text, status, required, nice, details, created, updated, *_ = row
    return {
        "id": id,
        "companyId": home,
        "title": title,
        "description": text,
        "requiredSkills": from_json(required),
        "niceToHaveSkills": from_json(nice),
        **from_json(details),
        "status": status,
        "createdAt": created,
        "updatedAt": updated,
    }
