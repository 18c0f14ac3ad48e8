"""What was recorded and what is kept: audit entries, events, their deliveries, people; each binds `org`."""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from typing import Any

import sqlalchemy as sa

from vivavoce.store import schema
from vivavoce.store.shapes import AUDIT, DELIVERY, EVENT

_ORG: sa.BindParameter[str] = sa.bindparam("org")
_audit = schema.audit.c
_event = schema.event.c
_delivery = schema.delivery.c
_candidate = schema.candidate.c
_TOTAL = sa.func.count().over()
_OURS = sa.select(schema.endpoint.c.id).where(schema.endpoint.c.organization_id == _ORG)


@cache
def audits(given: Set[str]) -> sa.Select[Any]:
    """Audit entries, newest first; the last column is how many there are. What is `given` is bound."""
    needle: sa.BindParameter[str] = sa.bindparam("about")
    said = (_audit.action, _audit.actor_id, _audit.subject_id)
    named = _audit.actor_id.in_(sa.bindparam("actors", expanding=True))
    conditions = {
        "kind": _audit.actor_kind == sa.bindparam("kind"),
        "about": sa.or_(named, *(text.like(needle, escape="\\") for text in said)),
        **_period(_audit.at),
    }
    mine = (_audit.organization_id == _ORG, *_chosen(conditions, given))
    return _page(sa.select(*AUDIT.columns, _TOTAL).where(*mine).order_by(_audit.sequence.desc()))


@cache
def events(given: Set[str]) -> sa.Select[Any]:
    """Events, newest first; the last column is how many there are. What is `given` is bound."""
    needle: sa.BindParameter[str] = sa.bindparam("about")
    conditions = {
        "family": _event.name.like(sa.bindparam("family")),
        "about": sa.or_(*(text.like(needle, escape="\\") for text in (_event.name, _event.subject_id))),
        **_period(_event.at),
    }
    mine = (_event.organization_id == _ORG, *_chosen(conditions, given))
    return _page(sa.select(*EVENT.columns, _TOTAL).where(*mine).order_by(_event.sequence.desc()))


DELIVERIES_OF = (
    sa.select(*(sa.null() if name == "body" else _delivery[name] for name in DELIVERY.names))
    .where(
        _delivery.organization_id == _ORG,
        _delivery.endpoint_id.in_(_OURS),
        _delivery.created_at.between(
            sa.bindparam("first", type_=_delivery.created_at.type),
            sa.bindparam("last", type_=_delivery.created_at.type),
        ),
        _delivery.event_id.in_(sa.bindparam("events", expanding=True)),
    )
    .order_by(_delivery.created_at, _delivery.id)
)
"""Deliveries of some events without their bodies. They are made with their events: hence the period."""


_free = _candidate.id.not_in(
    sa.select(schema.hold.c.candidate_id).where(schema.hold.c.organization_id == _ORG)
)
_due = sa.and_(_free, _candidate.retain_until < sa.bindparam("until", type_=sa.Date))
KEPT = sa.select(sa.func.count(), sa.func.count(sa.case((_due, 1)))).where(
    _candidate.organization_id == _ORG,
    sa.or_(_candidate.first_name != "", _candidate.last_name != "", _candidate.email.is_not(None)),
)
"""How many people are known, and how many of them are to go before `until` because nobody holds them."""


def _period(at: sa.Column[Any]) -> dict[str, sa.ColumnElement[bool]]:
    return {
        "since": at >= sa.bindparam("since", type_=at.type),
        "until": at < sa.bindparam("until", type_=at.type),
    }


def _chosen(conditions: dict[str, sa.ColumnElement[bool]], given: Set[str]) -> list[sa.ColumnElement[bool]]:
    return [condition for name, condition in conditions.items() if name in given]


def _page(rows: sa.Select[Any]) -> sa.Select[Any]:
    return rows.limit(sa.bindparam("limit")).offset(sa.bindparam("offset"))
