"""Leads an interview from stage to stage in this process, as runs and room would."""

from __future__ import annotations

from typing import Any

from tests.actions.scene import appraisal, plan, turns
from vivavoce.actions import assessments, lobby, plans, rooms
from vivavoce.dialects.ntrvsta.ids import Kind, read
from vivavoce.domain.identity import Organization, candidate, system
from vivavoce.domain.interview import EndReason
from vivavoce.store.database import Store
from vivavoce.store.shapes import INTERVIEW, TURN


def id_of(invitation: dict[str, Any]) -> str:
    """Our id of an interview that was answered as an invitation."""
    return read(Kind.INVITATION, invitation["invitationId"])


def planned(store: Store, home: Organization, id: str) -> None:
    with store.write(system(home.id)) as tx:
        plans.begin(tx, id)
        plans.keep(tx, id, plan())


def live(store: Store, home: Organization, id: str) -> None:
    """Planned, opened and begun; everything has been said."""
    planned(store, home, id)
    with store.write(system(home.id)) as tx:
        person = candidate(home.id, tx.get(INTERVIEW, id).candidate_id)
    with store.write(person) as tx:
        lobby.agree(tx, id, "en", ("ai_interview", "transcript"))
        rooms.open_room(tx, id)
        rooms.connect(tx, id)
        for turn in turns():
            tx.add(TURN, turn, interview_id=id)


def held(store: Store, home: Organization, id: str, reason: EndReason = EndReason.COMPLETED) -> None:
    """Live and ended: it waits for its assessment."""
    live(store, home, id)
    with store.write(system(home.id)) as tx:
        rooms.finish(tx, id, reason)


def assessed(store: Store, home: Organization, id: str, total: int = 85, **more: Any) -> None:
    """Held and assessed: released, unless a person is asked first."""
    held(store, home, id, **more)
    with store.write(system(home.id)) as tx:
        assessments.store(tx, id, appraisal(total))
