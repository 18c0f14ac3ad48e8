"""Candidates: the jobs they apply for in order, and what their card counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.actions.scene import JANE, JOB, LINKS, assessed, gated, held, live
from vivavoce.actions import candidates, interviews, jobs
from vivavoce.actions.candidates import Card, ChangeCandidate
from vivavoce.domain.errors import Conflict, NotFound
from vivavoce.domain.hiring import Stage
from vivavoce.domain.identity import Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import APPLICATION


def card(store: Store, home: Organization, id: str) -> Card:
    with store.read(home.id) as view:
        return candidates.read(view, operator(home.id), id)


def opened(store: Store, home: Organization, count: int) -> list[str]:
    with store.write(operator(home.id)) as tx:
        return [jobs.create(tx, JOB).id for _ in range(count)]


def joined(store: Store, home: Organization, *job_ids: str) -> str:
    with store.write(operator(home.id)) as tx:
        return candidates.create(tx, replace(JANE, job_ids=job_ids)).candidate.id


def test_jobs_keep_the_order_in_which_they_were_named(store: Store, home: Organization) -> None:
    first, second, third = opened(store, home, 3)
    id = joined(store, home, third, first, third)
    assert card(store, home, id).job_ids == (third, first)
    with store.write(operator(home.id)) as tx:
        candidates.link(tx, id, second)
        candidates.link(tx, id, first)
    assert card(store, home, id).job_ids == (third, first, second)


def test_a_job_that_goes_leaves_the_order_of_the_rest(store: Store, home: Organization) -> None:
    ids = opened(store, home, 4)
    id = joined(store, home, *ids[:3])
    with store.write(operator(home.id)) as tx:
        jobs.delete(tx, ids[0])
        candidates.link(tx, id, ids[3])
    assert card(store, home, id).job_ids == tuple(ids[1:])
    with store.write(operator(home.id)) as tx:
        positions = [one.position for one in tx.view.every(APPLICATION, candidate_id=id)]
    assert len(set(positions)) == 3


def test_a_change_replaces_the_set_and_merges_metadata(store: Store, home: Organization) -> None:
    first, second = opened(store, home, 2)
    id = joined(store, home, first)
    with store.write(operator(home.id)) as tx:
        candidates.change(tx, id, ChangeCandidate(job_ids=(second,), metadata={"a": 1, "b": {"c": 1}}))
        changed = candidates.change(tx, id, ChangeCandidate(email=None, metadata={"b": {"d": 2}}))
    assert changed.job_ids == (second,)
    assert changed.candidate.metadata == {"a": 1, "b": {"d": 2}}
    assert (changed.candidate.email, changed.candidate.phone) == (None, JANE.phone)
    with store.write(operator(home.id)) as tx:
        assert candidates.change(tx, id, ChangeCandidate(job_ids=())).job_ids == ()


def test_an_unknown_job_changes_nothing(store: Store, home: Organization) -> None:
    (first,) = opened(store, home, 1)
    id = joined(store, home, first)
    with pytest.raises(NotFound), store.write(operator(home.id)) as tx:
        candidates.change(tx, id, ChangeCandidate(first_name="Joan", job_ids=("nowhere",)))
    assert card(store, home, id).candidate.first_name == "Jane"
    assert card(store, home, id).job_ids == (first,)


def test_counts_and_the_latest_rating(store: Store, home: Organization, clock: FrozenClock) -> None:
    id = joined(store, home, *opened(store, home, 1))
    assert (card(store, home, id).interviews, card(store, home, id).rating) == (0, None)
    made = []
    for total in (40, 90, 60):
        made.append(assessed(store, home, total, candidate=id, job=None))
        clock.advance(timedelta(hours=1))
    gated(store, home, assessment_gate=True)
    assessed(store, home, 99, candidate=id, job=None)
    held(store, home, candidate=id, job=None)
    shown = card(store, home, id)
    assert (shown.interviews, shown.assessments, shown.rating) == (5, 3, 60)
    with store.write(operator(home.id)) as tx:
        interviews.delete(tx, made[-1].id)
    shown = card(store, home, id)
    assert (shown.interviews, shown.assessments, shown.rating) == (4, 2, 90)


def test_a_released_assessment_brings_them_into_process_and_moves_nobody_back(
    store: Store, home: Organization
) -> None:
    made = assessed(store, home)
    assert card(store, home, made.candidate_id).candidate.stage is Stage.IN_PROCESS
    with store.write(operator(home.id)) as tx:
        candidates.change(tx, made.candidate_id, ChangeCandidate(stage=Stage.ACCEPTED))
    assessed(store, home, candidate=made.candidate_id, job=None)
    assert card(store, home, made.candidate_id).candidate.stage is Stage.ACCEPTED


def test_nobody_is_deleted_in_the_middle_of_an_interview(store: Store, home: Organization) -> None:
    talking, done = live(store, home), assessed(store, home)
    with pytest.raises(Conflict), store.write(operator(home.id)) as tx:
        candidates.delete(tx, talking.candidate_id)
    with store.write(operator(home.id)) as tx:
        candidates.delete(tx, done.candidate_id)
    with pytest.raises(NotFound):
        card(store, home, done.candidate_id)
    with store.read(home.id) as view:
        assert interviews.read(view, operator(home.id), LINKS, done.id).assessment is not None
