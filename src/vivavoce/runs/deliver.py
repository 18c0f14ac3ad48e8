"""Run `deliver`: one attempt to tell one endpoint of one event, in its dialect's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vivavoce.actions import interviews, reports, webhooks
from vivavoce.actions.links import Links
from vivavoce.actions.webhooks import Outcome, Parcel
from vivavoce.actions.wording import Letter, Words
from vivavoce.domain.errors import Conflict, NotFound
from vivavoce.domain.events import Event
from vivavoce.domain.identity import system
from vivavoce.kit.clock import Clock
from vivavoce.kit.destinations import Refused, Unreachable
from vivavoce.kit.outbound import Outbound
from vivavoce.kit.secrets import Sealer
from vivavoce.runs.durable import Run, left_alone
from vivavoce.store.database import Store


@dataclass(frozen=True, slots=True)
class Courier:
    """What telling needs. `words` by dialect name."""

    store: Store
    clock: Clock
    links: Links
    sealer: Sealer
    outbound: Outbound
    words: Mapping[str, Words]


def make(courier: Courier) -> Run:
    """The subject is a delivery."""

    def perform(organization_id: str, delivery_id: str) -> None:
        with courier.store.read(organization_id) as view:
            parcel = webhooks.parcel(view, courier.sealer, delivery_id)
        if parcel is None:
            return
        try:
            _attempt(courier, parcel)
        except Conflict:
            return

    return Run("deliver", perform, left_alone)


def _attempt(courier: Courier, parcel: Parcel) -> None:
    """Raises Conflict when another worker was faster."""
    words = courier.words[parcel.endpoint.dialect]
    event = _event(courier, parcel)
    label = words.label(event.name)
    wanted = label is not None and parcel.endpoint.active
    body = (parcel.delivery.body or _render(courier, parcel, words, event)) if wanted else None
    owner = system(parcel.delivery.organization_id)
    if label is None or body is None:
        with courier.store.write(owner) as tx:
            webhooks.drop(tx, parcel.delivery.id)
        return
    outcome = _send(courier, parcel, words, label, body)
    with courier.store.write(owner) as tx:
        webhooks.attempted(tx, parcel, outcome, words.delays(parcel.endpoint.max_retries))


def _event(courier: Courier, parcel: Parcel) -> Event:
    with courier.store.read(parcel.delivery.event_organization_id) as view:
        return webhooks.event_of(view, parcel.delivery.event_id)


def _render(courier: Courier, parcel: Parcel, words: Words, event: Event) -> bytes | None:
    """The bytes of every attempt; None when what it tells of has been deleted since."""
    actor = system(parcel.delivery.event_organization_id)
    with courier.store.read(actor.organization_id) as view:
        try:
            dossier = interviews.read(view, actor, courier.links, event.subject_id)
        except NotFound:
            return None
        letter = Letter(
            event, parcel.delivery.id, dossier, lambda: reports.pdf(view, actor, event.subject_id)
        )
        body = words.body(letter)
    with courier.store.write(system(parcel.delivery.organization_id)) as tx:
        return webhooks.rendered(tx, parcel.delivery.id, body)


def _send(courier: Courier, parcel: Parcel, words: Words, label: str, body: bytes) -> Outcome:
    now, id = courier.clock.now(), parcel.delivery.id
    product = {"content-type": "application/json", **words.headers(parcel.secret, label, id, now, body)}
    headers = webhooks.envelope(parcel.headers, product, parcel.secret, id, now, body)
    try:
        answer = courier.outbound.send(
            "POST", parcel.endpoint.url, headers, body, parcel.endpoint.timeout_ms / 1000
        )
    except (Refused, Unreachable) as error:
        return Outcome(None, 0, str(error))
    return Outcome(
        answer.status, answer.duration_ms, None, answer.body_first_2k.decode("utf-8", "replace")[:2000]
    )
