"""The states of an interview: a closed table in which every state can be reached and left for an end."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from inspect import signature

from vivavoce.domain.interview import (
    TERMINAL,
    TRANSITIONS,
    Plan,
    Role,
    Speech,
    State,
    Turn,
    TurnKind,
    settled,
)
from vivavoce.interviewer.mind import Assessor


def reached(start: State) -> set[State]:
    """Every state that can follow from `start`, itself too."""
    seen, waiting = set[State](), [start]
    while waiting:
        state = waiting.pop()
        if state not in seen:
            seen.add(state)
            waiting.extend(TRANSITIONS[state])
    return seen


def test_the_table_is_total() -> None:
    assert set(TRANSITIONS) == set(State)
    assert all(onward <= set(State) for onward in TRANSITIONS.values())


def test_every_state_is_reachable() -> None:
    assert reached(State.DRAFT) == set(State)


def test_an_end_is_an_end() -> None:
    assert {State.RELEASED, State.REJECTED, State.FAILED, State.CANCELLED} == TERMINAL
    assert all(reached(state) == {state} for state in (State.REJECTED, State.CANCELLED))


def test_rest_is_left_for_a_repair_or_to_be_called_off_only() -> None:
    assert TRANSITIONS[State.RELEASED] == {State.ASSESSING, State.CANCELLED}
    assert TRANSITIONS[State.FAILED] == {State.PLANNING, State.CANCELLED}


def test_every_interview_can_come_to_an_end_and_be_cancelled() -> None:
    assert all(reached(state) & TERMINAL for state in State)
    assert all(State.CANCELLED in TRANSITIONS[state] for state in set(State) - TERMINAL)


def test_nothing_goes_to_itself() -> None:
    assert [state for state, onward in TRANSITIONS.items() if state in onward] == []


def test_how_something_was_said_is_not_judged() -> None:
    """The assessor is given the plan and the words; when and how sure they were heard is not among them."""
    assert list(signature(Assessor.assess).parameters) == ["self", "plan", "turns"]
    known = {"number", "role", "kind", "text", "at", "question_id", "goes_on"}
    assert {field.name for field in fields(Turn)} == known
    judged = {field.name for kind in (Plan, Turn) for field in fields(kind)}
    assert not judged & ({field.name for field in fields(Speech)} - {"turn"})


def test_who_reads_what_counts_learns_of_no_pause() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    asked = Turn(1, Role.AGENT, TurnKind.QUESTION, "Why?", at, "q1")
    first = Turn(2, Role.CANDIDATE, TurnKind.ANSWER, "Because.", at, "q1")
    cut = Turn(3, Role.AGENT, TurnKind.QUESTION, "And", at, "q2")
    more = Turn(4, Role.CANDIDATE, TurnKind.ANSWER, "I had to.", at, "q1", goes_on=True)
    assert settled((asked, first, cut, more)) == (asked, first, replace(more, goes_on=False))
    assert settled((asked, first, cut)) == (asked, first, cut)
    assert settled(()) == ()
