"""How people come in: passwords, a second factor, links that work once, sessions that end, other sites refused."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import httpx
import pyotp
import pytest
from playwright.sync_api import Browser

from tests.web.site import Site
from vivavoce.actions import browsers, members
from vivavoce.actions.sessions import FAILURE_SPAN, FAILURES
from vivavoce.domain.errors import NotFound
from vivavoce.domain.identity import Member, MemberRole, operator
from vivavoce.kit.ids import new_id
from vivavoce.kit.limits import Failures
from vivavoce.store.shapes import MEMBER, SESSION

from .conftest import COOKIE, AsRole

PASSWORD = "correct horse battery staple"


@pytest.fixture
def person(site: Site) -> Member:
    """Somebody with a password and nothing else."""
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        return members.create(tx, f"{new_id()}@example.com", "Pia", MemberRole.REVIEWER, PASSWORD)


@pytest.fixture
def stranger(site: Site) -> httpx.Client:
    return httpx.Client(base_url=site.address, headers={"origin": site.address}, trust_env=False, timeout=30)


def enter(client: httpx.Client, person: Member, password: str = PASSWORD, next: str = "") -> httpx.Response:
    return client.post("/login", data={"email": person.email, "password": password, "next": next})


def test_a_person_signs_in_and_out(stranger: httpx.Client, person: Member) -> None:
    asked = stranger.get("/console/jobs?search=x")
    assert asked.headers["location"] == "/login?next=" + quote("/console/jobs?search=x")
    answer = enter(stranger, person, next="/console/jobs?search=x")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/jobs?search=x")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert stranger.get("/console").status_code == 200
    kept = stranger.cookies[COOKIE]
    stranger.post("/logout")
    stranger.cookies.set(COOKIE, kept)
    assert stranger.get("/console").status_code == 303


def test_a_session_that_was_there_before_is_worth_nothing_after(
    stranger: httpx.Client, person: Member
) -> None:
    stranger.cookies.set(COOKIE, "planted")
    assert enter(stranger, person).cookies[COOKIE] != "planted"


@pytest.mark.parametrize(
    "where", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(
    stranger: httpx.Client, person: Member, where: str
) -> None:
    assert enter(stranger, person, next=where).headers["location"] == "/console"


def test_an_unknown_person_and_a_wrong_password_read_the_same(stranger: httpx.Client, person: Member) -> None:
    wrong = enter(stranger, person, "not the password at all")
    unknown = stranger.post("/login", data={"email": f"{new_id()}@example.com", "password": PASSWORD})
    assert wrong.status_code == unknown.status_code == 401
    assert re.sub(r"\s", "", wrong.text) == re.sub(r"\s", "", unknown.text)


def test_guessing_is_slowed_down(site: Site, stranger: httpx.Client, person: Member) -> None:
    reception = site.deps.house.reception
    before = reception._failures
    reception._failures = Failures(FAILURES, FAILURE_SPAN, site.deps.house.clock)
    try:
        for _ in range(FAILURES):
            assert enter(stranger, person, "not the password at all").status_code == 401
        assert enter(stranger, person).status_code == 429
    finally:
        reception._failures = before  # other tests come from the same address


def test_a_second_factor_is_set_up_and_asked_for(site: Site, stranger: httpx.Client, person: Member) -> None:
    from vivavoce.actions import authenticators

    secret = authenticators.new_authenticator()
    store, sealer = site.deps.house.store, site.deps.house.sealer
    totp = pyotp.TOTP(secret)
    actor = browsers.whose(store, site.deps.house.clock, browsers.open_session(store, person, "x")).actor
    before = site.deps.house.clock.now() - timedelta(seconds=30)
    with store.write(actor) as tx:
        authenticators.set_authenticator(tx, sealer, secret, totp.at(before))
    half = enter(stranger, person)
    assert half.status_code == 200
    assert COOKIE not in half.headers.get("set-cookie", "")
    pending = re.search(r'name="pending" value="([^"]+)"', half.text)
    assert pending is not None
    form = {"pending": pending[1], "next": "/console"}
    assert stranger.post("/login/code", data={**form, "code": "000000"}).status_code == 401
    right = stranger.post("/login/code", data={**form, "code": totp.now()})
    assert right.status_code == 303
    assert stranger.get("/console").status_code == 200
    assert stranger.post("/login/code", data={**form, "code": totp.now()}).status_code == 401, "works once"
    forged = stranger.post(
        "/login/code", data={**form, "pending": pending[1][:-4] + "AAAA", "code": totp.now()}
    )
    assert forged.headers["location"] == "/login"


def test_a_sign_up_link_works_once(site: Site, stranger: httpx.Client, person: Member) -> None:
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        token = browsers.invite_member(tx, person.id)
    assert person.email in stranger.get(f"/welcome/{token}").text
    weak = stranger.post(f"/welcome/{token}", data={"password": "password1234"})
    assert (weak.status_code, "too easy to guess" in weak.text) == (400, True)
    assert (
        stranger.post(f"/welcome/{token}", data={"password": "four purple trains singing"}).status_code == 303
    )
    assert stranger.get("/console").status_code == 200
    assert stranger.get(f"/welcome/{token}").status_code == 404
    assert enter(stranger, person).status_code == 401, "the old password is gone"


def test_the_first_run_link_opens_only_while_there_is_nobody(site: Site, person: Member) -> None:
    token = browsers.first_link(site.deps.house.sealer)
    founder = browsers.Founder("X", "Y", "z@example.com", PASSWORD)
    with pytest.raises(NotFound):
        browsers.found(site.deps.house.store, site.deps.house.clock, site.deps.house.sealer, token, founder)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_other_sites_change_nothing(
    site: Site, as_role: AsRole, headers: dict[str, str], status: int
) -> None:
    client = as_role(MemberRole.ADMIN)
    client.headers.pop("origin")
    client.headers.update(headers)
    assert client.post("/console/jobs/new", data={"title": "x"}).status_code == status
    assert client.post("/logout").status_code == status


def test_our_own_forms_say_where_they_come_from(site: Site, browser: Browser) -> None:
    """Over plain HTTP a browser sends no Sec-Fetch-Site; then Origin must be there, and not be null."""
    page = browser.new_page(base_url=site.address)
    seen: list[str] = []
    page.on(
        "request",
        lambda request: (
            seen.append(request.all_headers().get("origin", "")) if request.method == "POST" else None
        ),
    )
    page.goto("/login")
    page.get_by_label("E-mail address").fill("nobody@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    page.close()
    assert seen == [site.address]


def test_sessions_end(site: Site, person: Member) -> None:
    """After 12 idle hours, after 7 days, and when the person is gone."""
    house = site.deps.house
    store, clock = house.store, house.clock
    token = browsers.open_session(store, person, "tests")
    visitor = browsers.whose(store, clock, token)
    now = clock.now()
    for change in (
        {"seen_at": now - browsers.IDLE - timedelta(seconds=1)},
        {"expires_at": now - timedelta(seconds=1)},
    ):
        with store.write(operator(site.organization_id)) as tx:
            tx.change(SESSION, visitor.session.id, **change)
        with pytest.raises(Exception, match="sign in"):
            browsers.whose(store, clock, token)
        with store.write(operator(site.organization_id)) as tx:
            tx.change(SESSION, visitor.session.id, seen_at=now, expires_at=now + browsers.LIFE)
    assert browsers.whose(store, clock, token).member.id == person.id
    with store.write(operator(site.organization_id)) as tx:
        tx.remove(MEMBER, person.id)
    with pytest.raises(Exception, match="sign in"):
        browsers.whose(store, clock, token)


def test_a_form_has_a_size(as_role: AsRole) -> None:
    client = as_role(MemberRole.ADMIN)
    large = client.post("/console/jobs/new", content=b"x" * (12 * 1024 * 1024 + 1))
    assert large.status_code == 413
    unmeasured = client.post("/console/jobs/new", content=iter([b"title=x"]))
    assert unmeasured.status_code == 413
