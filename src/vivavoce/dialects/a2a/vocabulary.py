"""Which word of A2A stands for which word of the core: permissions, events, levels, data quality (tested)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vivavoce.domain.events import EventName
from vivavoce.domain.identity import APPROVE, SCOPES

DIALECT = "a2a"

SCOPES_OF: Mapping[str, frozenset[str]] = {
    "interview:create": frozenset({"interviews:write", "jobs:write", "candidates:write", "agents:write"}),
    "interview:read": frozenset({"interviews:read", "jobs:read", "candidates:read"}),
    "interview:update": frozenset({"interviews:write"}),
    "interview:approve": frozenset({APPROVE}),
    "interview:assess": frozenset({"interviews:write"}),
    "interview:delete": frozenset({"interviews:delete"}),
    "api-key:create": frozenset({"keys:write"}),
    "api-key:read": frozenset({"keys:read"}),
    "api-key:delete": frozenset({"keys:write"}),
    "user:create": frozenset({"members:write"}),
    "user:read": frozenset({"members:read"}),
    "user:update": frozenset({"members:write"}),
    "user:delete": frozenset({"members:delete"}),
    "tenant:read": frozenset({"organizations:read", "endpoints:read"}),
    "tenant:update": frozenset({"organizations:write", "endpoints:write"}),
    "tenant:delete": frozenset({"organizations:delete", "endpoints:delete"}),
}
"""Lossy: create, update and assess share `interviews:write`; making and ending a key share `keys:write`."""

_FIRST_WORDS = (
    "interview:read",
    "interview:update",
    "interview:approve",
    "interview:delete",
    "api-key:create",
    "user:update",
)


def permission_words(scopes: Iterable[str]) -> tuple[str, ...]:
    """The permissions that bring one of these core scopes; a scope that none brings is named as it is."""
    wanted = frozenset(scopes)
    ordered = (*_FIRST_WORDS, *(word for word in SCOPES_OF if word not in _FIRST_WORDS))
    found = tuple(word for word in ordered if SCOPES_OF[word] & wanted)
    return found or tuple(sorted(wanted))


def core_scopes(permissions: Iterable[str]) -> frozenset[str]:
    """What a key with these permissions may do. Raises KeyError for an unknown one; `*` is all of them."""
    words = frozenset(permissions)
    return SCOPES if "*" in words else frozenset().union(*(SCOPES_OF[word] for word in words))


def permissions_of(scopes: frozenset[str]) -> tuple[str, ...]:
    """Every permission that these core scopes hold whole."""
    held = SCOPES if "*" in scopes else scopes
    return tuple(word for word, needed in SCOPES_OF.items() if needed <= held)


EVENTS_OF: Mapping[str, tuple[EventName, ...]] = {
    "interview.info_needed": (EventName.DETAILS_NEEDED,),
    "interview.info_completed": (EventName.DETAILS_GIVEN,),
    "interview.plan_generated": (EventName.PLAN_READY,),
    "interview.approved": (EventName.PLAN_APPROVED,),
    "interview.rejected": (EventName.PLAN_REJECTED,),
    "interview.modification_requested": (EventName.PLAN_CHANGES_ASKED,),
    "interview.scheduled": (EventName.INTERVIEW_SCHEDULED,),
    "interview.started": (EventName.INTERVIEW_STARTED,),
    "interview.completed": (EventName.INTERVIEW_ENDED,),
    "interview.assessment_pending": (EventName.ASSESSMENT_READY,),
    "interview.assessment_approved": (EventName.ASSESSMENT_RELEASED,),
    "interview.assessment_rejected": (EventName.ASSESSMENT_REJECTED,),
    "interview.cancelled": (EventName.INTERVIEW_CANCELLED, EventName.INTERVIEW_FAILED),
    "interview.abandoned": (EventName.INTERVIEW_RETURNED,),
    "interview.link_expired": (EventName.INTERVIEW_EXPIRED,),
    "interview.failed": (EventName.PLAN_FAILED, EventName.ASSESSMENT_FAILED),
}
LABEL_OF: Mapping[str, str] = {event.value: label for label, events in EVENTS_OF.items() for event in events}

LEVELS: Mapping[str, str] = {
    "JUNIOR": "junior",
    "MID": "mid",
    "SENIOR": "senior",
    "LEAD": "lead",
    "PRINCIPAL": "lead",
}
"""Lossy: the core's ladder ends with `lead`; what was sent is echoed."""


def level_word(seniority: str | None, sent: str | None) -> str | None:
    """A core seniority as A2A says it: as it was sent, while that is still what it is."""
    if sent is not None and LEVELS.get(sent) == seniority:
        return sent
    return next((word for word, core in LEVELS.items() if core == seniority), None)
