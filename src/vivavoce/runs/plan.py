"""Run `plan`: writes the plan of a new interview, or takes over the one approved for its job."""

from __future__ import annotations

from vivavoce.actions import plans
from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import system
from vivavoce.interviewer.mind import Planner
from vivavoce.runs.durable import Run
from vivavoce.store.database import Store


def make(store: Store, planner: Planner) -> Run:
    """The subject is an interview."""

    def perform(organization_id: str, interview_id: str) -> None:
        try:
            with store.write(system(organization_id)) as tx:
                if not plans.begin(tx, interview_id):
                    return
                wanted = plans.commission(tx.view, interview_id)
            plan = plans.written(planner, wanted)
            with store.write(system(organization_id)) as tx:
                plans.keep(tx, interview_id, plan, wanted.version)
        except Conflict:
            return

    def give_up(organization_id: str, interview_id: str, why: str) -> None:
        with store.write(system(organization_id)) as tx:
            plans.failed(tx, interview_id, why)

    return Run("plan", perform, give_up)
