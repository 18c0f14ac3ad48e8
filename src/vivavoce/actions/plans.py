"""What can be done with plans: what the planner is told, and keeping what it wrote."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from vivavoce.actions import calls, mailings, questions, steps
from vivavoce.actions.steps import Changed
from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import JobDetails
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Agent, Brief, EndReason, Focus, Interview, Plan, State
from vivavoce.domain.review import Approval, Gate, JobPlan, Standing, StoredPlan, Verdict
from vivavoce.interviewer.mind import Planner
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import (
    AGENT,
    APPLICATION,
    APPROVAL,
    CANDIDATE,
    INTERVIEW,
    JOB,
    JOB_PLAN,
    ORGANIZATION,
    PLAN,
    from_json,
    to_json,
)
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

_OF_THEIR_OWN = frozenset({Focus.OUTREACH, Focus.LANGUAGE_TEST})
"""Conversations about something else than the job's plan."""


@dataclass(frozen=True, slots=True)
class Commission:
    """What the planner is to write for one interview. `version`: the job's approved plan, where it holds."""

    brief: Brief
    version: JobPlan | None


def commission(view: View, interview_id: str) -> Commission:
    """What the planner is given for an interview. Raises NotFound.

    By an approved plan of the job, everybody is asked its questions; what the agent's owner and people want
    asked of this applicant comes on top.
    """
    interview = view.get(INTERVIEW, interview_id)
    agent = view.get_kept(AGENT, interview.agent_id)
    candidate = view.get_kept(CANDIDATE, interview.candidate_id)
    job = view.get_kept(JOB, interview.job_id) if interview.job_id else None
    details = job.details if job else JobDetails()
    version = _version(view, interview, agent)
    wanted = _asked(view, interview) if version is None else _own(view, interview)
    brief = Brief(
        title=job.title if job else agent.name,
        description=job.description if job else (agent.instructions or ""),
        required_skills=job.required_skills if job else (),
        nice_to_have_skills=job.nice_to_have_skills if job else (),
        questions=(*agent.questions, *wanted),
        focus=agent.focus,
        language=agent.language,
        minutes=agent.minutes,
        organization=details.employer or view.get(ORGANIZATION, view.organization_id).name,
        candidate_name=candidate.first_name,
        seniority=details.seniority,
    )
    return Commission(brief, version)


def written(planner: Planner, wanted: Commission) -> Plan:
    """The plan for one interview. Pure."""
    if wanted.version is None:
        return planner.plan(wanted.brief)
    return planner.adopt(from_json(Plan, wanted.version.body), wanted.brief)


def brief(view: View, interview_id: str) -> Brief:
    """Only the brief of `commission`. Raises NotFound."""
    return commission(view, interview_id).brief


def approved(view: View, job_id: str) -> JobPlan | None:
    """The plan in use for a job: the newest approved version, None while there is none."""
    versions = view.every(JOB_PLAN, job_id=job_id, standing=Standing.APPROVED.value)
    return max(versions, key=lambda version: version.version, default=None)


def _version(view: View, interview: Interview, agent: Agent) -> JobPlan | None:
    if interview.job_id is None or agent.focus in _OF_THEIR_OWN:
        return None
    return approved(view, interview.job_id)


def _asked(view: View, interview: Interview) -> tuple[str, ...]:
    """What a person wants asked for this job, then of this applicant."""
    if interview.job_id is None:
        return ()
    return (*(q.text for q in questions.general(view, interview.job_id)), *_own(view, interview))


def _own(view: View, interview: Interview) -> tuple[str, ...]:
    """What a person wants asked of this applicant only."""
    if interview.job_id is None:
        return ()
    mine = view.find(APPLICATION, candidate_id=interview.candidate_id, job_id=interview.job_id)
    return tuple(q.text for q in questions.own(view, mine)) if mine else ()


def begin(tx: Tx, interview_id: str) -> bool:
    """Whether this interview waits for its plan; from now on the plan is being written."""
    tx.actor.need("interviews:write")
    interview = tx.find(INTERVIEW, id=interview_id)
    if interview is None or interview.state not in {State.CHECKING, State.PLANNING}:
        return False
    if interview.state is State.CHECKING:
        steps.advance(tx, interview_id, (State.CHECKING,), State.PLANNING)
    return True


def keep(tx: Tx, interview_id: str, plan: Plan, version: JobPlan | None = None) -> Interview:
    """Keep a new version of the plan; it goes to a person first where the organization asked for that.

    A person has seen it already where it follows `version`, an approved plan of the job. Raises Conflict
    when the interview does not wait for a plan.
    """
    tx.actor.need("interviews:write")
    number = len(tx.view.every(PLAN, interview_id=interview_id)) + 1
    stored = StoredPlan(new_id(), tx.organization_id, interview_id, number, to_json(plan), tx.now)
    gated = tx.get(INTERVIEW, interview_id).plan_gate
    waits = gated and version is None
    onward = State.PLAN_REVIEW if waits else State.READY
    by, why = (version.decided_by, _by_version(version)) if version else (None, None)
    interview = steps.advance(tx, interview_id, (State.PLANNING,), onward, by=by, reason=why)
    tx.add(PLAN, stored)
    tx.emit(EventName.PLAN_READY, interview_id)
    tx.audit("plan.keep", stored.id)
    if gated:
        _put_before(tx, interview, version)
    if waits:
        return interview
    if interview.mails and not interview.is_test:
        mailings.mail_link(tx, interview_id)
    calls.resume(tx, interview_id)
    return interview


def _put_before(tx: Tx, interview: Interview, version: JobPlan | None) -> None:
    """A person decides, or has decided when they approved the job's plan."""
    approval = Approval(new_id(), tx.organization_id, interview.id, Gate.PLAN, Verdict.PENDING, tx.now)
    if version is None:
        tx.add(APPROVAL, approval)
        return
    decided = replace(
        approval,
        verdict=Verdict.APPROVED,
        decided_at=version.decided_at,
        decided_by=version.decided_by,
        reason=_by_version(version),
    )
    tx.add(APPROVAL, decided)
    tx.emit(EventName.PLAN_APPROVED, interview.id)
    if interview.scheduled_at > tx.now:
        tx.emit(EventName.INTERVIEW_SCHEDULED, interview.id)


def _by_version(version: JobPlan) -> str:
    return f"Asked by version {version.version} of the job's plan"


def failed(tx: Tx, interview_id: str, why: str) -> None:
    """Fail an interview whose plan could not be written."""
    tx.actor.need("interviews:write")
    over: Changed = {"end_reason": EndReason.TECHNICAL, "ended_at": tx.now}
    steps.advance(tx, interview_id, (State.CHECKING, State.PLANNING), State.FAILED, reason=why, **over)
    tx.emit(EventName.PLAN_FAILED, interview_id, f"The plan could not be written: {why}")
    tx.audit("plan.fail", interview_id)


def current(view: View, interview_id: str) -> Plan | None:
    """The latest plan of an interview, None while there is none."""
    versions = view.every(PLAN, interview_id=interview_id)
    return from_json(Plan, max(versions, key=lambda stored: stored.version).body) if versions else None


def read(view: View, actor: Actor, interview_id: str) -> Plan | None:
    """The latest plan of an interview, None while there is none. Raises NotFound."""
    actor.need("interviews:read")
    view.get(INTERVIEW, interview_id)
    return current(view, interview_id)


def canonical(plan: Plan) -> str:
    """The plan as JSON with sorted keys: what digests are taken of."""
    return json.dumps(json.loads(to_json(plan)), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
