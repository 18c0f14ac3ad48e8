"""Who is hired for what: jobs, candidates, applications, agents, templates, numbers."""

from __future__ import annotations

import sqlalchemy as sa

from vivavoce.domain.hiring import JobStatus, Stage
from vivavoce.domain.interview import Channel, Focus
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
    flag("api_invites"),
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
    text("country", nullable=True),
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
    time("updated_at"),
    flag("active"),
    sa.UniqueConstraint("candidate_id", "job_id"),
    sa.Index("ix_application_job", "organization_id", "job_id"),
    newest_first("application"),
)

job_question = table(
    "job_question",
    id_column(),
    organization_column(),
    reference("job_id", "job"),
    integer("position"),
    text("text"),
    time("created_at"),
    time("updated_at"),
    sa.Column("application_id", sa.String(36), nullable=True),
    sa.Index("ix_job_question_job", "organization_id", "job_id", "position"),
)

document = table(
    "document",
    id_column(),
    organization_column(),
    reference("candidate_id", "candidate"),
    text("name"),
    text("media_type"),
    integer("size"),
    time("created_at"),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Index("ix_document_candidate", "organization_id", "candidate_id", "created_at"),
)

calling = table(
    "calling",
    sa.Column("job_id", sa.String(36), sa.ForeignKey("job.id"), primary_key=True),
    organization_column(),
    flag("automatic"),
    flag("configured"),
    json("rules"),
    time("created_at"),
    time("updated_at"),
)

do_not_call = table(
    "do_not_call",
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), primary_key=True),
    text("reason"),
    time("created_at"),
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
    integer("link_days"),
    time("created_at"),
    time("updated_at"),
    newest_first("template"),
)
