"""The way into an interview and what is said in it."""

from __future__ import annotations

import sqlalchemy as sa

from vivavoce.domain.interview import Role, TurnKind
from vivavoce.store.columns import choice
from vivavoce.store.schema.base import (
    flag,
    id_column,
    integer,
    json,
    organization_column,
    reference,
    table,
    text,
    time,
)

invitation = table(
    "invitation",
    id_column(),
    organization_column(),
    reference("interview_id", "interview"),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    time("expires_at"),
    time("created_at"),
    time("revoked_at", nullable=True),
    time("opened_at", nullable=True),
    text("reply_to", nullable=True),
    text("message", nullable=True),
    time("mailed_at", nullable=True),
    sa.Index("ix_invitation_interview", "organization_id", "interview_id"),
)

receipt = table(
    "receipt",
    id_column(),
    organization_column(),
    reference("interview_id", "interview"),
    text("notice_version"),
    text("language"),
    json("grants"),
    time("at"),
    time("withdrawn_at", nullable=True),
    sa.Index("ix_receipt_interview", "organization_id", "interview_id"),
)

code = table(
    "code",
    id_column(),
    organization_column(),
    reference("invitation_id", "invitation"),
    text("browser_hash"),
    time("expires_at"),
    time("created_at"),
    integer("tries"),
    time("used_at", nullable=True),
    sa.Index("ix_code_invitation", "organization_id", "invitation_id", "created_at"),
)

room = table(
    "room",
    sa.Column("interview_id", sa.String(36), sa.ForeignKey("interview.id"), primary_key=True),
    organization_column(),
    sa.Column("session_id", sa.String(36), nullable=False, unique=True),
    text("phase"),
    integer("sequence"),
    integer("fence"),
    sa.Column("elapsed", sa.Float, nullable=False),
    time("created_at"),
    time("resumed_at", nullable=True),
    time("left_at", nullable=True),
    flag("greeted"),
)

turn = table(
    "turn",
    sa.Column("interview_id", sa.String(36), sa.ForeignKey("interview.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    organization_column(),
    *choice("role", Role),
    *choice("kind", TurnKind),
    text("text"),
    time("at"),
    text("question_id", nullable=True),
    sa.Column("goes_on", sa.Boolean, nullable=False, server_default=sa.false()),
    text("client_id", nullable=True),
    sa.UniqueConstraint("interview_id", "client_id"),
)

speech = table(
    "speech",
    sa.Column("interview_id", sa.String(36), primary_key=True),
    sa.Column("turn", sa.Integer, primary_key=True, autoincrement=False),
    organization_column(),
    integer("starts"),
    integer("ends"),
    json("words"),
    sa.Column("confidence", sa.Float, nullable=True),
    text("heard_by"),
    sa.ForeignKeyConstraint(["interview_id", "turn"], ["turn.interview_id", "turn.number"]),
)

message = table(
    "message",
    sa.Column("interview_id", sa.String(36), sa.ForeignKey("interview.id"), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    organization_column(),
    text("body"),
)
