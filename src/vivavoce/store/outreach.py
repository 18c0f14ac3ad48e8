"""The prepared list of who was invited to a job and how far each has come; it binds `org` (tested)."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa

from vivavoce.domain.interview import UNPLANNED, Channel, State
from vivavoce.store import schema


class Reached(StrEnum):
    """How far somebody who was invited has come."""

    DRAFT = "draft"
    UNSENT = "unsent"
    SENT = "sent"
    OPENED = "opened"
    CONSENTED = "consented"
    PASSED = "passed"
    LIVE = "live"
    FINISHED = "finished"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


_ORG: sa.BindParameter[str] = sa.bindparam("org")
_interview = schema.interview.c
_candidate = schema.candidate.c
_link = schema.invitation.c
_code = schema.code.c
_receipt = schema.receipt.c
_NAME = sa.func.trim(_candidate.first_name + " " + _candidate.last_name)
_OVER = (State.ASSESSING, State.ASSESSMENT_REVIEW, State.RELEASED)

_newest_link = (
    sa.select(_link.id)
    .where(_link.organization_id == _ORG, _link.interview_id == _interview.id)
    .order_by(_link.created_at.desc(), _link.id.desc())
    .limit(1)
    .correlate(schema.interview)
    .scalar_subquery()
)
_passed = sa.exists(
    sa.select(1)
    .where(_code.organization_id == _ORG, _code.invitation_id == _link.id, _code.used_at.is_not(None))
    .correlate(schema.invitation)
)
_consented = sa.exists(
    sa.select(1)
    .where(
        _receipt.organization_id == _ORG,
        _receipt.interview_id == _interview.id,
        _receipt.withdrawn_at.is_(None),
    )
    .correlate(schema.interview)
)


def _stands(*states: State) -> sa.ColumnElement[bool]:
    return _interview.state.in_([state.value for state in states])


_reached: sa.ColumnElement[str] = sa.case(
    (_stands(State.CANCELLED, State.REJECTED), Reached.WITHDRAWN.value),
    (_stands(State.FAILED), Reached.FAILED.value),
    (_stands(State.LIVE), Reached.LIVE.value),
    (_stands(*_OVER), Reached.FINISHED.value),
    (_stands(State.EXPIRED), Reached.EXPIRED.value),
    (_link.expires_at <= sa.bindparam("now", type_=_link.expires_at.type), Reached.EXPIRED.value),
    (_stands(*sorted(UNPLANNED)), Reached.DRAFT.value),
    (_passed, Reached.PASSED.value),
    (_consented, Reached.CONSENTED.value),
    (_link.opened_at.is_not(None), Reached.OPENED.value),
    (_link.mailed_at.is_not(None), Reached.SENT.value),
    else_=Reached.UNSENT.value,
)
_NEWEST = (_interview.created_at.desc(), _interview.id.desc())
_ORDERS: dict[str, tuple[Any, ...]] = {
    "-invited": _NEWEST,
    "invited": (_interview.created_at, _interview.id),
    "name": (sa.func.lower(_NAME), *_NEWEST),
    "-name": (sa.func.lower(_NAME).desc(), *_NEWEST),
    "until": (_link.expires_at, *_NEWEST),
    "-until": (_link.expires_at.desc(), *_NEWEST),
}
ORDERS = frozenset(_ORDERS)


@cache
def invited(order: str, *, by_reached: bool, about: bool) -> sa.Select[Any]:
    """The fields of `actions.invitees.Invitee`, in order, and how many there are in all."""
    needle: sa.BindParameter[str] = sa.bindparam("about")
    conditions = [
        _interview.organization_id == _ORG,
        _interview.deleted_at.is_(None),
        _interview.job_id == sa.bindparam("job"),
        _interview.is_test.is_(False),
        schema.agent.c.channel == Channel.ONLINE.value,
    ]
    if by_reached:
        conditions.append(_reached == sa.bindparam("reached"))
    if about:
        full = _candidate.first_name + " " + _candidate.last_name
        found = [sa.func.lower(text).like(needle, escape="\\") for text in (full, _candidate.email)]
        conditions.append(sa.or_(*found))
    return (
        sa.select(
            _interview.id,
            _candidate.id,
            _NAME,
            _candidate.email,
            _interview.state,
            _reached,
            _interview.mails,
            _interview.created_at,
            _link.id,
            _link.expires_at,
            _link.mailed_at,
            _link.opened_at,
            sa.func.count().over(),
        )
        .select_from(
            schema.interview.join(schema.candidate, _candidate.id == _interview.candidate_id)
            .join(schema.agent, schema.agent.c.id == _interview.agent_id)
            .outerjoin(schema.invitation, _link.id == _newest_link)
        )
        .where(*conditions)
        .order_by(*_ORDERS[order])
        .limit(sa.bindparam("limit"))
        .offset(sa.bindparam("offset"))
    )
