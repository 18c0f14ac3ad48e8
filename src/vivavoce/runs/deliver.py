"""Run `deliver`: one attempt to tell one endpoint of one event, in its dialect's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vivavoce.actions import deliveries, interviews, reports, telling
from vivavoce.actions.deliveries import Parcel
from vivavoce.actions.links import Links
from vivavoce.actions.wording import Desk, Letter, Stamp, Words
from vivavoce.domain.errors import Conflict, NotFound
from vivavoce.domain.events import Event
from vivavoce.domain.identity import Actor, system
from vivavoce.kit.clock import Clock
from vivavoce.kit.outbound import Outbound
from vivavoce.kit.secrets import Sealer
from vivavoce.runs.durable import Run, left_alone
from vivavoce.store.database import Store
from vivavoce.store.view import View

ELSEWHERE = ("job.", "candidate.", "application.")


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
            parcel = deliveries.parcel(view, courier.sealer, delivery_id)
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
            deliveries.drop(tx, parcel.delivery.id)
        return
    delivery, endpoint = parcel.delivery, parcel.endpoint
    home, number = delivery.event_organization_id, delivery.attempts + 1
    now = courier.clock.now()
    stamp = Stamp(parcel.secret, label, delivery.id, home, number, now, body, endpoint)
    outcome = telling.send(courier.outbound, words, stamp, parcel.headers)
    with courier.store.write(owner) as tx:
        deliveries.attempted(tx, parcel, outcome, words.delays(endpoint, delivery.id))


def _event(courier: Courier, parcel: Parcel) -> Event:
    with courier.store.read(parcel.delivery.event_organization_id) as view:
        return deliveries.event_of(view, parcel.delivery.event_id)


def _render(courier: Courier, parcel: Parcel, words: Words, event: Event) -> bytes | None:
    """The bytes of every attempt; None when what it tells of has been deleted since."""
    actor = system(parcel.delivery.event_organization_id)
    with courier.store.read(actor.organization_id) as view:
        try:
            body = words.body(_letter(courier, parcel, event, view, actor))
        except NotFound:
            return None
    if body is None:
        return None
    with courier.store.write(system(parcel.delivery.organization_id)) as tx:
        return deliveries.rendered(tx, parcel.delivery.id, body)


def _letter(courier: Courier, parcel: Parcel, event: Event, view: View, actor: Actor) -> Letter:
    """Raises NotFound for an interview that was deleted."""
    of_interview = not event.name.startswith(ELSEWHERE)
    dossier = interviews.read(view, actor, courier.links, event.subject_id) if of_interview else None
    return Letter(
        event,
        parcel.delivery.id,
        dossier,
        lambda: reports.pdf(view, actor, event.subject_id),
        parcel.endpoint,
        Desk(view, actor, courier.links),
    )
