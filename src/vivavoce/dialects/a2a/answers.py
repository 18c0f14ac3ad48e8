"""What an answer about interviews looks like: for the documentation and the tests, never run."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from vivavoce.dialects.a2a.wire import ANSWER, Id, LevelWord, ReasonWord, StateWord, TransitionWord

PLAIN = ConfigDict(defer_build=True, extra="forbid")
"""Of the planner's own objects, whose names are written with underscores."""

Quality = Literal["EXCELLENT", "GOOD", "ADEQUATE", "POOR", "INVALID"]
Score = Annotated[float, Field(ge=1, le=5)]
Recommendation = Literal["STRONG_HIRE", "HIRE", "MAYBE", "NO_HIRE"]


class RunIssue(BaseModel):
    model_config = ANSWER

    field: str
    severity: Literal["CRITICAL", "HIGH", "MEDIUM"]
    question: str


class RunTaken(BaseModel):
    """The last three while it waits for more to be told."""

    model_config = ANSWER

    run_id: Id
    interview_id: Id
    state: StateWord
    message: str
    data_quality: Quality
    missing_fields: list[str] | None = None
    questions: list[str] | None = None
    issues: list[RunIssue] | None = None


class RunCompleted(BaseModel):
    """With `state` INFO_NEEDED also what is still missing."""

    model_config = ANSWER

    run_id: Id | None = None
    interview_id: Id | None = None
    message: str
    state: StateWord
    data_quality: Quality | None = None
    missing_fields: list[str] | None = None
    questions: list[str] | None = None
    issues: list[RunIssue] | None = None


class SubDimension(BaseModel):
    """`indicators` say what an answer of each level looks like."""

    model_config = PLAIN

    name: str
    indicators: dict[Literal["1", "2", "3", "4", "5"], str]


class PlannedQuestion(BaseModel):
    model_config = ANSWER

    id: str
    text: str
    skills: list[str]
    follow_ups: list[str]


class Competency(BaseModel):
    model_config = PLAIN

    name: str
    weight: float
    is_required: bool
    minimum_acceptable_score: Score
    sub_dimensions: list[SubDimension]
    questions: list[PlannedQuestion]


class RunPlan(BaseModel):
    model_config = PLAIN

    plan_id: Annotated[Id, Field(alias="planId")]
    version: int
    duration_minutes: Annotated[int, Field(alias="durationMinutes")]
    competencies: list[Competency]
    skills_coverage: dict[str, bool]
    unmatched_skills: list[str]
    must_have: list[str]
    nice_to_have: list[str]
    greeting_script: str
    inmail_draft: str
    created_at: Annotated[datetime, Field(alias="createdAt")]


class EvidenceParts(BaseModel):
    """The candidate's own words; "" where nothing said shows it."""

    model_config = PLAIN

    situation: str
    action: str
    reasoning: str
    outcome: str
    depth: str


class ScoredSubDimension(BaseModel):
    model_config = PLAIN

    name: str
    score: Score | None
    evidence: EvidenceParts
    transcript_turns: list[int]


class ScoredCompetency(BaseModel):
    """`score` null: not assessed."""

    model_config = PLAIN

    name: str
    weight: float
    score: Score | None
    sub_dimensions: list[ScoredSubDimension]


class MustHave(BaseModel):
    """`met` null: not assessed."""

    model_config = PLAIN

    criterion: str
    met: bool | None
    transcript_turns: list[int]


class RunAssessment(BaseModel):
    """`overallScore` null: nothing could be assessed."""

    model_config = ANSWER

    assessment_id: Id
    interview_id: Id
    overall_score: Score | None
    recommendation: Recommendation
    summary: str
    strengths: list[str]
    concerns: list[str]
    competencies: list[ScoredCompetency]
    must_have: list[MustHave]
    partial: bool
    created_at: datetime


class RunStatus(BaseModel):
    """`interviewLink` only for who may approve; `assessment` before its approval likewise."""

    model_config = ANSWER

    run_id: Id
    interview_id: Id
    state: StateWord
    workflow_state: StateWord
    state_reason: ReasonWord | None
    message: str
    data_quality: Quality
    missing_fields: list[str]
    questions: list[str]
    candidate_name: str
    position: str
    level: LevelWord | None
    plan_id: Id | None
    plan: RunPlan | None
    interview_link: str | None
    link_expires_at: datetime | None
    scheduled_at: datetime | None
    assessment: RunAssessment | None
    created_at: datetime
    updated_at: datetime


class PlanDecided(BaseModel):
    """`interviewLink` with an approval only."""

    model_config = ANSWER

    message: str
    workflow_state: StateWord
    interview_link: str | None = None


class Decided(BaseModel):
    model_config = ANSWER

    message: str
    workflow_state: StateWord


class RunListed(BaseModel):
    model_config = ANSWER

    id: Id
    candidate_name: str
    candidate_email: str | None
    position: str
    level: LevelWord | None
    skills: list[str]
    workflow_state: StateWord | Literal["RECEIVED"]
    tenant_id: Id
    created_at: datetime
    run_id: Id
    state_reason: ReasonWord | None
    job_description: str
    company_name: str | None
    company_description: str | None
    scheduled_at: datetime | None
    updated_at: datetime


class RunList(BaseModel):
    model_config = ANSWER

    interviews: list[RunListed]
    total: int
    page: int
    limit: int


class Invited(BaseModel):
    model_config = ANSWER

    interview_link: str
    link_expires_at: datetime
    sent_to: str


class RunTransition(BaseModel):
    model_config = ANSWER

    interview_id: Id
    previous_state: StateWord | Literal["RECEIVED"]
    new_state: StateWord
    transition: TransitionWord
    triggered_by: str
    reason: str | None
    timestamp: datetime


class RunHistory(RootModel[list[RunTransition]]):
    """Oldest first."""

    model_config = ConfigDict(defer_build=True)


class RunStanding(BaseModel):
    model_config = ANSWER

    interview_id: Id
    current_state: StateWord
    state_reason: ReasonWord | None
    updated_at: datetime


class RunOnward(BaseModel):
    model_config = ANSWER

    current_state: StateWord
    available_transitions: list[TransitionWord]


class LinkShown(BaseModel):
    model_config = ANSWER

    candidate_name: str
    position: str
    masked_email: str
    expires_at: datetime
    company_name: str
    scheduled_at: datetime | None
    duration_minutes: int
    state: StateWord


class CodeSent(BaseModel):
    model_config = ANSWER

    message: str


class LinkPassed(BaseModel):
    model_config = ANSWER

    session_token: str
    candidate_name: str
    position: str


class SessionBegun(BaseModel):
    model_config = ANSWER

    session_id: Id
    tenant_id: Id
    ws_url: str
