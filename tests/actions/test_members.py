"""People: who is there, who may change them, and that somebody always can."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from tests.actions.scene import at_once
from vivavoce.actions import members
from vivavoce.actions.access import SCOPES_OF
from vivavoce.actions.members import ChangeMember
from vivavoce.actions.sessions import Reception
from vivavoce.domain.errors import Conflict, Forbidden, Invalid, MissingScope, NotFound, Unauthenticated
from vivavoce.domain.identity import Actor, ActorKind, Member, MemberRole, Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.ids import new_id
from vivavoce.kit.paging import Page
from vivavoce.store.database import Store

OLD, NEW = "correct horse", "battery staple"


@pytest.fixture
def join(store: Store, home: Organization) -> Callable[..., Member]:
    """Adds a person whose address nobody else in the database has."""

    def make(role: MemberRole, email: str = "") -> Member:
        with store.write(operator(home.id)) as tx:
            return members.create(tx, email or f"{new_id()}@example.com", "Ann", role, OLD)

    return make


def acting(member: Member) -> Actor:
    return Actor(ActorKind.MEMBER, member.id, member.organization_id, SCOPES_OF[member.role])


def listed(store: Store, home: Organization) -> list[Member]:
    with store.read(home.id) as view:
        return list(members.listing(view, operator(home.id), Page(1, 20)).rows)


def changed(store: Store, home: Organization, id: str, wanted: ChangeMember) -> Member:
    with store.write(operator(home.id)) as tx:
        return members.change(tx, id, wanted)


def gone(store: Store, home: Organization, id: str) -> None:
    with store.write(operator(home.id)) as tx:
        members.delete(tx, id)


def test_people_are_listed_newest_first_and_read(
    store: Store, home: Organization, clock: FrozenClock, join: Callable[..., Member]
) -> None:
    first = join(MemberRole.ADMIN)
    clock.set(clock.now().replace(minute=1))
    second = join(MemberRole.VIEWER)
    assert listed(store, home) == [second, first]
    with store.read(home.id) as view:
        assert members.read(view, acting(second), first.id) == first
        with pytest.raises(NotFound):
            members.read(view, acting(second), new_id())


def test_a_person_is_changed(store: Store, home: Organization, join: Callable[..., Member]) -> None:
    ann = join(MemberRole.ADMIN)
    bob = join(MemberRole.VIEWER)
    assert changed(store, home, bob.id, ChangeMember()) == bob
    address = f"New.{new_id()}@Example.com"
    known = changed(store, home, bob.id, ChangeMember(address, "Robert", MemberRole.ADMIN))
    assert (known.email, known.name, known.role) == (address.lower(), "Robert", MemberRole.ADMIN)
    with pytest.raises(Conflict):
        changed(store, home, bob.id, ChangeMember(email=ann.email))
    with pytest.raises(Invalid):
        changed(store, home, bob.id, ChangeMember(email="nowhere"))
    assert {one.email for one in listed(store, home)} == {ann.email, address.lower()}


def test_the_last_administrator_stays(store: Store, home: Organization, join: Callable[..., Member]) -> None:
    ann, bob = join(MemberRole.ADMIN), join(MemberRole.RECRUITER)
    with pytest.raises(Conflict):
        gone(store, home, ann.id)
    with pytest.raises(Conflict):
        changed(store, home, ann.id, ChangeMember(role=MemberRole.VIEWER))
    assert changed(store, home, ann.id, ChangeMember(role=MemberRole.ADMIN)) == ann
    gone(store, home, bob.id)
    carol = join(MemberRole.ADMIN)
    gone(store, home, ann.id)
    assert listed(store, home) == [carol]
    with pytest.raises(NotFound):
        gone(store, home, ann.id)


def test_of_two_administrators_who_remove_each_other_one_stays(
    store: Store, home: Organization, join: Callable[..., Member]
) -> None:
    both = [join(MemberRole.ADMIN), join(MemberRole.ADMIN)]
    results = at_once([partial(gone, store, home, one.id) for one in both])
    assert sorted(type(result) for result in results if result) == [Conflict]
    assert len(listed(store, home)) == 1


def test_a_person_sets_their_own_password_knowing_the_old_one(
    store: Store, home: Organization, clock: FrozenClock, join: Callable[..., Member]
) -> None:
    reception = Reception(store, clock, bytes(32))
    bob = join(MemberRole.VIEWER)
    for wrong in (None, "", "incorrect horse"):
        with pytest.raises(Forbidden), store.write(acting(bob)) as tx:
            members.set_password(tx, bob.id, NEW, wrong)
    with store.write(acting(bob)) as tx:
        members.set_password(tx, bob.id, NEW, OLD)
    assert reception.sign_in(bob.email, NEW, None)[0].id == bob.id
    with pytest.raises(Unauthenticated):
        reception.sign_in(bob.email, OLD, None)


def test_an_administrator_sets_anyones_password_but_their_own_alike(
    store: Store, home: Organization, clock: FrozenClock, join: Callable[..., Member]
) -> None:
    ann, bob = join(MemberRole.ADMIN), join(MemberRole.VIEWER)
    with store.write(acting(ann)) as tx:
        members.set_password(tx, bob.id, NEW, None)
    assert Reception(store, clock, bytes(32)).sign_in(bob.email, NEW, None)[0].id == bob.id
    with pytest.raises(Forbidden), store.write(acting(ann)) as tx:
        members.set_password(tx, ann.id, NEW, None)
    with pytest.raises(Invalid), store.write(acting(ann)) as tx:
        members.set_password(tx, bob.id, "a" * (members.SHORTEST_PASSWORD - 1), None)


def test_who_may_only_read_changes_nobody(
    store: Store, home: Organization, join: Callable[..., Member]
) -> None:
    ann, bob = join(MemberRole.ADMIN), join(MemberRole.RECRUITER)
    for attempt in (
        lambda tx: members.create(tx, "eve@example.com", "Eve", MemberRole.ADMIN, None),
        lambda tx: members.change(tx, bob.id, ChangeMember(role=MemberRole.ADMIN)),
        lambda tx: members.delete(tx, ann.id),
        lambda tx: members.set_password(tx, ann.id, NEW, OLD),
    ):
        with pytest.raises(MissingScope), store.write(acting(bob)) as tx:
            attempt(tx)
    with store.read(home.id) as view, pytest.raises(MissingScope):
        members.listing(view, Actor(ActorKind.KEY, new_id(), home.id), Page(1, 20))
