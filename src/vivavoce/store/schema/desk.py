"""What people add while they work: plans of jobs, ratings, remarks, outcomes; and what candidates ask for."""

from __future__ import annotations

import sqlalchemy as sa

from vivavoce.domain.hiring import Stage
from vivavoce.domain.review import Standing
from vivavoce.domain.wishes import AmendmentKind, WishKind
from vivavoce.store.columns import choice
from vivavoce.store.schema.base import (
    id_column,
    integer,
    json,
    newest_first,
    organization_column,
    reference,
    table,
    text,
    time,
)


def _of_interview(name: str) -> sa.Index:
    return sa.Index(f"ix_{name}_interview", "organization_id", "interview_id", "created_at")


job_plan = table(
    "job_plan",
    id_column(),
    organization_column(),
    reference("job_id", "job"),
    integer("version"),
    text("body"),
    *choice("standing", Standing),
    time("created_at"),
    time("updated_at"),
    time("decided_at", nullable=True),
    text("decided_by", nullable=True),
    text("reason", nullable=True),
    sa.UniqueConstraint("job_id", "version"),
)

job_rules = table(
    "job_rules",
    sa.Column("job_id", sa.String(36), sa.ForeignKey("job.id"), primary_key=True),
    organization_column(),
    json("jurisdictions"),
    integer("keep_days", nullable=True),
    text("alternatives"),
    time("updated_at"),
)

rating = table(
    "rating",
    id_column(),
    organization_column(),
    reference("interview_id", "interview"),
    text("criterion_id"),
    sa.Column("member_id", sa.String(36), nullable=False),
    sa.Column("level", sa.Float, nullable=True),
    text("reason"),
    time("created_at"),
    sa.UniqueConstraint("interview_id", "criterion_id", "member_id"),
    _of_interview("rating"),
)

remark = table(
    "remark",
    id_column(),
    organization_column(),
    reference("interview_id", "interview"),
    sa.Column("member_id", sa.String(36), nullable=False),
    text("text"),
    time("created_at"),
    integer("flag", nullable=True),
    text("regard", nullable=True),
    _of_interview("remark"),
)

outcome = table(
    "outcome",
    id_column(),
    organization_column(),
    sa.Column("application_id", sa.String(36), nullable=False),
    sa.Column("member_id", sa.String(36), nullable=False),
    *choice("stage", Stage),
    text("reason"),
    time("created_at"),
    sa.Index("ix_outcome_application", "organization_id", "application_id", "created_at"),
)

wish = table(
    "wish",
    id_column(),
    organization_column(),
    reference("interview_id", "interview"),
    reference("candidate_id", "candidate"),
    *choice("kind", WishKind),
    text("text"),
    time("created_at"),
    time("reply_by"),
    time("answered_at", nullable=True),
    text("answered_by", nullable=True),
    text("answer", nullable=True),
    _of_interview("wish"),
    newest_first("wish"),
)

amendment = table(
    "amendment",
    id_column(),
    organization_column(),
    reference("interview_id", "interview"),
    integer("turn"),
    *choice("kind", AmendmentKind),
    text("text"),
    time("created_at"),
    _of_interview("amendment"),
)

impression = table(
    "impression",
    sa.Column("interview_id", sa.String(36), sa.ForeignKey("interview.id"), primary_key=True),
    organization_column(),
    integer("stars"),
    text("text"),
    time("created_at"),
)

adjustment = table(
    "adjustment",
    sa.Column("interview_id", sa.String(36), sa.ForeignKey("interview.id"), primary_key=True),
    organization_column(),
    json("eases"),
    text("language"),
    time("updated_at"),
)

hold = table(
    "hold",
    sa.Column("candidate_id", sa.String(36), sa.ForeignKey("candidate.id"), primary_key=True),
    organization_column(),
    sa.Column("member_id", sa.String(36), nullable=False),
    text("reason"),
    time("created_at"),
)
