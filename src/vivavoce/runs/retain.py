"""Run `retain`: the daily look for candidates whose data may be kept no longer."""

from __future__ import annotations

from vivavoce.actions import privacy, retention
from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import system
from vivavoce.runs.durable import Run, left_alone
from vivavoce.store.database import Store


def make(store: Store) -> Run:
    """The subject is the organization. Tomorrow's look is started before anybody is erased today."""

    def perform(organization_id: str, _subject_id: str) -> None:
        machine = system(organization_id)
        with store.write(machine) as tx:
            due = retention.overdue(tx)
        for candidate_id in due:
            try:
                with store.write(machine) as tx:
                    privacy.erase(tx, candidate_id)
            except Conflict:
                continue

    return Run("retain", perform, left_alone)
