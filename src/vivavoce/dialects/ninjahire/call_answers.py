"""What is told of a telephone call, and when has it a result? (contract §9.2)"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vivavoce.actions.applications import Applied
from vivavoce.actions.interviews import Dossier
from vivavoce.dialects.ninjahire.outbound import question_source
from vivavoce.dialects.ninjahire.shelf import Shelf
from vivavoce.dialects.ninjahire.vocabulary import (
    COMPLETED,
    ENDING_OF,
    FAILED,
    HELD,
    IN_PROGRESS,
    INCONCLUSIVE,
    SUCCESS,
)
from vivavoce.domain.hiring import JobQuestion
from vivavoce.domain.interview import AttemptStatus, Call, Plan, Question, Role, State, Turn, TurnKind
from vivavoce.domain.scoring import Appraisal, Score
from vivavoce.interviewer.totals import hundred
from vivavoce.kit.clock import iso_seconds

Json = dict[str, Any]

ENOUGH = 0.5
"""Of the weight of the criteria: with less assessed, a call is inconclusive."""

LABEL: Mapping[Role, str] = {Role.AGENT: "BOT", Role.CANDIDATE: "HUMAN"}


@dataclass(frozen=True, slots=True)
class CallFile:
    """A call with everything around it. `questions` are what people wanted asked of this applicant.

    `application` is None where its candidate was called for no job, or the application is gone.
    """

    call: Call
    dossier: Dossier
    application: Applied | None
    questions: tuple[JobQuestion, ...]

    @property
    def led(self) -> bool:
        """Whether this attempt led to the interview: the last one that was placed, once it is held."""
        placed = [call for call in self.dossier.calls if call.called_at is not None]
        return HELD[self.dossier.interview.state] and placed[-1:] == [self.call]

    @property
    def released(self) -> bool:
        """Whether its results may be told."""
        return self.led and self.dossier.interview.state is State.RELEASED


def status(file: CallFile) -> tuple[str, str]:
    """`call_status` and `ninjahire_intelligence`."""
    call = file.call
    if file.released:
        return COMPLETED, _conclusion(file.dossier)
    if file.led or call.status in {AttemptStatus.SCHEDULED, AttemptStatus.IN_PROGRESS}:
        return IN_PROGRESS, INCONCLUSIVE
    if call.outcome is not None:
        return ENDING_OF[call.outcome]
    return (COMPLETED, INCONCLUSIVE) if call.status is AttemptStatus.COMPLETED else (FAILED, FAILED)


def call(file: CallFile, shelf: Shelf) -> Json:
    """A call; only the one that led to the interview carries results, and only once they are released."""
    state, intelligence = status(file)
    interview = file.dossier.interview
    moments = [file.call.updated_at, *([interview.updated_at] if file.led else [])]
    return {
        "call_id": file.call.id,
        "call_status": state,
        "ninjahire_intelligence": intelligence,
        "call_direction": "outgoing",
        "recording_url": file.call.recording_url,
        **(_results(file, shelf) if file.released else _no_results()),
        "application_id": file.application and file.application.application.id,
        "job_id": interview.job_id,
        "candidate_id": interview.candidate_id,
        "created_at": iso_seconds(file.call.created_at),
        "updated_at": iso_seconds(max(moments)),
    }


def transcript(turns: Iterable[Turn]) -> str:
    """One line a turn, each with who spoke."""
    return "\n".join(f"{LABEL[turn.role]}: {' '.join(turn.text.split())}" for turn in turns)


def _conclusion(dossier: Dossier) -> str:
    found = dossier.assessment
    if found is None or found.appraisal.total is None or found.appraisal.coverage < ENOUGH:
        return INCONCLUSIVE
    return SUCCESS


def _no_results() -> Json:
    return {"call_score": None, "call_summary": {}, "call_digest": None, "transcript": None, "questions": []}


def _results(file: CallFile, shelf: Shelf) -> Json:
    dossier = file.dossier
    appraisal = dossier.assessment.appraisal if dossier.assessment else None
    return {
        "call_score": appraisal and appraisal.total,
        "call_summary": _summary(appraisal, dossier.plan) if appraisal and dossier.plan else {},
        "call_digest": appraisal and appraisal.summary,
        "transcript": transcript(dossier.turns) or None,
        "questions": _answers(file, dossier.plan, appraisal, shelf) if dossier.plan else [],
    }


def _summary(appraisal: Appraisal, plan: Plan) -> Json:
    """One key for each criterion; of two with one name the second gets a number."""
    found: Json = {}
    for score in appraisal.scores:
        key = plain = _snake(plan.criterion(score.criterion_id).name)
        number = 2
        while key in found:
            key, number = f"{plain}_{number}", number + 1
        found[key] = {"score": _percent(score), "comment": score.reason}
    return found


def _answers(file: CallFile, plan: Plan, appraisal: Appraisal | None, shelf: Shelf) -> list[Json]:
    """What people wanted asked and was asked, with the candidate's answer."""
    wanted = {question.text: question for question in reversed(file.questions)}
    asked = {turn.question_id for turn in file.dossier.turns if turn.role is Role.AGENT}
    scores = {score.criterion_id: score for score in appraisal.scores} if appraisal else {}
    return [
        {
            "question_id": wanted[planned.text].id,
            "question_text": planned.text,
            "source_id": question_source(wanted[planned.text], shelf),
            "answer": _answer(planned, file.dossier.turns),
            "score": _percent(scores.get(planned.criterion_id)),
        }
        for planned in plan.questions
        if planned.text in wanted and planned.id in asked
    ]


def _answer(question: Question, turns: Iterable[Turn]) -> str | None:
    said = [turn.text for turn in turns if turn.kind is TurnKind.ANSWER and turn.question_id == question.id]
    return " ".join(said) or None


def _percent(score: Score | None) -> int | None:
    """The level as 0–100, None where nothing was assessed."""
    return None if score is None or score.level is None else hundred(score.level)


def _snake(name: str) -> str:
    return re.sub(r"\W+", "_", name.lower()).strip("_") or "criterion"
