"""Who may come in: organizations, members, keys."""

from __future__ import annotations

import sqlalchemy as sa

from vivavoce.domain.identity import MemberRole
from vivavoce.store.columns import choice
from vivavoce.store.schema.base import (
    flag,
    id_column,
    integer,
    json,
    newest_first,
    organization_column,
    table,
    text,
    time,
)

organization = table(
    "organization",
    id_column(),
    text("name"),
    json("policy"),
    time("created_at"),
    time("updated_at"),
    text("description", nullable=True),
    text("owner_email", nullable=True),
    json("metadata", nullable=True),
    integer("event_sequence", 0),
    integer("audit_sequence", 0),
    sa.Column("audit_digest", sa.Text, nullable=False, default=""),
)

member = table(
    "member",
    id_column(),
    organization_column(),
    text("email"),
    text("name"),
    *choice("role", MemberRole),
    time("created_at"),
    text("password_hash", nullable=True),
    text("sealed_totp", nullable=True),
    sa.Column("totp_step", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("organization_id", "email"),
    sa.Index("ix_member_email", "email"),
)

api_key = table(
    "api_key",
    id_column(),
    organization_column(),
    text("name"),
    sa.Column("handle", sa.String(8), nullable=False, unique=True),
    text("secret_hash"),
    text("last_four"),
    json("scopes"),
    flag("live"),
    time("created_at"),
    flag("spans"),
    integer("per_minute"),
    integer("per_hour"),
    json("networks"),
    time("expires_at", nullable=True),
    time("revoked_at", nullable=True),
    time("last_used_at", nullable=True),
    newest_first("api_key"),
)

session = table(
    "session",
    id_column(),
    organization_column(),
    sa.Column("member_id", sa.String(36), nullable=False),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    text("browser"),
    time("created_at"),
    time("seen_at"),
    time("expires_at"),
    sa.Index("ix_session_member", "organization_id", "member_id"),
)

welcome = table(
    "welcome",
    id_column(),
    organization_column(),
    sa.Column("member_id", sa.String(36), nullable=False),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    time("created_at"),
    time("expires_at"),
    time("used_at", nullable=True),
)

key_reach = table(
    "key_reach",
    sa.Column("key_id", sa.String(36), sa.ForeignKey("api_key.id"), primary_key=True),
    sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), primary_key=True),
)
