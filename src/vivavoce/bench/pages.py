"""How long each page of the console takes with a thousand candidates, beside a page that asks nothing."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from rich.console import Console

from vivavoce.bench.crowd import Crowd, gather
from vivavoce.bench.subject import Subject
from vivavoce.bench.table import milliseconds, quantile, table
from vivavoce.deps import build
from vivavoce.settings import load
from vivavoce.store.migrate import migrate

PEOPLE = 1000
AIM = 0.1
FLOOR = "/"
COOKIE = "vivavoce_session"
LEAST = 20
MOST = 200


def addresses(crowd: Crowd) -> tuple[str, ...]:
    """A page of every kind."""
    job, person = f"/console/jobs/{crowd.job_id}", f"/console/candidates/{crowd.candidate_id}"
    tabs = ("", "/plan", "/rubric", "/rehearsal", "/invitations", "/schedule", "/results", "/rules")
    return (
        "/console",
        "/console/jobs",
        "/console/jobs/new",
        *(f"{job}{tab}" for tab in tabs),
        "/console/candidates",
        "/console/candidates?search=eze",
        person,
        "/console/interviews",
        "/console/interviews?search=sato&sort=oldest",
        f"/console/interviews/{crowd.finished_id}",
        f"/console/interviews/{crowd.waiting_id}",
        "/console/interviews/live",
        "/admin/approvals",
        "/console/calls",
        "/console/agents",
        f"/console/agents/{crowd.agent_id}",
        "/console/reports",
        "/console/developers",
        "/console/developers/keys",
        "/console/developers/webhooks",
        "/console/developers/events",
        "/console/settings",
        "/console/settings/members",
        "/console/settings/audit",
        "/console/me",
    )


def show(console: Console, seconds: float) -> None:
    """Measure every page for `seconds` or `MOST` requests; print p50, p95 and p50 to the floor's."""
    with TemporaryDirectory(prefix="vivavoce-bench-") as name:
        folder = Path(name)
        crowd = _filled(folder)
        subject = Subject("serve", folder, embeddings="false")
        subject.start()
        try:
            with httpx.Client(
                base_url=subject.url, cookies={COOKIE: crowd.cookie}, trust_env=False
            ) as client:
                floor = quantile(_times(client, FLOOR, seconds), 0.5)
                found = {path: _times(client, path, seconds) for path in addresses(crowd)}
        finally:
            subject.stop()
    rows = [
        (
            path.replace(crowd.job_id, "…").replace(crowd.candidate_id, "…").replace(crowd.finished_id, "…"),
            milliseconds(quantile(times, 0.5)),
            milliseconds(quantile(times, 0.95)),
            f"{quantile(times, 0.5) / floor:.1f}",
        )
        for path, times in found.items()
    ]
    table(
        console,
        f"Pages with {PEOPLE} candidates, SQLite, one reader",
        ("page", "p50", "p95", "× floor"),
        rows,
    )
    slow = [path for path, times in found.items() if quantile(times, 0.95) > AIM]
    console.print(
        f"floor: {FLOOR} in {milliseconds(floor)}; {len(slow)} pages above {milliseconds(AIM)} at p95"
    )


def _filled(folder: Path) -> Crowd:
    deps = build(load(None, data_dir=folder, embeddings=False))
    migrate(deps.house.store.engine)
    crowd = gather(deps, PEOPLE)
    deps.close()
    return crowd


def _times(client: httpx.Client, path: str, seconds: float) -> list[float]:
    """How long each request took. Raises httpx.HTTPStatusError for a page that is not there."""
    client.get(path).raise_for_status()
    taken: list[float] = []
    until = time.monotonic() + seconds
    while len(taken) < LEAST or (time.monotonic() < until and len(taken) < MOST):
        began = time.perf_counter()
        client.get(path).raise_for_status()
        taken.append(time.perf_counter() - began)
    return taken
