"""How webhook configurations are served."""

from __future__ import annotations

from typing import Any

from vivavoce.actions import telling, webhooks
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.instaview import inbound, outbound
from vivavoce.dialects.instaview.reply import NO_CONTENT, created, ok
from vivavoce.dialects.instaview.webhooks import InstaViewWords
from vivavoce.dialects.plain import path_id
from vivavoce.domain.errors import Invalid
from vivavoce.domain.events import Endpoint
from vivavoce.kit.destinations import Refused
from vivavoce.kit.secrets import new_hex_secret
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

PING = "ping"
NOT_SUBSCRIBED = "Webhook is not subscribed to ping events. Add the ping event to the webhook configuration."


def create_webhook(call: Call) -> Reply:
    """Looks the address up before a transaction begins, because that may take seconds."""
    _admit(call, call.body.url)
    secret = new_hex_secret(64)
    with call.house.store.write(call.actor) as tx:
        endpoint = webhooks.create(tx, call.house.sealer, inbound.new_endpoint(call.body, secret))
    names = [header.name for header in call.body.headers or ()]
    return created(call, outbound.webhook(endpoint, names, secret))


def list_webhooks(view: View, call: Call) -> Reply:
    found = webhooks.listing(view, call.actor, inbound.DIALECT, call.query.company_id)
    return ok(call, {"data": [_shown(call, endpoint) for endpoint in found], "total": len(found)})


def read_webhook(view: View, call: Call) -> Reply:
    return ok(call, _shown(call, webhooks.read(view, call.actor, path_id(call, "webhook"))))


def change_webhook(call: Call) -> Reply:
    """Looks a new address up before a transaction begins, because that may take seconds."""
    id = path_id(call, "webhook")
    if call.body.url:
        _admit(call, call.body.url)
    with call.house.store.write(call.actor) as tx:
        changed = webhooks.change(tx, call.house.sealer, id, inbound.change_endpoint(call.body))
    return ok(call, _shown(call, changed))


def delete_webhook(tx: Tx, call: Call) -> Reply:
    webhooks.delete(tx, path_id(call, "webhook"))
    return NO_CONTENT


def reset_circuit(tx: Tx, call: Call) -> Reply:
    return ok(call, _shown(call, webhooks.close_circuit(tx, path_id(call, "webhook"))))


def ping_webhook(call: Call) -> Reply:
    """Sends a ping at once, outside any transaction; it is told here and nowhere kept."""
    with call.house.store.read(call.actor.organization_id) as view:
        endpoint = webhooks.read(view, call.actor, path_id(call, "webhook"))
    if PING not in endpoint.events:
        return ok(call, {"success": False, "message": NOT_SUBSCRIBED})
    return ok(call, _ping(call, endpoint))


def _ping(call: Call, endpoint: Endpoint) -> dict[str, Any]:
    house, words = call.house, InstaViewWords()
    with house.store.read(call.actor.organization_id) as view:
        stamp = telling.trial(view, call.actor, house.sealer, words, endpoint, house.clock)
    outcome = telling.send(house.outbound, words, stamp, webhooks.own_headers(house.sealer, endpoint))
    if outcome.http_status is None:
        return {"success": False, "message": f"Webhook test failed: {outcome.error}"}
    failure = f"Webhook test failed: the endpoint answered {outcome.http_status}"
    return {
        "success": outcome.delivered,
        "deliveryId": stamp.delivery_id,
        "httpStatus": outcome.http_status,
        "durationMs": outcome.duration_ms,
        "message": "Webhook test successful!" if outcome.delivered else failure,
    }


def _admit(call: Call, url: str) -> None:
    try:
        call.house.outbound.intake(url)
    except Refused as error:
        raise Invalid.because("url", f"url is not allowed: {error.reason}") from error


def _shown(call: Call, endpoint: Endpoint) -> dict[str, Any]:
    return outbound.webhook(endpoint, webhooks.header_names(call.house.sealer, endpoint))
