"""Does the list of interviews show what its reader may see, and the monitor what goes on?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.scene import JANE, assessed, founded, gated, live, planned, turns
from vivavoce.actions import lobby, members, reviews, rooms, watching, wishes
from vivavoce.actions.access import SCOPES_OF
from vivavoce.actions.rooms import Said
from vivavoce.actions.watching import Order, Wanted
from vivavoce.domain.errors import MissingScope
from vivavoce.domain.identity import Actor, ActorKind, MemberRole, Organization, Policy, candidate, operator
from vivavoce.domain.interview import Channel, Plan, State
from vivavoce.domain.scoring import Review
from vivavoce.domain.wishes import WishKind
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.paging import Page
from vivavoce.store.database import Store
from vivavoce.store.shapes import ORGANIZATION, PLAN, from_json

ALL = Page(1, 50)


def member(store: Store, home: Organization, role: MemberRole) -> Actor:
    with store.write(operator(home.id)) as tx:
        made = members.create(tx, f"{role.value}@example.com", role.value, role, None)
    return Actor(ActorKind.MEMBER, made.id, home.id, SCOPES_OF[role])


def listed(store: Store, home: Organization, actor: Actor, wanted: Wanted, **more: Order) -> list[str]:
    with store.read(home.id) as view:
        return [row.id for row in watching.listing(view, actor, ALL, wanted, **more).rows]


class TestTheList:
    def test_it_is_narrowed_down_and_sorted(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        low = assessed(store, home, total=40)
        clock.advance(timedelta(minutes=1))
        high = assessed(store, home, total=90)
        clock.advance(timedelta(minutes=1))
        waiting = planned(store, home, phone=True)
        boss = operator(home.id)
        assert listed(store, home, boss, Wanted()) == [waiting.id, high.id, low.id]
        assert listed(store, home, boss, Wanted(), order=Order.OLDEST) == [low.id, high.id, waiting.id]
        assert listed(store, home, boss, Wanted(), order=Order.HIGHEST) == [high.id, low.id, waiting.id]
        assert listed(store, home, boss, Wanted(), order=Order.LOWEST) == [low.id, high.id, waiting.id]
        assert listed(store, home, boss, Wanted(states=(State.READY,))) == [waiting.id]
        assert listed(store, home, boss, Wanted(states=())) == []
        assert listed(store, home, boss, Wanted(channel=Channel.PHONE)) == [waiting.id]
        assert listed(store, home, boss, Wanted(review=Review.NOT_REVIEWED, least=50)) == [high.id]
        assert listed(store, home, boss, Wanted(job_id=low.job_id)) == [low.id]
        assert listed(store, home, boss, Wanted(candidate_id=low.candidate_id)) == [low.id]
        assert listed(store, home, boss, Wanted(search="jane doe")) == [waiting.id, high.id, low.id]
        assert listed(store, home, boss, Wanted(search="BACKEND")) == [waiting.id, high.id, low.id]
        assert listed(store, home, boss, Wanted(search="100%")) == []

    def test_a_page_beyond_the_last_knows_the_number_of_rows(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        planned(store, home)
        with store.read(home.id) as view:
            beyond = watching.listing(view, operator(home.id), Page(3, 10), Wanted())
        assert (beyond.rows, beyond.total) == ((), 1)

    def test_an_unapproved_total_is_for_those_who_may_approve(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        gated(store, home, assessment_gate=True)
        assessed(store, home, total=80)
        viewer, reviewer = (member(store, home, role) for role in (MemberRole.VIEWER, MemberRole.REVIEWER))
        with store.read(home.id) as view:
            seen = {who.id: watching.listing(view, who, ALL, Wanted()).rows[0] for who in (viewer, reviewer)}
            assert watching.listing(view, viewer, ALL, Wanted(least=50)).rows == ()
            assert len(watching.listing(view, reviewer, ALL, Wanted(least=50)).rows) == 1
        assert (seen[viewer.id].total, seen[viewer.id].review) == (None, None)
        assert (seen[reviewer.id].total, seen[reviewer.id].review) == (80, Review.PENDING)

    def test_a_blind_first_look_hides_name_and_total_until_all_is_rated(
        self, store: Store, clock: FrozenClock
    ) -> None:
        home = founded(store, clock.now())
        held = assessed(store, home, total=80)
        with store.write(operator(home.id)) as tx:
            tx.change(ORGANIZATION, home.id, policy=Policy(blind_first=True))
        viewer, reviewer = (member(store, home, role) for role in (MemberRole.VIEWER, MemberRole.REVIEWER))
        with store.read(home.id) as view:
            row = watching.listing(view, reviewer, ALL, Wanted()).rows[0]
            assert (row.hidden, row.name, row.email, row.total) == (True, "", "", None)
            assert watching.levels(view, reviewer, [row]) == {}
            assert watching.listing(view, reviewer, ALL, Wanted(search="jane")).rows == ()
            assert len(watching.listing(view, reviewer, ALL, Wanted(search="backend")).rows) == 1
            assert watching.listing(view, viewer, ALL, Wanted()).rows[0].total == 80
            stored = view.every(PLAN, interview_id=held.id)[-1]
        with store.write(reviewer) as tx:
            for criterion in from_json(Plan, stored.body).criteria:
                reviews.rate(tx, held.id, criterion.id, 3.0, "as I see it")
        with store.read(home.id) as view:
            row = watching.listing(view, reviewer, ALL, Wanted(search="jane")).rows[0]
            assert (row.hidden, row.name, row.total) == (False, "Jane Doe", 80)
            levels = watching.levels(view, reviewer, [row])[held.id]
            assert [level.criterion for level in levels] == [
                one.name for one in from_json(Plan, stored.body).criteria
            ]

    def test_another_organization_sees_nothing(self, store: Store, clock: FrozenClock) -> None:
        home, other = founded(store, clock.now()), founded(store, clock.now(), "Penumbra")
        live(store, home)
        with store.read(other.id) as view:
            boss = operator(other.id)
            assert watching.listing(view, boss, ALL, Wanted()).total == 0
            assert watching.live(view, boss) == ()
            assert set(watching.counts(view, boss).values()) == {0}

    def test_the_counts_tell_every_state(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        planned(store, home)
        live(store, home)
        with store.read(home.id) as view:
            counts = watching.counts(view, operator(home.id))
        assert set(counts) == set(State)
        assert {state: count for state, count in counts.items() if count} == {State.READY: 1, State.LIVE: 1}


class TestWhatIsLive:
    def test_a_card_tells_minute_topic_and_the_last_words(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        made = live(store, home)
        clock.advance(timedelta(minutes=6, seconds=1))
        with store.read(home.id) as view:
            (card,) = watching.live(view, operator(home.id))
        topics = len({turn.question_id for turn in turns() if turn.question_id})
        assert (card.id, card.minute, card.topic, card.topics) == (made.id, 7, topics, topics)
        assert (card.here, card.gone_since, card.wanted_since) == (True, None, None)
        assert (card.words, card.speaker) == (turns()[-1].text, turns()[-1].role)

    def test_words_are_for_those_who_may_approve(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        live(store, home)
        with store.read(home.id) as view:
            (card,) = watching.live(view, member_scopes(home, MemberRole.VIEWER))
        assert (card.words, card.speaker) == (None, None)
        assert card.minute == 1

    @pytest.mark.parametrize("withdrawn", [False, True])
    def test_words_need_the_candidates_consent(
        self, store: Store, clock: FrozenClock, withdrawn: bool
    ) -> None:
        home = founded(store, clock.now())
        made = planned(store, home)
        grants = ("ai_interview", "transcript") if withdrawn else ("ai_interview",)
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            lobby.agree(tx, made.id, "en", grants)
            rooms.open_room(tx, made.id)
            seat = rooms.connect(tx, made.id)
            rooms.say(tx, seat.room, "LISTENING", [Said(turns()[0])], ["{}"])
            if withdrawn:
                lobby.withdraw(tx, made.id)
        with store.read(home.id) as view:
            (card,) = watching.live(view, operator(home.id))
        assert card.words is None

    def test_who_asks_for_a_person_comes_first(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        first = live(store, home)
        clock.advance(timedelta(minutes=1))
        second = live(store, home)
        with store.write(candidate(home.id, second.candidate_id)) as tx:
            wish = wishes.ask(tx, second.id, WishKind.PERSON, "Somebody, please")
            wishes.ask(tx, first.id, WishKind.ADJUSTMENT, "Larger letters")
        with store.read(home.id) as view:
            cards = watching.live(view, operator(home.id))
        assert [(card.id, card.wanted_since) for card in cards] == [
            (second.id, clock.now()),
            (first.id, None),
        ]
        with store.write(operator(home.id)) as tx:
            wishes.answer(tx, wish.id, "I call you at noon.")
        with store.read(home.id) as view:
            assert [card.id for card in watching.live(view, operator(home.id))] == [first.id, second.id]

    def test_who_is_gone_is_gone_since_then_and_the_clock_stands(
        self, store: Store, clock: FrozenClock
    ) -> None:
        home = founded(store, clock.now())
        made = planned(store, home)
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            lobby.agree(tx, made.id, "en", ("ai_interview",))
            rooms.open_room(tx, made.id)
            seat = rooms.connect(tx, made.id)
        clock.advance(timedelta(minutes=2))
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            rooms.leave(tx, seat.room)
        left = clock.now()
        clock.advance(timedelta(minutes=9))
        with store.read(home.id) as view:
            (card,) = watching.live(view, operator(home.id))
        assert (card.here, card.gone_since, card.minute) == (False, left, 3)

    def test_a_blind_look_has_no_name(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        live(store, home)
        with store.write(operator(home.id)) as tx:
            tx.change(ORGANIZATION, home.id, policy=Policy(blind_first=True))
        with store.read(home.id) as view:
            (card,) = watching.live(view, operator(home.id))
            (open_card,) = watching.live(view, member_scopes(home, MemberRole.VIEWER))
        assert (card.name, open_card.name) == ("", f"{JANE.first_name} {JANE.last_name}")

    def test_it_needs_the_right_to_read(self, store: Store, clock: FrozenClock) -> None:
        home = founded(store, clock.now())
        nobody = Actor(ActorKind.KEY, "key", home.id, frozenset())
        with store.read(home.id) as view:
            for ask in (watching.live, watching.counts):
                with pytest.raises(MissingScope):
                    ask(view, nobody)


def member_scopes(home: Organization, role: MemberRole) -> Actor:
    """Somebody with a role whom nobody needs to know by name."""
    return Actor(ActorKind.MEMBER, role.value, home.id, SCOPES_OF[role])
