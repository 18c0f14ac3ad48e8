"""One's own account: password, authenticator and browsers, from a sign-in to the next one."""

from __future__ import annotations

import base64
import re
import time
from dataclasses import dataclass

import httpx
import pyotp
import pytest

from tests.web.console.conftest import AsRole
from tests.web.site import Site
from vivavoce.actions import members
from vivavoce.domain.identity import MemberRole, operator
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import MEMBER, SESSION

ME = "/console/me"
PASSWORD = "orchid tunnel basket"
FRESH = "violin harbour mosaic"


@dataclass(frozen=True)
class Somebody:
    """A person of their own for one test."""

    site: Site
    id: str
    email: str

    def browser(self) -> httpx.Client:
        """A browser in which nothing was done yet."""
        named = {"origin": self.site.address, "user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}
        return httpx.Client(base_url=self.site.address, headers=named, trust_env=False, timeout=30)

    def signed_in(self, password: str = PASSWORD) -> httpx.Client:
        """A browser in which they have given their password."""
        client = self.browser()
        assert client.post("/login", data={"email": self.email, "password": password}).status_code == 303
        return client


@pytest.fixture
def somebody(site: Site) -> Somebody:
    email = f"{new_id()}@northwind.example"
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        made = members.create(tx, email, "Noa Bell", MemberRole.REVIEWER, PASSWORD)
    return Somebody(site, made.id, email)


def inside(client: httpx.Client) -> bool:
    return client.get(ME).status_code == 200


class TestPassword:
    def test_changed_and_others_signed_out(self, somebody: Somebody) -> None:
        here, there = somebody.signed_in(), somebody.signed_in()
        assert here.post(f"{ME}/password", data={"current": PASSWORD, "password": FRESH}).status_code == 303
        assert (inside(here), inside(there)) == (True, False)
        assert (
            somebody.browser()
            .post("/login", data={"email": somebody.email, "password": PASSWORD})
            .status_code
            == 401
        )
        assert inside(somebody.signed_in(FRESH))

    @pytest.mark.parametrize(
        ("current", "new", "field"),
        [
            ("wrong", FRESH, "current"),
            (PASSWORD, "short", "password"),
            (PASSWORD, "passwordpassword", "password"),
        ],
    )
    def test_what_is_refused_beside_its_field(
        self, somebody: Somebody, current: str, new: str, field: str
    ) -> None:
        here = somebody.signed_in()
        refused = here.post(f"{ME}/password", data={"current": current, "password": new})
        assert refused.status_code == 400
        assert f'id="e-{field}" role="alert"' in refused.text
        assert inside(somebody.signed_in())

    def test_nobody_guesses_long(self, somebody: Somebody) -> None:
        here = somebody.signed_in()
        for _ in range(10):
            here.post(f"{ME}/password", data={"current": "wrong", "password": FRESH})
        late = here.post(f"{ME}/password", data={"current": PASSWORD, "password": FRESH})
        assert (late.status_code, "quarter of an hour" in late.text) == (400, True)


class TestAuthenticator:
    def test_from_the_code_to_the_next_sign_in(self, somebody: Somebody) -> None:
        here, there = somebody.signed_in(), somebody.signed_in()
        shown = here.get(f"{ME}/authenticator").text
        image = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', shown)
        sealed = re.search(r'name="sealed" value="([^"]+)"', shown)
        secret = re.search(r'<pre id="secret"[^>]*>([A-Z2-7 ]+)</pre>', shown)
        assert image
        assert base64.b64decode(image[1]).startswith(b"<svg")
        assert sealed
        assert secret
        totp = pyotp.TOTP(secret[1].replace(" ", ""))
        wrong = here.post(f"{ME}/authenticator", data={"sealed": sealed[1], "code": "000000x"})
        assert (wrong.status_code, secret[1] in wrong.text) == (400, True)
        confirmed = {"sealed": sealed[1], "code": totp.now()}
        assert here.post(f"{ME}/authenticator", data=confirmed).status_code == 303
        assert (inside(here), inside(there)) == (True, False)

        door = somebody.browser()
        half = door.post("/login", data={"email": somebody.email, "password": PASSWORD})
        pending = re.search(r'name="pending" value="([^"]+)"', half.text)
        assert (half.status_code, inside(door)) == (200, False)
        assert pending
        used = door.post("/login/code", data={"pending": pending[1], "code": confirmed["code"]})
        assert (used.status_code, inside(door)) == (401, False)
        following = totp.at(int(time.time()) + 30)
        assert door.post("/login/code", data={"pending": pending[1], "code": following}).status_code == 303
        assert inside(door)

    def test_a_secret_from_elsewhere_is_not_taken(self, somebody: Somebody, site: Site) -> None:
        here, secret = somebody.signed_in(), pyotp.random_base32()
        for sealed in ("", secret, site.deps.house.sealer.seal(secret.encode(), b"new authenticator x")):
            sent = {"sealed": sealed, "code": pyotp.TOTP(secret).now()}
            answer = here.post(f"{ME}/authenticator", data=sent)
            assert answer.headers["location"] == f"{ME}/authenticator"
        with site.deps.house.store.read(site.organization_id) as view:
            assert view.get(MEMBER, somebody.id).sealed_totp is None

    def test_dropped_with_the_password(self, somebody: Somebody, site: Site) -> None:
        here = somebody.signed_in()
        with site.deps.house.store.write(operator(site.organization_id)) as tx:
            tx.change(MEMBER, somebody.id, sealed_totp="something")
        assert here.post(f"{ME}/authenticator/drop", data={"current": "wrong"}).status_code == 400
        assert "Set up another authenticator" in here.get(ME).text
        assert here.post(f"{ME}/authenticator/drop", data={"current": PASSWORD}).status_code == 303
        assert "Set up an authenticator" in here.get(ME).text


class TestBrowsers:
    def test_listed_and_signed_out(self, somebody: Somebody) -> None:
        here, there, third = (somebody.signed_in() for _ in range(3))
        text = here.get(ME).text
        assert text.count("Firefox · Linux") == 3
        ends = re.findall(rf'action="({ME}/sessions/[^"]+)"', text)
        assert len(ends) == 2
        assert here.post(ends[0]).status_code == 303
        assert [inside(there), inside(third)].count(True) == 1
        assert here.post(f"{ME}/sessions").status_code == 303
        assert (inside(here), inside(there), inside(third)) == (True, False, False)

    def test_not_somebody_elses(self, somebody: Somebody, as_role: AsRole, site: Site) -> None:
        somebody.signed_in()
        with site.deps.house.store.read(site.organization_id) as view:
            (session,) = view.every(SESSION, member_id=somebody.id)
        assert as_role(MemberRole.ADMIN).post(f"{ME}/sessions/{session.id}").status_code == 404


class TestName:
    def test_ones_own(self, somebody: Somebody) -> None:
        here = somebody.signed_in()
        assert here.post(f"{ME}/name", data={"name": "Noa B. Bell"}).status_code == 303
        assert "Noa B. Bell" in here.get(ME).text
        assert here.post(f"{ME}/name", data={"name": " "}).status_code == 400
        assert here.post(f"{ME}/name", data={"name": "x" * 201}).status_code == 400
