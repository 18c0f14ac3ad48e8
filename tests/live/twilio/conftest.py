"""An interview by telephone, and Twilio's end of its call."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.actions.scene import planned
from tests.live.twilio.callbacks import Line, Told, callbacks
from tests.live.twilio.calls import House
from vivavoce.domain.identity import Organization
from vivavoce.domain.interview import Interview
from vivavoce.kit.clock import FrozenClock
from vivavoce.live.twilio import routes
from vivavoce.providers.sound import Tapes
from vivavoce.store.database import Store
from vivavoce.store.engine import sqlite_url


@pytest.fixture
def url(tmp_path: Path) -> str:
    return sqlite_url(tmp_path / "vivavoce.db")


@pytest.fixture
def made(store: Store, home: Organization) -> Interview:
    return planned(store, home, phone=True)


@pytest.fixture
def line(store: Store, clock: FrozenClock, home: Organization, made: Interview) -> Line:
    told: list[Told] = []
    app = Starlette(routes=routes(callbacks(store, clock, made, told)))
    return Line(TestClient(app), home.id, told)


@pytest.fixture
def house(store: Store, clock: FrozenClock, made: Interview, tmp_path: Path) -> House:
    return House(store, clock, made, Tapes(tmp_path / "tapes"))
