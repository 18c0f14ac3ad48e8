"""What can be done with plans: what the planner is told, and keeping what it wrote."""

from __future__ import annotations

import json

from vivavoce.actions import calls, mailings, steps
from vivavoce.actions.steps import Changed
from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import JobDetails
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Brief, EndReason, Interview, Plan, State
from vivavoce.domain.review import Approval, Gate, StoredPlan, Verdict
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import (
    AGENT,
    APPLICATION,
    APPROVAL,
    CANDIDATE,
    INTERVIEW,
    JOB,
    JOB_QUESTION,
    ORGANIZATION,
    PLAN,
    from_json,
    to_json,
)
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


def brief(view: View, interview_id: str) -> Brief:
    """What the planner is given for an interview. Raises NotFound."""
    interview = view.get(INTERVIEW, interview_id)
    agent = view.get_kept(AGENT, interview.agent_id)
    candidate = view.get_kept(CANDIDATE, interview.candidate_id)
    job = view.get_kept(JOB, interview.job_id) if interview.job_id else None
    details = job.details if job else JobDetails()
    return Brief(
        title=job.title if job else agent.name,
        description=job.description if job else (agent.instructions or ""),
        required_skills=job.required_skills if job else (),
        nice_to_have_skills=job.nice_to_have_skills if job else (),
        questions=(*agent.questions, *_asked(view, interview)),
        focus=agent.focus,
        language=agent.language,
        minutes=agent.minutes,
        organization=details.employer or view.get(ORGANIZATION, view.organization_id).name,
        candidate_name=candidate.first_name,
        seniority=details.seniority,
    )


def _asked(view: View, interview: Interview) -> tuple[str, ...]:
    """What a person wants asked for this job, then of this applicant."""
    if interview.job_id is None:
        return ()
    mine = view.find(APPLICATION, candidate_id=interview.candidate_id, job_id=interview.job_id)
    known = view.every(JOB_QUESTION, job_id=interview.job_id)
    general = [question.text for question in known if question.application_id is None]
    own = [question.text for question in known if mine and question.application_id == mine.id]
    return (*general, *own)


def begin(tx: Tx, interview_id: str) -> bool:
    """Whether this interview waits for its plan; from now on the plan is being written."""
    tx.actor.need("interviews:write")
    interview = tx.find(INTERVIEW, id=interview_id)
    if interview is None or interview.state not in {State.CHECKING, State.PLANNING}:
        return False
    if interview.state is State.CHECKING:
        steps.advance(tx, interview_id, (State.CHECKING,), State.PLANNING)
    return True


def keep(tx: Tx, interview_id: str, plan: Plan) -> Interview:
    """Keep a new version of the plan; it goes to a person first where the organization asked for that.

    Raises Conflict when the interview does not wait for a plan.
    """
    tx.actor.need("interviews:write")
    version = len(tx.view.every(PLAN, interview_id=interview_id)) + 1
    stored = StoredPlan(new_id(), tx.organization_id, interview_id, version, to_json(plan), tx.now)
    gated = tx.get(INTERVIEW, interview_id).plan_gate
    onward = State.PLAN_REVIEW if gated else State.READY
    interview = steps.advance(tx, interview_id, (State.PLANNING,), onward)
    tx.add(PLAN, stored)
    tx.emit(EventName.PLAN_READY, interview_id)
    tx.audit("plan.keep", stored.id)
    if gated:
        approval = Approval(new_id(), tx.organization_id, interview_id, Gate.PLAN, Verdict.PENDING, tx.now)
        tx.add(APPROVAL, approval)
        return interview
    if interview.mails and not interview.is_test:
        mailings.mail_link(tx, interview_id)
    calls.resume(tx, interview_id)
    return interview


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
