"""The people of an organization, and a program of it, for the tests of what only people do."""

from __future__ import annotations

from vivavoce.actions.access import SCOPES_OF
from vivavoce.domain.identity import Actor, ActorKind, Member, MemberRole, Organization, Policy, operator
from vivavoce.kit.ids import new_id
from vivavoce.store.database import Store
from vivavoce.store.shapes import MEMBER, ORGANIZATION


def person(
    store: Store, home: Organization, role: MemberRole = MemberRole.REVIEWER, name: str = "Ann Lee"
) -> Actor:
    """Somebody of the organization who has signed in."""
    id = new_id()
    with store.write(operator(home.id)) as tx:
        member = Member(id, home.id, f"{id}@example.com", name, role, tx.now, password_hash="set")
        tx.add(MEMBER, member)
    return Actor(ActorKind.MEMBER, id, home.id, SCOPES_OF[role])


def program(home: Organization) -> Actor:
    """A key that may do everything."""
    return Actor(ActorKind.KEY, "key-1", home.id, frozenset({"*"}))


def decreed(store: Store, home: Organization, **policy: bool) -> Policy:
    """The organization's policy, set to these."""
    with store.write(operator(home.id)) as tx:
        return tx.change(ORGANIZATION, home.id, policy=Policy(**policy)).policy
