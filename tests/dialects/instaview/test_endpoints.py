"""Do webhook configurations answer as the contract says?"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

from tests.dialects.conftest import Caller
from tests.dialects.sink import Sink
from vivavoce.actions.house import House
from vivavoce.dialects.instaview.endpoints import NOT_SUBSCRIBED
from vivavoce.domain.identity import Organization, operator
from vivavoce.store.shapes import ENDPOINT

HOOK: dict[str, Any] = {
    "url": "https://192.0.43.8/hook",
    "events": [2, "INTERVIEW_COMPLETED", "sourcing.failed"],
}
HEADERS = [{"name": name, "value": "x"} for name in ("Authorization", "X-My-Token", "X-Plain")]


def test_a_webhook_is_registered_and_never_shows_its_secrets(caller: Caller) -> None:
    made = caller.post("/webhooks", HOOK | {"headers": HEADERS, "name": "Production"})
    assert len(made.pop("signingSecret")) == 64
    assert made["events"] == ["ping", "interview.completed", "sourcing.failed"]
    assert made["headers"] == [
        {"name": "Authorization", "isMasked": True},
        {"name": "X-My-Token", "isMasked": True},
        {"name": "X-Plain", "isMasked": False},
    ]
    assert (made["apiKeyId"], made["companyId"]) == (caller.key.id, None)
    assert caller.get(f"/webhooks/{made['id']}") == made
    assert caller.get("/webhooks") == {"data": [made], "total": 1}


def test_a_webhook_is_changed_reset_and_deleted(caller: Caller, house: House, home: Organization) -> None:
    id = caller.post("/webhooks", HOOK)["id"]
    changed = caller.patch(
        f"/webhooks/{id}", {"events": ["ping"], "isActive": False, "headers": HEADERS[2:], "name": "Later"}
    )
    assert (changed["events"], changed["isActive"], changed["name"]) == (["ping"], False, "Later")
    assert [header["name"] for header in changed["headers"]] == ["X-Plain"]
    with house.store.write(operator(home.id)) as tx:
        tx.change(ENDPOINT, id, failures=10, opened_at=tx.now)
    assert caller.get(f"/webhooks/{id}")["circuitOpenedAt"] == "2026-11-22T09:00:00Z"
    reset = caller.post(f"/webhooks/{id}/reset-circuit")
    assert (reset["consecutiveFailures"], reset["circuitOpenedAt"], reset["isActive"]) == (0, None, True)
    gone = caller.call("DELETE", f"/webhooks/{id}")
    assert (gone.status_code, gone.content) == (204, b"")
    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("PATCH", ""),
        ("POST", "/test"),
        ("POST", "/reset-circuit"),
    ):
        assert caller.call(method, f"/webhooks/{id}{path}", {}).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["http://192.0.43.8/", "https://10.0.0.1/", "https://user@192.0.43.8/", "https://192.0.43.8:99/"],
)
def test_an_address_that_is_not_allowed(caller: Caller, address: str) -> None:
    refused = caller.call("POST", "/webhooks", HOOK | {"url": address})
    assert refused.status_code == 400
    assert refused.json()["message"][0].startswith("url is not allowed: ")
    id = caller.post("/webhooks", HOOK)["id"]
    assert caller.call("PATCH", f"/webhooks/{id}", {"url": address}).status_code == 400


def test_whose_events_a_webhook_hears(caller: Caller, home: Organization, elsewhere: Caller) -> None:
    bound = caller.post("/webhooks", HOOK | {"companyId": home.id})
    caller.post("/webhooks", HOOK)
    assert [hook["id"] for hook in caller.get("/webhooks", companyId=home.id)["data"]] == [bound["id"]]
    theirs = elsewhere.key.organization_id
    assert caller.call("POST", "/webhooks", HOOK | {"companyId": theirs}).status_code == 403
    assert elsewhere.call("GET", f"/webhooks/{bound['id']}").status_code == 403


def test_a_ping_is_sent_at_once_and_signed(caller: Caller, receiver: Sink) -> None:
    hook = caller.post("/webhooks", HOOK | {"url": receiver.url, "headers": HEADERS[2:]})
    told = caller.post(f"/webhooks/{hook['id']}/test")
    (request,) = receiver.requests
    assert (told["success"], told["httpStatus"], told["message"]) == (True, 200, "Webhook test successful!")
    assert told["deliveryId"] == request.headers["X-InstaView-Delivery"]
    assert request.headers["X-Plain"] == "x"
    assert request.headers["content-type"] == "application/json"
    secret = hook["signingSecret"].encode()
    assert (
        request.headers["X-InstaView-Signature"] == hmac.new(secret, request.body, hashlib.sha256).hexdigest()
    )


def test_a_ping_that_fails_is_told_with_success(caller: Caller, receiver: Sink) -> None:
    id = caller.post("/webhooks", HOOK | {"url": receiver.url})["id"]
    receiver.status = 500
    refused = caller.post(f"/webhooks/{id}/test")
    assert (refused["success"], refused["httpStatus"]) == (False, 500)
    caller.patch(f"/webhooks/{id}", {"url": "http://127.0.0.1:1/"})
    unreachable = caller.post(f"/webhooks/{id}/test")
    assert unreachable["success"] is False
    assert unreachable["message"].startswith("Webhook test failed: ")
    caller.patch(f"/webhooks/{id}", {"events": ["interview.started"]})
    assert caller.post(f"/webhooks/{id}/test") == {"success": False, "message": NOT_SUBSCRIBED}
