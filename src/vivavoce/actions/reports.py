"""How a released assessment becomes a report that can be filed: the facts of it, then a PDF."""

from __future__ import annotations

from vivavoce.actions import assessments, plans
from vivavoce.domain.errors import NotFound
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Criterion
from vivavoce.domain.scoring import Assessment, Coverage, Review, Score
from vivavoce.providers.report_pdf import CriterionFacts, QuoteFacts, ReportFacts, report
from vivavoce.store.shapes import CANDIDATE, INTERVIEW, JOB, ORGANIZATION, PLAN
from vivavoce.store.view import View

NOT_ASSESSED = {
    Coverage.ANSWERED: "Not assessed: nothing said could be proved",
    Coverage.PARTLY: "Not assessed: nothing said could be proved",
    Coverage.DECLINED: "Not assessed: the candidate declined to answer",
    Coverage.NOT_ASKED: "Not assessed: it was not asked",
    Coverage.UNCLEAR: "Not assessed: the answer was unclear",
}
REVIEWED = {
    Review.NOT_REVIEWED: "Not yet reviewed by a person.",
    Review.PENDING: "Waiting for a person's review.",
    Review.APPROVED: "Reviewed and released by a person.",
    Review.RETURNED: "Returned by a person.",
}


def pdf(view: View, actor: Actor, interview_id: str) -> bytes:
    """The report as a PDF. Raises NotFound until the assessment is released."""
    actor.need("interviews:read")
    return report(facts(view, actor, interview_id))


def facts(view: View, actor: Actor, interview_id: str) -> ReportFacts:
    """What the report says. Raises NotFound until the assessment is released."""
    actor.need("interviews:read")
    assessment = assessments.released(view, actor, interview_id)
    interview = view.get(INTERVIEW, interview_id)
    plan = plans.current(view, interview_id)
    if plan is None:
        raise NotFound(PLAN.kind, interview_id)
    scores = {score.criterion_id: score for score in assessment.appraisal.scores}
    held = interview.started_at or interview.scheduled_at
    return ReportFacts(
        organization=view.get(ORGANIZATION, view.organization_id).name,
        candidate=view.get_kept(CANDIDATE, interview.candidate_id).name,
        position=view.get_kept(JOB, interview.job_id).title if interview.job_id else plan.position,
        held_at=held,
        minutes=round(((interview.ended_at or held) - held).total_seconds() / 60),
        is_test=interview.is_test,
        total=assessment.appraisal.total,
        coverage=assessment.appraisal.coverage,
        summary=assessment.appraisal.summary,
        strengths=assessment.appraisal.strengths,
        gaps=assessment.appraisal.gaps,
        criteria=tuple(_criterion(one, scores[one.id]) for one in plan.criteria if one.id in scores),
        flags=assessment.appraisal.flags,
        provenance=_provenance(assessment, plan.engine),
        digest=assessment.digest,
    )


def _criterion(criterion: Criterion, score: Score) -> CriterionFacts:
    anchors = criterion.anchors
    return CriterionFacts(
        name=criterion.name,
        weight=criterion.weight,
        level=score.level,
        low=score.low,
        high=score.high,
        verdict=NOT_ASSESSED[score.coverage] if score.level is None else "",
        reason=score.reason,
        anchors=(anchors.one, anchors.three, anchors.five),
        quotes=tuple(QuoteFacts(evidence.turn, evidence.quote) for evidence in score.evidence),
        missing=score.missing,
    )


def _provenance(assessment: Assessment, planned_by: str) -> str:
    made = f"Assessed by {assessment.appraisal.engine}, planned by {planned_by}."
    return f"{made} {REVIEWED[assessment.review]}"
