"""People of the organization, signed in: in a browser, and without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page

from tests.web.site import Site
from vivavoce.actions import browsers, members
from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import Member, MemberRole, operator
from vivavoce.store.shapes import MEMBER

COOKIE = "vivavoce_session"
PASSWORD = "correct horse battery staple"
AsRole = Callable[[MemberRole], httpx.Client]


def member_of(site: Site, role: MemberRole) -> Member:
    """The one person of the organization with this role, made the first time."""
    email = f"{role.value}@northwind.example"
    store = site.deps.house.store
    try:
        with store.write(operator(site.organization_id)) as tx:
            return members.create(tx, email, f"{role.value.title()} Reyes", role, PASSWORD)
    except Conflict:
        with store.read(site.organization_id) as view:
            found = view.find(MEMBER, email=email)
            assert found is not None
            return found


def signed_in(site: Site, role: MemberRole) -> str:
    """The cookie of a new session of a person with this role."""
    return browsers.open_session(site.deps.house.store, member_of(site, role), "tests")


@pytest.fixture
def as_role(site: Site) -> Iterator[AsRole]:
    """Signs in without a browser, as somebody with a role."""
    made: list[httpx.Client] = []

    def sign_in(role: MemberRole) -> httpx.Client:
        client = httpx.Client(
            base_url=site.address,
            cookies={COOKIE: signed_in(site, role)},
            headers={"origin": site.address},
            follow_redirects=False,
            trust_env=False,
            timeout=30,
        )
        made.append(client)
        return client

    yield sign_in
    for client in made:
        client.close()


@pytest.fixture
def desk(page: Page, site: Site) -> Page:
    """An administrator's browser."""
    page.context.add_cookies(
        [{"name": COOKIE, "value": signed_in(site, MemberRole.ADMIN), "url": site.address}]
    )
    return page
