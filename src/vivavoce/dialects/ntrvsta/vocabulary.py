"""Which word of NTRVSTA stands for which word of the core. Every table is total (tested). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from vivavoce.domain.events import EventName
from vivavoce.domain.interview import EndReason, Interview, State
from vivavoce.domain.invitation import Room

GONE = timedelta(minutes=5)
"""A candidate who has been away for so long has paused."""

REJOIN = timedelta(hours=72)
"""One who has been away for so long does not come back."""

COMPLETED, EXPIRED, FAILED, PAUSED = "COMPLETED", "EXPIRED", "FAILED", "PAUSED"
STATUS_OF: Mapping[State, str] = {
    State.DRAFT: "SCHEDULED",
    State.CHECKING: "SCHEDULED",
    State.PLANNING: "SCHEDULED",
    State.PLAN_REVIEW: "SCHEDULED",
    State.READY: "SCHEDULED",
    State.LIVE: "IN_PROGRESS",
    State.ASSESSING: "PROCESSING",
    State.ASSESSMENT_REVIEW: "PROCESSING",
    State.RELEASED: COMPLETED,
    State.REJECTED: EXPIRED,
    State.CANCELLED: EXPIRED,
    State.EXPIRED: EXPIRED,
    State.FAILED: FAILED,
}
OPEN = frozenset({"SCHEDULED", "IN_PROGRESS", PAUSED})
"""Where the link still opens the interview."""

RESULT_COMPLETED = "result.completed"
EVENTS_OF: Mapping[str, tuple[EventName, ...]] = {RESULT_COMPLETED: (EventName.ASSESSMENT_RELEASED,)}
LABEL_OF: Mapping[str, str] = {event.value: label for label, events in EVENTS_OF.items() for event in events}

COMMUNICATION = re.compile(r"communicat|\bexplain|\bclarity\b", re.IGNORECASE)
PROFICIENCY = re.compile(
    r"language (?:proficiency|skill|command)|\brange of expression\b|\bfluency\b", re.IGNORECASE
)
"""Which criteria, by name, speak of the product's category; every other one is technical accuracy."""

_PAUSED_PHASE = "PAUSED"


def status(interview: Interview, room: Room | None, now: datetime, *, assessed: bool) -> str:
    """The word for where an interview stands (contract §6). `assessed`: its assessment may be seen."""
    if interview.end_reason is EndReason.DISCONNECTED:
        return EXPIRED
    if interview.state is State.LIVE and room is not None and _away(room, now):
        return PAUSED
    if interview.state is State.RELEASED and not assessed:
        return FAILED
    return STATUS_OF[interview.state]


def core_language(tag: str) -> str:
    """A BCP 47 tag as the core has it: the language alone, upper case."""
    return tag.partition("-")[0].upper()


def language_tag(language: str, sent: str | None) -> str:
    """The core's language as it was `sent`, while that still names it."""
    return sent if sent and core_language(sent) == language else language.lower()


def _away(room: Room, now: datetime) -> bool:
    gone = room.left_at is not None and now - room.left_at >= GONE
    return gone or room.phase == _PAUSED_PHASE
