"""What can be done with plans: what the planner is told, and keeping what it wrote."""

from __future__ import annotations

import json

from vivavoce.domain.events import EventName
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Brief, EndReason, Interview, Plan, State
from vivavoce.domain.review import Approval, Gate, StoredPlan, Verdict
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import (
    AGENT,
    APPROVAL,
    CANDIDATE,
    INTERVIEW,
    JOB,
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
    return Brief(
        title=job.title if job else agent.name,
        description=job.description if job else (agent.instructions or ""),
        required_skills=job.required_skills if job else (),
        nice_to_have_skills=job.nice_to_have_skills if job else (),
        questions=agent.questions,
        focus=agent.focus,
        language=agent.language,
        minutes=agent.minutes,
        organization=view.get(ORGANIZATION, view.organization_id).name,
        candidate_name=candidate.first_name,
    )


def waiting(view: View, interview_id: str) -> bool:
    """Whether this interview still waits for its plan."""
    interview = view.find(INTERVIEW, id=interview_id)
    return interview is not None and interview.state is State.PLANNING


def keep(tx: Tx, interview_id: str, plan: Plan) -> Interview:
    """Keep a new version of the plan; it goes to a person first where the organization asked for that.

    The plan of a test is asked of no candidate, so it passes the gate.
    Raises Conflict when the interview does not wait for a plan.
    """
    tx.actor.need("interviews:write")
    version = len(tx.view.every(PLAN, interview_id=interview_id)) + 1
    stored = StoredPlan(new_id(), tx.organization_id, interview_id, version, to_json(plan), tx.now)
    policy = tx.get(ORGANIZATION, tx.organization_id).policy
    gated = policy.plan_gate and not tx.get(INTERVIEW, interview_id).is_test
    onward = State.PLAN_REVIEW if gated else State.READY
    interview = tx.move(INTERVIEW, interview_id, "state", (State.PLANNING,), state=onward)
    tx.add(PLAN, stored)
    tx.emit(EventName.PLAN_READY, interview_id)
    tx.audit("plan.keep", stored.id)
    if gated:
        approval = Approval(new_id(), tx.organization_id, interview_id, Gate.PLAN, Verdict.PENDING, tx.now)
        tx.add(APPROVAL, approval)
    elif not interview.is_test:
        tx.start("invite", interview_id)
    return interview


def failed(tx: Tx, interview_id: str, why: str) -> None:
    """Fail an interview whose plan could not be written."""
    tx.actor.need("interviews:write")
    values = {"state": State.FAILED, "end_reason": EndReason.TECHNICAL, "ended_at": tx.now}
    tx.move(INTERVIEW, interview_id, "state", (State.PLANNING,), **values)
    tx.emit(EventName.INTERVIEW_FAILED, interview_id, f"The plan could not be written: {why}")
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
