"""Run `assess`: judges a finished interview."""

from __future__ import annotations

from vivavoce.actions import assessments
from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import system
from vivavoce.interviewer.evidence import prove_appraisal
from vivavoce.interviewer.mind import Assessor
from vivavoce.runs.durable import Run
from vivavoce.store.database import Store


def make(store: Store, assessor: Assessor) -> Run:
    """The subject is an interview."""

    def perform(organization_id: str, interview_id: str) -> None:
        with store.read(organization_id) as view:
            found = assessments.material(view, interview_id)
        if found is None:
            return
        plan, turns = found
        appraisal = prove_appraisal(assessor.assess(plan, turns), plan, turns)
        try:
            with store.write(system(organization_id)) as tx:
                assessments.store(tx, interview_id, appraisal)
        except Conflict:
            return

    def give_up(organization_id: str, interview_id: str, why: str) -> None:
        with store.write(system(organization_id)) as tx:
            assessments.failed(tx, interview_id, why)

    return Run("assess", perform, give_up)
