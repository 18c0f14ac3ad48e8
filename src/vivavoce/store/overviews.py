"""The prepared lists that the desks are made of, every name and title joined in; each binds `org` (tested).

The last column of each row is how many there are in all, save in `REVIEWERS`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa

from vivavoce.domain.interview import State
from vivavoce.domain.review import Gate, Verdict
from vivavoce.domain.scoring import Review
from vivavoce.store import schema
from vivavoce.store.portable import inside
from vivavoce.store.shapes import WISH

_ORG: sa.BindParameter[str] = sa.bindparam("org")
_interview = schema.interview.c
_candidate = schema.candidate.c
_assessment = schema.assessment.c
_approval = schema.approval.c
_agent = schema.agent.c
_job = schema.job.c
_plan = schema.plan.c
_rating = schema.rating.c

_NAME = sa.func.trim(_candidate.first_name + " " + _candidate.last_name)
_TITLE = sa.func.coalesce(_job.title, _agent.name)
_TOTAL = sa.func.count().over()
_MINE = sa.and_(_interview.organization_id == _ORG, _interview.deleted_at.is_(None))
_LINES = (
    schema.interview.join(schema.candidate, _candidate.id == _interview.candidate_id)
    .join(schema.agent, _agent.id == _interview.agent_id)
    .outerjoin(schema.job, _job.id == _interview.job_id)
    .outerjoin(schema.assessment, _assessment.interview_id == _interview.id)
)


def _page(rows: sa.Select[Any]) -> sa.Select[Any]:
    return rows.limit(sa.bindparam("limit")).offset(sa.bindparam("offset"))


_asked = (
    sa.select(sa.func.max(_approval.created_at))
    .where(
        _approval.organization_id == _ORG,
        _approval.interview_id == _interview.id,
        _approval.verdict == Verdict.PENDING.value,
    )
    .correlate(schema.interview)
    .scalar_subquery()
)


def _waiting(since: sa.ColumnElement[Any], *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The fields of `actions.overview.Waiting`, in order, oldest first."""
    moment = sa.func.coalesce(since, _interview.updated_at)
    who = (_interview.candidate_id, _NAME, _interview.job_id, _TITLE)
    return _page(
        sa.select(_interview.id, _assessment.review, *who, moment, _TOTAL)
        .select_from(_LINES)
        .where(_MINE, *conditions)
        .order_by(moment, _interview.id)
    )


PLANS_WAITING = _waiting(_asked, _interview.state == State.PLAN_REVIEW.value)
ASSESSMENTS_WAITING = _waiting(_asked, _interview.state == State.ASSESSMENT_REVIEW.value)
UNREVIEWED = _waiting(
    _assessment.updated_at,
    _interview.state == State.RELEASED.value,
    _interview.is_test.is_(False),
    _assessment.review.in_([Review.NOT_REVIEWED.value, Review.RETURNED.value]),
)

_wish = schema.wish.c
WISHES = _page(
    sa.select(*WISH.columns, _NAME, _interview.job_id, _TITLE, _TOTAL)
    .select_from(_LINES.join(schema.wish, _wish.interview_id == _interview.id))
    .where(_wish.organization_id == _ORG, _interview.organization_id == _ORG, _wish.answered_at.is_(None))
    .order_by(_wish.created_at, _wish.id)
)


_own_ratings = (
    sa.select(sa.func.count())
    .where(
        _rating.organization_id == _ORG,
        _rating.interview_id == _interview.id,
        _rating.member_id == sa.bindparam("reader"),
    )
    .correlate(schema.interview)
    .scalar_subquery()
)
_newest_plan = (
    sa.select(_plan.body)
    .where(_plan.organization_id == _ORG, _plan.interview_id == _interview.id)
    .order_by(_plan.version.desc())
    .limit(1)
    .correlate(schema.interview)
    .scalar_subquery()
)


def _sorted(order: str, moment: sa.ColumnElement[Any]) -> tuple[Any, ...]:
    """What to sort by: a word of `actions.overview.Order`."""
    newest = (moment.desc().nulls_last(), _interview.id.desc())
    oldest = (moment.asc().nulls_last(), _interview.id)
    covered = sa.cast(inside(_assessment.appraisal, "coverage"), sa.Float)
    return {
        "newest": newest,
        "oldest": oldest,
        "name": (sa.func.lower(_NAME), *newest),
        "coverage": (covered.desc().nulls_last(), *newest),
        "thinnest": (covered.asc().nulls_last(), *newest),
    }[order]


def _about(*texts: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether the bound text occurs in the candidate's name or one of these."""
    needle: sa.BindParameter[str] = sa.bindparam("about")
    return sa.or_(*(sa.func.lower(text).like(needle, escape="\\") for text in (_NAME, *texts)))


@cache
def results(given: frozenset[str], order: str) -> sa.Select[Any]:
    """The interviews of a job whose conversation is over, with what was made of each.

    `given` may name `about` and `reviews`, where "" stands for no assessment.
    """
    judged = sa.func.coalesce(_assessment.review, "")
    conditions = {
        "about": _about(_candidate.email),
        "reviews": judged.in_(sa.bindparam("reviews", expanding=True)),
    }
    over = [State.ASSESSING.value, State.ASSESSMENT_REVIEW.value, State.RELEASED.value]
    return _page(
        sa.select(
            _interview.id,
            _interview.candidate_id,
            _NAME,
            _interview.state,
            _interview.ended_at,
            _interview.is_test,
            _assessment.review,
            _assessment.appraisal,
            _newest_plan,
            _own_ratings,
            _TOTAL,
        )
        .select_from(_LINES)
        .where(_MINE, _interview.job_id == sa.bindparam("job"), _interview.state.in_(over))
        .where(*(condition for name, condition in conditions.items() if name in given))
        .order_by(*_sorted(order, _interview.ended_at))
    )


_looked = sa.union(
    sa.select(_rating.interview_id, _rating.member_id).where(
        _rating.organization_id == _ORG, _rating.interview_id.in_(sa.bindparam("interviews", expanding=True))
    ),
    sa.select(_approval.interview_id, _approval.decided_by).where(
        _approval.organization_id == _ORG,
        _approval.gate == Gate.ASSESSMENT.value,
        _approval.interview_id.in_(sa.bindparam("interviews", expanding=True)),
    ),
).subquery("looked")
REVIEWERS = (
    sa.select(_looked.c.interview_id, schema.member.c.name)
    .join(schema.member, schema.member.c.id == _looked.c.member_id)
    .where(schema.member.c.organization_id == _ORG)
    .order_by(schema.member.c.name)
)
"""Who of the members rated something in these interviews, or decided about the assessment."""
