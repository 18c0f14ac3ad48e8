"""The prepared lists of what people watch: interviews, live rooms, candidates, calls; each binds `org`.

The last column of a row of a paged list is how many there are in all.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from vivavoce.domain.interview import Channel, State, TurnKind
from vivavoce.domain.scoring import Review
from vivavoce.domain.wishes import WishKind
from vivavoce.store import schema
from vivavoce.store.portable import Members
from vivavoce.store.shapes import CALL, CANDIDATE

_ORG: sa.BindParameter[str] = sa.bindparam("org")
_interview = schema.interview.c
_candidate = schema.candidate.c
_assessment = schema.assessment.c
_application = schema.application.c
_agent = schema.agent.c
_job = schema.job.c
_room = schema.room.c
_call = schema.call.c

_NAME = sa.func.trim(_candidate.first_name + " " + _candidate.last_name)
_TITLE = sa.func.coalesce(_job.title, _agent.name)
_IN_ALL = sa.func.count().over()
_MINE = sa.and_(_interview.organization_id == _ORG, _interview.deleted_at.is_(None))
_LINES = (
    schema.interview.join(schema.candidate, _candidate.id == _interview.candidate_id)
    .join(schema.agent, _agent.id == _interview.agent_id)
    .outerjoin(schema.job, _job.id == _interview.job_id)
)


def _found(*texts: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether the bound text occurs in one of these, case ignored."""
    about: sa.BindParameter[str] = sa.bindparam("about")
    return sa.or_(*(sa.func.lower(text).like(about, escape="\\") for text in texts))


def _page(rows: sa.Select[Any]) -> sa.Select[Any]:
    return rows.limit(sa.bindparam("limit")).offset(sa.bindparam("offset"))


def _one(column: sa.ColumnElement[Any], *conditions: sa.ColumnElement[bool]) -> Any:
    """A value that belongs to the interview of the row."""
    return sa.select(column).where(*conditions).correlate(schema.interview).scalar_subquery()


# Interviews

_rated = _one(
    sa.func.count(),
    schema.rating.c.organization_id == _ORG,
    schema.rating.c.interview_id == _interview.id,
    schema.rating.c.member_id == sa.bindparam("reader"),
)
_members = Members(_assessment.appraisal, sa.literal_column("'scores'")).table_valued("value")
_rateable = sa.select(sa.func.count()).select_from(_members).correlate(schema.assessment).scalar_subquery()
_VEILED = sa.and_(
    sa.bindparam("blind", type_=sa.Boolean),
    _assessment.review != Review.APPROVED.value,
    _rated < _rateable,
)
_SHOWS = sa.and_(
    _assessment.id.is_not(None),
    sa.or_(
        _interview.state == State.RELEASED.value,
        sa.and_(
            sa.bindparam("decides", type_=sa.Boolean),
            _interview.state == State.ASSESSMENT_REVIEW.value,
        ),
    ),
)
"""As `assessments.shows`: `decides` binds whether the reader may approve."""
_HIDDEN = sa.and_(_SHOWS, _VEILED)
"""As `reviews.unveiled`: who must rate first sees neither levels nor the name (`blind`, `reader`)."""
_TOTAL = sa.case((sa.and_(_SHOWS, sa.not_(_VEILED)), _assessment.total), else_=None)
_CONDITIONS: Final = {
    "states": _interview.state.in_(sa.bindparam("states", expanding=True)),
    "job": _interview.job_id == sa.bindparam("job"),
    "candidate": _interview.candidate_id == sa.bindparam("candidate"),
    "channel": _agent.channel == sa.bindparam("channel"),
    "review": _assessment.review == sa.bindparam("review"),
    "least": sa.bindparam("least") <= _TOTAL,
    "about": sa.or_(_found(_TITLE), sa.and_(sa.not_(_HIDDEN), _found(_NAME, _candidate.email))),
}
_ORDERS: Final = {
    "newest": (_interview.created_at.desc(), _interview.id.desc()),
    "oldest": (_interview.created_at, _interview.id),
    "highest": (_TOTAL.desc().nulls_last(), _interview.created_at.desc()),
    "lowest": (_TOTAL.asc().nulls_last(), _interview.created_at.desc()),
}


@cache
def interviews(given: frozenset[str], order: str) -> sa.Select[Any]:
    """The fields of `actions.watching.Row`, in order; each condition named in `given` is bound."""
    return _page(
        sa.select(
            _interview.id,
            _interview.candidate_id,
            _NAME,
            _candidate.email,
            _interview.job_id,
            _TITLE,
            _interview.created_at,
            _interview.started_at,
            _interview.ended_at,
            _interview.is_test,
            sa.func.coalesce(_HIDDEN, sa.false()),
            _TOTAL,
            _interview.state,
            _agent.channel,
            sa.case((_SHOWS, _assessment.review), else_=None),
            _IN_ALL,
        )
        .select_from(_LINES.outerjoin(schema.assessment, _assessment.interview_id == _interview.id))
        .where(_MINE, *(condition for name, condition in _CONDITIONS.items() if name in given))
        .order_by(*_ORDERS[order])
    )


_newest_plan = (
    sa.select(schema.plan.c.body)
    .where(schema.plan.c.organization_id == _ORG, schema.plan.c.interview_id == _interview.id)
    .order_by(schema.plan.c.version.desc())
    .limit(1)
    .correlate(schema.interview)
    .scalar_subquery()
)

JUDGED = (
    sa.select(_interview.id, _assessment.appraisal, _newest_plan)
    .join(schema.assessment, _assessment.interview_id == _interview.id)
    .where(_MINE, _interview.id.in_(sa.bindparam("interviews", expanding=True)))
)
"""Each interview's appraisal and the plan it was given by."""

STATES = sa.select(_interview.state, sa.func.count()).where(_MINE).group_by(_interview.state)
"""How many interviews stand in each state."""


# What is live

_turn = schema.turn.c
_wish = schema.wish.c
_last = schema.turn.alias("last")
_wanted_since = _one(
    sa.func.min(_wish.created_at),
    _wish.organization_id == _ORG,
    _wish.interview_id == _interview.id,
    _wish.answered_at.is_(None),
    _wish.kind.in_([WishKind.PERSON.value, WishKind.HELP.value]),
)
_topics = _one(
    sa.func.count(sa.distinct(_turn.question_id)),
    _turn.organization_id == _ORG,
    _turn.interview_id == _interview.id,
    _turn.kind == TurnKind.QUESTION.value,
)
_newest_turn = _one(
    sa.func.max(_turn.number), _turn.organization_id == _ORG, _turn.interview_id == _interview.id
)
_agreed = (
    sa.select(schema.receipt.c.grants)
    .where(
        schema.receipt.c.organization_id == _ORG,
        schema.receipt.c.interview_id == _interview.id,
        schema.receipt.c.withdrawn_at.is_(None),
    )
    .order_by(schema.receipt.c.at.desc())
    .limit(1)
    .correlate(schema.interview)
    .scalar_subquery()
)
_ROOM: Final = (_room.phase, _room.elapsed, _room.created_at, _room.resumed_at, _room.left_at)

LIVE = (
    sa.select(
        _interview.id,
        _interview.candidate_id,
        _NAME,
        _TITLE,
        _agent.channel,
        _interview.started_at,
        _newest_plan,
        _topics,
        _agreed,
        _wanted_since,
        _last.c.role,
        _last.c.text,
        _last.c.at,
        *_ROOM,
    )
    .select_from(
        _LINES.outerjoin(schema.room, _room.interview_id == _interview.id).outerjoin(
            _last, sa.and_(_last.c.interview_id == _interview.id, _last.c.number == _newest_turn)
        )
    )
    .where(_MINE, _interview.state == State.LIVE.value)
    .order_by(_wanted_since.asc().nulls_last(), _interview.started_at, _interview.id)
    .limit(sa.bindparam("limit"))
)
"""Interviews that are live, those first whose candidate waits for a person."""


# Candidates

_PEOPLE: Final = {
    "stage": _candidate.stage == sa.bindparam("stage"),
    "job": sa.exists(
        sa.select(1).where(
            _application.organization_id == _ORG,
            _application.candidate_id == _candidate.id,
            _application.job_id == sa.bindparam("job"),
        )
    ),
    "due": _candidate.retain_until < sa.bindparam("due", type_=_candidate.retain_until.type),
    "about": _found(_NAME, _candidate.email, _candidate.phone),
}
_PEOPLE_ORDERS: Final = {
    "newest": (_candidate.created_at.desc(), _candidate.id.desc()),
    "oldest": (_candidate.created_at, _candidate.id),
    "name": (sa.func.lower(_NAME), _candidate.id),
    "-name": (sa.func.lower(_NAME).desc(), _candidate.id),
    "retain": (_candidate.retain_until, _candidate.id),
    "-retain": (_candidate.retain_until.desc(), _candidate.id),
}


@cache
def candidates(given: frozenset[str], order: str) -> sa.Select[Any]:
    """Candidates; each condition named in `given` is bound."""
    return _page(
        sa.select(*CANDIDATE.columns, _IN_ALL)
        .where(
            _candidate.organization_id == _ORG,
            _candidate.deleted_at.is_(None),
            *(condition for name, condition in _PEOPLE.items() if name in given),
        )
        .order_by(*_PEOPLE_ORDERS[order])
    )


TITLES = sa.select(_job.id, _job.title).where(
    _job.organization_id == _ORG, _job.id.in_(sa.bindparam("jobs", expanding=True))
)
"""What these jobs are called."""

NAMES = (
    sa.select(schema.alias.c.dialect, schema.alias.c.foreign_id)
    .where(schema.alias.c.organization_id == _ORG, schema.alias.c.our_id == sa.bindparam("ours"))
    .order_by(schema.alias.c.dialect)
)
"""What other systems call one of ours."""


# Calls

_CALLS: Final = {
    "status": _call.status == sa.bindparam("status"),
    "job": _interview.job_id == sa.bindparam("job"),
    "from": _call.scheduled_at >= sa.bindparam("from", type_=_call.scheduled_at.type),
    "until": _call.scheduled_at < sa.bindparam("until", type_=_call.scheduled_at.type),
    "about": _found(_NAME, _candidate.phone, _TITLE),
}


@cache
def calls(given: frozenset[str], order: str) -> sa.Select[Any]:
    """Call attempts with whose they are; each condition named in `given` is bound."""
    oldest = (_call.scheduled_at, _call.id)
    return _page(
        sa.select(
            *CALL.columns,
            _interview.state,
            _interview.candidate_id,
            _NAME,
            _candidate.phone,
            _candidate.country,
            _interview.job_id,
            _TITLE,
            schema.calling.c.rules,
            _IN_ALL,
        )
        .select_from(
            schema.call.join(_LINES, _interview.id == _call.interview_id).outerjoin(
                schema.calling, schema.calling.c.job_id == _interview.job_id
            )
        )
        .where(
            _call.organization_id == _ORG,
            _interview.deleted_at.is_(None),
            *(condition for name, condition in _CALLS.items() if name in given),
        )
        .order_by(*(oldest if order == "oldest" else (_call.scheduled_at.desc(), _call.id.desc())))
    )


_ALIVE: Final = [
    State.CHECKING.value,
    State.PLANNING.value,
    State.PLAN_REVIEW.value,
    State.READY.value,
]
EXPECTING = _page(
    sa.select(_interview.id, _IN_ALL)
    .select_from(_LINES)
    .where(
        _MINE,
        _candidate.deleted_at.is_(None),
        _agent.channel == Channel.PHONE.value,
        _interview.state.in_(_ALIVE),
    )
    .order_by(_interview.created_at, _interview.id)
)
"""Telephone interviews that were not held yet, oldest first."""
