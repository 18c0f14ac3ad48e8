"""Each follow-up rule holds exactly while its evidence is absent."""

from __future__ import annotations

import pytest

from vivavoce.domain.interview import Brief, FollowUp
from vivavoce.interviewer.rules.followups import WHENS, due, holds
from vivavoce.interviewer.rules.planner import RulesPlanner

CRITERION = RulesPlanner().plan(Brief("Database engineer", "PostgreSQL expert needed")).criteria[0]
FILLS = {
    "no_example": "Last year we had one.",
    "no_number": "It took 4 hours.",
    "no_own_part": "I rebuilt it.",
    "no_tool": "With PostgreSQL.",
    "no_reason": "Because it was slow.",
    "no_result": "In the end it held.",
    "too_short": "There is a great deal that one could tell about this matter and its many sides.",
}


@pytest.mark.parametrize("when", sorted(WHENS))
def test_a_rule_holds_until_its_evidence_is_there(when: str) -> None:
    assert holds(when, "Well, it was nice.", CRITERION)
    assert not holds(when, FILLS[when], CRITERION)


def test_an_unknown_rule_is_an_error() -> None:
    with pytest.raises(KeyError):
        holds("no_such_rule", "", CRITERION)


def test_due_takes_the_first_that_holds_and_was_not_asked() -> None:
    rules = (FollowUp("no_number", "How many?"), FollowUp("no_reason", "Why?"))
    assert due(rules, [], "It took 4 hours.", CRITERION) == rules[1]
    assert due(rules, ["How many?"], "Nothing.", CRITERION) == rules[1]
    assert due(rules, ["How many?", "Why?"], "Nothing.", CRITERION) is None
