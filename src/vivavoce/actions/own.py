"""What a candidate may see of all that is kept about their interview, feedback included once approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from vivavoce.actions import plans, recordings, wishes
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Criterion, Plan, Question, Role, Speech, State, Turn, TurnKind, settled
from vivavoce.domain.invitation import Receipt
from vivavoce.domain.review import Recording
from vivavoce.domain.scoring import Coverage, Review, Score
from vivavoce.domain.wishes import Adjustment, Amendment, Impression, Wish
from vivavoce.kit.words import N_
from vivavoce.store.shapes import ASSESSMENT, CANDIDATE, IMPRESSION, INTERVIEW, RECEIPT, TURN
from vivavoce.store.view import View

CLEAR, PARTIAL = 3.5, 2.5
"""Levels from which a criterion counts as shown clearly, or in part; halfway between two anchors."""


class Standing(StrEnum):
    """What became of a planned question."""

    ANSWERED = "answered"
    SKIPPED = "skipped"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Asked:
    """A planned question and what the candidate said to it, requests to the interviewer left out.

    `turn` is the last of the candidate's turns about it, None when there is none.
    """

    text: str
    standing: Standing
    answers: tuple[Turn, ...]
    turn: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion of an approved assessment in plain words, without a number."""

    criterion: str
    words: str
    quotes: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """Everything. `recording` is of both voices; its file is there once it is `ready`.

    `findings` is () until a person has approved the assessment and it was released.
    """

    interview_id: str
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    keep_until: str
    started_at: datetime | None
    ended_at: datetime | None
    turns: tuple[Turn, ...]
    speech: tuple[Speech, ...]
    recording: Recording | None
    amendments: tuple[Amendment, ...]
    asked: tuple[Asked, ...]
    receipts: tuple[Receipt, ...]
    adjustment: Adjustment | None
    wishes: tuple[Wish, ...]
    impression: Impression | None
    findings: tuple[Finding, ...]


def read(view: View, actor: Actor, interview_id: str) -> Own:
    """All that the candidate of an interview may see of it. Raises NotFound."""
    actor.need("room")
    interview = view.get(INTERVIEW, interview_id)
    candidate = view.get_kept(CANDIDATE, interview.candidate_id)
    turns = settled(view.every(TURN, interview_id=interview_id))
    plan = plans.current(view, interview_id)
    asked_for = wishes.of_interview(view, actor, interview_id)
    return Own(
        interview_id=interview_id,
        first_name=candidate.first_name,
        last_name=candidate.last_name,
        email=candidate.email,
        phone=candidate.phone,
        keep_until=candidate.retain_until.isoformat(),
        started_at=interview.started_at,
        ended_at=interview.ended_at,
        turns=turns,
        speech=recordings.speech(view, actor, interview_id),
        recording=recordings.begun(view, actor, interview_id),
        amendments=wishes.amendments(view, actor, interview_id),
        asked=tuple(_asked(question, turns) for question in plan.questions) if plan and turns else (),
        receipts=view.every(RECEIPT, interview_id=interview_id),
        adjustment=wishes.adjustment(view, interview_id),
        wishes=tuple(replace(wish, answered_by=None) for wish in asked_for),
        impression=view.find(IMPRESSION, interview_id=interview_id),
        findings=_findings(view, interview_id, plan) if interview.state is State.RELEASED else (),
    )


def _asked(question: Question, turns: Sequence[Turn]) -> Asked:
    here = [turn for turn in turns if turn.question_id == question.id]
    own = [turn for turn in here if turn.role is Role.CANDIDATE]
    answers = tuple(turn for turn in own if turn.kind is TurnKind.ANSWER)
    reached = Standing.SKIPPED if here else Standing.NOT_REACHED
    standing = Standing.ANSWERED if answers else reached
    return Asked(question.text, standing, answers, own[-1].number if own else None)


def _findings(view: View, interview_id: str, plan: Plan | None) -> tuple[Finding, ...]:
    assessment = view.find(ASSESSMENT, interview_id=interview_id)
    if plan is None or assessment is None or assessment.review is not Review.APPROVED:
        return ()
    scores = {score.criterion_id: score for score in assessment.appraisal.scores}
    return tuple(_finding(one, scores[one.id]) for one in plan.criteria if one.id in scores)


def _finding(criterion: Criterion, score: Score) -> Finding:
    quotes = tuple(evidence.quote for evidence in score.evidence)
    return Finding(criterion.name, _plainly(score), quotes, score.missing)


def _plainly(score: Score) -> str:
    """A level in words, or why there is none."""
    if score.level is None:
        return _UNASSESSED[score.coverage]
    if score.level >= CLEAR:
        return N_("Your answers showed this clearly.")
    if score.level >= PARTIAL:
        return N_("Your answers showed this in part.")
    return N_("Your answers showed little of this.")


_UNPROVED = N_("This was not assessed: your answers held nothing to go by.")
_UNASSESSED = {
    Coverage.ANSWERED: _UNPROVED,
    Coverage.PARTLY: _UNPROVED,
    Coverage.DECLINED: N_("This was not assessed: you chose not to answer."),
    Coverage.NOT_ASKED: N_("This was not assessed: it was not asked."),
    Coverage.UNCLEAR: N_("This was not assessed: your answer was unclear."),
}
