"""Do people sign in, and are they looked after, as the contract says?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.dialects.a2a.conftest import BASE, Api
from tests.dialects.conftest import Caller
from vivavoce.actions import members
from vivavoce.actions.house import House
from vivavoce.dialects.a2a.people import WORD_OF
from vivavoce.domain.identity import MemberRole, Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.ids import is_id, new_id

ANN = {"email": "Ann@acme.example.com", "name": "Ann", "role": "ADMIN", "password": "correct horse"}
SIGN_IN = {"email": "ann@acme.example.com", "password": "correct horse"}


def signed_in(http: TestClient, **changes: str) -> Any:
    return http.post(f"{BASE}/auth/login", json={**SIGN_IN, **changes})


def session(http: TestClient, **changes: str) -> Api:
    return Api(http, {"Authorization": f"Bearer {signed_in(http, **changes).json()['accessToken']}"})


class TestSigningIn:
    def test_a_session_is_given_for_an_hour(
        self, api: Api, http: TestClient, home: Organization, clock: FrozenClock
    ) -> None:
        ann = api.post("/users", ANN)
        reply = signed_in(http)
        assert reply.status_code == 200
        said = reply.json()
        me = Api(http, {"Authorization": f"Bearer {said.pop('accessToken')}"})
        assert said == {
            "expiresIn": 3600,
            "user": {"id": ann["id"], "email": "ann@acme.example.com", "role": "ADMIN", "tenantId": home.id},
        }
        clock.advance(timedelta(seconds=3599))
        assert me.get(f"/users/{ann['id']}") == ann
        clock.advance(timedelta(seconds=1))
        assert me.call("GET", "/users").status_code == 401

    @pytest.mark.parametrize("wrong", [{"password": "no"}, {"email": "eve@acme.example.com"}])
    def test_an_unknown_address_and_a_wrong_password_are_refused_alike(
        self, api: Api, http: TestClient, wrong: dict[str, str]
    ) -> None:
        api.post("/users", ANN)
        reply = signed_in(http, **wrong)
        assert reply.status_code == 401
        assert reply.json() == {
            "statusCode": 401,
            "message": "Invalid credentials",
            "error": "Unauthorized",
        }

    @pytest.mark.parametrize("wrong", [{"email": "ann"}, {"password": ""}, {"password": "x" * 201}])
    def test_what_is_malformed_is_named(self, http: TestClient, wrong: dict[str, str]) -> None:
        reply = signed_in(http, **wrong)
        assert reply.status_code == 400
        assert [one["field"] for one in reply.json()["details"]] == list(wrong)

    def test_ten_failures_in_a_quarter_of_an_hour_shut_the_door(
        self, api: Api, http: TestClient, clock: FrozenClock
    ) -> None:
        api.post("/users", ANN)
        tries = [signed_in(http, password="no") for _ in range(11)]
        assert [one.status_code for one in tries] == [401] * 10 + [429]
        assert signed_in(http).status_code == 429
        assert tries[-1].headers["Retry-After"] == "900"
        clock.advance(timedelta(minutes=15))
        assert signed_in(http).status_code == 200


class TestLookingAfterPeople:
    def test_a_person_is_added_listed_and_read(self, api: Api, home: Organization) -> None:
        made = api.post("/users", ANN)
        assert is_id(made["id"])
        assert made == {
            "id": made["id"],
            "email": "ann@acme.example.com",
            "name": "Ann",
            "role": "ADMIN",
            "tenantId": home.id,
            "createdAt": "2026-11-22T09:00:00.000Z",
        }
        assert api.get("/users") == {"users": [made], "total": 1, "page": 1, "limit": 20}
        assert api.get("/users?page=2&limit=5") == {"users": [], "total": 1, "page": 2, "limit": 5}
        assert api.get(f"/users/{made['id'].upper()}") == made

    def test_an_address_is_taken_once(self, api: Api) -> None:
        api.post("/users", ANN)
        assert api.call("POST", "/users", ANN).status_code == 409

    @pytest.mark.parametrize(
        "wrong",
        [{"email": "ann"}, {"role": "OWNER"}, {"role": "admin"}, {"password": "eight ch"}, {"name": ""}],
    )
    def test_what_is_malformed_is_named(self, api: Api, wrong: dict[str, str]) -> None:
        reply = api.call("POST", "/users", {**ANN, **wrong})
        assert reply.status_code == 400
        assert [one["field"] for one in reply.json()["details"]] == list(wrong)

    def test_a_person_is_changed_and_removed(self, api: Api, http: TestClient) -> None:
        api.post("/users", ANN)
        bob = api.post("/users", {**ANN, "email": "bob@acme.example.com", "role": "RECRUITER"})
        his = session(http, email="bob@acme.example.com")
        reply = api.call("PUT", f"/users/{bob['id']}", {"role": "VIEWER", "name": None})
        assert (reply.status_code, reply.json()) == (200, {**bob, "role": "VIEWER"})
        assert api.call("DELETE", f"/users/{bob['id']}").status_code == 204
        assert his.call("GET", "/users").status_code == 401
        assert api.call("GET", f"/users/{bob['id']}").status_code == 404
        assert api.call("DELETE", f"/users/{bob['id']}").status_code == 404

    def test_the_last_administrator_stays(self, api: Api) -> None:
        id = api.post("/users", ANN)["id"]
        assert api.call("DELETE", f"/users/{id}").status_code == 409
        assert api.call("PUT", f"/users/{id}", {"role": "VIEWER"}).status_code == 409

    def test_a_person_changes_their_password_and_an_administrator_anyones(
        self, api: Api, http: TestClient
    ) -> None:
        api.post("/users", ANN)
        bob = api.post("/users", {**ANN, "email": "bob@acme.example.com", "role": "VIEWER"})
        his, path = session(http, email=bob["email"]), f"/users/{bob['id']}/change-password"
        assert his.call("POST", path, {"newPassword": "battery staple"}).status_code == 403
        said = {"newPassword": "battery staple", "currentPassword": "correct horse"}
        assert his.call("POST", path, said).status_code == 204
        assert signed_in(http, email=bob["email"], password="battery staple").status_code == 200
        assert api.call("POST", path, {"newPassword": "third password"}).status_code == 204
        assert signed_in(http, email=bob["email"], password="battery staple").status_code == 401
        assert signed_in(http, email=bob["email"], password="third password").status_code == 200
        assert api.call("POST", path, {"newPassword": "short"}).status_code == 400

    def test_another_persons_password_is_an_administrators_matter(self, api: Api, http: TestClient) -> None:
        ann = api.post("/users", ANN)
        bob = api.post("/users", {**ANN, "email": "bob@acme.example.com", "role": "RECRUITER"})
        his = session(http, email=bob["email"])
        said = {"newPassword": "battery staple", "currentPassword": "correct horse"}
        assert his.call("POST", f"/users/{ann['id']}/change-password", said).status_code == 403
        assert his.call("PUT", f"/users/{bob['id']}", {"role": "ADMIN"}).status_code == 403
        assert his.call("DELETE", f"/users/{ann['id']}").status_code == 403

    def test_a_password_leaves_no_trace_with_an_idempotency_key(self, api: Api, house: House) -> None:
        """A fingerprint of a request that holds a password could be guessed at."""
        assert api.call("POST", "/users", ANN, Idempotency_Key="once").status_code == 201
        with house.store.engine.connect() as connection:
            assert connection.exec_driver_sql("select count(*) from once").scalar_one() == 0

    def test_nobody_is_found_in_another_tenant(self, api: Api, elsewhere: Caller) -> None:
        ann = api.post("/users", ANN)
        theirs = Api(api.http, {"X-API-Key": elsewhere.text})
        for method, path in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/change-password")):
            body = {"newPassword": "battery staple"}
            assert theirs.call(method, f"/users/{ann['id']}{path}", body).status_code == 404
        assert theirs.get("/users")["total"] == 0
        assert theirs.call("GET", f"/users/{new_id()}x").status_code == 404


class TestRoles:
    def test_every_role_has_a_word(self) -> None:
        assert set(WORD_OF) == set(MemberRole)
        assert {WORD_OF[MemberRole[word]] for word in ("ADMIN", "RECRUITER", "VIEWER")} == set(
            WORD_OF.values()
        )

    @pytest.mark.parametrize(
        ("role", "word"), [(MemberRole.REVIEWER, "RECRUITER"), (MemberRole.AUDITOR, "VIEWER")]
    )
    def test_saying_back_what_was_shown_changes_no_role(
        self, api: Api, house: House, home: Organization, role: MemberRole, word: str
    ) -> None:
        with house.store.write(operator(home.id)) as tx:
            id = members.create(tx, "rex@acme.example.com", "Rex", role, None).id
        shown = api.get(f"/users/{id}")
        assert shown["role"] == word
        assert api.call("PUT", f"/users/{id}", shown).status_code == 200
        with house.store.read(home.id) as view:
            assert members.read(view, operator(home.id), id).role is role
