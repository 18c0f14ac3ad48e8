"""A caller of this dialect alone, over one SQLite file, and jobs to invite to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from vivavoce.actions import access, jobs
from vivavoce.actions.access import NewKey
from vivavoce.actions.house import House
from vivavoce.actions.jobs import NewJob
from vivavoce.dialects.door import mount
from vivavoce.dialects.introwa import INTROWA
from vivavoce.domain.hiring import Job
from vivavoce.domain.identity import ALL_SCOPES, Organization, operator
from vivavoce.store.database import Store

REFERENCE = "backend-2025-01"


@dataclass(frozen=True)
class Recruiter:
    """A key and the client that calls with it."""

    http: TestClient
    key: str

    def invite(self, body: Any, job_id: str = REFERENCE, **headers: str) -> httpx.Response:
        sent = {"x-api-key": self.key, "Content-Type": "application/json", **headers}
        path = f"/api/v1/job-description/{job_id}/invite"
        return self.http.post(path, headers=sent, content=json.dumps(body))


@pytest.fixture
def http(house: House) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=mount(house, INTROWA, ThreadPoolExecutor(4)))) as client:
        yield client


@pytest.fixture
def new_recruiter(http: TestClient, store: Store) -> Callable[..., Recruiter]:
    def make(organization: Organization, scopes: frozenset[str] = ALL_SCOPES) -> Recruiter:
        with store.write(operator(organization.id)) as tx:
            _, minted = access.mint(tx, NewKey("ATS production", scopes))
        return Recruiter(http, minted.text)

    return make


@pytest.fixture
def recruiter(new_recruiter: Callable[..., Recruiter], home: Organization) -> Recruiter:
    return new_recruiter(home)


@pytest.fixture
def new_job(store: Store, home: Organization) -> Callable[..., Job]:
    def make(**more: Any) -> Job:
        new: dict[str, Any] = {"reference": REFERENCE, "api_invites": True, **more}
        with store.write(operator(home.id)) as tx:
            return jobs.create(tx, NewJob("Backend Engineer", **{"description": "Build services.", **new}))

    return make


@pytest.fixture
def job(new_job: Callable[..., Job]) -> Job:
    return new_job()
