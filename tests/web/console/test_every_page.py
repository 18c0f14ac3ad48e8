"""Every page of the console answers, on SQLite and on PostgreSQL, to every role as the role allows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.console.conftest import COOKIE
from vivavoce.actions import browsers, members
from vivavoce.bench.crowd import Crowd, gather
from vivavoce.bench.pages import addresses
from vivavoce.deps import Deps, build
from vivavoce.domain.identity import MemberRole, operator
from vivavoce.server import build_app
from vivavoce.settings import load
from vivavoce.store.migrate import migrate
from vivavoce.web.console import Console

NOT_FOR_ALL = ("/new", "/edit", "/redraft", "/erase")
"""How the addresses end of pages that only some roles may open."""


@pytest.fixture
def deps(url: str, tmp_path: Path) -> Iterator[Deps]:
    made = build(load(None, data_dir=tmp_path / "house", database_url=url, embeddings=False))
    migrate(made.house.store.engine)
    yield made
    made.close()


@pytest.fixture
def crowd(deps: Deps) -> Crowd:
    return gather(deps, 6)


@pytest.mark.parametrize("role", list(MemberRole))
def test_every_page(deps: Deps, crowd: Crowd, role: MemberRole) -> None:
    with deps.house.store.write(operator(crowd.organization_id)) as tx:
        person = members.create(tx, f"{role}@northwind.example", "Somebody", role, None)
    cookie = browsers.open_session(deps.house.store, person, "tests")
    client = TestClient(build_app(deps), base_url=deps.settings.site, cookies={COOKIE: cookie})
    paths = addresses(crowd, Console(deps.house, deps.settings.site))
    assert len(paths) > 45
    answers = {path: client.get(path, follow_redirects=False).status_code for path in paths}
    wrong = {path: status for path, status in answers.items() if status not in {200, 403}}
    assert wrong == {}
    refused = {path for path, status in answers.items() if status == 403}
    if role is MemberRole.ADMIN:
        assert refused == set()
    assert {path for path in refused if not path.endswith(NOT_FOR_ALL)} == set()


def test_nobody_reads_anything_without_signing_in(deps: Deps, crowd: Crowd) -> None:
    client = TestClient(build_app(deps), base_url=deps.settings.site)
    for path in addresses(crowd, Console(deps.house, deps.settings.site)):
        answer = client.get(path, follow_redirects=False)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/login?next="), path
