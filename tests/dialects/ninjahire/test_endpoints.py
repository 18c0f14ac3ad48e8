"""Are the tenant's webhooks served as the contract says?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.dialects.ninjahire.conftest import Client, Json
from vivavoce.actions import webhooks
from vivavoce.actions.house import House
from vivavoce.actions.webhooks import NewEndpoint
from vivavoce.dialects.ninjahire import answers, examples
from vivavoce.domain.identity import Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import ENDPOINT

HOOK: Json = {**examples.WEBHOOK, "url": "https://192.0.43.8/hook"}
OTHER: Json = {**HOOK, "triggered_event": "application_activty", "http_method": "PATCH"}


def test_a_webhook_comes_back_as_set(client: Client) -> None:
    made = client.post("/tenant-webhook", HOOK)
    assert {name: made[name] for name in HOOK} == HOOK
    assert list(made) == ["id", *HOOK, "created_at", "updated_at"]
    answers.SavedWebhook.model_validate(made)
    read = client.get("/tenant-webhook")
    assert read == {name: part for name, part in made.items() if name not in {"type", "content_type"}}


def test_there_is_one_for_each_event(client: Client, house: House, home: Organization) -> None:
    first = client.post("/tenant-webhook", HOOK)
    again = client.post("/tenant-webhook", {**HOOK, "secret": None, "fields": ["status"]})
    assert again["id"] == first["id"]
    assert (again["secret"], again["fields"]) == (None, ["status"])
    assert client.post("/tenant-webhook", OTHER)["id"] != first["id"]
    with house.store.read(home.id) as view:
        known = view.every(ENDPOINT)
    assert [(one.timeout_ms, one.max_retries) for one in known] == [(10_000, 5)] * 2
    assert all(webhooks.reveal(house.sealer, one) for one in known)


def test_the_one_changed_last_is_read(client: Client, clock: FrozenClock) -> None:
    assert client.call("GET", "/tenant-webhook").status_code == 404
    first = client.post("/tenant-webhook", HOOK)["id"]
    clock.advance(timedelta(seconds=1))
    second = client.post("/tenant-webhook", OTHER)["id"]
    assert client.get("/tenant-webhook")["id"] == second
    assert client.get("/tenant-webhook", triggered_event="call_activity")["id"] == first
    clock.advance(timedelta(seconds=1))
    client.post("/tenant-webhook", HOOK)
    assert client.get("/tenant-webhook")["id"] == first
    assert client.call("GET", "/tenant-webhook", params={"triggered_event": "x"}).status_code == 400


@pytest.mark.parametrize("active", [True, False])
def test_unsubscribed_and_subscribed_again(
    client: Client, house: House, home: Organization, active: bool
) -> None:
    made = client.post("/tenant-webhook", {**HOOK, "is_active": active})
    for _ in range(2):
        gone = client.post(f"/tenant-webhook/unsubscribe/{made['id']}")
        assert gone == {**made, "is_deleted": True, "updated_at": gone["updated_at"]}
    assert client.call("GET", "/tenant-webhook").status_code == 404
    with house.store.read(home.id) as view:
        assert not view.get(ENDPOINT, made["id"]).active
    for _ in range(2):
        back = client.post(f"/tenant-webhook/subscribe/{made['id']}")
        assert back == {**made, "is_deleted": False, "updated_at": back["updated_at"]}
    with house.store.read(home.id) as view:
        assert view.get(ENDPOINT, made["id"]).active is active


def test_set_anew_it_is_subscribed_again(client: Client) -> None:
    id = client.post("/tenant-webhook", HOOK)["id"]
    client.post(f"/tenant-webhook/unsubscribe/{id}")
    assert client.post("/tenant-webhook", HOOK)["id"] == id
    assert client.get("/tenant-webhook")["is_active"] is True


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"triggered_event": "application_activity"}, "triggered_event"),
        ({"type": "pre_call"}, "type"),
        ({"http_method": "GET"}, "http_method"),
        ({"content_type": "text/plain"}, "content_type"),
        ({"tenant_id": "7"}, "tenant_id"),
        ({"fields": "id"}, "fields"),
        ({"url": "ftp://example.com"}, "url"),
        ({"url": "https://10.0.0.1/hook"}, "url"),
    ],
)
def test_broken_webhooks(client: Client, broken: Json, field: str) -> None:
    reply = client.call("POST", "/tenant-webhook", {**HOOK, **broken})
    assert (reply.status_code, [one["field"] for one in reply.json()["errors"]]) == (400, [field])


def test_the_tenants_old_id_is_kept(client: Client) -> None:
    theirs = new_id().upper()
    assert client.post("/tenant-webhook", {**HOOK, "tenant_id": theirs})["tenant_id"] == theirs


def test_what_is_anothers_does_not_exist(
    client: Client, stranger: Client, house: House, home: Organization
) -> None:
    id = client.post("/tenant-webhook", HOOK)["id"]
    with house.store.write(operator(home.id)) as tx:
        foreign = webhooks.create(tx, house.sealer, NewEndpoint("example", HOOK["url"], "s", (), ()))
    for caller, one in ((stranger, id), (client, foreign.id), (client, "nonsense")):
        assert caller.call("POST", f"/tenant-webhook/unsubscribe/{one}").status_code == 404
    assert stranger.call("GET", "/tenant-webhook").status_code == 404
