"""Interviews and what is decided about them: plans, approvals, assessments, calls, recordings."""

from __future__ import annotations

import sqlalchemy as sa

from vivavoce.domain.identity import ActorKind
from vivavoce.domain.interview import AttemptStatus, State
from vivavoce.domain.review import Gate, Verdict
from vivavoce.domain.scoring import Review
from vivavoce.store.columns import Json, choice
from vivavoce.store.schema.base import (
    flag,
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

interview = table(
    "interview",
    id_column(),
    organization_column(),
    reference("candidate_id", "candidate"),
    reference("agent_id", "agent"),
    reference("job_id", "job", nullable=True),
    *choice("state", State),
    time("scheduled_at"),
    time("open_until"),
    time("created_at"),
    time("updated_at"),
    time("started_at", nullable=True),
    time("ended_at", nullable=True),
    text("end_reason", nullable=True),
    flag("plan_gate"),
    flag("assessment_gate"),
    flag("mails"),
    integer("rejoin_minutes"),
    flag("is_test"),
    flag("withdrawn"),
    json("metadata", nullable=True),
    time("deleted_at", nullable=True),
    newest_first("interview"),
    sa.Index("ix_interview_candidate", "organization_id", "candidate_id", "created_at"),
)

plan = table(
    "plan",
    id_column(),
    organization_column(),
    reference("interview_id", "interview"),
    integer("version"),
    text("body"),
    time("created_at"),
    sa.UniqueConstraint("interview_id", "version"),
)

approval = table(
    "approval",
    id_column(),
    organization_column(),
    reference("interview_id", "interview"),
    *choice("gate", Gate),
    *choice("verdict", Verdict),
    time("created_at"),
    time("decided_at", nullable=True),
    text("decided_by", nullable=True),
    text("reason", nullable=True),
    sa.Index("ix_approval_interview", "organization_id", "interview_id"),
)

assessment = table(
    "assessment",
    id_column(),
    organization_column(),
    sa.Column("interview_id", sa.String(36), sa.ForeignKey("interview.id"), nullable=False, unique=True),
    json("appraisal"),
    integer("total", nullable=True),
    *choice("review", Review),
    text("digest"),
    time("created_at"),
    time("updated_at"),
    newest_first("assessment"),
)

call = table(
    "call",
    id_column(),
    organization_column(),
    reference("interview_id", "interview"),
    integer("number"),
    *choice("status", AttemptStatus),
    time("scheduled_at"),
    time("created_at"),
    time("updated_at"),
    flag("asked"),
    time("called_at", nullable=True),
    integer("seconds", nullable=True),
    text("outcome", nullable=True),
    text("skip", nullable=True),
    text("reference", nullable=True),
    text("notes", nullable=True),
    text("recording_url", nullable=True),
    sa.UniqueConstraint("interview_id", "number"),
    newest_first("call"),
)

step = table(
    "step",
    id_column(),
    organization_column(),
    reference("interview_id", "interview"),
    integer("number"),
    time("at"),
    *choice("actor_kind", ActorKind),
    text("actor_id"),
    text("before", nullable=True),
    text("after"),
    text("by", nullable=True),
    text("reason", nullable=True),
    sa.UniqueConstraint("interview_id", "number"),
)

recording = table(
    "recording",
    id_column(),
    organization_column(),
    reference("interview_id", "interview"),
    text("lane"),
    text("path"),
    sa.Column("seconds", sa.Float, nullable=False),
    time("created_at"),
    sa.Column("codec", sa.Text, nullable=False, server_default=""),
    sa.Column("size", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("peaks", Json, nullable=False, server_default="[]"),
    sa.Column("loud", Json, nullable=False, server_default="[]"),
    sa.Column("trouble", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_recording_interview", "organization_id", "interview_id", "lane", unique=True),
)
