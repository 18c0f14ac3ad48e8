"""Are the tables total, and is every word one of the contract's?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import START
from vivavoce.dialects.ntrvsta.answers import StatusWord
from vivavoce.dialects.ntrvsta.vocabulary import STATUS_OF, core_language, language_tag, status
from vivavoce.domain.interview import EndReason, Interview, State
from vivavoce.domain.invitation import Room

INTERVIEW = Interview("i", "o", "c", "a", None, State.LIVE, START, START, START, START)
ROOM = Room("i", "o", "s", "LISTENING", 1, 1, 0.0, START, START)


def test_every_state_has_a_word_of_the_contract() -> None:
    assert set(STATUS_OF) == set(State)
    assert {*STATUS_OF.values(), "PAUSED"} == set(get_args(StatusWord))


@given(
    st.sampled_from(State),
    st.sampled_from([None, *EndReason]),
    st.booleans(),
    st.sampled_from([None, ROOM, replace(ROOM, phase="PAUSED"), replace(ROOM, left_at=START)]),
)
def test_the_status_is_always_one_of_the_seven(
    state: State, reason: EndReason | None, assessed: bool, room: Room | None
) -> None:
    interview = replace(INTERVIEW, state=state, end_reason=reason)
    word = status(interview, room, START + timedelta(hours=1), assessed=assessed)
    assert word in get_args(StatusWord)
    if word == "COMPLETED":
        assert state is State.RELEASED
        assert assessed
        assert reason is not EndReason.DISCONNECTED


@pytest.mark.parametrize(
    ("room", "minutes", "word"),
    [
        (ROOM, 60, "IN_PROGRESS"),
        (replace(ROOM, phase="PAUSED"), 0, "PAUSED"),
        (replace(ROOM, left_at=START), 4.99, "IN_PROGRESS"),
        (replace(ROOM, left_at=START), 5, "PAUSED"),
        (None, 60, "IN_PROGRESS"),
    ],
)
def test_who_is_away_has_paused(room: Room | None, minutes: float, word: str) -> None:
    assert status(INTERVIEW, room, START + timedelta(minutes=minutes), assessed=False) == word


@pytest.mark.parametrize(
    ("sent", "core", "shown"),
    [
        ("en", "EN", "en"),
        ("de-AT", "DE", "de-AT"),
        ("DE", "DE", "DE"),
        ("de", "FR", "fr"),
        (None, "EN", "en"),
    ],
)
def test_a_language_is_told_as_it_was_sent_while_it_still_holds(
    sent: str | None, core: str, shown: str
) -> None:
    assert language_tag(core, sent) == shown
    assert sent is None or core == "FR" or core_language(sent) == core
