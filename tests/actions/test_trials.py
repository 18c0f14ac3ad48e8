"""Whoever tries out an agent holds a real interview that counts for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.actions.scene import JOB, ONLINE, by_phone, gated, starts
from tests.conftest import START
from tests.live.conversation import LINKS, MIND
from vivavoce.actions import access, agents, jobs, keeping, members, privacy, trials
from vivavoce.domain.errors import Invalid, MissingScope
from vivavoce.domain.identity import Actor, ActorKind, MemberRole, Organization, operator
from vivavoce.domain.interview import Focus
from vivavoce.store.database import Store
from vivavoce.store.shapes import CANDIDATE, INTERVIEW
from vivavoce.store.tx import Tx


def person(store: Store, home: Organization, role: MemberRole = MemberRole.RECRUITER) -> Actor:
    with store.write(operator(home.id)) as tx:
        made = members.create(tx, f"{role}@acme.example", "Rita van Ames", role, None)
    return Actor(ActorKind.MEMBER, made.id, home.id, access.SCOPES_OF[role])


def agent(tx: Tx, focus: Focus = Focus.SCREENING) -> str:
    return agents.create(tx, replace(ONLINE, focus=focus)).id


def test_a_test_that_waits_for_nobody(store: Store, home: Organization) -> None:
    gated(store, home, plan_gate=True, assessment_gate=True)
    with store.write(person(store, home)) as tx:
        link = trials.talk(tx, LINKS, MIND, agent(tx), jobs.create(tx, JOB).id)
    with store.read(home.id) as view:
        (made,) = view.every(INTERVIEW)
        (guest,) = view.every(CANDIDATE)
    assert link.startswith(LINKS.public_url)
    assert (made.is_test, made.mails, made.plan_gate, made.assessment_gate) == (True, False, False, False)
    assert (guest.first_name, guest.last_name, guest.email) == ("Rita", "van Ames", None)
    assert guest.retain_until == (START + timedelta(days=7)).date()
    assert len(starts(store, f"plan:{made.id}")) == 1


def test_an_agent_for_anything_needs_no_job(store: Store, home: Organization) -> None:
    with store.write(person(store, home)) as tx:
        trials.talk(tx, LINKS, MIND, agent(tx, Focus.GENERIC), None)
    with store.read(home.id) as view:
        assert view.every(INTERVIEW)[0].job_id is None


def test_what_cannot_be_tried(store: Store, home: Organization) -> None:
    actor = person(store, home)
    with store.write(actor) as tx, pytest.raises(Invalid) as without_job:
        trials.talk(tx, LINKS, MIND, agent(tx), None)
    with store.write(operator(home.id)) as tx:
        calling = agents.create(tx, by_phone(tx)).id
    with store.write(actor) as tx, pytest.raises(Invalid) as by_telephone:
        trials.talk(tx, LINKS, MIND, calling, None)
    assert [error.value.violations[0].field for error in (without_job, by_telephone)] == ["job", "agent"]


def test_not_for_viewers(store: Store, home: Organization) -> None:
    with store.write(person(store, home, MemberRole.VIEWER)) as tx, pytest.raises(MissingScope):
        trials.talk(tx, LINKS, MIND, "any", None)


def test_what_is_kept_and_what_goes_soon(store: Store, home: Organization) -> None:
    with store.write(person(store, home)) as tx:
        for _ in range(3):
            trials.talk(tx, LINKS, MIND, agent(tx, Focus.GENERIC), None)
    with store.read(home.id) as view:
        first, second, _ = view.every(CANDIDATE)
        assert (keeping.kept(view, operator(home.id)).people, keeping.kept(view, operator(home.id)).due) == (
            3,
            3,
        )
    with store.write(person(store, home, MemberRole.ADMIN)) as tx:
        privacy.hold(tx, first.id, "a lawsuit")
        privacy.erase(tx, second.id)
    with store.read(home.id) as view:
        now = keeping.kept(view, operator(home.id))
    assert (now.people, now.due, [hold.reason for hold in now.holds]) == (2, 1, ["a lawsuit"])
