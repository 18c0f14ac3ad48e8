"""How an assessment and a transcript are told in InstaView's words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from vivavoce.domain.interview import Plan, Turn
from vivavoce.domain.scoring import Assessment, Coverage, Score
from vivavoce.kit.clock import iso_seconds

Json = dict[str, Any]

DONE = 3
HIGH, MEDIUM = 70, 40
UNASSESSED: Mapping[Coverage, str] = {
    Coverage.ANSWERED: "nothing said could be proved",
    Coverage.PARTLY: "nothing said could be proved",
    Coverage.DECLINED: "the candidate declined to answer",
    Coverage.NOT_ASKED: "it was not asked",
    Coverage.UNCLEAR: "the answer was unclear",
}


def analysis(assessment: Assessment, plan: Plan | None) -> Json:
    """An analysis (contract §9.2). Where nothing could be assessed, ratings are null: silence is no zero."""
    appraisal = assessment.appraisal
    return {
        "id": assessment.id,
        "overallScore": appraisal.total,
        "general": {
            "createdAt": iso_seconds(assessment.created_at),
            "updatedAt": iso_seconds(assessment.updated_at),
            "overallRating": appraisal.total,
            "companyFitRating": fit(appraisal.total),
            "education": None,
            "experience": None,
            "strongPoints": list(appraisal.strengths),
            "weakPoints": list(appraisal.gaps),
            "evaluation": list(_evaluation(assessment, plan)),
            "status": DONE,
        },
        "specific": None,
    }


def fit(total: int | None) -> str | None:
    """HIGH from 70, MEDIUM from 40, else LOW; None when nothing was assessed."""
    if total is None:
        return None
    return "HIGH" if total >= HIGH else "MEDIUM" if total >= MEDIUM else "LOW"


def transcript(turns: Iterable[Turn]) -> list[Json]:
    """The turns in order (contract §9.3)."""
    return [
        {"speaker": turn.role.name, "text": turn.text, "timestamp": iso_seconds(turn.at)} for turn in turns
    ]


def _evaluation(assessment: Assessment, plan: Plan | None) -> Iterator[str]:
    """The summary, then one sentence for each criterion."""
    yield assessment.appraisal.summary
    names = {criterion.id: criterion.name for criterion in plan.criteria} if plan else {}
    for score in assessment.appraisal.scores:
        yield f"{names.get(score.criterion_id, score.criterion_id)}: {_verdict(score)}"


def _verdict(score: Score) -> str:
    if score.level is None:
        return f"not assessed: {score.reason or UNASSESSED[score.coverage]}"
    return f"{score.level:g} of 5. {score.reason}".rstrip()
