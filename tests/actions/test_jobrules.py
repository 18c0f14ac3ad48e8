"""The rules of a job: what is kept, what is refused, and how long a new candidate stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.scene import JOB
from vivavoce.actions import candidates, jobrules, jobs
from vivavoce.actions.candidates import NewCandidate
from vivavoce.domain.errors import Invalid, MissingScope, NotFound
from vivavoce.domain.identity import Actor, ActorKind, Organization, operator
from vivavoce.store.database import Store


def opened(store: Store, home: Organization) -> str:
    with store.write(operator(home.id)) as tx:
        return jobs.create(tx, JOB).id


def test_nothing_said_is_the_organizations_own(store: Store, home: Organization) -> None:
    job_id = opened(store, home)
    with store.read(home.id) as view:
        rules = jobrules.read(view, operator(home.id), job_id)
        assert (rules.jurisdictions, rules.keep_days, rules.alternatives) == ((), None, "")
        assert jobrules.days(view, (job_id,)) == home.policy.keep_days
        with pytest.raises(NotFound):
            jobrules.read(view, operator(home.id), "no-such-job")


def test_what_is_put_replaces_what_was(store: Store, home: Organization) -> None:
    job_id = opened(store, home)
    with store.write(operator(home.id)) as tx:
        jobrules.put(tx, job_id, ("US-NYC", "EU", "EU"), 30, "  Call Rita.  ")
        jobrules.put(tx, job_id, ["UK", "EU"], None, "Call Rita.")
    with store.read(home.id) as view:
        rules = jobrules.read(view, operator(home.id), job_id)
    assert (rules.jurisdictions, rules.keep_days, rules.alternatives) == (("EU", "UK"), None, "Call Rita.")


@pytest.mark.parametrize(
    ("places", "days", "words", "field"),
    [
        (("MARS",), None, "", "jurisdictions"),
        ((), 0, "", "keep_days"),
        ((), jobrules.LONGEST_DAYS + 1, "", "keep_days"),
        ((), None, "x" * (jobrules.LONGEST_WORDS + 1), "alternatives"),
    ],
)
def test_what_is_refused(
    store: Store, home: Organization, places: tuple[str, ...], days: int | None, words: str, field: str
) -> None:
    job_id = opened(store, home)
    with store.write(operator(home.id)) as tx, pytest.raises(Invalid) as refused:
        jobrules.put(tx, job_id, places, days, words)
    assert [one.field for one in refused.value.violations] == [field]


def test_a_reader_may_not_set_them(store: Store, home: Organization) -> None:
    job_id = opened(store, home)
    reader = Actor(ActorKind.MEMBER, "m", home.id, frozenset({"jobs:read"}))
    with store.write(reader) as tx, pytest.raises(MissingScope):
        jobrules.put(tx, job_id, (), None, "")


def test_somebody_new_is_kept_as_long_as_the_strictest_of_their_jobs_says(
    store: Store, home: Organization
) -> None:
    strict, lax, silent = (opened(store, home) for _ in range(3))
    with store.write(operator(home.id)) as tx:
        jobrules.put(tx, strict, (), 10, "")
        jobrules.put(tx, lax, (), 400, "")
        assert jobrules.days(tx.view, (lax, strict, silent)) == 10
        assert jobrules.days(tx.view, (lax,)) == 400
        made = candidates.create(tx, NewCandidate("Ada", "Okafor", job_ids=(lax, strict))).candidate
        assert made.retain_until == tx.now.date() + timedelta(days=10)
