"""Which tables there are. Every tenant table carries `organization_id` first in its indexes."""

from __future__ import annotations

import sqlalchemy as sa

from vivavoce.domain.events import DeliveryStatus
from vivavoce.domain.hiring import JobStatus, Stage
from vivavoce.domain.identity import MemberRole
from vivavoce.domain.interview import AttemptStatus, Channel, Focus, Role, State, TurnKind
from vivavoce.domain.review import Gate, Verdict
from vivavoce.domain.scoring import Review
from vivavoce.store.columns import Json, UTCDateTime, choice

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(36), primary_key=True)


def _org() -> sa.Column[str]:
    return sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), nullable=False)


def _ref(name: str, target: str, **options: bool) -> sa.Column[str]:
    return sa.Column(
        name, sa.String(36), sa.ForeignKey(f"{target}.id"), nullable=options.get("nullable", False)
    )


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UTCDateTime, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _json(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, Json, nullable=nullable)


def _int(name: str, default: int | None = None, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable, default=default)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _newest(table: str) -> sa.Index:
    return sa.Index(f"ix_{table}_newest", "organization_id", "created_at", "id")


def _table(name: str, *columns: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(name, metadata, *columns)


organization = _table(
    "organization",
    _id(),
    _text("name"),
    _json("policy"),
    _time("created_at"),
    _time("updated_at"),
    _text("description", nullable=True),
    _text("owner_email", nullable=True),
    _json("metadata", nullable=True),
    _int("event_sequence", 0),
    _int("audit_sequence", 0),
    sa.Column("audit_digest", sa.Text, nullable=False, default=""),
)

member = _table(
    "member",
    _id(),
    _org(),
    _text("email"),
    _text("name"),
    *choice("role", MemberRole),
    _time("created_at"),
    _text("password_hash", nullable=True),
    sa.UniqueConstraint("organization_id", "email"),
    sa.Index("ix_member_email", "email"),
)

api_key = _table(
    "api_key",
    _id(),
    _org(),
    _text("name"),
    sa.Column("handle", sa.String(8), nullable=False, unique=True),
    _text("secret_hash"),
    _text("last_four"),
    _json("scopes"),
    _flag("live"),
    _time("created_at"),
    _flag("spans"),
    _int("per_minute"),
    _int("per_hour"),
    _json("networks"),
    _time("expires_at", nullable=True),
    _time("revoked_at", nullable=True),
    _time("last_used_at", nullable=True),
    _newest("api_key"),
)

key_reach = _table(
    "key_reach",
    sa.Column("key_id", sa.String(36), sa.ForeignKey("api_key.id"), primary_key=True),
    sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), primary_key=True),
)

job = _table(
    "job",
    _id(),
    _org(),
    _text("title"),
    _text("description"),
    *choice("status", JobStatus),
    _json("required_skills"),
    _json("nice_to_have_skills"),
    _json("details"),
    _time("created_at"),
    _time("updated_at"),
    _text("reference", nullable=True),
    _json("metadata", nullable=True),
    _time("deleted_at", nullable=True),
    sa.UniqueConstraint("organization_id", "reference"),
    _newest("job"),
)

candidate = _table(
    "candidate",
    _id(),
    _org(),
    _text("first_name"),
    _text("last_name"),
    *choice("stage", Stage),
    sa.Column("retain_until", sa.Date, nullable=False),
    _time("created_at"),
    _time("updated_at"),
    _text("email", nullable=True),
    _text("phone", nullable=True),
    _json("metadata", nullable=True),
    _time("deleted_at", nullable=True),
    _newest("candidate"),
)

application = _table(
    "application",
    _id(),
    _org(),
    _ref("candidate_id", "candidate"),
    _ref("job_id", "job"),
    _int("position"),
    _time("created_at"),
    sa.UniqueConstraint("candidate_id", "job_id"),
    sa.Index("ix_application_job", "organization_id", "job_id"),
)

phone_number = _table(
    "phone_number",
    _id(),
    _org(),
    _text("number"),
    _text("capabilities"),
    _text("provider"),
    _text("number_type"),
    _text("location", nullable=True),
    _time("created_at"),
    _time("updated_at"),
    _newest("phone_number"),
)

agent = _table(
    "agent",
    _id(),
    _org(),
    _text("name"),
    *choice("channel", Channel),
    *choice("focus", Focus),
    _text("language"),
    _int("minutes"),
    _time("created_at"),
    _time("updated_at"),
    _json("questions"),
    _text("instructions", nullable=True),
    _text("voice", nullable=True),
    _text("cefr_level", nullable=True),
    _ref("phone_number_id", "phone_number", nullable=True),
    _json("metadata", nullable=True),
    _time("deleted_at", nullable=True),
    _newest("agent"),
)

template = _table(
    "template",
    _id(),
    _org(),
    _text("name"),
    _ref("agent_id", "agent"),
    _ref("job_id", "job", nullable=True),
    _time("created_at"),
    _time("updated_at"),
    _newest("template"),
)

interview = _table(
    "interview",
    _id(),
    _org(),
    _ref("candidate_id", "candidate"),
    _ref("agent_id", "agent"),
    _ref("job_id", "job", nullable=True),
    *choice("state", State),
    _time("scheduled_at"),
    _time("created_at"),
    _time("updated_at"),
    _time("started_at", nullable=True),
    _time("ended_at", nullable=True),
    _text("end_reason", nullable=True),
    _flag("is_test"),
    _flag("withdrawn"),
    _json("metadata", nullable=True),
    _time("deleted_at", nullable=True),
    _newest("interview"),
    sa.Index("ix_interview_candidate", "organization_id", "candidate_id", "created_at"),
)

plan = _table(
    "plan",
    _id(),
    _org(),
    _ref("interview_id", "interview"),
    _int("version"),
    _text("body"),
    _time("created_at"),
    sa.UniqueConstraint("interview_id", "version"),
)

approval = _table(
    "approval",
    _id(),
    _org(),
    _ref("interview_id", "interview"),
    *choice("gate", Gate),
    *choice("verdict", Verdict),
    _time("created_at"),
    _time("decided_at", nullable=True),
    _text("decided_by", nullable=True),
    _text("reason", nullable=True),
    sa.Index("ix_approval_interview", "organization_id", "interview_id"),
)

invitation = _table(
    "invitation",
    _id(),
    _org(),
    _ref("interview_id", "interview"),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    _time("expires_at"),
    _time("created_at"),
    _time("revoked_at", nullable=True),
    _time("opened_at", nullable=True),
    sa.Index("ix_invitation_interview", "organization_id", "interview_id"),
)

receipt = _table(
    "receipt",
    _id(),
    _org(),
    _ref("interview_id", "interview"),
    _text("notice_version"),
    _text("language"),
    _json("grants"),
    _time("at"),
    _time("withdrawn_at", nullable=True),
    sa.Index("ix_receipt_interview", "organization_id", "interview_id"),
)

code = _table(
    "code",
    _id(),
    _org(),
    _ref("invitation_id", "invitation"),
    _text("browser_hash"),
    _time("expires_at"),
    _time("created_at"),
    _int("tries"),
    _time("used_at", nullable=True),
    sa.Index("ix_code_invitation", "organization_id", "invitation_id", "created_at"),
)

room = _table(
    "room",
    sa.Column("interview_id", sa.String(36), sa.ForeignKey("interview.id"), primary_key=True),
    _org(),
    sa.Column("session_id", sa.String(36), nullable=False, unique=True),
    _text("phase"),
    _int("sequence"),
    _int("fence"),
    sa.Column("elapsed", sa.Float, nullable=False),
    _time("created_at"),
    _time("resumed_at", nullable=True),
    _time("left_at", nullable=True),
    _flag("greeted"),
)

turn = _table(
    "turn",
    sa.Column("interview_id", sa.String(36), sa.ForeignKey("interview.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _org(),
    *choice("role", Role),
    *choice("kind", TurnKind),
    _text("text"),
    _time("at"),
    _text("question_id", nullable=True),
    _text("client_id", nullable=True),
    sa.UniqueConstraint("interview_id", "client_id"),
)

message = _table(
    "message",
    sa.Column("interview_id", sa.String(36), sa.ForeignKey("interview.id"), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    _org(),
    _text("body"),
)

recording = _table(
    "recording",
    _id(),
    _org(),
    _ref("interview_id", "interview"),
    _text("lane"),
    _text("path"),
    sa.Column("seconds", sa.Float, nullable=False),
    _time("created_at"),
)

assessment = _table(
    "assessment",
    _id(),
    _org(),
    sa.Column("interview_id", sa.String(36), sa.ForeignKey("interview.id"), nullable=False, unique=True),
    _json("appraisal"),
    *choice("review", Review),
    _text("digest"),
    _time("created_at"),
    _time("updated_at"),
    _newest("assessment"),
)

call = _table(
    "call",
    _id(),
    _org(),
    _ref("interview_id", "interview"),
    _int("number"),
    *choice("status", AttemptStatus),
    _time("scheduled_at"),
    _time("called_at", nullable=True),
    _int("seconds", nullable=True),
    _text("outcome", nullable=True),
    _text("notes", nullable=True),
    _text("recording_url", nullable=True),
    sa.UniqueConstraint("interview_id", "number"),
)

event = _table(
    "event",
    _id(),
    _org(),
    _int("sequence"),
    _text("name"),
    sa.Column("subject_id", sa.String(36), nullable=False),
    _time("at"),
    _text("note"),
    sa.UniqueConstraint("organization_id", "sequence"),
    sa.Index("ix_event_subject", "organization_id", "subject_id", "sequence"),
)

endpoint = _table(
    "endpoint",
    _id(),
    _org(),
    _ref("key_id", "api_key"),
    _text("dialect"),
    _text("url"),
    _json("events"),
    _text("sealed_secret"),
    _text("sealed_headers"),
    _time("created_at"),
    _time("updated_at"),
    _ref("scope_id", "organization", nullable=True),
    _text("name", nullable=True),
    _text("description", nullable=True),
    _flag("active"),
    _int("max_retries"),
    _int("timeout_ms"),
    _int("failures"),
    _time("opened_at", nullable=True),
    _newest("endpoint"),
)

subscription = _table(
    "subscription",
    sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), primary_key=True),
    sa.Column("event", sa.Text, primary_key=True),
    sa.Column("endpoint_id", sa.String(36), sa.ForeignKey("endpoint.id"), primary_key=True),
    sa.Column("owner_id", sa.String(36), nullable=False),
)

delivery = _table(
    "delivery",
    _id(),
    _org(),
    _ref("endpoint_id", "endpoint"),
    _ref("event_id", "event"),
    sa.Column("event_organization_id", sa.String(36), nullable=False),
    *choice("status", DeliveryStatus),
    _time("created_at"),
    _int("attempts"),
    sa.Column("body", sa.LargeBinary, nullable=True),
    _time("finished_at", nullable=True),
    sa.Index("ix_delivery_endpoint", "endpoint_id", "created_at"),
)

attempt = _table(
    "attempt",
    sa.Column("delivery_id", sa.String(36), sa.ForeignKey("delivery.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _org(),
    _time("at"),
    _int("duration_ms"),
    _int("http_status", nullable=True),
    _text("error", nullable=True),
    _text("answer", nullable=True),
)

audit = _table(
    "audit",
    sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    _time("at"),
    _text("actor_kind"),
    _text("actor_id"),
    _text("action"),
    _text("subject_id"),
    _text("digest"),
)

once = _table(
    "once",
    sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), primary_key=True),
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    _text("fingerprint"),
    _int("status"),
    _json("headers"),
    sa.Column("body", sa.LargeBinary, nullable=False),
    _time("at"),
    sa.Index("ix_once_at", "at"),
)

alias = _table(
    "alias",
    sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), primary_key=True),
    sa.Column("dialect", sa.Text, primary_key=True),
    sa.Column("foreign_id", sa.Text, primary_key=True),
    sa.Column("our_id", sa.String(36), nullable=False),
)

extras = _table(
    "extras",
    sa.Column("organization_id", sa.String(36), sa.ForeignKey("organization.id"), primary_key=True),
    sa.Column("dialect", sa.Text, primary_key=True),
    sa.Column("our_id", sa.String(36), primary_key=True),
    _json("body"),
)

lease = _table(
    "lease",
    sa.Column("executor_id", sa.Text, primary_key=True),
    _time("expires_at"),
)
