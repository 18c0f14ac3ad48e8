"""What candidates ask for and add: kept, answered once, bounded, and nothing that their judges are shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from tests.actions.scene import assessed, at_once, found, founded, gated, held, live, planned, starts
from vivavoce.actions import assessments, overview, wishes
from vivavoce.actions.folders import Folder
from vivavoce.domain.errors import Conflict, Invalid, MissingScope
from vivavoce.domain.identity import Actor, ActorKind, Organization, candidate, operator
from vivavoce.domain.interview import Interview, Role
from vivavoce.domain.scoring import Appraisal
from vivavoce.domain.wishes import Adjustment, Amendment, AmendmentKind, Ease, Wish, WishKind
from vivavoce.interviewer.mind import Assessor
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.paging import Page
from vivavoce.providers.report_pdf import ReportFacts
from vivavoce.store.database import Store
from vivavoce.store.shapes import AMENDMENT, AUDIT, IMPRESSION, TURN

FIRST_PAGE = Page(1, 50)


def asks(store: Store, made: Interview, kind: WishKind = WishKind.HELP, text: str = "Please help") -> Wish:
    with store.write(candidate(made.organization_id, made.candidate_id)) as tx:
        return wishes.ask(tx, made.id, kind, text)


def answers(store: Store, wish: Wish, text: str = "Gladly") -> Wish:
    with store.write(operator(wish.organization_id)) as tx:
        return wishes.answer(tx, wish.id, text)


def amends(store: Store, made: Interview, turn: int, text: str, kind: AmendmentKind) -> Amendment:
    with store.write(candidate(made.organization_id, made.candidate_id)) as tx:
        return wishes.amend(tx, made.id, turn, kind, text)


def adjusts(store: Store, made: Interview, *eases: Ease) -> Adjustment:
    with store.write(candidate(made.organization_id, made.candidate_id)) as tx:
        return wishes.adjust(tx, made.id, eases, "de")


def waiting(store: Store, home: Organization, page: Page = FIRST_PAGE) -> tuple[list[str], int]:
    with store.read(home.id) as view:
        found = overview.open_wishes(view, operator(home.id), page)
    return [one.wish.id for one in found.rows], found.total


class TestAsk:
    def test_it_is_kept_with_a_promised_day(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        gated(store, home, reply_days=3)
        made = planned(store, home)
        wish = asks(store, made, text="  Please help \n")
        assert (wish.text, wish.reply_by) == ("Please help", clock.now() + timedelta(days=3))
        with store.read(home.id) as view:
            assert wishes.of_interview(view, operator(home.id), made.id) == (wish,)
            assert view.every(AUDIT, subject_id=wish.id)[0].action == "wish.ask"

    def test_the_same_words_twice_are_one_wish(self, store: Store, home: Organization) -> None:
        made = planned(store, home)
        first = asks(store, made)
        assert asks(store, made) == first
        answers(store, first)
        assert asks(store, made).id != first.id

    def test_the_same_words_at_one_moment_are_one_wish(self, store: Store, home: Organization) -> None:
        made = planned(store, home)
        assert (
            len({wish.id for wish in at_once([lambda: asks(store, made)] * 6) if isinstance(wish, Wish)}) == 1
        )

    @pytest.mark.parametrize("kind", WishKind)
    def test_some_kinds_need_no_words(self, store: Store, home: Organization, kind: WishKind) -> None:
        made = planned(store, home)
        if kind in {WishKind.NEW_LINK, WishKind.DELETION, WishKind.HUMAN_REVIEW, WishKind.CALL_BACK}:
            assert asks(store, made, kind, " ").text == ""
        else:
            with pytest.raises(Invalid):
                asks(store, made, kind, " ")

    @pytest.mark.parametrize("text", ["x" * 2001, "a\x00b", "\ud800"])
    def test_what_cannot_be_kept(self, store: Store, home: Organization, text: str) -> None:
        made = planned(store, home)
        with pytest.raises(Invalid):
            asks(store, made, text=text)
        assert asks(store, made, text="x" * 2000).text == "x" * 2000

    def test_twenty_wait_at_most_and_an_answer_makes_room(self, store: Store, home: Organization) -> None:
        made = planned(store, home)
        first, *_ = [asks(store, made, text=f"Question {number}") for number in range(20)]
        with pytest.raises(Conflict):
            asks(store, made, text="One more")
        answers(store, first)
        assert asks(store, made, text="One more").text == "One more"

    def test_not_with_a_key(self, store: Store, home: Organization) -> None:
        made = planned(store, home)
        key = Actor(ActorKind.KEY, "k", home.id, frozenset({"candidates:write"}))
        with pytest.raises(MissingScope), store.write(key) as tx:
            wishes.ask(tx, made.id, WishKind.HELP, "Help")


class TestAnswer:
    def test_once_and_the_candidate_is_told(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        wish = asks(store, planned(store, home))
        answered = answers(store, wish)
        assert (answered.answer, answered.answered_at, answered.answered_by) == (
            "Gladly",
            clock.now(),
            "operator",
        )
        assert starts(store, f"answer:{wish.id}")
        with pytest.raises(Conflict):
            answers(store, wish, "Again")

    def test_of_two_at_once_one_wins(self, store: Store, home: Organization) -> None:
        wish = asks(store, planned(store, home))
        told = at_once([lambda text=text: answers(store, wish, text) for text in ("one", "two", "three")])
        assert sum(isinstance(one, Wish) for one in told) == 1

    def test_not_by_the_candidate(self, store: Store, home: Organization) -> None:
        made = planned(store, home)
        wish = asks(store, made)
        with pytest.raises(MissingScope), store.write(candidate(home.id, made.candidate_id)) as tx:
            wishes.answer(tx, wish.id, "Yes")


class TestOpenOnes:
    def test_the_oldest_first_in_pages(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        made, ids = planned(store, home), []
        for number in range(4):
            ids.append(asks(store, made, text=f"Question {number}").id)
            clock.advance(timedelta(minutes=1))
        with store.read(home.id) as view:
            done = wishes.of_interview(view, operator(home.id), made.id)[1]
        answers(store, done)
        left = [id for id in ids if id != done.id]
        assert waiting(store, home) == (left, 3)
        assert waiting(store, home, Page(2, 2)) == (left[2:], 3)

    def test_of_one_organization_only(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        other = founded(store, clock.now())
        asks(store, planned(store, other))
        assert waiting(store, home) == ([], 0)


class TestAmend:
    def test_the_turn_stays_as_it_was(self, store: Store, home: Organization) -> None:
        made = live(store, home)
        with store.read(home.id) as view:
            said = next(t for t in view.every(TURN, interview_id=made.id) if t.role is Role.CANDIDATE)
        first = amends(store, made, said.number, "With indexes", AmendmentKind.CORRECTION)
        second = amends(store, made, said.number, "And tests", AmendmentKind.ADDITION)
        with store.read(home.id) as view:
            assert view.find(TURN, interview_id=made.id, number=said.number) == said
            assert set(wishes.amendments(view, operator(home.id), made.id)) == {first, second}

    def test_only_own_words(self, store: Store, home: Organization) -> None:
        made = live(store, home)
        for turn in (1, 0, 999):
            with pytest.raises(Invalid):
                amends(store, made, turn, "Not what was asked", AmendmentKind.CORRECTION)
        with store.read(home.id) as view:
            assert view.count(AMENDMENT, interview_id=made.id) == 0

    def test_not_before_anything_was_said(self, store: Store, home: Organization) -> None:
        with pytest.raises(Conflict):
            amends(store, planned(store, home), 3, "Words", AmendmentKind.ADDITION)

    @pytest.mark.parametrize(
        ("kind", "most"), [(AmendmentKind.ADDITION, 2000), (AmendmentKind.CORRECTION, 8000)]
    )
    def test_a_correction_is_as_long_as_an_answer(
        self, store: Store, home: Organization, kind: AmendmentKind, most: int
    ) -> None:
        made = held(store, home)
        assert amends(store, made, 3, "x" * most, kind).text == "x" * most
        with pytest.raises(Invalid):
            amends(store, made, 3, "x" * (most + 1), kind)

    def test_there_is_an_end(self, store: Store, home: Organization) -> None:
        made = held(store, home)
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            for _ in range(wishes.MOST_AMENDMENTS):
                wishes.amend(tx, made.id, 3, AmendmentKind.ADDITION, "More")
            with pytest.raises(Conflict):
                wishes.amend(tx, made.id, 3, AmendmentKind.ADDITION, "More")


class TestImpress:
    def test_the_newest_counts(self, store: Store, home: Organization) -> None:
        made = held(store, home)
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            wishes.impress(tx, made.id, 2, "")
            newest = wishes.impress(tx, made.id, 5, "Calm")
        with store.read(home.id) as view:
            assert view.every(IMPRESSION, interview_id=made.id) == (newest,)

    @pytest.mark.parametrize("stars", [0, 6, -1])
    def test_one_to_five(self, store: Store, home: Organization, stars: int) -> None:
        made = held(store, home)
        with pytest.raises(Invalid), store.write(candidate(home.id, made.candidate_id)) as tx:
            wishes.impress(tx, made.id, stars, "")


class TestAdjust:
    def test_what_is_chosen_last_holds(self, store: Store, home: Organization) -> None:
        made = planned(store, home)
        adjusts(store, made, Ease.LARGE_TEXT)
        adjusted = adjusts(store, made, Ease.BREAKS, Ease.EXTRA_TIME, Ease.BREAKS)
        assert (adjusted.eases, adjusted.language) == ((Ease.EXTRA_TIME, Ease.BREAKS), "de")
        with store.read(home.id) as view:
            assert wishes.adjustment(view, made.id) == adjusted
            assert wishes.eases(view, made.id) == adjusted.eases

    def test_extra_time_is_half_as_much_again(self) -> None:
        assert wishes.minutes(15, (Ease.BREAKS,)) == 15
        assert wishes.minutes(15, (Ease.EXTRA_TIME,)) == 22
        assert wishes.minutes(30, (Ease.EXTRA_TIME,)) == 45


def parts(kind: Any) -> Iterator[Any]:
    """A type and every type that its values are made of."""
    yield kind
    for inner in get_args(kind) if get_origin(kind) else ():
        yield from parts(inner)
    if dataclasses.is_dataclass(kind):
        for hint in get_type_hints(kind).values():
            yield from parts(hint)


class TestFairness:
    """Adjustments are for the room; who or what judges the answers never learns of them."""

    def test_nothing_that_judges_holds_an_adjustment(self) -> None:
        assert Adjustment in set(parts(tuple[Adjustment, ...]))
        judged = [*get_type_hints(Assessor.assess).values(), Appraisal, Folder, ReportFacts]
        for kind in judged:
            assert not {Adjustment, Ease, WishKind} & set(parts(kind)), kind

    def test_what_the_assessor_is_given_is_the_same(self, store: Store, home: Organization) -> None:
        made = held(store, home)
        with store.read(home.id) as view:
            before = assessments.material(view, made.id)
        adjusts(store, made, *Ease)
        with store.read(home.id) as view:
            assert assessments.material(view, made.id) == before

    def test_the_digest_is_the_same(self, store: Store, home: Organization) -> None:
        plain = assessed(store, home)
        eased = held(store, home)
        adjusts(store, eased, *Ease)
        with store.write(operator(home.id)) as tx:
            released = assessments.released(tx.view, operator(home.id), plain.id)
            assert assessments.store(tx, eased.id, released.appraisal).digest == released.digest
        assert found(store, home, eased.id).state is plain.state
