"""Has every word of the core a word of InstaView, and the other way round?"""

from __future__ import annotations

from typing import get_args

import pytest

from vivavoce.dialects.instaview import fields
from vivavoce.dialects.instaview.analysis import UNASSESSED
from vivavoce.dialects.instaview.vocabulary import (
    CHANNEL_OF,
    EVENTS_OF,
    FOCUS_OF,
    JOB_STATUS_OF,
    LABEL_OF,
    LABEL_WRITTEN,
    STAGE_OF,
    STATES_OF,
    STATUS_OF,
    core_scope,
    scope_word,
)
from vivavoce.dialects.instaview.webhooks import CONTENT_OF
from vivavoce.domain.hiring import JobStatus, Stage
from vivavoce.domain.identity import SCOPES
from vivavoce.domain.interview import Channel, Focus, State
from vivavoce.domain.scoring import Coverage


def test_every_state_has_a_status_and_every_status_its_states() -> None:
    assert set(STATUS_OF) == set(State)
    assert set(STATES_OF) == set(get_args(fields.StatusWord))
    assert sorted(state for states in STATES_OF.values() for state in states) == sorted(State)
    assert STATES_OF["UNDEFINED"] == ()


@pytest.mark.parametrize(
    ("table", "words", "core"),
    [
        (JOB_STATUS_OF, fields.JobWord, JobStatus),
        (STAGE_OF, fields.StageWord, Stage),
        (FOCUS_OF, fields.FocusWord, Focus),
    ],
)
def test_tables_are_total_both_ways(table, words, core) -> None:
    assert set(table) == set(get_args(words))
    assert set(table.values()) == set(core)


def test_a_channel_may_also_be_left_undefined() -> None:
    assert {*CHANNEL_OF, "UNDEFINED"} == set(get_args(fields.ChannelWord))
    assert set(CHANNEL_OF.values()) == set(Channel)


def test_scopes_go_there_and_back() -> None:
    words = {scope: scope_word(scope) for scope in SCOPES}
    assert len(set(words.values())) == len(SCOPES)
    assert all(core_scope(word) == scope for scope, word in words.items())
    assert words["jobs:write"] == "write:jobs"
    assert words["endpoints:read"] == "read:webhooks"
    assert words["organizations:read"] == "read:companies"
    assert words["usage:read"] == "read:billing"


def test_labels_and_notations() -> None:
    assert set(LABEL_WRITTEN.values()) == set(EVENTS_OF)
    assert {LABEL_WRITTEN[number] for number in range(6)} == set(LABEL_OF.values())
    assert [LABEL_WRITTEN[number] for number in (0, 2, 5)] == [
        "analysis.completed",
        "ping",
        "interview.started",
    ]
    assert set(CONTENT_OF) == set(LABEL_OF.values())


def test_every_coverage_says_why_nothing_was_assessed() -> None:
    assert set(UNASSESSED) == set(Coverage)
