"""How a plan and an assessment are told: competencies, evidence, recommendation (contract §7). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from vivavoce.domain.hiring import Job
from vivavoce.domain.interview import Criterion, EndReason, Interview, Plan, Question
from vivavoce.domain.review import StoredPlan
from vivavoce.domain.scoring import Assessment, Evidence, Score
from vivavoce.kit.clock import iso_millis

Json = dict[str, Any]

LEAST: Final = 3.0
"""`minimum_acceptable_score` of a required competency."""
BOUNDS: Final = ((4.3, "STRONG_HIRE"), (3.5, "HIRE"), (2.7, "MAYBE"))
LOWEST, CAPPED = "NO_HIRE", "MAYBE"
COMPONENT_SIGNALS: Final[Mapping[str, frozenset[str]]] = {
    "situation": frozenset({"situation", "time_frame"}),
    "action": frozenset({"own_action", "sequence"}),
    "reasoning": frozenset({"reason", "contrast", "preference"}),
    "outcome": frozenset({"result"}),
    "depth": frozenset({"tool", "number", "complex"}),
}
_DRAFT = """Hello {first_name},

you are invited to a first interview for {position}, held by an AI in your browser.
It takes about {minutes} minutes.

{{{{INTERVIEW_LINK}}}}
"""


def plan(stored: StoredPlan, content: Plan, job: Job | None, first_name: str) -> Json:
    """A plan; each criterion is a competency with one sub-dimension of its name."""
    ties = {tie.lower() for criterion in content.criteria for tie in criterion.ties}
    draft = _DRAFT.format(first_name=first_name, position=content.position, minutes=content.minutes)
    return {
        "planId": stored.id,
        "version": stored.version,
        "durationMinutes": content.minutes,
        "competencies": [_competency(content, criterion) for criterion in content.criteria],
        "skills_coverage": {skill: skill.lower() in ties for skill in content.skills},
        "unmatched_skills": list(content.unmatched_skills),
        "must_have": list(content.skills),
        "nice_to_have": list(job.nice_to_have_skills) if job else [],
        "greeting_script": content.greeting,
        "inmail_draft": draft,
        "createdAt": iso_millis(stored.created_at),
    }


def assessment(value: Assessment, content: Plan, interview: Interview) -> Json:
    """An assessment; what was not assessed has no score: silence is no zero."""
    scores = {score.criterion_id: score for score in value.appraisal.scores}
    return {
        "assessmentId": value.id,
        "interviewId": interview.id,
        "overallScore": overall(value, content),
        "recommendation": recommendation(value, content),
        "summary": value.appraisal.summary,
        "strengths": list(value.appraisal.strengths),
        "concerns": list(value.appraisal.gaps),
        "competencies": [
            _scored(criterion, scores[criterion.id])
            for criterion in content.criteria
            if criterion.id in scores
        ],
        "mustHave": list(_must_have(content, scores)),
        "partial": interview.end_reason is not EndReason.COMPLETED,
        "createdAt": iso_millis(value.created_at),
    }


def overall(value: Assessment, content: Plan) -> float | None:
    """The mean of the levels by weight, one decimal; None when nothing could be assessed."""
    mean = _mean(value, content)
    return None if mean is None else round(mean, 1)


def recommendation(value: Assessment, content: Plan) -> str:
    """By the mean; a required competency below its least caps it. Nothing assessed speaks neither way."""
    mean = overall(value, content)
    if mean is None:
        return CAPPED
    word = next((word for bound, word in BOUNDS if mean >= bound), LOWEST)
    weak = any(
        score.level is not None
        and score.level < LEAST
        and required(content.criterion(score.criterion_id), content)
        for score in value.appraisal.scores
    )
    return CAPPED if weak and word not in {CAPPED, LOWEST} else word


def required(criterion: Criterion, content: Plan) -> bool:
    """Whether a competency stands on a skill that was asked for or that the description names."""
    return bool(_skills(criterion.ties, content))


def _mean(value: Assessment, content: Plan) -> float | None:
    weights = {criterion.id: criterion.weight for criterion in content.criteria}
    judged = [
        (weights.get(score.criterion_id, 0.0), score.level)
        for score in value.appraisal.scores
        if score.level is not None
    ]
    weight = sum(part for part, _ in judged)
    return sum(part * level for part, level in judged) / weight if weight else None


def _competency(content: Plan, criterion: Criterion) -> Json:
    needed = required(criterion, content)
    anchors = criterion.anchors
    indicators = {
        "1": anchors.one,
        "2": "between 1 and 3",
        "3": anchors.three,
        "4": "between 3 and 5",
        "5": anchors.five,
    }
    return {
        "name": criterion.name,
        "weight": criterion.weight,
        "is_required": needed,
        "minimum_acceptable_score": LEAST if needed else 1.0,
        "sub_dimensions": [{"name": criterion.name, "indicators": indicators}],
        "questions": [
            _question(content, question)
            for question in content.questions
            if question.criterion_id == criterion.id
        ],
    }


def _question(content: Plan, question: Question) -> Json:
    return {
        "id": question.id,
        "text": question.text,
        "skills": _skills(question.ties, content),
        "followUps": [follow_up.text for follow_up in question.follow_ups],
    }


def _skills(ties: Iterable[str], content: Plan) -> list[str]:
    known = {skill.lower() for skill in content.skills}
    return [tie for tie in ties if tie.lower() in known]


def _scored(criterion: Criterion, score: Score) -> Json:
    level = None if score.level is None else round(score.level, 1)
    sub_dimension = {
        "name": criterion.name,
        "score": level,
        "evidence": {name: _quotes(score.evidence, wanted) for name, wanted in COMPONENT_SIGNALS.items()},
        "transcript_turns": _turns(score),
    }
    return {
        "name": criterion.name,
        "weight": criterion.weight,
        "score": level,
        "sub_dimensions": [sub_dimension],
    }


def _quotes(evidence: Iterable[Evidence], wanted: frozenset[str]) -> str:
    """The proved quotes that show one of these signals, "" when none does."""
    return " … ".join(proof.quote for proof in evidence if wanted.intersection(proof.signals))


def _turns(score: Score) -> list[int]:
    return sorted({proof.turn for proof in score.evidence})


def _must_have(content: Plan, scores: Mapping[str, Score]) -> Iterable[Json]:
    """Whether each skill was shown; unknown (None) where it was not assessed."""
    for skill in content.skills:
        tied = [
            scores[criterion.id]
            for criterion in content.criteria
            if criterion.id in scores and skill.lower() in {tie.lower() for tie in criterion.ties}
        ]
        levels = [score.level for score in tied if score.level is not None]
        yield {
            "criterion": skill,
            "met": max(levels) >= LEAST if levels else None,
            "transcript_turns": sorted({turn for score in tied for turn in _turns(score)}),
        }
