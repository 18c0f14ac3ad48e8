"""What an interview is: its plan, its turns, its states and how it may move between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from vivavoce.domain.calling import Skip


class State(StrEnum):
    """Where an interview stands. Every dialect words all of these (tested)."""

    DRAFT = "draft"
    CHECKING = "checking"
    PLANNING = "planning"
    PLAN_REVIEW = "plan_review"
    READY = "ready"
    LIVE = "live"
    ASSESSING = "assessing"
    ASSESSMENT_REVIEW = "assessment_review"
    RELEASED = "released"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.CHECKING, State.CANCELLED}),
    State.CHECKING: frozenset({State.PLANNING, State.FAILED, State.CANCELLED, State.EXPIRED}),
    State.PLANNING: frozenset({State.PLAN_REVIEW, State.READY, State.FAILED, State.CANCELLED, State.EXPIRED}),
    State.PLAN_REVIEW: frozenset({State.PLANNING, State.READY, State.REJECTED, State.CANCELLED}),
    State.READY: frozenset({State.LIVE, State.FAILED, State.CANCELLED, State.EXPIRED}),
    State.LIVE: frozenset({State.ASSESSING, State.READY, State.FAILED, State.CANCELLED}),
    State.ASSESSING: frozenset({State.ASSESSMENT_REVIEW, State.RELEASED, State.CANCELLED}),
    State.ASSESSMENT_REVIEW: frozenset({State.ASSESSING, State.RELEASED, State.CANCELLED}),
    State.RELEASED: frozenset({State.ASSESSING, State.CANCELLED}),
    State.REJECTED: frozenset(),
    State.FAILED: frozenset({State.PLANNING, State.CANCELLED}),
    State.CANCELLED: frozenset(),
    State.EXPIRED: frozenset({State.CHECKING, State.READY, State.CANCELLED}),
}
"""What may follow by itself or by an ordinary decision. A person may besides reset an interview to READY."""

TERMINAL = frozenset({State.RELEASED, State.REJECTED, State.FAILED, State.CANCELLED})
"""Where an interview rests; a failed plan and a missing assessment may be repaired or called off."""

UNPLANNED = frozenset({State.DRAFT, State.CHECKING, State.PLANNING, State.PLAN_REVIEW})
"""Where there is no plan yet by which a candidate may be asked."""


class EndReason(StrEnum):
    """Why a live interview ended, or never began."""

    COMPLETED = "completed"
    BY_CANDIDATE = "by_candidate"
    TIME_LIMIT = "time_limit"
    DISCONNECTED = "disconnected"
    NEVER_OPENED = "never_opened"
    UNREACHED = "unreached"
    TECHNICAL = "technical"
    CANCELLED = "cancelled"


class Focus(StrEnum):
    SCREENING = "screening"
    OUTREACH = "outreach"
    LANGUAGE_TEST = "language_test"
    GENERIC = "generic"


class Channel(StrEnum):
    ONLINE = "online"
    PHONE = "phone"


class Role(StrEnum):
    AGENT = "agent"
    CANDIDATE = "candidate"


class TurnKind(StrEnum):
    """What a turn does. The last two are the candidate's, the others the interviewer's."""

    GREETING = "greeting"
    QUESTION = "question"
    FOLLOW_UP = "follow_up"
    ASIDE = "aside"
    CLOSING = "closing"
    ANSWER = "answer"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Turn:
    """One committed utterance. `number` counts from 1 over the whole interview, both roles.

    `question_id` is the planned question a turn asks or answers; None for the greeting and closing.
    `goes_on`: a candidate who was taken for done goes on with their turn before; see `settled`.
    """

    number: int
    role: Role
    kind: TurnKind
    text: str
    at: datetime
    question_id: str | None = None
    goes_on: bool = False


def settled(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The conversation as it counts: without what the interviewer began to say to somebody who went on.

    Nobody who reads it learns that there was a pause.
    """
    kept: list[Turn] = []
    for turn in turns:
        while turn.goes_on and kept and kept[-1].role is Role.AGENT:
            kept.pop()
        kept.append(replace(turn, goes_on=False) if turn.goes_on else turn)
    return tuple(kept)


def closed(turns: Sequence[Turn]) -> bool:
    """Whether the interviewer has said the last words."""
    return bool(turns) and turns[-1].kind is TurnKind.CLOSING


def end_reason(plan: Plan, turns: Sequence[Turn]) -> EndReason:
    """Closed at the candidate's own word before the last question was asked: the candidate's end."""
    said = [turn for turn in turns if turn.role is Role.CANDIDATE]
    asked = {turn.question_id for turn in settled(turns) if turn.role is Role.AGENT}
    everything = all(question.id in asked for question in plan.questions)
    stopped = bool(said) and said[-1].kind is TurnKind.REQUEST and not everything
    return EndReason.BY_CANDIDATE if stopped else EndReason.COMPLETED


@dataclass(frozen=True, slots=True)
class Speech:
    """Where a spoken turn lies in the recording: milliseconds since that began. For playing it only.

    `words` are (word, starts, ends), () where nobody listened word by word. `confidence`: how sure the ear
    was, 0 to 1. `heard_by` names what listened, as `embedded:tiny.en`; "" for what was spoken by a machine.
    """

    interview_id: str
    organization_id: str
    turn: int
    starts: int
    ends: int
    words: tuple[tuple[str, int, int], ...] = ()
    confidence: float | None = None
    heard_by: str = ""


@dataclass(frozen=True, slots=True)
class Anchors:
    """What an answer at level 1, 3 and 5 looks like, in words a reviewer can check."""

    one: str
    three: str
    five: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One competency that is scored. `weight`s of a plan sum to 1.

    `ties` are the duties and skills of the job that make it job-related (at least one).
    `terms` are words that count as concrete for it: skill names and their aliases, lower case.
    `signals` names the evidence patterns that matter for it (`interviewer/rules/rubrics.yaml`).
    """

    id: str
    name: str
    weight: float
    anchors: Anchors
    ties: tuple[str, ...]
    terms: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up that is asked when the rule named `when` holds for the answer."""

    when: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One core question: the same for every candidate on this plan version.

    `rephrased` is used for "say it differently"; `ties` as in Criterion. `minutes` is the time it is given.
    """

    id: str
    criterion_id: str
    text: str
    rephrased: str
    ties: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    minutes: float = 3.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be asked and how it will be scored; versioned, frozen with each interview.

    `seniority` is `junior`, `mid`, `senior` or `lead`. `unmatched_skills` were asked for and are
    not in the skill base. `engine` names what wrote the plan, with its version.
    """

    position: str
    seniority: str
    language: str
    minutes: int
    criteria: tuple[Criterion, ...]
    questions: tuple[Question, ...]
    greeting: str
    closing: str
    skills: tuple[str, ...] = ()
    unmatched_skills: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    engine: str = "rules/1"

    def question(self, id: str) -> Question:
        """The question with this id. Raises KeyError."""
        for question in self.questions:
            if question.id == id:
                return question
        raise KeyError(id)

    def criterion(self, id: str) -> Criterion:
        """The criterion with this id. Raises KeyError."""
        for criterion in self.criteria:
            if criterion.id == id:
                return criterion
        raise KeyError(id)


@dataclass(frozen=True, slots=True)
class Brief:
    """What the planner is given: the job in words and the agent's own wishes.

    `questions` written by a person are asked word for word, first. `candidate_name` and
    `organization` only fill the greeting. `seniority` None: read from the text.
    """

    title: str
    description: str
    required_skills: tuple[str, ...] = ()
    nice_to_have_skills: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    focus: Focus = Focus.SCREENING
    language: str = "EN"
    minutes: int = 30
    organization: str = ""
    candidate_name: str = ""
    seniority: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What the interviewer does next: says `text` as a turn of `kind`. `ends` closes the interview.

    `heard` classifies the candidate's last turn (ANSWER or REQUEST), None when there was none.
    """

    kind: TurnKind
    text: str
    question_id: str | None = None
    ends: bool = False
    heard: TurnKind | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    """The AI interviewer's settings, reusable over interviews. `minutes` 1–180, at most 50 `questions`."""

    id: str
    organization_id: str
    name: str
    channel: Channel
    focus: Focus
    language: str
    minutes: int
    created_at: datetime
    updated_at: datetime
    questions: tuple[str, ...] = ()
    instructions: str | None = None
    voice: str | None = None
    cefr_level: str | None = None
    phone_number_id: str | None = None
    metadata: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Interview:
    """One candidate's interview. Times are UTC.

    It expires when it has not begun by `open_until`. The gates are frozen when it is made: True means that
    a person must approve its plan, or its assessment. `mails`: the candidate is written to.
    A candidate who is gone for `rejoin_minutes` has left it.
    """

    id: str
    organization_id: str
    candidate_id: str
    agent_id: str
    job_id: str | None
    state: State
    scheduled_at: datetime
    open_until: datetime
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    plan_gate: bool = False
    assessment_gate: bool = False
    mails: bool = True
    rejoin_minutes: int = 15
    is_test: bool = False
    withdrawn: bool = False
    metadata: Mapping[str, Any] | None = None


class AttemptStatus(StrEnum):
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class CallOutcome(StrEnum):
    """Why a call attempt ended as it did."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    VOICEMAIL = "voicemail"
    INVALID_NUMBER = "invalid_number"
    HUNG_UP = "hung_up"
    DECLINED = "declined"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt to reach a candidate by telephone. `seconds` is talk time.

    `skip` says why it was not placed; `reference` is the telephone company's id of it. `asked`: somebody
    wanted this very call, so windows and limits do not hold it back.
    """

    id: str
    interview_id: str
    number: int
    status: AttemptStatus
    scheduled_at: datetime
    created_at: datetime
    updated_at: datetime
    asked: bool = True
    called_at: datetime | None = None
    seconds: int | None = None
    outcome: CallOutcome | None = None
    skip: Skip | None = None
    reference: str | None = None
    notes: str | None = None
    recording_url: str | None = None
