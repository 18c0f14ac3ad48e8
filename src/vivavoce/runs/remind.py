"""Runs `expire` and `abandon`: what happens when nobody comes, or somebody does not come back."""

from __future__ import annotations

from vivavoce.actions import course, rooms
from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import system
from vivavoce.runs.durable import Run, left_alone
from vivavoce.store.database import Store


def expire(store: Store) -> Run:
    """The subject is an interview whose time to be opened is over."""

    def perform(organization_id: str, interview_id: str) -> None:
        try:
            with store.write(system(organization_id)) as tx:
                course.expire(tx, interview_id)
        except Conflict:
            return

    return Run("expire", perform, left_alone)


def abandon(store: Store) -> Run:
    """The subject is an interview whose candidate may be gone for good."""

    def perform(organization_id: str, interview_id: str) -> None:
        try:
            with store.write(system(organization_id)) as tx:
                rooms.abandon(tx, interview_id)
        except Conflict:
            return

    return Run("abandon", perform, left_alone)
