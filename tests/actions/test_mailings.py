"""The link by mail: at most once in a minute, and not before there is an interview behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.scene import arranged, at_once, planned, starts
from vivavoce.actions import mailings
from vivavoce.domain.errors import MissingScope, NotFound
from vivavoce.domain.identity import Actor, ActorKind, Organization, operator
from vivavoce.domain.interview import Interview
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import INVITATION


def mail(store: Store, home: Organization, made: Interview) -> None:
    with store.write(operator(home.id)) as tx:
        mailings.mail_link(tx, made.id)


def mails(store: Store, made: Interview) -> int:
    return len(starts(store, f"invite:{made.id}"))


@pytest.mark.parametrize(("seconds", "sent"), [(0, 1), (59.999999, 1), (60, 2), (3600, 2)])
def test_once_in_a_minute(
    store: Store, home: Organization, clock: FrozenClock, seconds: float, sent: int
) -> None:
    made = planned(store, home)
    assert mails(store, made) == 1
    clock.advance(timedelta(seconds=seconds))
    mail(store, home, made)
    assert mails(store, made) == sent


def test_a_pause_begins_with_a_mail_that_went_out(
    store: Store, home: Organization, clock: FrozenClock
) -> None:
    made = planned(store, home)
    for _ in range(3):
        clock.advance(timedelta(seconds=40))
        mail(store, home, made)
    assert mails(store, made) == 2


def test_of_many_at_once_one_goes_out(store: Store, home: Organization, clock: FrozenClock) -> None:
    made = planned(store, home)
    clock.advance(timedelta(minutes=2))
    at_once([lambda: mail(store, home, made)] * 6)
    assert mails(store, made) == 2


def test_nothing_before_the_plan(store: Store, home: Organization) -> None:
    made = arranged(store, home)
    mail(store, home, made)
    assert mails(store, made) == 0
    with store.read(home.id) as view:
        (link,) = view.every(INVITATION, interview_id=made.id)
    assert link.mailed_at is None


def test_no_link_no_mail(store: Store, home: Organization) -> None:
    made = planned(store, home)
    with store.write(operator(home.id)) as tx:
        tx.clear(INVITATION, interview_id=made.id)
    with pytest.raises(NotFound):
        mail(store, home, made)


def test_only_by_somebody_who_may(store: Store, home: Organization) -> None:
    made = planned(store, home)
    reader = Actor(ActorKind.KEY, "k", home.id, frozenset({"interviews:read"}))
    with pytest.raises(MissingScope), store.write(reader) as tx:
        mailings.mail_link(tx, made.id)
