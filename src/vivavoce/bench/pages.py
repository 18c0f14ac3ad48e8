"""How long each page of the console takes with a thousand candidates, beside a page that asks nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from rich import console as terminal

from vivavoce.bench.crowd import Crowd, gather
from vivavoce.bench.subject import Subject
from vivavoce.bench.table import milliseconds, quantile, table
from vivavoce.deps import build
from vivavoce.settings import load
from vivavoce.store.migrate import migrate
from vivavoce.web.console import Console, routes

PEOPLE = 1000
AIM = 0.1
FLOOR = "/"
COOKIE = "vivavoce_session"
LEAST = 20
MOST = 200
NO_PAGES = re.compile(
    r"\.(pdf|zip|csv)$|/live$(?<!interviews/live)|/export$|/files/|/assessments/|^/admin$|^/admin/i"
)
"""Files, streams, and addresses that only lead on to another page."""


def addresses(crowd: Crowd, site: Console) -> tuple[str, ...]:
    """Every page of the console, some of them asked for in particular."""
    known = {
        "/console/jobs/": crowd.job_id,
        "/console/candidates/": crowd.candidate_id,
        "/console/interviews/": crowd.finished_id,
        "/console/agents/": crowd.agent_id,
        "rehearsal/": "terse",
    }
    return (
        *filled(site, known),
        "/console/candidates?search=eze",
        "/console/interviews?search=sato&sort=oldest",
        f"/console/interviews/{crowd.waiting_id}",
    )


def filled(site: Console, known: Mapping[str, str]) -> tuple[str, ...]:
    """The address of each page of the console; `known`: what stands for a `{…}`, by the words before it.

    Pages that nothing is known for, files and streams are left out.
    """
    paths = [
        route.path
        for route in routes(site)
        if "GET" in (route.methods or ()) and route.path.startswith(("/console", "/admin"))
    ]
    made = (_fill(path, known) for path in paths if not NO_PAGES.search(path))
    return tuple(path for path in made if "{" not in path)


def _fill(path: str, known: Mapping[str, str]) -> str:
    def word(hole: re.Match[str]) -> str:
        before = path[: hole.start()]
        return next((value for end, value in known.items() if before.endswith(end)), hole.group())

    return re.sub(r"\{[^}]+\}", word, path)


def show(console: terminal.Console, seconds: float) -> None:
    """Measure every page for `seconds` or `MOST` requests; print p50, p95 and p50 to the floor's."""
    with TemporaryDirectory(prefix="vivavoce-bench-") as name:
        folder = Path(name)
        crowd, paths = _crowded(folder)
        subject = Subject("serve", folder, embeddings="false")
        subject.start()
        try:
            with httpx.Client(
                base_url=subject.url, cookies={COOKIE: crowd.cookie}, trust_env=False
            ) as client:
                floor = quantile(_times(client, FLOOR, seconds), 0.5)
                found = {path: _times(client, path, seconds) for path in paths}
        finally:
            subject.stop()
    rows = [
        (
            re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…", path),
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


def _crowded(folder: Path) -> tuple[Crowd, tuple[str, ...]]:
    deps = build(load(None, data_dir=folder, embeddings=False))
    migrate(deps.house.store.engine)
    crowd = gather(deps, PEOPLE)
    paths = addresses(crowd, Console(deps.house, deps.settings.site))
    deps.close()
    return crowd, paths


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
