"""How the tenant's webhooks are served: one for each event and type."""

from __future__ import annotations

from vivavoce.actions import webhooks
from vivavoce.actions.webhooks import ChangeEndpoint
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.ninjahire import inbound, outbound
from vivavoce.dialects.ninjahire.reply import ok
from vivavoce.dialects.ninjahire.shelf import DIALECT
from vivavoce.dialects.ninjahire.subscription import subscription
from vivavoce.dialects.ninjahire.wire import TenantWebhook
from vivavoce.dialects.plain import path_id
from vivavoce.domain.errors import Invalid, NotFound
from vivavoce.domain.events import Endpoint
from vivavoce.domain.identity import Actor
from vivavoce.kit.destinations import Refused
from vivavoce.kit.secrets import new_hex_secret
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


def read_webhook(view: View, call: Call) -> Reply:
    """The one changed last, of those that are not unsubscribed."""
    event = call.query.triggered_event
    found = [
        known
        for known in webhooks.listing(view, call.actor, DIALECT)
        if not subscription(known).deleted and event in {None, subscription(known).triggered_event}
    ]
    if not found:
        raise NotFound("webhook", event or "any")
    latest = max(found, key=lambda known: known.updated_at)
    return ok(outbound.webhook(latest, _secret(call, latest)))


def put_webhook(call: Call) -> Reply:
    """Looks the address up before a transaction begins, because that may take seconds."""
    try:
        call.house.outbound.intake(call.body.url)
    except Refused as error:
        raise Invalid.because("url", f"is not allowed: {error.reason}") from error
    with call.house.store.write(call.actor) as tx:
        endpoint = _put(tx, call)
    return ok(outbound.saved_webhook(endpoint, _secret(call, endpoint)))


def subscribe(tx: Tx, call: Call) -> Reply:
    known = _known(tx.view, call)
    options = {**known.options, "deleted": False}
    return _changed(tx, call, known, ChangeEndpoint(options=options, active=subscription(known).is_active))


def unsubscribe(tx: Tx, call: Call) -> Reply:
    known = _known(tx.view, call)
    options = {**known.options, "deleted": True}
    return _changed(tx, call, known, ChangeEndpoint(options=options, active=False))


def _put(tx: Tx, call: Call) -> Endpoint:
    sealer, body, secret = call.house.sealer, call.body, new_hex_secret()
    tx.lock(f"{DIALECT} webhook {body.triggered_event} {body.type}")
    known = _of_kind(tx.view, call.actor, body)
    if known is None:
        return webhooks.create(tx, sealer, inbound.new_endpoint(body, secret))
    return webhooks.change(tx, sealer, known.id, inbound.change_endpoint(body, secret))


def _of_kind(view: View, actor: Actor, body: TenantWebhook) -> Endpoint | None:
    kind = (body.triggered_event, body.type)
    every = webhooks.listing(view, actor, DIALECT)
    return next((one for one in every if _kind(one) == kind), None)


def _kind(endpoint: Endpoint) -> tuple[str, str]:
    wanted = subscription(endpoint)
    return wanted.triggered_event, wanted.type


def _known(view: View, call: Call) -> Endpoint:
    """Raises NotFound, also for an endpoint of another product."""
    id = path_id(call, "webhook")
    known = webhooks.read(view, call.actor, id)
    if known.dialect != DIALECT:
        raise NotFound("webhook", id)
    return known


def _changed(tx: Tx, call: Call, known: Endpoint, wanted: ChangeEndpoint) -> Reply:
    changed = webhooks.change(tx, call.house.sealer, known.id, wanted)
    return ok(outbound.subscribed_webhook(changed, _secret(call, changed)))


def _secret(call: Call, endpoint: Endpoint) -> str:
    return webhooks.reveal(call.house.sealer, endpoint)
