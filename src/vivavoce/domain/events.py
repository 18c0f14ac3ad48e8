"""What happened, who is told, and how the telling goes: events, endpoints, deliveries, attempts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class EventName(StrEnum):
    """Everything that can happen. A dialect words some of these; the rest it does not send."""

    JOB_CREATED = "job.created"
    JOB_CHANGED = "job.changed"
    JOB_DELETED = "job.deleted"
    CANDIDATE_CREATED = "candidate.created"
    CANDIDATE_CHANGED = "candidate.changed"
    CANDIDATE_DELETED = "candidate.deleted"
    APPLICATION_CREATED = "application.created"
    APPLICATION_CHANGED = "application.changed"
    CALL_MISSED = "call.missed"
    INTERVIEW_CREATED = "interview.created"
    INTERVIEW_DELETED = "interview.deleted"
    INTERVIEW_CANCELLED = "interview.cancelled"
    INTERVIEW_EXPIRED = "interview.expired"
    INTERVIEW_SCHEDULED = "interview.scheduled"
    INTERVIEW_RETURNED = "interview.returned"
    DETAILS_NEEDED = "details.needed"
    DETAILS_GIVEN = "details.given"
    PLAN_READY = "plan.ready"
    PLAN_FAILED = "plan.failed"
    PLAN_CHANGES_ASKED = "plan.changes_asked"
    PLAN_APPROVED = "plan.approved"
    PLAN_REJECTED = "plan.rejected"
    INTERVIEW_STARTED = "interview.started"
    INTERVIEW_ENDED = "interview.ended"
    INTERVIEW_FAILED = "interview.failed"
    ASSESSMENT_READY = "assessment.ready"
    ASSESSMENT_FAILED = "assessment.failed"
    ASSESSMENT_REJECTED = "assessment.rejected"
    ASSESSMENT_RELEASED = "assessment.released"
    INTERVIEW_COMPLETED = "interview.completed"
    WISH_ASKED = "wish.asked"
    WISH_ANSWERED = "wish.answered"
    PING = "ping"


@dataclass(frozen=True, slots=True)
class Event:
    """A fact, written in the transaction that made it true.

    `sequence` rises by one within the organization and commits in order. `subject_id` is what
    it happened to (an interview for `interview.*`, `details.*`, `plan.*`, `assessment.*` and `wish.*`);
    `note` is a short reason where one belongs to the fact, otherwise "".
    """

    id: str
    organization_id: str
    sequence: int
    name: str
    subject_id: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """A header that the owner of an endpoint wants on every request."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that is told of events, in the words of one dialect.

    `events` are the names the owner subscribed to, in the dialect's own labels and order.
    `key_id` made it, None = the operator. `scope_id`: the one organization it listens to, None = every
    organization its key reaches.
    `sealed_secret` signs; it is sealed with the server's key. `timeout_ms` per attempt.
    `failures` counts deliveries given up in a row; `opened_at` is when the circuit opened; `failing_since`
    is the first failed attempt after which nothing has arrived.
    `subject_id`: it hears of this one thing only, in place of the dialect's other endpoints, and signs
    with their secret. `options` are the dialect's own: method, form, style.
    """

    id: str
    organization_id: str
    key_id: str | None
    dialect: str
    url: str
    events: tuple[str, ...]
    sealed_secret: str
    sealed_headers: str
    created_at: datetime
    updated_at: datetime
    scope_id: str | None = None
    name: str | None = None
    description: str | None = None
    active: bool = True
    max_retries: int = 3
    timeout_ms: int = 30000
    failures: int = 0
    opened_at: datetime | None = None
    failing_since: datetime | None = None
    subject_id: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one endpoint. `body` is rendered once and stays the same over retries.

    `organization_id` owns the endpoint; `event_organization_id` is where the event happened
    (they differ only for a key that spans organizations). `earlier` attempts were made before it was
    replayed; retries are counted from there.
    """

    id: str
    organization_id: str
    endpoint_id: str
    event_id: str
    event_organization_id: str
    status: DeliveryStatus
    created_at: datetime
    attempts: int = 0
    body: bytes | None = None
    finished_at: datetime | None = None
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of a delivery. `http_status` None: no answer, and `error` says why."""

    delivery_id: str
    organization_id: str
    number: int
    at: datetime
    duration_ms: int
    http_status: int | None
    error: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One link of an organization's audit chain: `digest` = SHA-256(previous digest, canonical entry).

    Ids only, no personal text, so that erasing a person leaves the chain whole.
    """

    organization_id: str
    sequence: int
    at: datetime
    actor_kind: str
    actor_id: str
    action: str
    subject_id: str
    digest: str
