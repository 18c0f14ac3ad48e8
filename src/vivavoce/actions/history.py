"""What was recorded: events with how they were told, and the audit chain, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vivavoce.domain.events import AuditEntry, Delivery, Event
from vivavoce.domain.identity import Actor, ActorKind
from vivavoce.kit.paging import Page, Slice
from vivavoce.store import trails
from vivavoce.store.shapes import API_KEY, AUDIT, DELIVERY, EVENT, MEMBER
from vivavoce.store.view import View, escape_like


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries. `about` occurs in the action or an id, or in the name of whoever acted."""

    kind: ActorKind | None = None
    about: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events. `family` is the word before a name's dot; `about` occurs in the name or the subject."""

    family: str = ""
    about: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event and its deliveries to endpoints of this organization, without their bodies."""

    event: Event
    deliveries: tuple[Delivery, ...]


def names(view: View, actor: Actor) -> dict[str, str]:
    """How people and keys are called, by id."""
    actor.need("members:read")
    people = {member.id: member.name for member in view.every(MEMBER)}
    return people | {key.id: key.name for key in view.every(API_KEY)}


def entries(view: View, actor: Actor, page: Page, wanted: AuditFilter) -> Slice[AuditEntry]:
    """One page of the audit chain, newest first."""
    actor.need("organizations:read")
    bound: dict[str, Any] = _period(wanted.since, wanted.until)
    if wanted.kind:
        bound["kind"] = wanted.kind.value
    if wanted.about:
        bound["about"] = _needle(wanted.about)
        called = wanted.about.lower()
        bound["actors"] = [id for id, name in names(view, actor).items() if called in name.lower()]
    rows, total = _asked(view, trails.audits(frozenset(bound)), bound, page)
    return Slice(tuple(AUDIT.load(row) for row in rows), total, page)


def events(view: View, actor: Actor, page: Page, wanted: EventFilter) -> Slice[Recorded]:
    """One page of the organization's events, newest first."""
    actor.need("endpoints:read")
    bound: dict[str, Any] = _period(wanted.since, wanted.until)
    if wanted.family:
        bound["family"] = f"{wanted.family}.%"
    if wanted.about:
        bound["about"] = _needle(wanted.about)
    rows, total = _asked(view, trails.events(frozenset(bound)), bound, page)
    found = tuple(EVENT.load(row) for row in rows)
    told = _deliveries(view, found)
    return Slice(tuple(Recorded(event, tuple(told[event.id])) for event in found), total, page)


def _deliveries(view: View, found: tuple[Event, ...]) -> dict[str, list[Delivery]]:
    told: dict[str, list[Delivery]] = {event.id: [] for event in found}
    if not found:
        return told
    span = {"first": min(event.at for event in found), "last": max(event.at for event in found)}
    for row in view.ask(trails.DELIVERIES_OF, events=list(told), **span):
        delivery = DELIVERY.load(row)
        told[delivery.event_id].append(delivery)
    return told


def _asked(view: View, statement: Any, bound: dict[str, Any], page: Page) -> tuple[list[Any], int]:
    """Rows of one page without their last column, which is how many there are in all."""
    rows = view.ask(statement, **bound, limit=page.limit, offset=page.offset)
    return [row[:-1] for row in rows], rows[0][-1] if rows else 0


def _period(since: datetime | None, until: datetime | None) -> dict[str, Any]:
    return {name: at for name, at in (("since", since), ("until", until)) if at is not None}


def _needle(about: str) -> str:
    return f"%{escape_like(about)}%"
