"""Files about a candidate: given back byte for byte, to the organization that has them only."""

from __future__ import annotations

import pytest

from tests.actions.scene import JANE, founded, planned
from vivavoce.actions import candidates, documents, plans
from vivavoce.domain.errors import MissingScope, NotFound
from vivavoce.domain.hiring import Document
from vivavoce.domain.identity import Actor, ActorKind, Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store

BYTES = bytes(range(256)) * 40


@pytest.fixture
def kept(store: Store, home: Organization) -> Document:
    with store.write(operator(home.id)) as tx:
        who = candidates.create(tx, JANE).candidate
        return documents.attach(tx, who.id, "Lebenslauf März.pdf", "application/pdf", BYTES)


def test_whole(store: Store, home: Organization, kept: Document) -> None:
    with store.read(home.id) as view:
        assert documents.read(view, operator(home.id), kept.id) == BYTES
        assert documents.listing(view, operator(home.id), kept.candidate_id) == (kept,)
    assert (kept.name, kept.size) == ("Lebenslauf März.pdf", len(BYTES))


def test_an_empty_one_and_two_of_one_name(store: Store, home: Organization, kept: Document) -> None:
    with store.write(operator(home.id)) as tx:
        empty = documents.attach(tx, kept.candidate_id, kept.name, "text/plain", b"")
    with store.read(home.id) as view:
        assert documents.read(view, operator(home.id), empty.id) == b""
        assert documents.read(view, operator(home.id), kept.id) == BYTES
        assert len(documents.listing(view, operator(home.id), kept.candidate_id)) == 2


def test_not_for_nobody_and_not_from_elsewhere(
    store: Store, home: Organization, kept: Document, clock: FrozenClock
) -> None:
    other = founded(store, clock.now())
    with store.write(operator(other.id)) as tx, pytest.raises(NotFound):
        documents.attach(tx, kept.candidate_id, "a", "b", b"c")
    with store.read(other.id) as view:
        for act, id in ((documents.read, kept.id), (documents.listing, kept.candidate_id)):
            with pytest.raises(NotFound):
                act(view, operator(other.id), id)


def test_only_for_somebody_who_may(store: Store, home: Organization, kept: Document) -> None:
    reader = Actor(ActorKind.KEY, "k", home.id, frozenset({"jobs:read", "interviews:read"}))
    with store.read(home.id) as view, pytest.raises(MissingScope):
        documents.read(view, reader, kept.id)


def test_nobody_who_judges_sees_it(store: Store, home: Organization) -> None:
    made = planned(store, home)
    with store.write(operator(home.id)) as tx:
        documents.attach(tx, made.candidate_id, "cv.txt", "text/plain", b"Rust since 2015")
    with store.read(home.id) as view:
        assert "Rust" not in repr(plans.brief(view, made.id))
