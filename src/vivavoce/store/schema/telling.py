"""What happened, who is told, and what must not happen twice."""

from __future__ import annotations

import sqlalchemy as sa

from vivavoce.domain.events import DeliveryStatus
from vivavoce.store.columns import choice
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

event = table(
    "event",
    id_column(),
    organization_column(),
    integer("sequence"),
    text("name"),
    sa.Column("subject_id", sa.String(36), nullable=False),
    time("at"),
    text("note"),
    sa.UniqueConstraint("organization_id", "sequence"),
    sa.Index("ix_event_subject", "organization_id", "subject_id", "sequence"),
)

endpoint = table(
    "endpoint",
    id_column(),
    organization_column(),
    reference("key_id", "api_key", nullable=True),
    text("dialect"),
    text("url"),
    json("events"),
    text("sealed_secret"),
    text("sealed_headers"),
    time("created_at"),
    time("updated_at"),
    reference("scope_id", "organization", nullable=True),
    text("name", nullable=True),
    text("description", nullable=True),
    flag("active"),
    integer("max_retries"),
    integer("timeout_ms"),
    integer("failures"),
    time("opened_at", nullable=True),
    time("failing_since", nullable=True),
    sa.Column("subject_id", sa.String(36), nullable=True),
    json("options"),
    time("deleted_at", nullable=True),
    newest_first("endpoint"),
)

subscription = table(
    "subscription",
    sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), primary_key=True),
    sa.Column("event", sa.Text, primary_key=True),
    sa.Column("endpoint_id", sa.String(36), sa.ForeignKey("endpoint.id"), primary_key=True),
    sa.Column("owner_id", sa.String(36), nullable=False),
    sa.Column("dialect", sa.Text, nullable=False),
    sa.Column("subject_id", sa.String(36), nullable=True),
    sa.Index("ix_subscription_subject", "organization_id", "event", "subject_id"),
)

delivery = table(
    "delivery",
    id_column(),
    organization_column(),
    reference("endpoint_id", "endpoint"),
    reference("event_id", "event"),
    sa.Column("event_organization_id", sa.String(36), nullable=False),
    *choice("status", DeliveryStatus),
    time("created_at"),
    integer("attempts"),
    sa.Column("body", sa.LargeBinary, nullable=True),
    time("finished_at", nullable=True),
    integer("earlier"),
    sa.Index("ix_delivery_endpoint", "endpoint_id", "created_at"),
)

attempt = table(
    "attempt",
    sa.Column("delivery_id", sa.String(36), sa.ForeignKey("delivery.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    organization_column(),
    time("at"),
    integer("duration_ms"),
    integer("http_status", nullable=True),
    text("error", nullable=True),
    text("answer", nullable=True),
)

audit = table(
    "audit",
    sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    time("at"),
    text("actor_kind"),
    text("actor_id"),
    text("action"),
    text("subject_id"),
    text("digest"),
)

once = table(
    "once",
    sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), primary_key=True),
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    text("fingerprint"),
    integer("status"),
    json("headers"),
    sa.Column("body", sa.LargeBinary, nullable=False),
    time("at"),
    sa.Index("ix_once_at", "at"),
)

alias = table(
    "alias",
    sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), primary_key=True),
    sa.Column("dialect", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("foreign_id", sa.Text, primary_key=True),
    sa.Column("our_id", sa.String(36), nullable=False),
    sa.Index("ix_alias_ours", "organization_id", "dialect", "our_id"),
)

extras = table(
    "extras",
    sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), primary_key=True),
    sa.Column("dialect", sa.Text, primary_key=True),
    sa.Column("our_id", sa.String(36), primary_key=True),
    json("body"),
)

lease = table(
    "lease",
    sa.Column("executor_id", sa.Text, primary_key=True),
    time("expires_at"),
)
