"""Jobs: how a partial change meets what is there."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.actions.scene import JOB
from vivavoce.actions import jobs
from vivavoce.actions.jobs import ChangeJob, merged
from vivavoce.domain.errors import Conflict
from vivavoce.domain.hiring import Job, JobDetails, Pay, Place
from vivavoce.domain.identity import Organization, operator
from vivavoce.store.database import Store

FULL = JobDetails(
    experience="5 years", place=Place("hybrid", city="Berlin"), pay=Pay(min=1.0, currency="EUR")
)
METADATA = st.dictionaries(st.sampled_from("abcd"), st.integers() | st.none(), max_size=4)


@pytest.fixture
def job(store: Store, home: Organization) -> Job:
    with store.write(operator(home.id)) as tx:
        return jobs.create(tx, replace(JOB, details=FULL, metadata={"a": 1, "b": {"c": 1}}))


def changed(store: Store, job: Job, **wanted: object) -> Job:
    with store.write(operator(job.organization_id)) as tx:
        return jobs.change(tx, job.id, ChangeJob(**wanted))  # type: ignore[arg-type]


def test_nothing_given_nothing_changed(store: Store, job: Job) -> None:
    assert changed(store, job) == job


def test_lists_replace_and_metadata_merges(store: Store, job: Job) -> None:
    after = changed(store, job, required_skills=("Go",), metadata={"b": {"d": 2}})
    assert after == replace(job, required_skills=("Go",), metadata={"a": 1, "b": {"d": 2}})
    assert changed(store, job, required_skills=()).required_skills == ()


def test_details_keep_the_parts_that_were_not_given(store: Store, job: Job) -> None:
    after = changed(store, job, details=JobDetails(contract="permanent", pay=Pay(max=2.0)))
    assert after.details == replace(FULL, contract="permanent", pay=Pay(max=2.0))


def test_the_way_of_working_alone(store: Store, job: Job) -> None:
    assert changed(store, job, work_mode="remote").details.place == Place("remote", city="Berlin")
    with store.write(operator(job.organization_id)) as tx:
        bare = jobs.create(tx, JOB)
    assert changed(store, bare, work_mode="remote").details.place == Place("remote")


def test_a_reference_is_unique_at_home(store: Store, job: Job) -> None:
    changed(store, job, reference="R-1")
    with pytest.raises(Conflict), store.write(operator(job.organization_id)) as tx:
        jobs.create(tx, replace(JOB, reference="R-1"))


def test_every_part_of_the_details_comes_back(job: Job) -> None:
    assert {field.name for field in fields(job.details)} >= {"place", "pay", "languages"}
    assert job.details == FULL


@given(METADATA | st.none(), METADATA)
def test_merged_takes_every_new_value_and_keeps_the_rest(
    old: dict[str, int | None] | None, new: dict[str, int | None]
) -> None:
    result = merged(old, new)
    assert {key: result[key] for key in new} == new
    assert {key: value for key, value in result.items() if key not in new} == {
        key: value for key, value in (old or {}).items() if key not in new
    }
