"""A telephone call that is placed and answered, without a telephone and without workers."""

from __future__ import annotations

from vivavoce.actions import assessments, dialling, plans, steps
from vivavoce.actions.dialling import Ended
from vivavoce.actions.house import House
from vivavoce.domain.identity import operator
from vivavoce.domain.interview import CallOutcome, EndReason, Interview, State
from vivavoce.interviewer.evidence import prove_appraisal
from vivavoce.store.shapes import CALL, INTERVIEW, TURN


def place(house: House, organization_id: str, call_id: str) -> Interview:
    """Write the plan and dial."""
    with house.store.write(operator(organization_id)) as tx:
        interview = tx.get(INTERVIEW, tx.get(CALL, call_id).interview_id)
        plans.begin(tx, interview.id)
        plans.keep(tx, interview.id, house.mind.planner.plan(plans.brief(tx.view, interview.id)))
        assert dialling.begin(tx, call_id)
    return interview


def miss(house: House, organization_id: str, call_id: str, outcome: CallOutcome) -> None:
    """End a placed call that led to nothing."""
    with house.store.write(operator(organization_id)) as tx:
        dialling.ended(tx, call_id, Ended(outcome))


def talk(house: House, organization_id: str, call_id: str) -> Interview:
    """Place a call and hold the interview to its end; it waits for its assessment."""
    interview = place(house, organization_id, call_id)
    with house.store.write(operator(organization_id)) as tx:
        plan = plans.current(tx.view, interview.id)
        assert plan
        for turn in house.mind.rehearse(plan, tx.now):
            tx.add(TURN, turn, interview_id=interview.id)
        steps.advance(tx, interview.id, (State.READY,), State.LIVE, started_at=tx.now)
        ended = {"ended_at": tx.now, "end_reason": EndReason.COMPLETED}
        interview = steps.advance(tx, interview.id, (State.LIVE,), State.ASSESSING, **ended)
        dialling.ended(tx, call_id, Ended(None, 60))
    return interview


def assess(house: House, organization_id: str, interview: Interview) -> None:
    """Store the assessment of what was said."""
    with house.store.write(operator(organization_id)) as tx:
        material = assessments.material(tx.view, interview.id)
        assert material
        plan, turns = material
        assessments.store(
            tx, interview.id, prove_appraisal(house.mind.assessor.assess(plan, turns), plan, turns)
        )
