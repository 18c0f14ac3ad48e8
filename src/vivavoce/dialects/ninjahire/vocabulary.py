"""Which word of Ninjahire stands for which word of the core; every table is total (tested)."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import JobStatus, Stage
from vivavoce.domain.interview import CallOutcome, State

COMPLETED = "call_completed"
IN_PROGRESS = "call_in_progress"
FAILED = "call_failed"
SUCCESS = "call_success"
INCONCLUSIVE = "call_inconclusive"

ENDING_OF: Mapping[CallOutcome, tuple[str, str]] = {
    CallOutcome.NO_ANSWER: (FAILED, FAILED),
    CallOutcome.BUSY: (FAILED, FAILED),
    CallOutcome.VOICEMAIL: (FAILED, FAILED),
    CallOutcome.INVALID_NUMBER: (FAILED, FAILED),
    CallOutcome.ERROR: (FAILED, FAILED),
    CallOutcome.HUNG_UP: (COMPLETED, INCONCLUSIVE),
    CallOutcome.DECLINED: (COMPLETED, FAILED),
}
"""`call_status` and `ninjahire_intelligence` of a call that led to no interview (contract §9.2)."""

HELD: Mapping[State, bool] = {
    State.DRAFT: False,
    State.CHECKING: False,
    State.PLANNING: False,
    State.PLAN_REVIEW: False,
    State.READY: False,
    State.LIVE: True,
    State.ASSESSING: True,
    State.ASSESSMENT_REVIEW: True,
    State.RELEASED: True,
    State.REJECTED: False,
    State.FAILED: False,
    State.CANCELLED: False,
    State.EXPIRED: False,
}
"""Whether the last call of an interview in this state led to it."""

CLOSED_WORDS = frozenset({"closed", "inactive", "filled", "cancelled", "on hold"})
JOB_WORD: Mapping[JobStatus, str] = {
    JobStatus.OPEN: "Active",
    JobStatus.CLOSED: "Closed",
    JobStatus.UNDEFINED: "Active",
}
"""What is said of a job whose status was set elsewhere."""

CANDIDATE_WORD: Mapping[Stage, str] = {
    Stage.APPLIED: "Applied",
    Stage.IN_PROCESS: "Interviewing",
    Stage.ACCEPTED: "Hired",
    Stage.REJECTED: "Rejected",
    Stage.UNDEFINED: "Applied",
}
"""What is said of a candidate who came from elsewhere."""

CALL_ACTIVITY = "call_activity"
APPLICATION_ACTIVITY = "application_activty"
EVENTS_OF: Mapping[str, tuple[EventName, ...]] = {
    CALL_ACTIVITY: (EventName.ASSESSMENT_RELEASED, EventName.ASSESSMENT_FAILED, EventName.CALL_MISSED),
    APPLICATION_ACTIVITY: (EventName.APPLICATION_CREATED, EventName.APPLICATION_CHANGED),
}
"""The second is spelt as the product spells it (contract §13.2)."""

LABEL_OF: Mapping[str, str] = {event.value: label for label, events in EVENTS_OF.items() for event in events}


def job_status(word: str) -> JobStatus:
    """The free word of a job's status as the core has it."""
    return JobStatus.CLOSED if word.strip().lower() in CLOSED_WORDS else JobStatus.OPEN


def is_active(stage: str) -> bool:
    """Whether an `application_stage` lets the applicant be called."""
    return stage.lower() == "active"
