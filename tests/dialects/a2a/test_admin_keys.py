"""Are keys made, shown once, listed and ended as the contract says?"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.dialects.a2a.conftest import Api
from tests.dialects.conftest import Caller
from vivavoce.actions import access
from vivavoce.actions.access import NewKey
from vivavoce.actions.house import House
from vivavoce.domain.identity import APPROVE, Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.ids import new_id

ATS: dict[str, Any] = {
    "name": "ATS Integration",
    "permissions": ["interview:create", "interview:read"],
    "expiresAt": "2099-01-01T00:00:00.000Z",
}


def shown(api: Api, id: str) -> Any:
    """A key as it is listed."""
    (found,) = [key for key in api.get("/api-keys")["apiKeys"] if key["id"] == id]
    return found


def test_a_key_is_shown_once_and_does_what_it_is_for(api: Api, http: TestClient, clock: FrozenClock) -> None:
    clock.advance(timedelta(seconds=1))
    made = api.post("/api-keys", ATS)
    text = made.pop("key")
    assert re.fullmatch(r"vv_live_[0-9A-Za-z]{46}", text)
    assert made == {
        **ATS,
        "id": made["id"],
        "prefix": text[:16],
        "createdAt": "2026-11-22T09:00:01.000Z",
    }
    found = api.get("/api-keys?limit=1")
    assert (found["total"], found["page"], found["limit"]) == (2, 1, 1)
    assert found["apiKeys"] == [{**made, "lastUsedAt": None}]
    assert text not in str(api.get("/api-keys"))
    ats = Api(http, {"X-API-Key": text})
    id = ats.new()
    refused = ats.call("POST", f"/a2a/interview/{id}/approve", {"approved": True})
    assert (refused.status_code, refused.json()["message"]) == (403, "Missing permission: interview:approve")


def test_a_key_that_is_ended_is_refused_at_once(api: Api, http: TestClient) -> None:
    made = api.post("/api-keys", ATS)
    ats = Api(http, {"X-API-Key": made["key"]})
    id = ats.new()
    assert ats.status(id)["state"] == "VALIDATING_SKILLS"
    assert api.call("DELETE", f"/api-keys/{made['id']}").status_code == 204
    assert ats.call("GET", f"/a2a/interview/{id}/status").status_code == 401
    assert made["id"] not in str(api.get("/api-keys"))
    assert api.call("DELETE", f"/api-keys/{new_id()}").status_code == 404


def test_a_key_lasts_until_the_time_it_was_given(api: Api, http: TestClient, clock: FrozenClock) -> None:
    made = api.post("/api-keys", {**ATS, "expiresAt": "2026-11-22T11:00:00+01:00"})
    assert made["expiresAt"] == "2026-11-22T10:00:00.000Z"
    ats = Api(http, {"X-API-Key": made["key"]})
    clock.advance(timedelta(minutes=59))
    assert ats.call("GET", "/interviews").status_code == 200
    clock.advance(timedelta(minutes=1))
    assert ats.call("GET", "/interviews").status_code == 401


def test_permissions_are_echoed_as_they_were_given(api: Api) -> None:
    """`interview:update` and `interview:assess` are one scope of the core."""
    for given in (["interview:assess"], ["interview:update"], ["*"]):
        made = api.post("/api-keys", {"name": "x", "permissions": given})
        assert made["permissions"] == given
        assert made["expiresAt"] is None
        assert shown(api, made["id"])["permissions"] == given


def test_a_key_made_elsewhere_has_the_permissions_its_scopes_come_to(
    api: Api, house: House, home: Organization
) -> None:
    with house.store.write(operator(home.id)) as tx:
        key, _ = access.mint(tx, NewKey("shell", frozenset({APPROVE, "keys:read"}), live=False))
    listed = shown(api, key.id)
    assert listed["prefix"] == f"vv_test_{key.handle}"
    assert listed["permissions"] == ["interview:approve", "api-key:read"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"permissions": []}, "permissions"),
        ({"permissions": ["interview:fly"]}, "permissions.0"),
        ({"expiresAt": "soon"}, "expiresAt"),
        ({"expiresAt": "2026-11-22T09:00:00Z"}, "expiresAt"),
        ({"expiresAt": "0917-06-09"}, "expiresAt"),
    ],
)
def test_what_is_malformed_is_named(api: Api, wrong: dict[str, Any], field: str) -> None:
    reply = api.call("POST", "/api-keys", {**ATS, **wrong})
    assert reply.status_code == 400
    assert [one["field"] for one in reply.json()["details"]] == [field]


def test_keys_are_for_who_may_make_them(api: Api, person: Api, elsewhere: Caller) -> None:
    made = api.post("/api-keys", ATS)
    assert person.call("POST", "/api-keys", ATS).status_code == 403
    assert person.call("DELETE", f"/api-keys/{made['id']}").status_code == 403
    theirs = Api(api.http, {"X-API-Key": elsewhere.text})
    assert theirs.call("DELETE", f"/api-keys/{made['id']}").status_code == 404
    assert theirs.get("/api-keys")["total"] == 1


def test_a_key_leaves_no_trace_with_an_idempotency_key(api: Api, house: House) -> None:
    """An answer that is kept for a repeated request would hold the key."""
    assert api.call("POST", "/api-keys", ATS, Idempotency_Key="once").status_code == 201
    with house.store.engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from once").scalar_one() == 0
