"""Which word of Introwa stands for which state of an interview. The table is total (tested). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from vivavoce.domain.interview import Interview, State
from vivavoce.domain.invitation import Invitation

PENDING, OPENED, IN_PROGRESS, EXPIRED = "pending", "opened", "in_progress", "expired"
STATUS_OF: Mapping[State, str] = {
    State.DRAFT: PENDING,
    State.CHECKING: PENDING,
    State.PLANNING: PENDING,
    State.PLAN_REVIEW: PENDING,
    State.READY: PENDING,
    State.LIVE: IN_PROGRESS,
    State.ASSESSING: "completed",
    State.ASSESSMENT_REVIEW: "completed",
    State.RELEASED: "completed",
    State.REJECTED: "revoked",
    State.CANCELLED: "revoked",
    State.FAILED: EXPIRED,
    State.EXPIRED: EXPIRED,
}


def status(interview: Interview, link: Invitation | None, now: datetime) -> str:
    """The word for where an invitation stands (contract §6); its end is judged before the start only."""
    word = STATUS_OF[interview.state]
    if word != PENDING:
        return word
    if now >= interview.open_until:
        return EXPIRED
    return OPENED if link is not None and link.opened_at is not None else PENDING
