"""How one attempt to tell an endpoint is sent, be it of an event or to try the endpoint out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from vivavoce.actions import deliveries, webhooks
from vivavoce.actions.deliveries import Outcome
from vivavoce.actions.wording import Stamp, Words
from vivavoce.domain.events import Endpoint, Header
from vivavoce.domain.identity import Actor
from vivavoce.kit.clock import Clock
from vivavoce.kit.destinations import Refused, Unreachable
from vivavoce.kit.ids import new_id
from vivavoce.kit.outbound import Outbound
from vivavoce.kit.secrets import Sealer
from vivavoce.store.view import View

_SPREAD = 0.1


def send(outbound: Outbound, words: Words, stamp: Stamp, own: Sequence[Header]) -> Outcome:
    """One request, answered or not; the address is checked again as it is connected to."""
    product = {"content-type": "application/json", **words.headers(stamp)}
    headers = deliveries.envelope(own, product, stamp.secret, stamp.delivery_id, stamp.at, stamp.body)
    endpoint = stamp.endpoint
    seconds = endpoint.timeout_ms / 1000
    try:
        answer = outbound.send(words.method(endpoint), endpoint.url, headers, stamp.body, seconds)
    except (Refused, Unreachable) as error:
        return Outcome(None, 0, str(error))
    wait = answer.header("retry-after")
    return Outcome(
        answer.status,
        answer.duration_ms,
        None,
        answer.body_first_2k.decode("utf-8", "replace")[:2000],
        timedelta(seconds=int(wait)) if wait.isascii() and wait.isdigit() and len(wait) < 7 else None,
    )


def trial(view: View, actor: Actor, sealer: Sealer, words: Words, endpoint: Endpoint, clock: Clock) -> Stamp:
    """What to send to try an endpoint out; nothing of it is kept."""
    actor.need("endpoints:read", "endpoints:write")
    now = clock.now()
    label, body = words.sample(endpoint, now)
    secret = webhooks.secret_of(view, sealer, endpoint)
    return Stamp(secret, label, new_id(), endpoint.organization_id, 1, now, body, endpoint)


def spread(delays: Sequence[timedelta], delivery_id: str) -> tuple[timedelta, ...]:
    """The delays, each moved by up to 10 % either way, always the same for one delivery."""
    moved = []
    for number, delay in enumerate(delays):
        chance = sha256(f"{delivery_id} {number}".encode()).digest()[0] / 255
        moved.append(delay * (1 + _SPREAD * (2 * chance - 1)))
    return tuple(moved)
