"""Is a tenant's webhook set, shown, tried and taken away as the contract says?"""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
from typing import Any

import pytest

from tests.dialects.a2a.conftest import Api
from tests.dialects.sink import Received, Sink
from vivavoce.actions.house import House
from vivavoce.dialects.a2a.vocabulary import EVENTS_OF
from vivavoce.domain.identity import Organization
from vivavoce.store import schema
from vivavoce.store.shapes import ENDPOINT

PATH = "/tenants/me/webhook-config"
HOOK: dict[str, Any] = {"callbackUrl": "https://192.0.43.8/hook"}
SECRET = "0123456789abcdef0123456789abcdef"
NODE = """
const [secret, stamp, body] = process.argv.slice(1)
console.log('sha256=' + require('crypto').createHmac('sha256', secret).update(stamp + '.' + body).digest('hex'))
"""


def put(api: Api, **changes: Any) -> Any:
    reply = api.call("PUT", PATH, {**HOOK, **changes})
    assert reply.status_code == 200, reply.text
    return reply.json()


def heard(house: House) -> set[str]:
    with house.store.engine.connect() as connection:
        rows = connection.execute(schema.subscription.select())
        return {row.event for row in rows if row.dialect == "a2a"}


def test_a_secret_is_made_shown_once_and_then_kept(api: Api) -> None:
    assert api.call("GET", PATH).status_code == 404
    made = put(api)
    secret = made["secret"]
    assert len(secret) == 64
    assert made == {
        "callbackUrl": "https://192.0.43.8/hook",
        "secret": secret,
        "events": [],
        "isActive": True,
        "createdAt": "2026-11-22T09:00:00.000Z",
        "updatedAt": "2026-11-22T09:00:00.000Z",
    }
    shown = {**made, "secret": f"****{secret[-4:]}"}
    assert api.get(PATH) == shown
    assert put(api, secret="") == shown
    assert put(api, events=["interview.approved"], isActive=False) == {
        **shown,
        "events": ["interview.approved"],
        "isActive": False,
    }


def test_a_secret_that_is_given_is_taken_and_never_shown(api: Api) -> None:
    assert put(api, secret=SECRET)["secret"] == "****cdef"
    assert put(api, secret=SECRET[::-1])["secret"] == "****3210"
    assert put(api)["secret"] == api.get(PATH)["secret"] == "****3210"


def test_it_hears_all_events_or_those_named(api: Api, house: House) -> None:
    put(api)
    assert heard(house) == {event.value for events in EVENTS_OF.values() for event in events}
    put(api, events=["interview.cancelled", "interview.cancelled"])
    assert heard(house) == {event.value for event in EVENTS_OF["interview.cancelled"]}
    assert api.call("DELETE", PATH).status_code == 204
    assert heard(house) == set()
    assert api.call("GET", PATH).status_code == api.call("DELETE", PATH).status_code == 404
    assert api.call("POST", f"{PATH}/test").status_code == 404


def test_there_is_one_endpoint_and_it_is_the_tenants(api: Api, house: House, home: Organization) -> None:
    for _ in range(2):
        put(api)
    with house.store.read(home.id) as view:
        (endpoint,) = view.every(ENDPOINT, dialect="a2a")
    assert (endpoint.key_id, endpoint.scope_id, endpoint.timeout_ms) == (None, home.id, 5000)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"callbackUrl": "http://192.0.43.8/"}, "callbackUrl"),
        ({"callbackUrl": "https://10.0.0.1/"}, "callbackUrl"),
        ({"callbackUrl": "http://169.254.169.254/latest"}, "callbackUrl"),
        ({"callbackUrl": "https://me@192.0.43.8/"}, "callbackUrl"),
        ({"callbackUrl": ""}, "callbackUrl"),
        ({"secret": "x" * 31}, "secret"),
        ({"secret": "x" * 257}, "secret"),
        ({"events": ["interview.flown"]}, "events.0"),
        ({"isActive": "yes"}, "isActive"),
    ],
)
def test_what_is_not_allowed_is_named(api: Api, wrong: dict[str, Any], field: str) -> None:
    reply = api.call("PUT", PATH, {**HOOK, **wrong})
    assert reply.status_code == 400
    assert [one["field"] for one in reply.json()["details"]] == [field]
    assert api.call("GET", PATH).status_code == 404


def signature(secret: str, request: Received) -> str:
    told_at = request.headers["X-Webhook-Timestamp"]
    return (
        "sha256="
        + hmac.new(secret.encode(), f"{told_at}.".encode() + request.body, hashlib.sha256).hexdigest()
    )


def test_a_test_is_sent_at_once_and_signed(api: Api, receiver: Sink, home: Organization) -> None:
    put(api, callbackUrl=receiver.url, secret=SECRET)
    told = api.post(f"{PATH}/test")
    assert told == {"delivered": True, "status": 200, "durationMs": told["durationMs"], "error": None}
    (request,) = receiver.requests
    said = json.loads(request.body)
    assert (said["event"], said["state"], said["tenantId"]) == (
        "interview.plan_generated",
        "PENDING",
        home.id,
    )
    assert request.headers["X-Tenant-ID"] == home.id
    assert request.headers["X-Webhook-Attempt"] == "1"
    assert said["timestamp"] == request.headers["X-Webhook-Timestamp"] == "2026-11-22T09:00:00.000Z"
    by_node = subprocess.run(
        ["node", "-e", NODE, SECRET, said["timestamp"], request.body.decode()],
        capture_output=True,
        check=True,
        text=True,
    )
    assert request.headers["X-Webhook-Signature"] == signature(SECRET, request) == by_node.stdout.strip()


def test_a_test_that_fails_is_told_with_success(api: Api, receiver: Sink) -> None:
    put(api, callbackUrl=receiver.url)
    receiver.status = 500
    refused = api.post(f"{PATH}/test")
    assert (refused["delivered"], refused["status"]) == (False, 500)
    put(api, callbackUrl="http://127.0.0.1:1/")
    unreachable = api.post(f"{PATH}/test")
    assert (unreachable["delivered"], unreachable["status"]) == (False, None)
    assert unreachable["error"]


def test_it_is_an_administrators_matter(api: Api, person: Api) -> None:
    put(api)
    assert person.get(PATH)["callbackUrl"] == HOOK["callbackUrl"]
    assert person.call("PUT", PATH, HOOK).status_code == 403
    assert person.call("POST", f"{PATH}/test").status_code == 403
    assert person.call("DELETE", PATH).status_code == 403
