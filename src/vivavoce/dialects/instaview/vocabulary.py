"""Which word of InstaView stands for which word of the core, both ways and total (tested)."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import JobStatus, Stage
from vivavoce.domain.interview import Channel, Focus, State

STATUS_OF: Mapping[State, str] = {
    State.DRAFT: "SCHEDULED",
    State.CHECKING: "SCHEDULED",
    State.PLANNING: "SCHEDULED",
    State.PLAN_REVIEW: "SCHEDULED",
    State.READY: "SCHEDULED",
    State.LIVE: "IN_PROGRESS",
    State.ASSESSING: "IN_PROGRESS",
    State.ASSESSMENT_REVIEW: "COMPLETED",
    State.RELEASED: "COMPLETED",
    State.REJECTED: "CANCELLED",
    State.CANCELLED: "CANCELLED",
    State.FAILED: "FAILED",
    State.EXPIRED: "FAILED",
}
STATES_OF: Mapping[str, tuple[State, ...]] = {
    status: tuple(state for state in State if STATUS_OF[state] == status)
    for status in ("UNDEFINED", "SCHEDULED", "IN_PROGRESS", "COMPLETED", "CANCELLED", "FAILED")
}
JOB_STATUS_OF: Mapping[str, JobStatus] = {status.name: status for status in JobStatus}
STAGE_OF: Mapping[str, Stage] = {stage.name: stage for stage in Stage}
FOCUS_OF: Mapping[str, Focus] = {focus.name: focus for focus in Focus}
CHANNEL_OF: Mapping[str, Channel] = {channel.name: channel for channel in Channel}

EVENTS_OF: Mapping[str, tuple[EventName, ...]] = {
    "analysis.completed": (EventName.ASSESSMENT_RELEASED,),
    "analysis.failed": (EventName.ASSESSMENT_FAILED,),
    "ping": (EventName.PING,),
    "interview.completed": (EventName.INTERVIEW_COMPLETED,),
    "interview.failed": (EventName.INTERVIEW_FAILED, EventName.INTERVIEW_EXPIRED, EventName.PLAN_FAILED),
    "interview.started": (EventName.INTERVIEW_STARTED,),
    "sourcing.completed": (),
    "sourcing.failed": (),
    "enrich.completed": (),
    "enrich.failed": (),
}
"""Labels in the order of the product's old numbers; without an event: may be subscribed to, never fires."""

LABEL_OF: Mapping[str, str] = {event.value: label for label, events in EVENTS_OF.items() for event in events}
LABEL_WRITTEN: Mapping[object, str] = {
    **{label: label for label in EVENTS_OF},
    **{label.replace(".", "_").upper(): label for label in EVENTS_OF},
    **dict(enumerate(list(EVENTS_OF)[:6])),
}
"""The label behind each of the product's three notations: number, constant, label."""

_NOUN_OF = {"organizations": "companies", "endpoints": "webhooks", "usage": "billing"}
_CORE_NOUN_OF = {word: noun for noun, word in _NOUN_OF.items()}


def scope_word(scope: str) -> str:
    """`jobs:write` as InstaView says it: `write:jobs`."""
    noun, _, verb = scope.partition(":")
    return f"{verb}:{_NOUN_OF.get(noun, noun)}"


def core_scope(word: str) -> str:
    """`write:jobs` as the core says it: `jobs:write`."""
    verb, _, noun = word.partition(":")
    return f"{_CORE_NOUN_OF.get(noun, noun)}:{verb}"
