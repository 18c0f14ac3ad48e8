"""What candidates ask for and add: wishes, adjustments, corrections of their own words, their impression."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WishKind(StrEnum):
    """What a candidate asks a person for."""

    HELP = "help"
    PERSON = "person"
    ADJUSTMENT = "adjustment"
    NEW_LINK = "new_link"
    CALL_BACK = "call_back"
    QUESTION = "question"
    CORRECTION = "correction"
    DELETION = "deletion"
    HUMAN_REVIEW = "human_review"


@dataclass(frozen=True, slots=True)
class Wish:
    """Something a person must answer, by `reply_by`. `answer` is what the candidate was told."""

    id: str
    organization_id: str
    interview_id: str
    candidate_id: str
    kind: WishKind
    text: str
    created_at: datetime
    reply_by: datetime
    answered_at: datetime | None = None
    answered_by: str | None = None
    answer: str | None = None


class AmendmentKind(StrEnum):
    """CORRECTION: other words for a turn that was misheard or mistyped; ADDITION: one more sentence to it;
    COMMENT: on a note that the interview left for its reviewer."""

    CORRECTION = "correction"
    ADDITION = "addition"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a candidate wrote beside the turn with this number; the turn itself stays as it was."""

    id: str
    organization_id: str
    interview_id: str
    turn: int
    kind: AmendmentKind
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Impression:
    """How a candidate found the interview: 1 (bad) to 5 (good) stars, in their words."""

    interview_id: str
    organization_id: str
    stars: int
    text: str
    created_at: datetime


class Ease(StrEnum):
    """An adjustment that the room makes by itself."""

    EXTRA_TIME = "extra_time"
    BREAKS = "breaks"
    LARGE_TEXT = "large_text"
    SLOW_SPEECH = "slow_speech"
    QUESTIONS_AHEAD = "questions_ahead"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What makes the interview fair for this candidate. Neither assessor nor reviewer is shown it."""

    interview_id: str
    organization_id: str
    eases: tuple[Ease, ...]
    language: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a candidate's data may not be erased yet, and who said so."""

    candidate_id: str
    organization_id: str
    member_id: str
    reason: str
    created_at: datetime
