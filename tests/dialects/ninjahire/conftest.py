"""The Ninjahire dialect in this process, and things to begin with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from vivavoce.actions import access
from vivavoce.actions.access import NewKey
from vivavoce.actions.house import House
from vivavoce.dialects.door import mount
from vivavoce.dialects.ninjahire import NINJAHIRE, examples
from vivavoce.domain.identity import ALL_SCOPES, Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store

Json = dict[str, Any]


@dataclass(frozen=True)
class Client:
    """A key and what calls with it; every method but `call` expects success."""

    http: TestClient
    key: str

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key}", **more.pop("headers", {})}
        return self.http.request(method, f"/v1{path}", headers=headers, json=body, **more)

    def get(self, path: str, **query: Any) -> Any:
        return self._content(self.call("GET", path, params=query))

    def post(self, path: str, body: Any = None) -> Any:
        return self._content(self.call("POST", path, body))

    def patch(self, path: str, body: Any, **query: Any) -> Any:
        return self._content(self.call("PATCH", path, body, params=query))

    def put(self, path: str, body: Any) -> Any:
        return self._content(self.call("PUT", path, body))

    @staticmethod
    def _content(reply: httpx.Response) -> Any:
        assert reply.status_code in {200, 201}, reply.text
        return reply.json()


@pytest.fixture
def http(house: House) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=list(mount(house, NINJAHIRE, ThreadPoolExecutor(4))))) as client:
        yield client


@pytest.fixture
def new_client(http: TestClient, store: Store) -> Callable[[Organization], Client]:
    """A client with a key of this organization."""

    def make(organization: Organization, scopes: frozenset[str] = ALL_SCOPES) -> Client:
        with store.write(operator(organization.id)) as tx:
            minted = access.mint(tx, NewKey("test", scopes))[1]
        return Client(http, minted.text)

    return make


@pytest.fixture
def client(new_client: Callable[[Organization], Client], home: Organization) -> Client:
    return new_client(home)


@pytest.fixture
def stranger(new_client: Callable[[Organization], Client], store: Store, clock: FrozenClock) -> Client:
    """A client of another organization."""
    return new_client(access.found(store, clock, access.NewOrganization("Umbra")))


@pytest.fixture
def job(client: Client) -> Json:
    return client.post("/jobs", examples.JOB)


@pytest.fixture
def candidate(client: Client) -> Json:
    return client.post("/candidates", {**examples.CANDIDATE, "phone_no": "+11234567890"})


@pytest.fixture
def application(client: Client, job: Json, candidate: Json) -> Json:
    return client.post("/applications", examples.APPLICATION)
