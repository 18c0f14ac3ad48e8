"""Where an interview stands in A2A's words: state, reason, message, what a person may do (tested)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from vivavoce.actions.folders import Folder
from vivavoce.domain.interview import EndReason, Interview, State
from vivavoce.domain.review import Gate, Verdict

FINAL = timedelta(days=30)
"""So long after its link expired an interview counts as called off (contract §8)."""

WORD_OF: Mapping[State, str] = {
    State.DRAFT: "INFO_NEEDED",
    State.CHECKING: "VALIDATING_SKILLS",
    State.PLANNING: "GENERATING_PLAN",
    State.PLAN_REVIEW: "PENDING",
    State.READY: "APPROVED",
    State.LIVE: "IN_PROGRESS",
    State.ASSESSING: "COMPLETED",
    State.ASSESSMENT_REVIEW: "ASSESSMENT_PENDING",
    State.RELEASED: "ASSESSMENT_APPROVED",
    State.REJECTED: "REJECTED",
    State.CANCELLED: "CANCELLED",
    State.FAILED: "CANCELLED",
    State.EXPIRED: "APPROVED",
}
"""The first word of each state; `word` knows when it is another."""

STATES_OF: Mapping[str, tuple[State, ...]] = {
    **{word: tuple(s for s in State if WORD_OF[s] == word) for word in dict.fromkeys(WORD_OF.values())},
    "GENERATING_PLAN": (State.PLANNING, State.FAILED),
    "COMPLETED": (State.ASSESSING, State.RELEASED),
    "CANCELLED": (State.CANCELLED, State.FAILED, State.EXPIRED),
    "SCHEDULED": (State.READY, State.EXPIRED),
}
"""Which states a word may stand for."""

MESSAGE_OF: Mapping[str, str] = {
    "INFO_NEEDED": "Interview request needs more information.",
    "VALIDATING_SKILLS": "Interview request accepted. Skill validation in progress.",
    "GENERATING_PLAN": "Interview plan is being generated.",
    "PENDING": "Interview plan is ready for review.",
    "APPROVED": "Interview plan approved. Waiting for the candidate.",
    "SCHEDULED": "Interview plan approved. Interview scheduled.",
    "REJECTED": "Interview plan rejected.",
    "IN_PROGRESS": "Interview in progress.",
    "COMPLETED": "Interview completed. Assessment in progress.",
    "ASSESSMENT_PENDING": "Assessment is ready for review.",
    "ASSESSMENT_APPROVED": "Assessment approved.",
    "CANCELLED": "Interview cancelled.",
}
REASON_OF_END: Mapping[EndReason, str | None] = {
    EndReason.COMPLETED: None,
    EndReason.BY_CANDIDATE: "ENDED_EARLY",
    EndReason.TIME_LIMIT: "TIME_LIMIT",
    EndReason.DISCONNECTED: "DISCONNECTED",
    EndReason.NEVER_OPENED: "LINK_EXPIRED",
    EndReason.UNREACHED: None,
    EndReason.TECHNICAL: None,
    EndReason.CANCELLED: "CANCELLED_BY_USER",
}

_DECISIONS: Mapping[State, tuple[str, ...]] = {
    State.DRAFT: ("COMPLETE_INFO", "CANCEL"),
    State.PLAN_REVIEW: ("APPROVE", "REJECT", "MODIFY", "CANCEL"),
    State.ASSESSMENT_REVIEW: ("APPROVE_ASSESSMENT", "REJECT_ASSESSMENT", "CANCEL"),
    State.RELEASED: (),
    State.REJECTED: (),
    State.CANCELLED: (),
    State.FAILED: (),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """What a state's word depends on: `appointed` to a time, and whether plan and assessment succeeded."""

    state: State
    appointed: bool
    planned: bool = True
    assessed: bool = True


def word(stage: Stage) -> str:
    """The state as A2A says it."""
    if stage.state is State.FAILED and not stage.planned:
        return "GENERATING_PLAN"
    if stage.state is State.RELEASED and not stage.assessed:
        return "COMPLETED"
    if stage.state in {State.READY, State.EXPIRED} and stage.appointed:
        return "SCHEDULED"
    return WORD_OF[stage.state]


def appointed(interview: Interview) -> bool:
    """Whether it was given a time of its own."""
    return interview.scheduled_at > interview.created_at


def stage(folder: Folder) -> Stage:
    """The stage of an interview as it is now."""
    interview = folder.interview
    return Stage(interview.state, appointed(interview), _planned(folder), folder.assessment_id is not None)


def state_of(folder: Folder, now: datetime) -> str:
    """`state` and `workflowState` of an interview."""
    return "CANCELLED" if _given_up(folder.interview, now) else word(stage(folder))


def reason_of(folder: Folder, now: datetime) -> str | None:
    """`stateReason` of an interview, None where its state says all."""
    interview = folder.interview
    if interview.state is State.EXPIRED:
        return "LINK_EXPIRED_FINAL" if _given_up(interview, now) else "LINK_EXPIRED"
    if interview.state is State.FAILED:
        return None if _planned(folder) else "PLAN_FAILED"
    if interview.state is State.RELEASED and folder.assessment_id is None:
        return "ASSESSMENT_FAILED"
    if interview.state is State.CANCELLED:
        return "ASSESSMENT_REJECTED" if _turned_down(folder) else "CANCELLED_BY_USER"
    return REASON_OF_END[interview.end_reason] if interview.end_reason else None


def decisions(folder: Folder, now: datetime) -> tuple[str, ...]:
    """The transitions that a person may make now."""
    if _given_up(folder.interview, now):
        return ()
    now_stage = stage(folder)
    if now_stage.state is State.FAILED and not now_stage.planned:
        return "GENERATE_PLAN", "CANCEL"
    if now_stage.state is State.RELEASED and not now_stage.assessed:
        return ("CANCEL",)
    return _DECISIONS.get(now_stage.state, ("CANCEL",))


def _planned(folder: Folder) -> bool:
    """False where it failed because its plan could not be written."""
    last = folder.steps[-1]
    return last.after is not State.FAILED or last.before not in {State.CHECKING, State.PLANNING}


def _given_up(interview: Interview, now: datetime) -> bool:
    ended = interview.ended_at
    return interview.state is State.EXPIRED and ended is not None and now - ended >= FINAL


def _turned_down(folder: Folder) -> bool:
    return any(a.gate is Gate.ASSESSMENT and a.verdict is Verdict.REJECTED for a in folder.approvals)
