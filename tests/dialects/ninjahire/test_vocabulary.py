"""Has every word of the core a word of Ninjahire?"""

from __future__ import annotations

from typing import get_args

import pytest

from vivavoce.dialects.ninjahire import fields
from vivavoce.dialects.ninjahire.call_answers import LABEL
from vivavoce.dialects.ninjahire.vocabulary import (
    CANDIDATE_WORD,
    ENDING_OF,
    EVENTS_OF,
    HELD,
    JOB_WORD,
    LABEL_OF,
    is_active,
    job_status,
)
from vivavoce.domain.hiring import JobStatus, Stage
from vivavoce.domain.interview import CallOutcome, Role, State


def test_tables_are_total() -> None:
    assert set(ENDING_OF) == set(CallOutcome)
    assert set(HELD) == set(State)
    assert set(JOB_WORD) == set(JobStatus)
    assert set(CANDIDATE_WORD) == set(Stage)
    assert set(LABEL) == set(Role)


def test_ends_of_calls_are_told_in_words_of_the_product() -> None:
    assert {status for status, _ in ENDING_OF.values()} < set(get_args(fields.CallWord))
    assert {word for _, word in ENDING_OF.values()} < set(get_args(fields.IntelligenceWord))
    assert ENDING_OF[CallOutcome.HUNG_UP] == ("call_completed", "call_inconclusive")
    assert ENDING_OF[CallOutcome.DECLINED] == ("call_completed", "call_failed")
    assert ENDING_OF[CallOutcome.BUSY] == ("call_failed", "call_failed")


def test_one_event_has_one_label() -> None:
    assert set(EVENTS_OF) == set(get_args(fields.EventWord)) == {"call_activity", "application_activty"}
    assert len(LABEL_OF) == sum(map(len, EVENTS_OF.values()))


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Active", JobStatus.OPEN),
        ("whatever", JobStatus.OPEN),
        ("Closed", JobStatus.CLOSED),
        (" FILLED ", JobStatus.CLOSED),
        ("inactive", JobStatus.CLOSED),
        ("cancelled", JobStatus.CLOSED),
        ("On Hold", JobStatus.CLOSED),
    ],
)
def test_a_free_word_of_a_jobs_status(word: str, status: JobStatus) -> None:
    assert job_status(word) is status


def test_what_is_said_of_a_status_means_that_status() -> None:
    assert job_status(JOB_WORD[JobStatus.OPEN]) is JobStatus.OPEN
    assert job_status(JOB_WORD[JobStatus.CLOSED]) is JobStatus.CLOSED


def test_a_stage_is_compared_without_case() -> None:
    assert [is_active(word) for word in ("ACTIVE", "active", "PASSIVE")] == [True, True, False]
