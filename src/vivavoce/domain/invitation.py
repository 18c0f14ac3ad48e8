"""How a candidate comes in: the link, the consent they gave, the code that proved them, the room's state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A candidate's link. The token itself is derived from the server's key and `id`, never stored.

    `reply_to` and `message` go into its mail; `mailed_at` is when that was last asked for.
    """

    id: str
    organization_id: str
    interview_id: str
    token_hash: str
    expires_at: datetime
    created_at: datetime
    revoked_at: datetime | None = None
    opened_at: datetime | None = None
    reply_to: str | None = None
    message: str | None = None
    mailed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of consent: what was shown (`notice_version`, `language`) and what was agreed to (`grants`)."""

    id: str
    organization_id: str
    interview_id: str
    notice_version: str
    language: str
    grants: tuple[str, ...]
    at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code sent to the candidate; its six digits are derived, never stored.

    `browser_hash` binds it to the browser that asked; `tries` counts the guesses so far.
    """

    id: str
    organization_id: str
    invitation_id: str
    browser_hash: str
    expires_at: datetime
    created_at: datetime
    tries: int = 0
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """The live side of an interview: what must survive a dropped socket or a restarted server.

    `sequence` is the highest message number given out. `fence` rises with each connection; an
    older connection that still holds a lower fence may not write. `session_id` names it on the wire.
    `elapsed` is seconds of connected time before `resumed_at`.
    """

    interview_id: str
    organization_id: str
    session_id: str
    phase: str
    sequence: int
    fence: int
    elapsed: float
    created_at: datetime
    resumed_at: datetime | None = None
    left_at: datetime | None = None
    greeted: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One server message of a room, kept until acknowledged so that a reconnect can replay it."""

    interview_id: str
    organization_id: str
    sequence: int
    body: str
