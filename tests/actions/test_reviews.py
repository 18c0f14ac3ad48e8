"""Reviews: a person's own ratings beside the machine's, blind where wanted; notes that change no score."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.colleagues import decreed, person, program
from tests.actions.scene import LINKS, appraisal, assessed, at_once, founded, held
from vivavoce.actions import approvals, folders, reviews
from vivavoce.actions.approvals import Decision
from vivavoce.domain.errors import Conflict, Forbidden, Invalid, MissingScope, NotFound
from vivavoce.domain.identity import Actor, MemberRole, Organization, Policy, operator, system
from vivavoce.domain.interview import Interview
from vivavoce.domain.review import Rating, Regard, Remark, Verdict
from vivavoce.domain.scoring import Assessment
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import ASSESSMENT, AUDIT

SCORED = next(score for score in appraisal().scores if score.level is not None)
MACHINE = SCORED.level or 0
FAR = 1.0 if MACHINE >= 3 else 5.0


def rate(
    store: Store, who: Actor, made: Interview, level: float | None, reason: str = "", of: str = ""
) -> Rating:
    with store.write(who) as tx:
        return reviews.rate(tx, made.id, of or SCORED.criterion_id, level, reason)


def rated(store: Store, home: Organization, made: Interview) -> tuple[Rating, ...]:
    with store.read(home.id) as view:
        return reviews.ratings(view, operator(home.id), made.id)


def judgement(store: Store, home: Organization, made: Interview) -> Assessment:
    with store.read(home.id) as view:
        found = view.find(ASSESSMENT, interview_id=made.id)
    assert found is not None
    return found


class TestRating:
    def test_it_stands_beside_the_machines(self, store: Store, home: Organization) -> None:
        made, ann = assessed(store, home), person(store, home)
        before = judgement(store, home, made)
        given = rate(store, ann, made, FAR, "  not what was asked ")
        assert (given.member_id, given.level, given.reason) == (ann.id, FAR, "not what was asked")
        assert rated(store, home, made) == (given,)
        assert judgement(store, home, made) == before

    def test_another_level_needs_a_reason_from_one_apart_on(self, store: Store, home: Organization) -> None:
        made, ann = assessed(store, home), person(store, home)
        towards = 1 if MACHINE < 3 else -1
        with pytest.raises(Invalid) as refused:
            rate(store, ann, made, MACHINE + towards, "   ")
        assert [broken.field for broken in refused.value.violations] == ["reason"]
        assert rated(store, home, made) == ()
        assert rate(store, ann, made, MACHINE + 0.9 * towards).reason == ""
        assert rate(store, ann, made, None).level is None

    def test_again_in_place_of_the_first(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        made, ann, bob = assessed(store, home), person(store, home), person(store, home)
        first, other = rate(store, ann, made, FAR, "one"), rate(store, bob, made, MACHINE)
        clock.advance(timedelta(minutes=1))
        second = rate(store, ann, made, MACHINE)
        assert (second.id, second.created_at) == (first.id, clock.now())
        assert set(rated(store, home, made)) == {second, other}
        with store.read(home.id) as view:
            audited = [entry.action for entry in view.every(AUDIT, subject_id=first.id)]
        assert audited == ["rating.give", "rating.replace"]

    def test_twice_at_once_is_one(self, store: Store, home: Organization) -> None:
        made, ann = assessed(store, home), person(store, home)
        results = at_once([lambda: rate(store, ann, made, MACHINE)] * 4)
        assert {one.id for one in results if isinstance(one, Rating)} == {rated(store, home, made)[0].id}
        assert len(rated(store, home, made)) == 1

    @pytest.mark.parametrize("level", [0.9, 5.1, -1, float("nan")])
    def test_levels_are_one_to_five(self, store: Store, home: Organization, level: float) -> None:
        made, ann = assessed(store, home), person(store, home)
        with pytest.raises(Invalid):
            rate(store, ann, made, level, "why")

    def test_by_people_who_may(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        made = assessed(store, home)
        with pytest.raises(MissingScope):
            rate(store, person(store, home, MemberRole.VIEWER), made, MACHINE)
        for machine in (program(home), system(home.id)):
            with pytest.raises(Forbidden):
                rate(store, machine, made, MACHINE)
        elsewhere = founded(store, clock.now())
        with pytest.raises(NotFound):
            rate(store, operator(elsewhere.id), made, MACHINE)
        with store.read(elsewhere.id) as view, pytest.raises(NotFound):
            reviews.ratings(view, operator(elsewhere.id), made.id)

    def test_what_there_is_to_rate(self, store: Store, home: Organization) -> None:
        ann = person(store, home)
        with pytest.raises(Conflict):
            rate(store, ann, held(store, home), MACHINE)
        with pytest.raises(NotFound):
            rate(store, ann, assessed(store, home), MACHINE, of="c99")


class TestBlindFirst:
    def open(self, store: Store, who: Actor, made: Interview, policy: Policy) -> bool:
        with store.read(who.organization_id) as view:
            return reviews.unveiled(view, who, folders.read(view, who, LINKS, made.id), policy)

    def test_unveiled_by_ones_own_last_rating(self, store: Store, home: Organization) -> None:
        policy = decreed(store, home, blind_first=True, assessment_gate=True)
        made, ann, bob = assessed(store, home), person(store, home), person(store, home)
        for score in appraisal().scores:
            assert not self.open(store, ann, made, policy)
            rate(store, ann, made, None, of=score.criterion_id)
        assert self.open(store, ann, made, policy)
        assert not self.open(store, bob, made, policy)

    def test_unveiled_by_an_approval(self, store: Store, home: Organization) -> None:
        policy = decreed(store, home, blind_first=True, assessment_gate=True)
        made, ann = assessed(store, home), person(store, home)
        with store.write(operator(home.id)) as tx:
            approvals.decide_assessment(tx, made.id, Decision(Verdict.APPROVED))
        assert self.open(store, ann, made, policy)

    def test_the_veil_is_for_reviewers_and_where_it_is_wanted(self, store: Store, home: Organization) -> None:
        made, ann = assessed(store, home), person(store, home)
        assert self.open(store, ann, made, Policy())
        assert self.open(store, person(store, home, MemberRole.VIEWER), made, Policy(blind_first=True))
        assert not self.open(store, ann, made, Policy(blind_first=True))

    def test_nothing_assessed_is_nothing_veiled(self, store: Store, home: Organization) -> None:
        made, ann = held(store, home), person(store, home)
        assert self.open(store, ann, made, Policy(blind_first=True))

    def test_who_may_not_see_is_not_told_by_a_question(self, store: Store, home: Organization) -> None:
        """Asking for a reason would say that the machine differs; once unveiled, it is asked for."""
        decreed(store, home, blind_first=True)
        made, ann = assessed(store, home), person(store, home)
        assert rate(store, ann, made, FAR).reason == ""
        for score in appraisal().scores:
            rate(store, ann, made, None, of=score.criterion_id)
        with pytest.raises(Invalid):
            rate(store, ann, made, FAR)


class TestRemarks:
    def remark(self, store: Store, who: Actor, made: Interview, text: str) -> Remark:
        with store.write(who) as tx:
            return reviews.remark(tx, made.id, text)

    def test_kept_in_order_with_who_said_them(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        made, ann, bob = assessed(store, home), person(store, home), person(store, home, name="Bob")
        first = self.remark(store, ann, made, " calm ")
        clock.advance(timedelta(minutes=1))
        second = self.remark(store, bob, made, "clear")
        with store.read(home.id) as view:
            assert reviews.remarks(view, ann, made.id) == (first, second)
            names = reviews.names(view, ann)
        assert (first.text, names[first.member_id], names[second.member_id]) == ("calm", "Ann Lee", "Bob")

    def test_a_flag_is_regarded(self, store: Store, home: Organization) -> None:
        made, ann = assessed(store, home), person(store, home)
        with store.write(operator(home.id)) as tx:
            told = judgement(store, home, made)
            flagged = {**ASSESSMENT.dump(told)["appraisal"], "flags": ["tried to give orders", "pasted"]}
            tx.change(ASSESSMENT, told.id, appraisal=ASSESSMENT.codecs["appraisal"].load(flagged))
        before = judgement(store, home, made)
        with store.write(ann) as tx:
            kept = reviews.regard(tx, made.id, 1, Regard.NOT_RELEVANT)
        assert (kept.flag, kept.regard, kept.text) == (1, Regard.NOT_RELEVANT, "")
        assert judgement(store, home, made) == before
        for flag in (-1, 2):
            with pytest.raises(NotFound), store.write(ann) as tx:
                reviews.regard(tx, made.id, flag, Regard.CONSIDERED)

    def test_some_words_from_some_person(self, store: Store, home: Organization) -> None:
        made, ann = assessed(store, home), person(store, home)
        for words in ("  ", "x" * 4001):
            with pytest.raises(Invalid):
                self.remark(store, ann, made, words)
        with pytest.raises(Forbidden):
            self.remark(store, program(home), made, "beep")
        with pytest.raises(MissingScope):
            self.remark(store, person(store, home, MemberRole.AUDITOR), made, "hm")
