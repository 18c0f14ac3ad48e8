"""How a tenant's one webhook is set, shown, tried and taken away (contract §9)."""

from __future__ import annotations

from typing import Any

from vivavoce.actions import telling, webhooks
from vivavoce.actions.webhooks import ChangeEndpoint, NewEndpoint
from vivavoce.dialects.a2a.admin_wire import PutTenantHook
from vivavoce.dialects.a2a.inbound import TIMEOUT_MS
from vivavoce.dialects.a2a.reply import NO_CONTENT, ok
from vivavoce.dialects.a2a.vocabulary import DIALECT, EVENTS_OF
from vivavoce.dialects.a2a.webhooks import A2aWords
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.domain.change import KEEP
from vivavoce.domain.errors import Invalid, NotFound
from vivavoce.domain.events import Endpoint
from vivavoce.kit.clock import iso_millis
from vivavoce.kit.destinations import Refused
from vivavoce.kit.secrets import new_hex_secret
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


def read_webhook_config(view: View, call: Call) -> Reply:
    endpoint = _known(view)
    return ok(_shown(endpoint, _masked(webhooks.reveal(call.house.sealer, endpoint))))


def put_webhook_config(call: Call) -> Reply:
    """Looks the address up before a transaction begins, because that may take seconds."""
    asked, sealer = call.body, call.house.sealer
    _admit(call, asked.callback_url)
    with call.house.store.write(call.actor) as tx:
        known = webhooks.own(tx.view, DIALECT)
        if known is not None:
            changed = webhooks.change(tx, sealer, known.id, _change(asked))
            return ok(_shown(changed, _masked(webhooks.reveal(sealer, changed))))
        secret = asked.secret or new_hex_secret(64)
        made = webhooks.put(tx, sealer, _new(asked, secret, call.actor.organization_id))
        return ok(_shown(made, _masked(secret) if asked.secret else secret))


def delete_webhook_config(tx: Tx, call: Call) -> Reply:  # noqa: ARG001
    webhooks.delete(tx, _known(tx.view).id)
    return NO_CONTENT


def try_webhook_config(call: Call) -> Reply:
    """Sends a plan of an interview that does not exist, at once; it is told here and nowhere kept."""
    house, words = call.house, A2aWords()
    with house.store.read(call.actor.organization_id) as view:
        endpoint = _known(view)
        stamp = telling.trial(view, call.actor, house.sealer, words, endpoint, house.clock)
    outcome = telling.send(house.outbound, words, stamp, ())
    return ok(
        {
            "delivered": outcome.delivered,
            "status": outcome.http_status,
            "durationMs": outcome.duration_ms,
            "error": outcome.error,
        }
    )


def _known(view: View) -> Endpoint:
    endpoint = webhooks.own(view, DIALECT)
    if endpoint is None:
        raise NotFound("webhook configuration", "me")
    return endpoint


def _admit(call: Call, url: str) -> None:
    try:
        call.house.outbound.intake(url)
    except Refused as error:
        raise Invalid.because("callbackUrl", f"Must be a public HTTPS address: {error.reason}") from error


def _new(asked: PutTenantHook, secret: str, organization_id: str) -> NewEndpoint:
    events = tuple(dict.fromkeys(asked.events))
    return NewEndpoint(
        dialect=DIALECT,
        url=asked.callback_url,
        secret=secret,
        events=events,
        listens=_listens(events),
        scope_id=organization_id,
        timeout_ms=TIMEOUT_MS,
        active=asked.is_active,
    )


def _change(asked: PutTenantHook) -> ChangeEndpoint:
    """A secret that is not said stays: receivers go on to know their deliveries."""
    events = tuple(dict.fromkeys(asked.events))
    return ChangeEndpoint(
        url=asked.callback_url,
        secret=asked.secret or KEEP,
        events=events,
        listens=_listens(events),
        active=asked.is_active,
    )


def _listens(events: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(event.value for label in events or EVENTS_OF for event in EVENTS_OF[label])


def _masked(secret: str) -> str:
    return f"****{secret[-4:]}"


def _shown(endpoint: Endpoint, secret: str) -> dict[str, Any]:
    return {
        "callbackUrl": endpoint.url,
        "secret": secret,
        "events": list(endpoint.events),
        "isActive": endpoint.active,
        "createdAt": iso_millis(endpoint.created_at),
        "updatedAt": iso_millis(endpoint.updated_at),
    }
