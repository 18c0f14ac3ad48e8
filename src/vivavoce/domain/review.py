"""What people decide: approvals of plans and assessments, and templates that shape interviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vivavoce.domain.identity import ActorKind
from vivavoce.domain.interview import State


class Gate(StrEnum):
    PLAN = "plan"
    ASSESSMENT = "assessment"


class Verdict(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    CHANGES_ASKED = "changes_asked"


@dataclass(frozen=True, slots=True)
class Approval:
    """A gate and what was decided at it: who, when, why, and the state before and after."""

    id: str
    organization_id: str
    interview_id: str
    gate: Gate
    verdict: Verdict
    created_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as kept for one interview. `version` counts from 1; `body` is the plan as canonical JSON."""

    id: str
    organization_id: str
    interview_id: str
    version: int
    body: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Template:
    """A reusable interview: questions and settings that invitations are made from.

    `link_days` is the life of a link made from it.
    """

    id: str
    organization_id: str
    name: str
    agent_id: str
    job_id: str | None
    link_days: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One change of an interview's state: who made it, when, why. `before` None: it was made.

    `by` is whom the actor named as deciding, in the caller's own words.
    """

    id: str
    organization_id: str
    interview_id: str
    number: int
    at: datetime
    actor_kind: ActorKind
    actor_id: str
    before: State | None
    after: State
    by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """Sound of one interview: where it lies and whose voice it is. Filled by the voice room."""

    id: str
    organization_id: str
    interview_id: str
    lane: str
    path: str
    seconds: float
    created_at: datetime
