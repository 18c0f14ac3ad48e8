"""A house over one SQLite file, its dialects in this process, and keys to call them with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.dialects.sink import Sink
from vivavoce.actions import access
from vivavoce.actions.access import Doorman, NewKey
from vivavoce.actions.house import House
from vivavoce.actions.links import Links
from vivavoce.actions.sessions import Reception
from vivavoce.dialects import ALL
from vivavoce.dialects.door import mount
from vivavoce.domain.identity import ALL_SCOPES, ApiKey, Organization, operator
from vivavoce.interviewer.embedded import embedded
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.limits import Windows
from vivavoce.kit.outbound import Outbound
from vivavoce.kit.secrets import Sealer
from vivavoce.providers.sound_files import Shelf
from vivavoce.store.database import Store
from vivavoce.store.engine import sqlite_url

MASTER = bytes(range(32))
PUBLIC_URL = "https://talk.example.com"


@dataclass(frozen=True)
class Caller:
    """A key and the client that calls with it."""

    http: TestClient
    key: ApiKey
    text: str

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.text}"}
        return self.http.request(method, path, headers=headers, json=body, params=query)

    def get(self, path: str, **query: Any) -> Any:
        return self.content(self.call("GET", path, **query))

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        return self.content(self.call("POST", path, body, **query))

    def patch(self, path: str, body: Any, **query: Any) -> Any:
        return self.content(self.call("PATCH", path, body, **query))

    @staticmethod
    def content(reply: httpx.Response) -> Any:
        assert reply.status_code in {200, 201}, reply.text
        return reply.json()["data"]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The routes are the same over either database, so one is enough here."""
    return sqlite_url(tmp_path / "vivavoce.db")


def a_house(store: Store, clock: FrozenClock) -> House:
    return House(
        store,
        clock,
        Doorman(store, clock),
        Windows(clock),
        Links(PUBLIC_URL, MASTER),
        embedded(None),
        Sealer(MASTER),
        Outbound(("127.0.0.0/8",)),
        Reception(store, clock, MASTER),
        Shelf(Path("recordings")),
    )


@pytest.fixture
def house(store: Store, clock: FrozenClock) -> House:
    return a_house(store, clock)


@pytest.fixture
def http(house: House) -> Iterator[TestClient]:
    routes = [route for dialect in ALL for route in mount(house, dialect, ThreadPoolExecutor(4))]
    with TestClient(Starlette(routes=routes)) as client:
        yield client


@pytest.fixture
def new_caller(http: TestClient, store: Store) -> Callable[..., Caller]:
    """Mints a key in an organization; all scopes unless others are named."""

    def make(organization: Organization, scopes: frozenset[str] = ALL_SCOPES, **more: Any) -> Caller:
        with store.write(operator(organization.id)) as tx:
            key, minted = access.mint(tx, NewKey("test", scopes, **more))
        return Caller(http, key, minted.text)

    return make


@pytest.fixture
def caller(new_caller: Callable[..., Caller], home: Organization) -> Caller:
    return new_caller(home)


@pytest.fixture
def elsewhere(new_caller: Callable[..., Caller], store: Store, clock: FrozenClock) -> Caller:
    """A key of another organization."""
    return new_caller(access.found(store, clock, access.NewOrganization("Umbra")))


@pytest.fixture
def receiver() -> Iterator[Sink]:
    sink = Sink()
    yield sink
    sink.close()
