"""A caller of this dialect alone, over one SQLite file."""

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

from vivavoce.actions import access
from vivavoce.actions.access import NewKey
from vivavoce.actions.house import House
from vivavoce.dialects.door import mount
from vivavoce.dialects.ntrvsta import NTRVSTA
from vivavoce.domain.identity import ALL_SCOPES, Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store


@dataclass(frozen=True)
class Partner:
    """A key and the client that calls with it."""

    http: TestClient
    key: str

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        headers = {"X-Ntrvsta-Api-Key": self.key, "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body)
        return self.http.request(method, path, headers=headers, content=content, params=query)

    def get(self, path: str, **query: Any) -> Any:
        reply = self.call("GET", path, **query)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def post(self, path: str, body: Any, status: int = 201) -> Any:
        reply = self.call("POST", path, body)
        assert reply.status_code == status, reply.text
        return reply.json()


@pytest.fixture
def http(house: House) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=mount(house, NTRVSTA, ThreadPoolExecutor(4)))) as client:
        yield client


@pytest.fixture
def new_partner(http: TestClient, store: Store) -> Callable[..., Partner]:
    def make(organization: Organization, scopes: frozenset[str] = ALL_SCOPES) -> Partner:
        with store.write(operator(organization.id)) as tx:
            _, minted = access.mint(tx, NewKey("test", scopes))
        return Partner(http, minted.text)

    return make


@pytest.fixture
def partner(new_partner: Callable[..., Partner], home: Organization) -> Partner:
    return new_partner(home)


@pytest.fixture
def stranger(new_partner: Callable[..., Partner], store: Store, clock: FrozenClock) -> Partner:
    """A key of another organization."""
    return new_partner(access.found(store, clock, access.NewOrganization("Umbra")))
