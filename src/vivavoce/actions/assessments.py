"""What can be done with assessments: kept, released, read; nothing is shown before its gate."""

from __future__ import annotations

import hashlib

from vivavoce.actions import plans, steps
from vivavoce.domain.errors import NotFound
from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import Stage
from vivavoce.domain.identity import APPROVE, Actor
from vivavoce.domain.interview import Interview, Plan, State, Turn, settled
from vivavoce.domain.review import Approval, Gate, Verdict
from vivavoce.domain.scoring import Appraisal, Assessment, Review
from vivavoce.kit.ids import new_id
from vivavoce.kit.paging import Page, Slice
from vivavoce.store import queries
from vivavoce.store.shapes import APPLICATION, APPROVAL, ASSESSMENT, CANDIDATE, INTERVIEW, TURN
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


def material(view: View, interview_id: str) -> tuple[Plan, tuple[Turn, ...]] | None:
    """Plan and turns, as they count, of an interview that waits for its assessment; None when it does not."""
    interview = view.find(INTERVIEW, id=interview_id)
    if interview is None or interview.state is not State.ASSESSING:
        return None
    plan = plans.current(view, interview_id)
    return None if plan is None else (plan, settled(view.every(TURN, interview_id=interview_id)))


def store(tx: Tx, interview_id: str, appraisal: Appraisal) -> Assessment:
    """Keep an appraisal: released at once, or put before a person where the organization asked for that.

    Raises Conflict when the interview does not wait for it.
    """
    tx.actor.need("interviews:write")
    gated = tx.get(INTERVIEW, interview_id).assessment_gate
    onward = State.ASSESSMENT_REVIEW if gated else State.RELEASED
    interview = steps.advance(tx, interview_id, (State.ASSESSING,), onward)
    review = Review.PENDING if gated else Review.NOT_REVIEWED
    assessment = Assessment(
        new_id(),
        tx.organization_id,
        interview_id,
        appraisal,
        review,
        _digest(tx.view, interview_id),
        tx.now,
        tx.now,
    )
    tx.add(ASSESSMENT, assessment, total=appraisal.total)
    tx.emit(EventName.ASSESSMENT_READY, interview_id)
    tx.audit("assessment.store", assessment.id)
    if gated:
        pending = Approval(
            new_id(), tx.organization_id, interview_id, Gate.ASSESSMENT, Verdict.PENDING, tx.now
        )
        tx.add(APPROVAL, pending)
    else:
        announce(tx, interview)
    return assessment


def announce(tx: Tx, interview: Interview) -> None:
    """Tell the world that an assessment is out; the candidate is now in process."""
    tx.actor.need("interviews:write", APPROVE)
    tx.emit(EventName.ASSESSMENT_RELEASED, interview.id)
    tx.emit(EventName.INTERVIEW_COMPLETED, interview.id)
    candidate = tx.find(CANDIDATE, id=interview.candidate_id)
    if candidate and candidate.stage is Stage.APPLIED:
        tx.change(CANDIDATE, candidate.id, stage=Stage.IN_PROCESS)
    job_id = interview.job_id
    application = job_id and tx.find(APPLICATION, candidate_id=interview.candidate_id, job_id=job_id)
    if application:
        tx.emit(EventName.APPLICATION_CHANGED, application.id, "screened")


def failed(tx: Tx, interview_id: str, why: str) -> None:
    """Release an interview without an assessment, because none could be made."""
    tx.actor.need("interviews:write")
    steps.advance(tx, interview_id, (State.ASSESSING,), State.RELEASED, reason=why)
    tx.emit(EventName.ASSESSMENT_FAILED, interview_id, why)
    tx.audit("assessment.fail", interview_id)


def shows(who: Actor, state: State) -> bool:
    """Whether an assessment may be seen: once released by all, while it waits by those who may approve it."""
    decides = who.holds(frozenset({APPROVE}))
    return state is State.RELEASED or (decides and state is State.ASSESSMENT_REVIEW)


def interview_of(view: View, actor: Actor, id: str) -> str:
    """Whose assessment this is: the interview's id. Raises NotFound."""
    actor.need("interviews:read")
    return view.get(ASSESSMENT, id).interview_id


def released(view: View, actor: Actor, interview_id: str) -> Assessment:
    """The released assessment of an interview. Raises NotFound while there is none to show."""
    actor.need("interviews:read")
    interview = view.get(INTERVIEW, interview_id)
    found = view.find(ASSESSMENT, interview_id=interview_id) if interview.state is State.RELEASED else None
    if found is None:
        raise NotFound("analysis of interview", interview_id)
    return found


def find_released(view: View, actor: Actor, interview_id: str) -> Assessment | None:
    """As `released`, but None while there is none."""
    try:
        return released(view, actor, interview_id)
    except NotFound:
        return None


def of_candidate(view: View, actor: Actor, page: Page, candidate_id: str) -> Slice[Assessment]:
    """One page of a candidate's released assessments, newest first. Raises NotFound."""
    actor.need("candidates:read")
    view.get(CANDIDATE, candidate_id)
    return view.page(ASSESSMENT, page, within=queries.released_of(candidate_id))


def _digest(view: View, interview_id: str) -> str:
    plan = plans.current(view, interview_id)
    facts = plans.canonical(plan) if plan else ""
    said = "\n".join(
        f"{turn.number} {turn.role} {turn.text}" for turn in view.every(TURN, interview_id=interview_id)
    )
    return hashlib.sha256(f"{facts}\n{said}".encode()).hexdigest()
