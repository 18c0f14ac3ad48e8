"""What an actor may do is what one of their scopes says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.domain.errors import MissingScope
from vivavoce.domain.identity import SCOPES, Actor, ActorKind, candidate, operator, system

SOME = st.frozensets(st.sampled_from(sorted(SCOPES)), max_size=6)


def may(held: frozenset[str], *needed: str) -> bool:
    try:
        Actor(ActorKind.KEY, "k", "o", held).need(*needed)
    except MissingScope as refused:
        return refused.scope != needed[0]
    return True


@given(SOME, st.lists(st.sampled_from(sorted(SCOPES)), min_size=1, max_size=3))
def test_one_of_the_needed_scopes_is_enough(held: frozenset[str], needed: list[str]) -> None:
    assert may(held, *needed) == bool(held & set(needed))
    assert may(held | {"*"}, *needed)


def test_scopes_are_whole_words() -> None:
    assert not may(frozenset({"jobs", "jobs:*", "jobs:readonly"}), "jobs:read")


@pytest.mark.parametrize("make", [system, operator])
def test_the_machine_and_the_shell_may_everything(make: object) -> None:
    for scope in SCOPES:
        make("o").need(scope)  # type: ignore[operator]


def test_a_candidate_may_only_be_in_the_room() -> None:
    who = candidate("o", "c")
    who.need("room")
    for scope in SCOPES:
        with pytest.raises(MissingScope):
            who.need(scope)
