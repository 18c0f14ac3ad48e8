"""What people read for the words of the domain; each table is total (tested)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from vivavoce.domain.calling import Skip
from vivavoce.domain.events import DeliveryStatus
from vivavoce.domain.hiring import JobStatus, Stage
from vivavoce.domain.identity import ActorKind, MemberRole
from vivavoce.domain.interview import AttemptStatus, CallOutcome, Channel, EndReason, Focus, Role, State
from vivavoce.domain.review import Gate, Regard, Standing, Verdict
from vivavoce.domain.scoring import Coverage, Review
from vivavoce.domain.wishes import AmendmentKind, Ease, WishKind
from vivavoce.kit.words import N_

LABELS: Final[Mapping[type[StrEnum], Mapping[StrEnum, str]]] = {
    State: {
        State.DRAFT: N_("Details missing"),
        State.CHECKING: N_("Being prepared"),
        State.PLANNING: N_("Plan is being written"),
        State.PLAN_REVIEW: N_("Plan waits for approval"),
        State.READY: N_("Invited"),
        State.LIVE: N_("Live now"),
        State.ASSESSING: N_("Being assessed"),
        State.ASSESSMENT_REVIEW: N_("Assessment waits for approval"),
        State.RELEASED: N_("Finished"),
        State.REJECTED: N_("Plan rejected"),
        State.FAILED: N_("Failed"),
        State.CANCELLED: N_("Cancelled"),
        State.EXPIRED: N_("Expired"),
    },
    EndReason: {
        EndReason.COMPLETED: N_("All questions were asked"),
        EndReason.BY_CANDIDATE: N_("Stopped by the candidate"),
        EndReason.TIME_LIMIT: N_("Out of time"),
        EndReason.DISCONNECTED: N_("Connection lost"),
        EndReason.NEVER_OPENED: N_("Never opened"),
        EndReason.UNREACHED: N_("Not reached"),
        EndReason.TECHNICAL: N_("Technical failure"),
        EndReason.CANCELLED: N_("Cancelled"),
    },
    Coverage: {
        Coverage.ANSWERED: N_("Answered"),
        Coverage.PARTLY: N_("Partly answered"),
        Coverage.DECLINED: N_("Not assessed: declined"),
        Coverage.NOT_ASKED: N_("Not assessed: not asked"),
        Coverage.UNCLEAR: N_("Not assessed: unclear"),
    },
    Review: {
        Review.NOT_REVIEWED: N_("Not yet reviewed by a person"),
        Review.PENDING: N_("Waits for a person"),
        Review.APPROVED: N_("Approved"),
        Review.RETURNED: N_("Returned for a second look"),
    },
    Verdict: {
        Verdict.PENDING: N_("Waits"),
        Verdict.APPROVED: N_("Approved"),
        Verdict.REJECTED: N_("Rejected"),
        Verdict.CHANGES_ASKED: N_("Changes asked for"),
    },
    Gate: {Gate.PLAN: N_("Plan"), Gate.ASSESSMENT: N_("Assessment")},
    Standing: {
        Standing.DRAFT: N_("Draft"),
        Standing.PENDING: N_("Waits for approval"),
        Standing.APPROVED: N_("Approved"),
        Standing.REJECTED: N_("Rejected"),
    },
    Regard: {Regard.CONSIDERED: N_("Considered"), Regard.NOT_RELEVANT: N_("Not relevant")},
    Stage: {
        Stage.APPLIED: N_("Applied"),
        Stage.IN_PROCESS: N_("In process"),
        Stage.REJECTED: N_("Declined"),
        Stage.ACCEPTED: N_("Accepted"),
        Stage.UNDEFINED: N_("Open"),
    },
    JobStatus: {
        JobStatus.OPEN: N_("Open"),
        JobStatus.CLOSED: N_("Closed"),
        JobStatus.UNDEFINED: N_("Not said"),
    },
    MemberRole: {
        MemberRole.ADMIN: N_("Administrator"),
        MemberRole.RECRUITER: N_("Recruiter"),
        MemberRole.REVIEWER: N_("Reviewer"),
        MemberRole.VIEWER: N_("Viewer"),
        MemberRole.AUDITOR: N_("Auditor"),
    },
    ActorKind: {
        ActorKind.KEY: N_("a program"),
        ActorKind.MEMBER: N_("a colleague"),
        ActorKind.CANDIDATE: N_("the candidate"),
        ActorKind.OPERATOR: N_("the operator"),
        ActorKind.SYSTEM: N_("the machine"),
    },
    Channel: {Channel.ONLINE: N_("In the browser"), Channel.PHONE: N_("By telephone")},
    Focus: {
        Focus.SCREENING: N_("First interview"),
        Focus.OUTREACH: N_("Outreach"),
        Focus.LANGUAGE_TEST: N_("Language test"),
        Focus.GENERIC: N_("General conversation"),
    },
    Role: {Role.AGENT: N_("AI interviewer"), Role.CANDIDATE: N_("Candidate")},
    AttemptStatus: {
        AttemptStatus.SCHEDULED: N_("Planned"),
        AttemptStatus.IN_PROGRESS: N_("In progress"),
        AttemptStatus.COMPLETED: N_("Held"),
        AttemptStatus.FAILED: N_("Not reached"),
        AttemptStatus.CANCELLED: N_("Called off"),
    },
    CallOutcome: {
        CallOutcome.NO_ANSWER: N_("No answer"),
        CallOutcome.BUSY: N_("Busy"),
        CallOutcome.VOICEMAIL: N_("Voicemail"),
        CallOutcome.INVALID_NUMBER: N_("Not a number"),
        CallOutcome.HUNG_UP: N_("Hung up"),
        CallOutcome.DECLINED: N_("Declined"),
        CallOutcome.ERROR: N_("Technical failure"),
    },
    Skip: {
        Skip.NEVER: N_("The rules allow no time at all"),
        Skip.TOTAL_LIMIT: N_("All attempts are used up"),
        Skip.NO_RETRY: N_("One attempt only"),
        Skip.TOO_SOON: N_("Too soon after the last attempt"),
        Skip.DAY_OFF: N_("Not on this weekday"),
        Skip.WINDOW_CLOSED: N_("Outside the calling hours"),
        Skip.DAILY_LIMIT: N_("Enough attempts for one day"),
        Skip.DO_NOT_CALL: N_("Asked not to be called"),
        Skip.NO_NUMBER: N_("No telephone number"),
        Skip.SWITCHED_OFF: N_("Calling is switched off"),
        Skip.PASSIVE: N_("Not to be called without asking"),
        Skip.OVER: N_("The interview is over"),
        Skip.IN_PROGRESS: N_("Another call is in progress"),
    },
    DeliveryStatus: {
        DeliveryStatus.PENDING: N_("On its way"),
        DeliveryStatus.DELIVERED: N_("Delivered"),
        DeliveryStatus.GIVEN_UP: N_("Given up"),
        DeliveryStatus.DROPPED: N_("Dropped"),
    },
    WishKind: {
        WishKind.HELP: N_("Needs help"),
        WishKind.PERSON: N_("Prefers a person"),
        WishKind.ADJUSTMENT: N_("Asks for an adjustment"),
        WishKind.NEW_LINK: N_("Asks for a new link"),
        WishKind.CALL_BACK: N_("Asks to be called"),
        WishKind.QUESTION: N_("Has a question"),
        WishKind.CORRECTION: N_("Asks for a correction"),
        WishKind.DELETION: N_("Asks for deletion"),
        WishKind.HUMAN_REVIEW: N_("Asks for a human review"),
    },
    AmendmentKind: {
        AmendmentKind.CORRECTION: N_("Corrected by the candidate"),
        AmendmentKind.ADDITION: N_("Added by the candidate"),
        AmendmentKind.COMMENT: N_("The candidate's comment"),
    },
    Ease: {
        Ease.EXTRA_TIME: N_("Half as much time again"),
        Ease.BREAKS: N_("Breaks as long as needed"),
        Ease.LARGE_TEXT: N_("Larger text"),
        Ease.SLOW_SPEECH: N_("Slower speech"),
        Ease.QUESTIONS_AHEAD: N_("The questions before beginning"),
    },
}


def label(word: StrEnum) -> str:
    """What people read for a word, in English and marked for translation."""
    return LABELS[type(word)][word]
