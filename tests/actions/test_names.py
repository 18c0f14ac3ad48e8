"""Foreign names: a product's id stands for one of ours, and of many claims at once one holds."""

from __future__ import annotations

import pytest

from tests.actions.scene import at_once, founded
from vivavoce.actions import names
from vivavoce.domain.errors import Conflict, DomainError, MissingScope
from vivavoce.domain.identity import Actor, ActorKind, Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.ids import new_id
from vivavoce.store.database import Store


def claimed(store: Store, home: Organization, foreign: str, ours: str, dialect: str = "plain") -> str:
    with store.write(operator(home.id)) as tx:
        names.claim(tx, dialect, "job", foreign, ours)
    return ours


def named(
    store: Store, home: Organization, foreign: str, dialect: str = "plain", kind: str = "job"
) -> object:
    with store.read(home.id) as view:
        return names.find(view, dialect, kind, foreign)


def names_of(store: Store, home: Organization, *ours: str) -> dict[str, str]:
    with store.read(home.id) as view:
        return names.of(view, "plain", ours)


class TestClaiming:
    def test_a_name_is_one_dialects_one_kinds_one_organizations(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        ours = claimed(store, home, "7", new_id())
        assert named(store, home, "7") == ours
        assert named(store, home, "7", dialect="other") is None
        assert named(store, home, "7", kind="candidate") is None
        other = founded(store, clock.now())
        assert named(store, other, "7") is None
        claimed(store, other, "7", new_id())
        claimed(store, home, "7", new_id(), dialect="other")
        assert named(store, home, "7") == ours

    def test_taken(self, store: Store, home: Organization) -> None:
        ours = claimed(store, home, "7", new_id())
        with pytest.raises(Conflict):
            claimed(store, home, "7", new_id())
        assert claimed(store, home, "7", ours) == ours
        assert named(store, home, "7") == ours

    def test_a_new_name_sets_the_old_one_free(self, store: Store, home: Organization) -> None:
        ours = claimed(store, home, "7", new_id())
        claimed(store, home, "8", ours)
        assert names_of(store, home, ours) == {ours: "8"}
        another = claimed(store, home, "7", new_id())
        assert names_of(store, home, ours, another, "nobody") == {ours: "8", another: "7"}
        assert names_of(store, home) == {}

    def test_of_many_claims_of_one_name_one_holds(self, store: Store, home: Organization) -> None:
        ids = [new_id() for _ in range(6)]
        results = at_once([lambda id=one: claimed(store, home, "7", id) for one in ids])  # noqa: A006
        (won,) = (one for one in results if not isinstance(one, DomainError))
        assert [type(one) for one in results if one is not won] == [Conflict] * 5
        assert named(store, home, "7") == won

    def test_of_many_names_for_one_of_ours_one_stays(self, store: Store, home: Organization) -> None:
        ours = new_id()
        at_once([lambda number=number: claimed(store, home, str(number), ours) for number in range(6)])
        (kept,) = names_of(store, home, ours).values()
        assert [number for number in range(6) if named(store, home, str(number))] == [int(kept)]

    def test_only_by_somebody_who_may(self, store: Store, home: Organization) -> None:
        reader = Actor(ActorKind.KEY, "k", home.id, frozenset({"jobs:read"}))
        with pytest.raises(MissingScope), store.write(reader) as tx:
            names.claim(tx, "plain", "job", "7", new_id())


class TestExtras:
    def kept(self, store: Store, home: Organization, *ours: str) -> dict[str, dict[str, object]]:
        with store.read(home.id) as view:
            return names.extras(view, "plain", ours)

    def remember(self, store: Store, home: Organization, ours: str, **sent: object) -> None:
        with store.write(operator(home.id)) as tx:
            names.remember(tx, "plain", ours, sent)

    def test_the_last_is_kept_whole(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        ours = new_id()
        self.remember(store, home, ours, color="red", n=1)
        self.remember(store, home, ours, color="grün", deep={"a": [1, None]})
        assert self.kept(store, home, ours) == {ours: {"color": "grün", "deep": {"a": [1, None]}}}
        assert self.kept(store, home) == {}
        assert self.kept(store, founded(store, clock.now()), ours) == {}

    def test_many_at_once_are_all_fine(self, store: Store, home: Organization) -> None:
        ours = new_id()
        calls = [lambda number=number: self.remember(store, home, ours, n=number) for number in range(6)]
        assert at_once(calls) == [None] * 6
        assert self.kept(store, home, ours)[ours]["n"] in range(6)
