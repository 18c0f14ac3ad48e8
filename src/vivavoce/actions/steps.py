"""How an interview moves from state to state: each move is a row with who, when, from, to and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Interview, State
from vivavoce.domain.review import Step
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import INTERVIEW, STEP
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

Changed = dict[str, Any]
"""Further fields of the interview that a move sets."""


def begin(tx: Tx, interview: Interview) -> Interview:
    """Store a new interview with its first row."""
    tx.actor.need("interviews:write")
    tx.add(INTERVIEW, interview)
    _note(tx, interview.id, 1, None, interview.state, None, None)
    return interview


def advance(
    tx: Tx,
    interview_id: str,
    allowed: Sequence[State],
    onward: State,
    *,
    by: str | None = None,
    reason: str | None = None,
    **values: Any,
) -> Interview:
    """Move an interview that stands in one of `allowed`; of two at once, one wins.

    `by` is whom the actor names as deciding. Raises NotFound, Conflict when it stands elsewhere.
    """
    tx.actor.need("interviews:write", "interviews:approve", "interviews:delete", "room")
    before = tx.get(INTERVIEW, interview_id).state
    expected = (before,) if before in allowed else ()
    moved = tx.move(INTERVIEW, interview_id, "state", expected, state=onward, **values)
    number = tx.view.count(STEP, interview_id=interview_id) + 1
    _note(tx, interview_id, number, before, onward, by, reason)
    return moved


def history(view: View, actor: Actor, interview_id: str) -> tuple[Step, ...]:
    """Every move of an interview, oldest first. Raises NotFound."""
    actor.need("interviews:read")
    view.get(INTERVIEW, interview_id)
    return view.every(STEP, interview_id=interview_id)


def _note(
    tx: Tx,
    interview_id: str,
    number: int,
    before: State | None,
    after: State,
    by: str | None,
    reason: str | None,
) -> None:
    who, home = tx.actor, tx.organization_id
    step = Step(new_id(), home, interview_id, number, tx.now, who.kind, who.id, before, after, by, reason)
    tx.add(STEP, step)
