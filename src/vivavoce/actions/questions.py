"""What can be done with the questions that a person wants asked for a job, or of one applicant."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.domain.change import KEEP, Keep
from vivavoce.domain.errors import Invalid, NotFound
from vivavoce.domain.hiring import Application, Job, JobQuestion
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Brief
from vivavoce.interviewer.mind import Mind
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import APPLICATION, JOB, JOB_QUESTION, ORGANIZATION
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

WRITTEN = 5
MINUTES = 30


def add(tx: Tx, job_id: str, text: str, application_id: str | None = None) -> JobQuestion:
    """Put a question last. Raises NotFound (job, or an application that is not for it)."""
    tx.actor.need("jobs:write")
    tx.get(JOB, job_id)
    _check_applicant(tx, job_id, application_id)
    known = tx.view.every(JOB_QUESTION, job_id=job_id)
    position = known[-1].position + 1 if known else 1
    question = JobQuestion(
        new_id(), tx.organization_id, job_id, position, text, tx.now, tx.now, application_id
    )
    tx.add(JOB_QUESTION, question)
    tx.audit("question.add", question.id)
    return question


def write(tx: Tx, mind: Mind, job_id: str, count: int = WRITTEN) -> tuple[JobQuestion, ...]:
    """Have `count` questions written from the job's title and text, and put them last. Raises NotFound."""
    tx.actor.need("jobs:write")
    wanted = brief(tx.view, tx.get(JOB, job_id), max(MINUTES, 4 * count))
    texts = [question.text for question in mind.planner.plan(wanted).questions]
    return tuple(add(tx, job_id, text) for text in texts[:count])


def brief(view: View, job: Job, minutes: int = MINUTES) -> Brief:
    """What the planner is given for the job itself, whoever applies."""
    return Brief(
        title=job.title,
        description=job.description,
        required_skills=job.required_skills,
        nice_to_have_skills=job.nice_to_have_skills,
        organization=job.details.employer or view.get(ORGANIZATION, view.organization_id).name,
        seniority=job.details.seniority,
        minutes=minutes,
    )


def general(view: View, job_id: str) -> tuple[JobQuestion, ...]:
    """What is asked of everybody who applies for the job, in order."""
    return tuple(q for q in view.every(JOB_QUESTION, job_id=job_id) if q.application_id is None)


def own(view: View, application: Application) -> tuple[JobQuestion, ...]:
    """What is asked of this applicant only, in order."""
    return view.every(JOB_QUESTION, job_id=application.job_id, application_id=application.id)


def listing(view: View, actor: Actor, job_id: str) -> tuple[JobQuestion, ...]:
    """The job's own questions in the order they are asked. Raises NotFound."""
    actor.need("jobs:read")
    view.get(JOB, job_id)
    return general(view, job_id)


def of_applicant(view: View, actor: Actor, job_id: str, application_id: str) -> tuple[JobQuestion, ...]:
    """What is asked of one applicant: the job's questions, then the applicant's own."""
    actor.need("jobs:read")
    known = view.every(JOB_QUESTION, job_id=job_id)
    everybody = [question for question in known if question.application_id is None]
    return (*everybody, *(question for question in known if question.application_id == application_id))


def read(view: View, actor: Actor, job_id: str, id: str) -> JobQuestion:
    """One question of a job. Raises NotFound."""
    actor.need("jobs:read", "jobs:write")
    question = view.get(JOB_QUESTION, id)
    if question.job_id != job_id:
        raise NotFound(JOB_QUESTION.kind, id)
    return question


def change(tx: Tx, job_id: str, id: str, text: str, application_id: str | Keep | None = KEEP) -> JobQuestion:
    """Word a question anew, and ask it of another applicant only, or (None) of everybody. Raises NotFound."""
    tx.actor.need("jobs:write")
    question = read(tx.view, tx.actor, job_id, id)
    whom = question.application_id if isinstance(application_id, Keep) else application_id
    _check_applicant(tx, job_id, whom)
    tx.audit("question.change", id)
    return tx.change(JOB_QUESTION, id, text=text, application_id=whom)


def order(tx: Tx, job_id: str, ids: Sequence[str]) -> tuple[JobQuestion, ...]:
    """Ask the job's own questions in this order. Raises NotFound, Invalid unless each is named once."""
    tx.actor.need("jobs:write")
    tx.get(JOB, job_id)
    known = general(tx.view, job_id)
    if sorted(ids) != sorted(question.id for question in known):
        raise Invalid.because("ids", "name every question of the job once")
    positions = sorted(question.position for question in known)
    tx.audit("question.order", job_id)
    return tuple(
        tx.change(JOB_QUESTION, id, position=position) for id, position in zip(ids, positions, strict=True)
    )


def delete(tx: Tx, job_id: str, id: str) -> None:
    """Ask a question no more. Raises NotFound."""
    tx.actor.need("jobs:write")
    read(tx.view, tx.actor, job_id, id)
    tx.remove(JOB_QUESTION, id)
    tx.audit("question.delete", id)


def _check_applicant(tx: Tx, job_id: str, application_id: str | None) -> None:
    if application_id is not None and tx.get(APPLICATION, application_id).job_id != job_id:
        raise NotFound(APPLICATION.kind, application_id)
