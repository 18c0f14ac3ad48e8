"""What can be done with a job's own plan: drafted, settled, approved once, then asked of everybody.

The texts and the order of the questions are the job's questions; everything else is the newest version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from vivavoce.actions import plans, questions
from vivavoce.actions.approvals import Decision
from vivavoce.domain.errors import Invalid, NotFound, Unprocessable, Violation
from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import JobQuestion
from vivavoce.domain.identity import APPROVE, Actor
from vivavoce.domain.interview import Brief, Interview, Plan, Question
from vivavoce.domain.review import JobPlan, Standing, Verdict
from vivavoce.interviewer import lint
from vivavoce.interviewer.mind import Mind, Planner
from vivavoce.kit.ids import new_id
from vivavoce.kit.words import N_
from vivavoce.store.shapes import JOB, JOB_PLAN, PLAN, from_json
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

REPLACED: Final = N_("It was changed before anybody had decided.")
NOT_ASKED: Final = N_("The plan does not ask this yet.")

approved = plans.approved
problems = lint.problems


def draft(tx: Tx, mind: Mind, job_id: str) -> JobPlan:
    """The newest version; the first one is written now. Raises NotFound.

    Where nobody has written a question for the job yet, the planned ones become its questions.
    """
    tx.actor.need("jobs:write")
    tx.lock(f"plan of job {job_id}")
    known = _newest(tx.view, job_id)
    if known is not None:
        return known
    brief = questions.brief(tx.view, tx.get(JOB, job_id))
    plan = mind.planner.plan(brief)
    asked = questions.general(tx.view, job_id)
    asked = asked or tuple(questions.add(tx, job_id, question.text) for question in plan.questions)
    return _begin(tx, job_id, 1, _fitted(mind.planner, plan, asked, brief))


def newest(view: View, actor: Actor, job_id: str) -> JobPlan | None:
    """The newest version, None while there is none. Raises NotFound."""
    actor.need("jobs:read")
    view.get(JOB, job_id)
    return _newest(view, job_id)


def history(view: View, actor: Actor, job_id: str) -> tuple[JobPlan, ...]:
    """Every version, oldest first. Raises NotFound."""
    actor.need("jobs:read")
    view.get(JOB, job_id)
    return _versions(view, job_id)


def pending(view: View, actor: Actor) -> tuple[JobPlan, ...]:
    """The versions that wait for a person, of all jobs, oldest first."""
    actor.need("interviews:read")
    waiting = view.every(JOB_PLAN, standing=Standing.PENDING.value)
    known = [version for version in waiting if view.find(JOB, id=version.job_id) is not None]
    return tuple(sorted(known, key=lambda version: (version.updated_at, version.id)))


def plan_of(version: JobPlan) -> Plan:
    """The plan that a version holds. Pure."""
    return from_json(Plan, version.body)


def version_of(view: View, interview: Interview) -> int | None:
    """By which approved version of its job's plan an interview is asked; None when by none.

    It is the newest one, approved when the interview's plan was made, that has the same rubric and core.
    """
    made = view.every(PLAN, interview_id=interview.id)
    if interview.job_id is None or not made:
        return None
    stored = max(made, key=lambda version: version.version)
    plan = from_json(Plan, stored.body)
    for version in reversed(_versions(view, interview.job_id)):
        core = plan_of(version)
        in_time = version.decided_at is not None and version.decided_at <= stored.created_at
        same = core.criteria == plan.criteria and core.questions == plan.questions[: len(core.questions)]
        if version.standing is Standing.APPROVED and in_time and same:
            return version.version
    return None


def settle(tx: Tx, mind: Mind, job_id: str) -> JobPlan:
    """Bring the newest version up to date with the job's questions, in a new draft where it is none.

    A question with the same words stays as it is, with the criterion that a person may have chosen for it;
    new words are fitted. Raises NotFound.
    """
    tx.actor.need("jobs:write")
    version = draft(tx, mind, job_id)
    return put(tx, version, fitted(tx, mind, job_id, plan_of(version)))


def fitted(tx: Tx, mind: Mind, job_id: str, plan: Plan) -> Plan:
    """`plan` with the job's questions as they are now. Raises NotFound."""
    tx.actor.need("jobs:write")
    brief = questions.brief(tx.view, tx.get(JOB, job_id), plan.minutes)
    return _fitted(mind.planner, plan, questions.general(tx.view, job_id), brief)


def locked(tx: Tx, job_id: str) -> JobPlan:
    """The newest version, which nobody else changes until the commit. Raises NotFound."""
    tx.actor.need("jobs:write")
    tx.lock(f"plan of job {job_id}")
    version = _newest(tx.view, job_id)
    if version is None:
        raise NotFound(JOB_PLAN.kind, job_id)
    return version


def put(tx: Tx, version: JobPlan, plan: Plan) -> JobPlan:
    """`plan` in place of the newest version's: in a draft itself, else in a new draft after it.

    Nothing happens when nothing changes. A version that waited for a person waits no longer.
    """
    tx.actor.need("jobs:write")
    body = plans.canonical(plan)
    if body == version.body:
        return version
    if version.standing is Standing.DRAFT:
        tx.audit("jobplan.change", version.id)
        return tx.change(JOB_PLAN, version.id, body=body)
    if version.standing is Standing.PENDING:
        _close(tx, version, Standing.REJECTED, Decision(Verdict.REJECTED, reason=REPLACED))
    return _begin(tx, version.job_id, version.version + 1, plan)


def obstacles(view: View, actor: Actor, job_id: str) -> tuple[Violation, ...]:
    """All that must be put right before the newest version can be sent for approval.

    Besides its `problems`, the job's questions that it leaves out, as "questions.<id>.text". Raises NotFound.
    """
    actor.need("jobs:read", "jobs:write")
    version = _newest(view, job_id)
    if version is None:
        raise NotFound(JOB_PLAN.kind, job_id)
    plan = plan_of(version)
    asked = {question.id: question.text for question in plan.questions}
    left = [row for row in questions.general(view, job_id) if asked.get(row.id) != row.text.strip()]
    return (*problems(plan), *(Violation(f"questions.{row.id}.text", _why_not(row)) for row in left))


def submit(tx: Tx, job_id: str) -> JobPlan:
    """Put the newest version before a person; again does nothing.

    Raises NotFound, Invalid with its `obstacles`, Conflict when it has been decided.
    """
    tx.actor.need("jobs:write")
    version = locked(tx, job_id)
    if version.standing is Standing.PENDING:
        return version
    if wrong := obstacles(tx.view, tx.actor, job_id):
        raise Invalid(*wrong)
    sent = tx.move(JOB_PLAN, version.id, "standing", (Standing.DRAFT,), standing=Standing.PENDING)
    tx.emit(EventName.JOB_CHANGED, job_id)
    tx.audit("jobplan.submit", version.id)
    return sent


def decide(tx: Tx, job_id: str, version: int, decision: Decision) -> JobPlan:
    """Approve a version, by which everybody is asked from now on, or reject it; the same again does nothing.

    Raises NotFound, Conflict when it does not wait or was decided otherwise, Unprocessable when `decision` is
    neither.
    """
    tx.actor.need(APPROVE)
    standing = {Verdict.APPROVED: Standing.APPROVED, Verdict.REJECTED: Standing.REJECTED}.get(
        decision.verdict
    )
    if standing is None:
        raise Unprocessable("The plan of a job is approved or rejected")
    tx.lock(f"plan of job {job_id}")
    found = tx.find(JOB_PLAN, job_id=job_id, version=version)
    if found is None:
        raise NotFound(JOB_PLAN.kind, f"{job_id}/{version}")
    if found.standing is standing:
        return found
    return _close(tx, found, standing, decision)


def _close(tx: Tx, version: JobPlan, standing: Standing, decision: Decision) -> JobPlan:
    closed = tx.move(
        JOB_PLAN,
        version.id,
        "standing",
        (Standing.PENDING,),
        standing=standing,
        decided_at=tx.now,
        decided_by=decision.by or tx.actor.id,
        reason=decision.reason,
    )
    tx.emit(EventName.JOB_CHANGED, version.job_id)
    tx.audit(f"jobplan.{standing.value}", version.id)
    return closed


def _begin(tx: Tx, job_id: str, number: int, plan: Plan) -> JobPlan:
    body = plans.canonical(plan)
    version = JobPlan(new_id(), tx.organization_id, job_id, number, body, Standing.DRAFT, tx.now, tx.now)
    tx.audit("jobplan.draft", version.id)
    return tx.add(JOB_PLAN, version)


def _versions(view: View, job_id: str) -> tuple[JobPlan, ...]:
    return tuple(sorted(view.every(JOB_PLAN, job_id=job_id), key=lambda version: version.version))


def _newest(view: View, job_id: str) -> JobPlan | None:
    return next(reversed(_versions(view, job_id)), None)


def _why_not(row: JobQuestion) -> str:
    if not row.text.strip():
        return lint.WORDLESS
    return lint.forbidden(row.text) or NOT_ASKED


def _fitted(planner: Planner, plan: Plan, rows: Sequence[JobQuestion], brief: Brief) -> Plan:
    """`plan` with `rows` for questions, whose ids they take, its time shared out among them."""
    known = {question.text: question for question in plan.questions}
    new = [text for row in rows if (text := row.text.strip()) not in known]
    known |= {question.text: question for question in planner.fit(plan, new)}
    asked = [
        replace(_stays(planner, plan, row, known[row.text.strip()]), id=row.id)
        for row in rows
        if row.text.strip() in known
    ]
    minutes = round(plan.minutes / max(len(asked), 1), 1)
    timed = tuple(replace(question, minutes=minutes) for question in asked)
    return planner.adopt(replace(plan, questions=timed, warnings=()), brief)


def _stays(planner: Planner, plan: Plan, row: JobQuestion, question: Question) -> Question:
    """`question`, under the criterion that a person chose for it before it was worded anew."""
    before = next((old for old in plan.questions if old.id == row.id and old.text != question.text), None)
    if before is None or any(old.text == question.text for old in plan.questions):
        return question
    alone = planner.fit(plan, (before.text,))
    chosen = bool(alone) and alone[0].criterion_id != before.criterion_id
    return replace(question, criterion_id=before.criterion_id, ties=before.ties) if chosen else question
