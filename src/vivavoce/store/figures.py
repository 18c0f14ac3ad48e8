"""The prepared statements behind the figures, over all interviews at once; each binds `org` (tested).

What was simulated, and what was deleted, is not counted.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from vivavoce.domain.hiring import Stage
from vivavoce.domain.interview import State
from vivavoce.store import schema
from vivavoce.store.portable import Members, UtcDay, inside

_ORG: sa.BindParameter[str] = sa.bindparam("org")
_JOB: sa.BindParameter[str | None] = sa.bindparam("job", type_=sa.String)
_interview = schema.interview.c
_assessment = schema.assessment.c
_application = schema.application.c
_outcome = schema.outcome.c
_rating = schema.rating.c
_step = schema.step.c

_MINE = sa.and_(
    _interview.organization_id == _ORG, _interview.deleted_at.is_(None), _interview.is_test.is_(False)
)
_COHORT = sa.and_(
    _MINE,
    _interview.created_at >= sa.bindparam("start", type_=_interview.created_at.type),
    _interview.created_at < sa.bindparam("end", type_=_interview.created_at.type),
    sa.or_(_JOB.is_(None), _interview.job_id == _JOB),
)
"""The interviews that were arranged from `start` until before `end`, for `job` or (NULL) for any."""


def _of(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether the interview has such a row."""
    column = table.c
    mine = (column.organization_id == _ORG, column.interview_id == _interview.id)
    return sa.exists(sa.select(1).where(*mine, *conditions).correlate(schema.interview))


_APPLIED = sa.and_(
    _application.organization_id == _ORG,
    _application.candidate_id == _interview.candidate_id,
    _application.job_id == _interview.job_id,
    _outcome.organization_id == _ORG,
    _outcome.application_id == _application.id,
    _outcome.stage.in_([Stage.ACCEPTED.value, Stage.REJECTED.value]),
)
"""Joins an interview with what was decided about the application it was held for."""

_decided = sa.exists(sa.select(1).where(_APPLIED).correlate(schema.interview))


def _counted(under: sa.ColumnElement[Any], *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The fields of `domain.figures.Tally`, in order."""
    one = (
        sa.select(
            under.label("under"),
            _interview.state,
            _interview.end_reason,
            _of(schema.step, _step.after == State.READY.value).label("invited"),
            _of(schema.invitation, schema.invitation.c.opened_at.is_not(None)).label("opened"),
            _of(schema.receipt).label("consented"),
            _interview.started_at.is_not(None).label("started"),
            _of(schema.step, _step.after == State.ASSESSING.value).label("held"),
            _decided.label("decided"),
        )
        .where(*conditions)
        .subquery("one")
    )
    return sa.select(*one.c, sa.func.count()).group_by(*one.c)


BY_DAY = _counted(UtcDay(_interview.created_at), _COHORT)
BY_JOB = _counted(_interview.job_id, _MINE, _interview.job_id.in_(sa.bindparam("jobs", expanding=True)))

DECISIONS = (
    sa.select(_interview.ended_at, sa.func.min(_outcome.created_at))
    .where(_COHORT, _APPLIED, _outcome.created_at >= _interview.ended_at)
    .group_by(_interview.id, _interview.ended_at)
)
"""When each interview ended and when it was first decided about after that."""

_score = Members(_assessment.appraisal, sa.literal_column("'scores'")).table_valued("value", name="score")
# Materialized, so that SQLite reads each score once and not once a rating.
_judged = (
    sa.select(
        _interview.id.label("interview_id"),
        inside(_score.c.value, "criterion_id").label("criterion_id"),
        sa.cast(inside(_score.c.value, "level"), sa.Float).label("level"),
    )
    .select_from(schema.interview)
    .join(schema.assessment, _assessment.interview_id == _interview.id)
    .join(_score, sa.true())
    .where(_COHORT)
    .cte("judged")
    .prefix_with("MATERIALIZED")
)
_levels = (_rating.member_id, _judged.c.level, _rating.level)
PAIRS = (
    sa.select(*_levels, sa.func.count())
    .join(
        _judged,
        sa.and_(
            _judged.c.interview_id == _rating.interview_id, _judged.c.criterion_id == _rating.criterion_id
        ),
    )
    .where(_rating.organization_id == _ORG, _rating.level.is_not(None), _judged.c.level.is_not(None))
    .group_by(*_levels)
    .order_by(*_levels)
)
"""The fields of `domain.figures.Pair`, in order."""

_covered = (
    sa.select(sa.cast(inside(_assessment.appraisal, "coverage"), sa.Float).label("coverage"))
    .join(schema.interview, _interview.id == _assessment.interview_id)
    .where(_COHORT, _assessment.digest != "")
    .subquery("covered")
)
COVERAGES = sa.select(_covered.c.coverage, sa.func.count()).group_by(_covered.c.coverage)
"""How often each coverage, 0–1; an assessment whose digest is gone was erased and has none."""
