"""Outcomes: people decide about applications, with a reason; every API tells the same, the history stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.actions.colleagues import person, program
from tests.actions.scene import JOB, asked, at_once, founded, told
from vivavoce.actions import applications, candidates, jobs, outcomes
from vivavoce.actions.candidates import NewCandidate
from vivavoce.domain.errors import Forbidden, Invalid, MissingScope, NotFound
from vivavoce.domain.hiring import Application, Stage
from vivavoce.domain.identity import Actor, MemberRole, Organization, operator, system
from vivavoce.domain.review import Outcome
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import AUDIT


def applied(store: Store, home: Organization) -> Application:
    with store.write(operator(home.id)) as tx:
        job = jobs.create(tx, JOB)
        who = candidates.create(tx, NewCandidate("Jane", "Doe", date(2027, 1, 1)))
        return applications.create(tx, who.candidate.id, job.id).application


def recruiter(store: Store, home: Organization) -> Actor:
    return person(store, home, MemberRole.RECRUITER)


def decide(store: Store, who: Actor, one: Application, stage: Stage, reason: str = "") -> Outcome:
    with store.write(who) as tx:
        return outcomes.decide(tx, one.id, stage, reason)


def test_the_candidate_stands_there_too_and_the_world_hears(store: Store, home: Organization) -> None:
    one, ann = applied(store, home), recruiter(store, home)
    made = decide(store, ann, one, Stage.ACCEPTED, " strong answers ")
    assert (made.member_id, made.stage, made.reason) == (ann.id, Stage.ACCEPTED, "strong answers")
    with store.read(home.id) as view:
        assert candidates.read(view, ann, one.candidate_id).candidate.stage is Stage.ACCEPTED
        assert [entry.action for entry in view.every(AUDIT, subject_id=made.id)] == ["outcome.accepted"]
    assert told(store, home, one.candidate_id)[-1] == "candidate.changed"
    assert told(store, home, one.id)[-1] == "application.changed"


def test_a_rejection_says_why(store: Store, home: Organization) -> None:
    one, ann = applied(store, home), recruiter(store, home)
    with pytest.raises(Invalid) as refused:
        decide(store, ann, one, Stage.REJECTED, "  ")
    assert refused.value.violations[0].field == "reason"
    with store.read(home.id) as view:
        assert candidates.read(view, ann, one.candidate_id).candidate.stage is Stage.APPLIED
        assert outcomes.history(view, ann, one.id) == ()
    assert decide(store, ann, one, Stage.REJECTED, "no SQL").stage is Stage.REJECTED


def test_only_people_decide(store: Store, home: Organization, clock: FrozenClock) -> None:
    one = applied(store, home)
    for machine in (system(home.id), program(home)):
        with pytest.raises(Forbidden):
            decide(store, machine, one, Stage.REJECTED, "score")
    with pytest.raises(MissingScope):
        decide(store, person(store, home), one, Stage.ACCEPTED)
    with pytest.raises(NotFound):
        decide(store, operator(founded(store, clock.now()).id), one, Stage.ACCEPTED)


def test_the_newest_holds_and_all_stay(store: Store, home: Organization, clock: FrozenClock) -> None:
    one, other, ann = applied(store, home), applied(store, home), recruiter(store, home)
    first = decide(store, ann, one, Stage.REJECTED, "no SQL")
    clock.advance(timedelta(hours=1))
    second = decide(store, ann, one, Stage.IN_PROCESS, "it was in the last answer")
    third = decide(store, ann, other, Stage.ACCEPTED)
    with store.read(home.id) as view:
        assert outcomes.history(view, ann, one.id) == (first, second)
        with asked(store) as statements:
            found = outcomes.newest(view, ann, [one.id, other.id, "nobody"])
        assert outcomes.newest(view, ann, []) == {}
    assert found == {one.id: second, other.id: third}
    assert len([one for one in statements if one != "BEGIN"]) == 1


def test_the_same_twice_is_one(store: Store, home: Organization) -> None:
    one, ann = applied(store, home), recruiter(store, home)
    at_once([lambda: decide(store, ann, one, Stage.ACCEPTED)] * 4)
    with store.read(home.id) as view:
        assert len(outcomes.history(view, ann, one.id)) == 1
    assert told(store, home, one.id).count("application.changed") == 1


def test_from_elsewhere_nothing_is_seen(store: Store, home: Organization, clock: FrozenClock) -> None:
    one = applied(store, home)
    decide(store, recruiter(store, home), one, Stage.ACCEPTED)
    elsewhere = founded(store, clock.now())
    with store.read(elsewhere.id) as view:
        assert outcomes.newest(view, operator(elsewhere.id), [one.id]) == {}
        with pytest.raises(NotFound):
            outcomes.history(view, operator(elsewhere.id), one.id)
