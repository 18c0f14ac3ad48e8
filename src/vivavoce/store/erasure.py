"""The prepared statements that take a person's words out of every table; each binds `org` (tested).

Rows that others stand on stay, without what they said of the person: counts and the audit chain (ids only)
remain true. Beside `org` each binds `candidate`; where a time is set, `at`; see `_ANSWERS` for `stale`.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from vivavoce.domain.events import DeliveryStatus
from vivavoce.domain.scoring import Appraisal
from vivavoce.store import schema
from vivavoce.store.portable import Holds
from vivavoce.store.shapes import ASSESSMENT, INTERVIEW, PLAN

_ORG: sa.BindParameter[str] = sa.bindparam("org")
_CANDIDATE: sa.BindParameter[str] = sa.bindparam("candidate", type_=sa.String)
_candidate = schema.candidate.c
_AT: sa.BindParameter[Any] = sa.bindparam("at", type_=_candidate.updated_at.type)
_ONE: sa.ColumnElement[int] = sa.literal_column("1")

_EMPTY = ASSESSMENT.dump_some({"appraisal": Appraisal((), None, 0.0, "", (), (), (), "erased")})


def _ids(table: sa.Table, column: str, owners: sa.Select[Any] | None = None) -> sa.Select[Any]:
    """The ids of the candidate's rows, or of the rows that belong to `owners`."""
    whose = table.c[column]
    mine = whose == _CANDIDATE if owners is None else whose.in_(owners)
    return sa.select(table.c.id).where(table.c.organization_id == _ORG, mine)


_INTERVIEWS = _ids(schema.interview, "candidate_id")
_APPLICATIONS = _ids(schema.application, "candidate_id")
_INVITATIONS = _ids(schema.invitation, "interview_id", _INTERVIEWS)
_QUESTIONS = _ids(schema.job_question, "application_id", _APPLICATIONS)
_THEMSELVES = sa.select(_candidate.id).where(_candidate.organization_id == _ORG, _candidate.id == _CANDIDATE)

_OWN = (
    _THEMSELVES,
    _INTERVIEWS,
    _APPLICATIONS,
    _INVITATIONS,
    _QUESTIONS,
    _ids(schema.document, "candidate_id"),
    _ids(schema.call, "interview_id", _INTERVIEWS),
    _ids(schema.assessment, "interview_id", _INTERVIEWS),
)
"""Everything of theirs that a product may have a name for."""
_NAMED = sa.union_all(*_OWN)

_EVENTS = sa.select(schema.event.c.id).where(
    schema.event.c.organization_id == _ORG,
    schema.event.c.subject_id.in_(sa.union_all(_THEMSELVES, _INTERVIEWS, _APPLICATIONS)),
)
_DELIVERIES = sa.select(schema.delivery.c.id).where(
    schema.delivery.c.event_organization_id == _ORG, schema.delivery.c.event_id.in_(_EVENTS)
)


def _gone(table: sa.Table, column: str, owners: Any) -> sa.Executable:
    """Deletes the rows that belong to `owners`."""
    where = (table.c.organization_id == _ORG, table.c[column].in_(owners))
    return sa.delete(table).where(*where).returning(_ONE)


def _emptied(table: sa.Table, column: str, owners: Any, **values: Any) -> sa.Executable:
    """Overwrites these columns of the rows that belong to `owners`."""
    where = (table.c.organization_id == _ORG, table.c[column].in_(owners))
    return sa.update(table).where(*where).values(**values).returning(_ONE)


_told = sa.union_all(
    *_OWN,
    sa.select(_candidate.email).where(_candidate.id.in_(_THEMSELVES)),
    sa.select(_candidate.phone).where(_candidate.id.in_(_THEMSELVES)),
).subquery("told")
_once = schema.once.c
_ANSWERS = (
    sa.delete(schema.once)
    .where(
        _once.organization_id == _ORG,
        sa.or_(
            _once.at < sa.bindparam("stale", type_=_once.at.type),
            sa.exists(sa.select(1).where(Holds(_once.body, _told.c.id)).correlate(schema.once)),
        ),
    )
    .returning(_ONE)
)
"""Answers kept for repeated requests: those that name any id of theirs, their address or number.

A product may write ids in its own way, so what is older than `stale` goes as well, whomever it is about.
"""

_pending = schema.delivery.c.status == DeliveryStatus.PENDING.value
_MAIL = (
    sa.update(schema.delivery)
    .where(schema.delivery.c.id.in_(_DELIVERIES))
    .values(
        body=None,
        status=sa.case((_pending, DeliveryStatus.DROPPED.value), else_=schema.delivery.c.status),
        finished_at=sa.case((_pending, _AT), else_=schema.delivery.c.finished_at),
    )
    .returning(_ONE)
)
"""What endpoints were told, or were to be told, wherever these endpoints are at home."""

_ANSWERED = (
    sa.update(schema.attempt)
    .where(schema.attempt.c.delivery_id.in_(_DELIVERIES))
    .values(answer=None)
    .returning(_ONE)
)

ERASING: tuple[tuple[str, sa.Executable], ...] = (
    ("answers", _ANSWERS),
    ("names", _gone(schema.alias, "our_id", _NAMED)),
    ("extras", _gone(schema.extras, "our_id", _NAMED)),
    ("attempts", _ANSWERED),
    ("deliveries", _MAIL),
    ("events", _emptied(schema.event, "id", _EVENTS, note="")),
    ("speech", _gone(schema.speech, "interview_id", _INTERVIEWS)),
    ("turns", _gone(schema.turn, "interview_id", _INTERVIEWS)),
    ("messages", _gone(schema.message, "interview_id", _INTERVIEWS)),
    ("rooms", _gone(schema.room, "interview_id", _INTERVIEWS)),
    ("recordings", _gone(schema.recording, "interview_id", _INTERVIEWS)),
    ("amendments", _gone(schema.amendment, "interview_id", _INTERVIEWS)),
    ("impressions", _gone(schema.impression, "interview_id", _INTERVIEWS)),
    ("adjustments", _gone(schema.adjustment, "interview_id", _INTERVIEWS)),
    ("wishes", _gone(schema.wish, "candidate_id", _THEMSELVES)),
    ("remarks", _gone(schema.remark, "interview_id", _INTERVIEWS)),
    ("ratings", _emptied(schema.rating, "interview_id", _INTERVIEWS, reason="")),
    ("outcomes", _emptied(schema.outcome, "application_id", _APPLICATIONS, reason="")),
    (
        "assessments",
        _emptied(schema.assessment, "interview_id", _INTERVIEWS, **_EMPTY, total=None, digest=""),
    ),
    ("approvals", _emptied(schema.approval, "interview_id", _INTERVIEWS, reason=None)),
    ("steps", _emptied(schema.step, "interview_id", _INTERVIEWS, reason=None)),
    (
        "calls",
        _emptied(schema.call, "interview_id", _INTERVIEWS, notes=None, recording_url=None, reference=None),
    ),
    ("codes", _gone(schema.code, "invitation_id", _INVITATIONS)),
    (
        "invitations",
        _emptied(
            schema.invitation,
            "interview_id",
            _INTERVIEWS,
            message=None,
            reply_to=None,
            revoked_at=sa.func.coalesce(schema.invitation.c.revoked_at, _AT),
        ),
    ),
    ("interviews", _emptied(schema.interview, "candidate_id", _THEMSELVES, metadata=None)),
    ("questions", _gone(schema.job_question, "application_id", _APPLICATIONS)),
    ("documents", _gone(schema.document, "candidate_id", _THEMSELVES)),
    (
        "candidates",
        _emptied(
            schema.candidate,
            "id",
            _THEMSELVES,
            first_name="",
            last_name="",
            email=None,
            phone=None,
            country=None,
            metadata=None,
            updated_at=_AT,
            deleted_at=sa.func.coalesce(_candidate.deleted_at, _AT),
        ),
    ),
)
"""What goes, in this order, under the name it has in a certificate."""

PLANS = sa.select(*PLAN.columns).where(
    schema.plan.c.organization_id == _ORG, schema.plan.c.interview_id.in_(_INTERVIEWS)
)
ALL_INTERVIEWS = (
    sa.select(*INTERVIEW.columns)
    .where(schema.interview.c.organization_id == _ORG, schema.interview.c.candidate_id == _CANDIDATE)
    .order_by(schema.interview.c.created_at, schema.interview.c.id)
)
"""All interviews of a candidate, those that were deleted too."""

_somebody = sa.or_(
    _candidate.first_name != "",
    _candidate.last_name != "",
    _candidate.email.is_not(None),
    _candidate.phone.is_not(None),
    _candidate.metadata.is_not(None),
)
OVERDUE = (
    sa.select(_candidate.id)
    .where(
        _candidate.organization_id == _ORG,
        _candidate.retain_until < sa.bindparam("today", type_=sa.Date),
        _somebody,
        _candidate.id.not_in(
            sa.select(schema.hold.c.candidate_id).where(schema.hold.c.organization_id == _ORG)
        ),
    )
    .order_by(_candidate.retain_until, _candidate.id)
)
"""Who should have been erased before `today` and is neither held nor erased."""
ANYBODY = sa.select(_candidate.id).where(_candidate.organization_id == _ORG).limit(1)
"""Whether the organization has, or ever had, a candidate."""
