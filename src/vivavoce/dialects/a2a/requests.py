"""What the body of a request about interviews may look like: one model for each."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from vivavoce.dialects.a2a.wire import (
    BODY,
    QUERY,
    Actor,
    Moment,
    PageNumber,
    PageSize,
    Reason,
    StateWord,
    TransitionWord,
    shown,
)

Line = Annotated[str, Field(max_length=200)]
Url = Annotated[str, Field(max_length=2048)]
Skill = Annotated[str, Field(min_length=1, max_length=80)]
Address = Annotated[str, Field(max_length=320)]
Level = Annotated[str, Field(max_length=40)]
Description = Annotated[str, Field(max_length=20_000)]
Skills = Annotated[list[Skill], Field(max_length=30)]
JANE = {
    "candidateName": "Jane Smith",
    "candidateEmail": "jane@example.com",
    "position": "Senior Software Engineer",
    "level": "SENIOR",
    "skills": ["TypeScript", "React", "Node.js", "PostgreSQL"],
    "jobDescription": "Join our platform team to build scalable web applications with a modern tech stack. "
    "You will architect and own key services.",
}


class NewRun(BaseModel):
    """What is missing or meagre is an issue, not an error.

    `externalId` is your own id of this request: sent again, it makes no second run.
    """

    model_config = BODY | shown(JANE)

    candidate_name: Line | None = None
    candidate_email: Address | None = None
    position: Line | None = None
    level: Level | None = None
    skills: Skills | None = None
    job_description: Description | None = None
    company_name: Line | None = None
    company_description: Reason | None = None
    scheduled_at: Moment | None = None
    callback_url: Url | None = None
    external_id: Annotated[str, Field(min_length=1, max_length=128)] | None = None


class MoreAsked(BaseModel):
    """What was missing; what is not said stays. `callbackUrl` cannot be changed any more."""

    model_config = BODY | shown({"userId": "recruiter-uuid", "level": "SENIOR"})

    candidate_name: Line | None = None
    candidate_email: Address | None = None
    position: Line | None = None
    level: Level | None = None
    skills: Skills | None = None
    job_description: Description | None = None
    company_name: Line | None = None
    company_description: Reason | None = None
    scheduled_at: Moment | None = None
    user_id: Actor | None = None


class PlanDecision(BaseModel):
    """`reason` is another name of `comments`."""

    model_config = BODY | shown({"approved": True, "userId": "recruiter-user-uuid"})

    approved: bool
    user_id: Actor | None = None
    comments: Reason | None = None
    reason: Reason | None = None


class PlanChanges(BaseModel):
    model_config = BODY

    add_skills: Skills = []
    remove_skills: Skills = []
    duration_minutes: Annotated[int, Field(ge=1, le=180)] | None = None


class Modification(BaseModel):
    model_config = BODY | shown({"userId": "recruiter-uuid", "comments": "Add a question on data quality."})

    comments: Annotated[str, Field(min_length=1, max_length=4000)]
    user_id: Actor | None = None
    modifications: PlanChanges | None = None


class Move(BaseModel):
    """`reason` is needed for MODIFY."""

    model_config = BODY | shown({"transition": "APPROVE", "userId": "recruiter-user-uuid"})

    transition: TransitionWord
    user_id: Actor | None = None
    reason: Reason | None = None


class Passcode(BaseModel):
    model_config = BODY | shown({"otp": "123456"})

    otp: Annotated[str, Field(pattern="^[0-9]{6}$")]


class DeviceCheck(BaseModel):
    model_config = BODY

    camera: bool | None = None
    microphone: bool | None = None
    browser: bool | None = None


class Start(BaseModel):
    model_config = BODY | shown({"deviceCheck": {"camera": True, "microphone": True, "browser": True}})

    device_check: DeviceCheck | None = None


class RunQuery(BaseModel):
    model_config = QUERY

    page: PageNumber = 1
    limit: PageSize = 20
    state: StateWord | None = None
    search: Line | None = None
