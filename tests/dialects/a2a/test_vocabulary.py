"""Is every word of the core said in A2A, and every word of A2A understood?"""

from __future__ import annotations

from typing import get_args

import pytest

from vivavoce.actions.intake import SENIORITIES, Issue, Severity
from vivavoce.dialects.a2a import deciding, quality, record, standing, vocabulary, wire
from vivavoce.domain.events import EventName
from vivavoce.domain.identity import SCOPES
from vivavoce.domain.interview import TRANSITIONS, EndReason, State

STATES = {
    State.DRAFT: "INFO_NEEDED",
    State.CHECKING: "VALIDATING_SKILLS",
    State.PLANNING: "GENERATING_PLAN",
    State.PLAN_REVIEW: "PENDING",
    State.READY: "APPROVED",
    State.LIVE: "IN_PROGRESS",
    State.ASSESSING: "COMPLETED",
    State.ASSESSMENT_REVIEW: "ASSESSMENT_PENDING",
    State.RELEASED: "ASSESSMENT_APPROVED",
    State.REJECTED: "REJECTED",
    State.CANCELLED: "CANCELLED",
    State.FAILED: "CANCELLED",
    State.EXPIRED: "APPROVED",
}


def test_every_state_has_its_word() -> None:
    said = {state: standing.word(standing.Stage(state, appointed=False)) for state in State}
    assert said == STATES
    later = {state: standing.word(standing.Stage(state, appointed=True)) for state in State}
    assert later == {**STATES, State.READY: "SCHEDULED", State.EXPIRED: "SCHEDULED"}
    assert standing.word(standing.Stage(State.FAILED, appointed=False, planned=False)) == "GENERATING_PLAN"
    assert standing.word(standing.Stage(State.RELEASED, appointed=False, assessed=False)) == "COMPLETED"


def test_the_set_of_states_is_closed() -> None:
    words = set(get_args(wire.StateWord))
    assert set(standing.MESSAGE_OF) == words
    assert set(standing.STATES_OF) == words
    for state in State:
        for appointed in (True, False):
            stages = (
                standing.Stage(state, appointed, planned, assessed)
                for planned in (True, False)
                for assessed in (True, False)
            )
            assert all(state in standing.STATES_OF[standing.word(stage)] for stage in stages)


def test_every_end_and_decision_is_a_word_of_the_contract() -> None:
    reasons, transitions = set(get_args(wire.ReasonWord)), set(get_args(wire.TransitionWord))
    assert set(standing.REASON_OF_END) == set(EndReason)
    assert {reason for reason in standing.REASON_OF_END.values() if reason} <= reasons
    assert set(deciding.BY_HAND) <= transitions
    assert {name for name in record.TRANSITION_OF.values() if name} | {"SCHEDULE"} == transitions


def test_every_move_of_the_core_is_a_transition() -> None:
    moves = {(before, after) for before, onward in TRANSITIONS.items() for after in onward}
    assert moves | {(None, State.DRAFT), (None, State.CHECKING)} <= set(record.TRANSITION_OF)


def test_the_contract_names_the_transitions() -> None:
    named = record.TRANSITION_OF
    assert named[None, State.CHECKING] == "VALIDATE"
    assert named[None, State.DRAFT] == "REQUEST_INFO"
    assert named[State.DRAFT, State.CHECKING] == "COMPLETE_INFO"
    assert named[State.CHECKING, State.PLANNING] == "GENERATE_PLAN"
    assert named[State.PLANNING, State.PLAN_REVIEW] == "PLAN_READY"
    assert named[State.PLAN_REVIEW, State.READY] == "APPROVE"
    assert named[State.PLAN_REVIEW, State.REJECTED] == "REJECT"
    assert named[State.PLAN_REVIEW, State.PLANNING] == "MODIFY"
    assert named[State.READY, State.LIVE] == "START"
    assert named[State.LIVE, State.ASSESSING] == "COMPLETE"
    assert named[State.LIVE, State.READY] == "RETURN"
    assert named[State.ASSESSING, State.ASSESSMENT_REVIEW] == "ASSESSMENT_READY"
    assert named[State.ASSESSMENT_REVIEW, State.RELEASED] == "APPROVE_ASSESSMENT"
    assert named[State.ASSESSMENT_REVIEW, State.CANCELLED] == "REJECT_ASSESSMENT"
    assert named[State.LIVE, State.CANCELLED] == "CANCEL"


def test_every_event_of_the_contract_has_a_core_event_behind_it() -> None:
    named = {
        f"interview.{name}"
        for name in [
            "info_needed",
            "info_completed",
            "plan_generated",
            "approved",
            "rejected",
            "modification_requested",
            "scheduled",
            "started",
            "completed",
            "assessment_pending",
            "assessment_approved",
            "assessment_rejected",
            "cancelled",
            "abandoned",
            "link_expired",
            "failed",
        ]
    }
    assert set(vocabulary.EVENTS_OF) == named
    assert all(vocabulary.EVENTS_OF.values())
    behind = [event for events in vocabulary.EVENTS_OF.values() for event in events]
    assert len(behind) == len(set(behind))
    assert set(behind) <= set(EventName)


def test_levels() -> None:
    assert set(vocabulary.LEVELS) == set(get_args(wire.LevelWord))
    assert set(vocabulary.LEVELS.values()) == SENIORITIES
    for level, seniority in vocabulary.LEVELS.items():
        assert vocabulary.level_word(seniority, level) == level
    assert vocabulary.level_word("lead", None) == "LEAD"
    assert vocabulary.level_word("senior", "PRINCIPAL") == "SENIOR"
    assert vocabulary.level_word(None, None) is None


def test_permissions() -> None:
    for word, scopes in vocabulary.SCOPES_OF.items():
        assert scopes <= SCOPES
        assert word in vocabulary.permissions_of(scopes)
    assert set(vocabulary.permissions_of(frozenset({"*"}))) == set(vocabulary.SCOPES_OF)
    assert vocabulary.core_scopes(["*"]) == SCOPES
    assert vocabulary.permission_words(("interviews:approve",)) == ("interview:approve",)
    assert vocabulary.permission_words(("usage:read",)) == ("usage:read",)
    with pytest.raises(KeyError):
        vocabulary.core_scopes(["interview:eat"])


@pytest.mark.parametrize(
    ("severities", "word"),
    [
        ((), "EXCELLENT"),
        ((Severity.MEDIUM,), "GOOD"),
        ((Severity.MEDIUM, Severity.MEDIUM), "ADEQUATE"),
        ((Severity.HIGH, Severity.MEDIUM), "POOR"),
        ((Severity.CRITICAL, Severity.HIGH), "INVALID"),
    ],
)
def test_the_grades_of_a_request(severities, word) -> None:
    assert quality.grade([Issue("skills", severity) for severity in severities]) == word
    fields = set(quality.FIELD_OF.values())
    assert set(quality.QUESTION_OF) == fields
    assert set(quality.REMARK_OF) <= fields
