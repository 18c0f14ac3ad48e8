"""What happened to an interview, as A2A's rows of transitions (tested to be total)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from vivavoce.actions.folders import Folder
from vivavoce.dialects.a2a.standing import Stage, appointed, word
from vivavoce.domain.identity import ActorKind
from vivavoce.domain.interview import TRANSITIONS, Interview, State
from vivavoce.domain.review import Step

RECEIVED = "RECEIVED"
_NAMED: Mapping[tuple[State | None, State], str | None] = {
    (None, State.DRAFT): "REQUEST_INFO",
    (None, State.CHECKING): "VALIDATE",
    (State.DRAFT, State.CHECKING): "COMPLETE_INFO",
    (State.CHECKING, State.PLANNING): "GENERATE_PLAN",
    (State.CHECKING, State.FAILED): "GENERATE_PLAN",
    (State.FAILED, State.PLANNING): "GENERATE_PLAN",
    (State.EXPIRED, State.CHECKING): "VALIDATE",
    (State.PLANNING, State.PLAN_REVIEW): "PLAN_READY",
    (State.PLAN_REVIEW, State.PLANNING): "MODIFY",
    (State.PLAN_REVIEW, State.REJECTED): "REJECT",
    (State.PLAN_REVIEW, State.READY): "APPROVE",
    (State.PLANNING, State.READY): "APPROVE",
    (State.READY, State.LIVE): "START",
    (State.LIVE, State.READY): "RETURN",
    (State.LIVE, State.ASSESSING): "COMPLETE",
    (State.ASSESSMENT_REVIEW, State.ASSESSING): "COMPLETE",
    (State.ASSESSING, State.ASSESSMENT_REVIEW): "ASSESSMENT_READY",
    (State.ASSESSING, State.RELEASED): "APPROVE_ASSESSMENT",
    (State.ASSESSMENT_REVIEW, State.RELEASED): "APPROVE_ASSESSMENT",
    (State.ASSESSMENT_REVIEW, State.CANCELLED): "REJECT_ASSESSMENT",
    (State.READY, State.FAILED): "CANCEL",
    (State.LIVE, State.FAILED): "CANCEL",
    # What follows does not change the state that A2A shows.
    (State.PLANNING, State.FAILED): None,
    (State.CHECKING, State.EXPIRED): None,
    (State.PLANNING, State.EXPIRED): None,
    (State.READY, State.EXPIRED): None,
    (State.EXPIRED, State.READY): None,
    (State.RELEASED, State.ASSESSING): None,
}
TRANSITION_OF: Mapping[tuple[State | None, State], str | None] = {
    **{(before, State.CANCELLED): "CANCEL" for before in State if State.CANCELLED in TRANSITIONS[before]},
    **_NAMED,
}
"""Lossy: an interview called off while its assessment waited counts as one whose assessment was rejected."""

RESET = "RETURN"
"""A person let the candidate begin anew, out of whatever state."""


@dataclass(frozen=True, slots=True)
class Row:
    """One transition: `by` made it, from `before` to `after` in A2A's words."""

    name: str
    before: str
    after: str
    by: str
    at: datetime
    reason: str | None


def rows(folder: Folder) -> tuple[Row, ...]:
    """Every transition, oldest first; what reached a time of its own was also scheduled."""
    return tuple(row for step in folder.steps for row in _rows_of(step, folder.interview))


def _rows_of(step: Step, interview: Interview) -> Iterator[Row]:
    name = TRANSITION_OF.get((step.before, step.after), RESET)
    if name is None or (step.after is State.RELEASED and step.reason and step.before is State.ASSESSING):
        return
    before = _word(step.before, interview) if step.before else RECEIVED
    planned = step.before not in {State.CHECKING, State.PLANNING}
    after = word(Stage(step.after, appointed=False, planned=planned))
    yield Row(name, before, after, _who(step), step.at, step.reason)
    if step.after is State.READY and appointed(interview):
        yield Row("SCHEDULE", after, "SCHEDULED", "system", step.at, None)


def _word(state: State, interview: Interview) -> str:
    return word(Stage(state, appointed(interview), planned=state is not State.FAILED))


def _who(step: Step) -> str:
    if step.by:
        return step.by
    words = {ActorKind.KEY: f"api-key:{step.actor_id}", ActorKind.MEMBER: step.actor_id}
    return words.get(step.actor_kind, step.actor_kind.value)
