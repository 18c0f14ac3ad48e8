"""What people decide: approvals of plans and assessments, and templates that shape interviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vivavoce.domain.hiring import Stage
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


class Standing(StrEnum):
    """Where a version of a job's plan stands."""

    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class JobPlan:
    """A version of the plan by which every candidate of a job is asked. `body` is canonical JSON.

    Only the newest version is ever a DRAFT or PENDING; the newest APPROVED one is in use.
    """

    id: str
    organization_id: str
    job_id: str
    version: int
    body: str
    standing: Standing
    created_at: datetime
    updated_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class JobRules:
    """What holds for the candidates of one job.

    `jurisdictions` are codes of `actions/notices.py`; `keep_days` None: the organization's;
    `alternatives` tells candidates, in the recruiter's words, how else they can be interviewed.
    """

    job_id: str
    organization_id: str
    jurisdictions: tuple[str, ...]
    keep_days: int | None
    alternatives: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Rating:
    """A person's own judgement of one criterion, kept beside the machine's. `level` 1–5, None: cannot say."""

    id: str
    organization_id: str
    interview_id: str
    criterion_id: str
    member_id: str
    level: float | None
    reason: str
    created_at: datetime


class Regard(StrEnum):
    """What a reviewer makes of a note for the reviewer."""

    CONSIDERED = "considered"
    NOT_RELEVANT = "not_relevant"


@dataclass(frozen=True, slots=True)
class Remark:
    """A reviewer's note on an interview; with `flag`, on that note of the assessment (from 0)."""

    id: str
    organization_id: str
    interview_id: str
    member_id: str
    text: str
    created_at: datetime
    flag: int | None = None
    regard: Regard | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a person decided about an application, and why; the newest one holds."""

    id: str
    organization_id: str
    application_id: str
    member_id: str
    stage: Stage
    reason: str
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


class Lane(StrEnum):
    """Whose voice it is."""

    CANDIDATE = "candidate"
    INTERVIEWER = "interviewer"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Recording:
    """Sound of one interview. `path` leads to its file from the folder of all recordings.

    While the interview is held there is only the lane `both`, without a `path`. `created_at` is where its
    time begins. `size` in bytes; `codec` is `opus` or `wav`. `peaks`: how loud it is, 0 to 100, in pieces of
    equal length; `loud`: (starts, ends) in milliseconds of what is no silence. They are for drawing and
    playing. `trouble`: why its file could not be made, "" while nothing went wrong.
    """

    id: str
    organization_id: str
    interview_id: str
    lane: Lane
    path: str
    seconds: float
    created_at: datetime
    codec: str = ""
    size: int = 0
    peaks: tuple[int, ...] = ()
    loud: tuple[tuple[int, int], ...] = ()
    trouble: str = ""

    @property
    def ready(self) -> bool:
        """Whether there is a file."""
        return bool(self.path)
