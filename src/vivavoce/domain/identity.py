"""Who acts, for which organization, and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from vivavoce.domain.errors import MissingScope

NOUNS = (
    "jobs",
    "candidates",
    "interviews",
    "agents",
    "organizations",
    "endpoints",
    "usage",
    "drafts",
    "keys",
    "members",
)
VERBS = ("read", "write", "delete")
APPROVE = "interviews:approve"
SCOPES = frozenset(f"{noun}:{verb}" for noun in NOUNS for verb in VERBS) | {APPROVE}
ALL_SCOPES = frozenset({"*"})


@dataclass(frozen=True, slots=True)
class Policy:
    """What an organization has decided. Gates: True means a person must approve before it goes on.

    `auto_approve` lets plans pass that a door would put before a person; `mail_on_approval` sends the link
    of an approved plan by mail where the door leaves that to its caller. `link_days` is a link's life,
    `approved_link_days` that of one whose plan waited for approval,
    `keep_days` how long a candidate is kept whose door names no day. `zone` (IANA) is taken for a
    telephone number that tells no zone. `blind_first`: reviewers see the machine's levels and names only
    after their own rating. `reply_days`: how soon a candidate's wish is answered. `notice` and `signature`:
    the organization's own words at the end of the candidates' notice and of its mail.
    """

    plan_gate: bool = False
    assessment_gate: bool = False
    link_days: int = 30
    approved_link_days: int = 7
    auto_approve: bool = False
    mail_on_approval: bool = False
    keep_days: int = 90
    zone: str = "UTC"
    blind_first: bool = False
    reply_days: int = 7
    notice: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Organization:
    """One company. Nothing of one organization is visible from another."""

    id: str
    name: str
    policy: Policy
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    owner_email: str | None = None
    metadata: Mapping[str, Any] | None = None


class MemberRole(StrEnum):
    ADMIN = "admin"
    RECRUITER = "recruiter"
    REVIEWER = "reviewer"
    VIEWER = "viewer"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the organization. `password_hash` is argon2id, None until the invitation is accepted.

    `sealed_totp` is the secret of their authenticator, None without one; `totp_step` the last 30 s step whose
    code was used, so that no code works twice.
    """

    id: str
    organization_id: str
    email: str
    name: str
    role: MemberRole
    created_at: datetime
    password_hash: str | None = None
    sealed_totp: str | None = None
    totp_step: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """A person's signed-in browser. The cookie's text is never stored, only its hash.

    It ends at `expires_at`, or when `IDLE` has passed since `seen_at` (kept to the minute). `browser` is
    what the browser calls itself.
    """

    id: str
    organization_id: str
    member_id: str
    token_hash: str
    browser: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Welcome:
    """A link by which a person sets their own password, once: an invitation, or a forgotten password."""

    id: str
    organization_id: str
    member_id: str
    token_hash: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A credential of a program. Its text is shown once and never stored.

    `handle` is the public eight-character id inside the key's text. `spans`: it may create
    organizations and act in those it created. `networks`: CIDRs it may be used from, empty = any.
    """

    id: str
    organization_id: str
    name: str
    handle: str
    secret_hash: str
    last_four: str
    scopes: frozenset[str]
    live: bool
    created_at: datetime
    spans: bool = False
    per_minute: int = 60
    per_hour: int = 2000
    networks: tuple[str, ...] = ()
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    @property
    def prefix(self) -> str:
        """How the key's text begins: enough to tell keys apart, and no secret."""
        return f"vv_{'live' if self.live else 'test'}_{self.handle}"


class ActorKind(StrEnum):
    KEY = "key"
    MEMBER = "member"
    CANDIDATE = "candidate"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking, inside which organization. Every action starts with `actor.need(...)`."""

    kind: ActorKind
    id: str
    organization_id: str
    scopes: frozenset[str] = field(default_factory=frozenset)

    def holds(self, scopes: frozenset[str]) -> bool:
        """Whether this actor may do all of `scopes`."""
        return "*" in self.scopes or scopes <= self.scopes

    def need(self, *scopes: str) -> None:
        """Raises MissingScope unless this actor holds one of `scopes` (or `*`)."""
        if "*" not in self.scopes and not self.scopes.intersection(scopes):
            raise MissingScope(scopes[0])


def system(organization_id: str) -> Actor:
    """The machine itself, acting on a decision that a person or the candidate has already made."""
    return Actor(ActorKind.SYSTEM, "system", organization_id, ALL_SCOPES)


def operator(organization_id: str) -> Actor:
    """Whoever holds the shell of the server: the command line."""
    return Actor(ActorKind.OPERATOR, "operator", organization_id, ALL_SCOPES)


def candidate(organization_id: str, candidate_id: str) -> Actor:
    """A candidate inside their own interview; holds no scope."""
    return Actor(ActorKind.CANDIDATE, candidate_id, organization_id, frozenset({"room"}))
