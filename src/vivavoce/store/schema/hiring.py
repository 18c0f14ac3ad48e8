"""Who is hired for what: jobs, candidates, applications, agents, templates, numbers."""

from __future__ import annotations

import sqlalchemy as sa

from vivavoce.domain.hiring import JobStatus, Stage
from vivavoce.domain.interview import Channel, Focus
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

job = table(
    "job",
    id_column(),
    organization_column(),
    text("title"),
    text("description"),
    *choice("status", JobStatus),
    json("required_skills"),
    json("nice_to_have_skills"),
    json("details"),
    time("created_at"),
    time("updated_at"),
    text("reference", nullable=True),
    json("metadata", nullable=True),
    time("deleted_at", nullable=True),
    sa.UniqueConstraint("organization_id", "reference"),
    newest_first("job"),
)

candidate = table(
    "candidate",
    id_column(),
    organization_column(),
    text("first_name"),
    text("last_name"),
    *choice("stage", Stage),
    sa.Column("retain_until", sa.Date, nullable=False),
    time("created_at"),
    time("updated_at"),
    text("email", nullable=True),
    text("phone", nullable=True),
    json("metadata", nullable=True),
    time("deleted_at", nullable=True),
    newest_first("candidate"),
)

application = table(
    "application",
    id_column(),
    organization_column(),
    reference("candidate_id", "candidate"),
    reference("job_id", "job"),
    integer("position"),
    time("created_at"),
    sa.UniqueConstraint("candidate_id", "job_id"),
    sa.Index("ix_application_job", "organization_id", "job_id"),
)

phone_number = table(
    "phone_number",
    id_column(),
    organization_column(),
    text("number"),
    text("capabilities"),
    text("provider"),
    text("number_type"),
    text("location", nullable=True),
    time("created_at"),
    time("updated_at"),
    newest_first("phone_number"),
)

agent = table(
    "agent",
    id_column(),
    organization_column(),
    text("name"),
    *choice("channel", Channel),
    *choice("focus", Focus),
    text("language"),
    integer("minutes"),
    time("created_at"),
    time("updated_at"),
    json("questions"),
    text("instructions", nullable=True),
    text("voice", nullable=True),
    text("cefr_level", nullable=True),
    reference("phone_number_id", "phone_number", nullable=True),
    json("metadata", nullable=True),
    time("deleted_at", nullable=True),
    newest_first("agent"),
)

template = table(
    "template",
    id_column(),
    organization_column(),
    text("name"),
    reference("agent_id", "agent"),
    reference("job_id", "job", nullable=True),
    time("created_at"),
    time("updated_at"),
    newest_first("template"),
)
