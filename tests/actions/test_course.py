"""The course of an interview: called off, expired, given a new link, begun anew, repaired; and what each leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.actions.scene import (
    LINKS,
    appraisal,
    arranged,
    assessed,
    at_once,
    found,
    gated,
    held,
    live,
    plan,
    planned,
    starts,
    told,
    turns,
)
from vivavoce.actions import approvals, assessments, candidates, course, lobby, plans, rooms
from vivavoce.actions.approvals import Changes, Decision
from vivavoce.domain.errors import Conflict, NotFound
from vivavoce.domain.identity import Organization, candidate, operator, system
from vivavoce.domain.interview import AttemptStatus, EndReason, Interview, State
from vivavoce.domain.invitation import Invitation
from vivavoce.domain.review import Verdict
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import ASSESSMENT, CALL, INTERVIEW, INVITATION, MESSAGE, RECEIPT, ROOM, TURN
from vivavoce.store.tx import Tx

Stage = Callable[..., Interview]
WEEK = timedelta(days=7)


def does(store: Store, home: Organization, act: Callable[[Tx], Any]) -> Any:
    with store.write(operator(home.id)) as tx:
        return act(tx)


def reset(store: Store, home: Organization, id: str, until: datetime) -> Invitation:
    return does(store, home, lambda tx: course.reset(tx, LINKS, id, until))  # type: ignore[no-any-return]


def links_of(store: Store, home: Organization, made: Interview) -> tuple[Invitation, ...]:
    with store.read(home.id) as view:
        return view.every(INVITATION, interview_id=made.id)


def opens(store: Store, link: Invitation, now: datetime) -> bool:
    """Whether a link leads to its interview."""
    try:
        return lobby.find(store, LINKS.token(link.id), now).id == link.id
    except NotFound:
        return False


def broken_plan(store: Store, home: Organization, **more: Any) -> Interview:
    made = arranged(store, home, **more)
    with store.write(system(home.id)) as tx:
        plans.failed(tx, made.id, "no words")
    return made


def broken_assessment(store: Store, home: Organization, **more: Any) -> Interview:
    made = held(store, home, **more)
    with store.write(system(home.id)) as tx:
        assessments.failed(tx, made.id, "no words")
    return made


def draft(store: Store, home: Organization, **more: Any) -> Interview:
    return arranged(store, home, draft=True, **more)


def expired(store: Store, home: Organization, make: Stage = planned) -> Interview:
    made = make(store, home)
    with store.write(operator(home.id)) as tx:
        tx.change(INTERVIEW, made.id, open_until=tx.now)
        course.expire(tx, made.id)
    return found(store, home, made.id)


class TestCancelling:
    @pytest.mark.parametrize(
        "make", [draft, arranged, planned, live, held, expired, broken_plan, broken_assessment]
    )
    def test_what_is_not_over_or_waits_for_repair(
        self, store: Store, home: Organization, clock: FrozenClock, make: Stage
    ) -> None:
        made = make(store, home)
        clock.advance(timedelta(minutes=1))
        over = does(store, home, lambda tx: course.cancel(tx, made.id, "filled", "Ann"))
        assert (over.state, over.end_reason) == (State.CANCELLED, EndReason.CANCELLED)
        assert over.ended_at == clock.now()
        assert told(store, home, made.id)[-1] == "interview.cancelled"
        with pytest.raises(Conflict):
            does(store, home, lambda tx: course.cancel(tx, made.id))
        assert told(store, home, made.id).count("interview.cancelled") == 1

    def test_a_released_assessment_stays(self, store: Store, home: Organization) -> None:
        made = assessed(store, home)
        with pytest.raises(Conflict):
            does(store, home, lambda tx: course.cancel(tx, made.id))
        assert found(store, home, made.id) == made

    def test_waiting_calls_go_with_it(self, store: Store, home: Organization) -> None:
        made = planned(store, home, phone=True)
        does(store, home, lambda tx: course.cancel(tx, made.id))
        with store.read(home.id) as view:
            assert [call.status for call in view.every(CALL, interview_id=made.id)] == [
                AttemptStatus.CANCELLED
            ]

    def test_cancelled_and_begun_at_once(self, store: Store, home: Organization) -> None:
        made = planned(store, home)
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            lobby.agree(tx, made.id, "en", ("ai_interview",))
            rooms.open_room(tx, made.id)

        def begin() -> object:
            with store.write(candidate(home.id, made.candidate_id)) as tx:
                return rooms.connect(tx, made.id)

        at_once([begin, lambda: does(store, home, lambda tx: course.cancel(tx, made.id))])
        now = found(store, home, made.id)
        assert now.state in {State.CANCELLED, State.LIVE}
        began = "interview.started" in told(store, home, made.id)
        assert began or now.state is State.CANCELLED


class TestExpiring:
    @pytest.mark.parametrize("make", [arranged, planned])
    def test_at_its_moment_and_not_before(
        self, store: Store, home: Organization, clock: FrozenClock, make: Stage
    ) -> None:
        made = make(store, home)
        clock.set(made.open_until - timedelta(microseconds=1))
        does(store, home, lambda tx: course.expire(tx, made.id))
        assert found(store, home, made.id).state is not State.EXPIRED
        clock.set(made.open_until)
        for _ in range(2):
            does(store, home, lambda tx: course.expire(tx, made.id))
        now = found(store, home, made.id)
        assert (now.state, now.end_reason, now.ended_at) == (
            State.EXPIRED,
            EndReason.NEVER_OPENED,
            clock.now(),
        )
        assert told(store, home, made.id).count("interview.expired") == 1

    def test_what_waits_for_a_person_waits_on(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        gated(store, home, plan_gate=True)
        reviewed, unfinished = planned(store, home), draft(store, home)
        clock.advance(timedelta(days=40))
        for made in (reviewed, unfinished):
            does(store, home, lambda tx, made=made: course.expire(tx, made.id))
        assert found(store, home, reviewed.id).state is State.PLAN_REVIEW
        assert found(store, home, unfinished.id).state is State.DRAFT


class TestReissuing:
    @pytest.mark.parametrize(
        ("make", "onward"), [(planned, State.READY), (arranged, State.CHECKING)], ids=["plan", "no plan"]
    )
    def test_what_expired_may_begin_again(
        self, store: Store, home: Organization, clock: FrozenClock, make: Stage, onward: State
    ) -> None:
        made = expired(store, home, make)
        clock.advance(timedelta(hours=1))
        before = len(starts(store, f"plan:{made.id}"))
        fresh = does(store, home, lambda tx: course.reissue(tx, LINKS, made.id, clock.now() + WEEK))
        now = found(store, home, made.id)
        assert (now.state, now.end_reason, now.ended_at) == (onward, None, None)
        assert now.open_until == fresh.expires_at == clock.now() + WEEK
        old, new = links_of(store, home, made)
        assert (opens(store, old, clock.now()), opens(store, new, clock.now())) == (False, True)
        assert len(starts(store, f"plan:{made.id}")) - before == (onward is State.CHECKING)
        assert len(starts(store, f"expire:{made.id}")) == 2

    def test_the_words_of_the_mail_stay(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        made = planned(store, home, reply_to="ann@example.com", message="Welcome.")
        fresh = does(store, home, lambda tx: course.reissue(tx, LINKS, made.id, clock.now() + WEEK))
        assert (fresh.reply_to, fresh.message) == ("ann@example.com", "Welcome.")

    def test_a_plan_that_nobody_approved_is_not_begun_with(self, store: Store, home: Organization) -> None:
        gated(store, home, plan_gate=True)
        made = planned(store, home)
        asked = Decision(Verdict.CHANGES_ASKED)
        does(store, home, lambda tx: approvals.ask_changes(tx, made.id, asked, Changes(minutes=20)))

        def expire(tx: Tx) -> None:
            tx.change(INTERVIEW, made.id, open_until=tx.now)
            course.expire(tx, made.id)

        does(store, home, expire)
        does(store, home, lambda tx: course.reissue(tx, LINKS, made.id, tx.now + WEEK))
        assert found(store, home, made.id).state is State.CHECKING

    @pytest.mark.parametrize("make", [draft, arranged, live, assessed, broken_plan])
    def test_not_what_does_not_wait_to_begin(self, store: Store, home: Organization, make: Stage) -> None:
        made = make(store, home)
        with pytest.raises(Conflict):
            does(store, home, lambda tx: course.reissue(tx, LINKS, made.id, tx.now + WEEK))
        assert len(links_of(store, home, made)) == 1


class TestRefreshing:
    def test_the_link_stays_and_lasts(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        made = planned(store, home)
        clock.advance(timedelta(hours=2))
        renewed = does(
            store,
            home,
            lambda tx: course.refresh(tx, made.id, tx.now + WEEK, "bob@example.com", "Hi", ("Joan", "Roe")),
        )
        (only,) = links_of(store, home, made)
        assert only.id == renewed.id
        assert (only.expires_at, only.reply_to, only.message) == (
            clock.now() + WEEK,
            "bob@example.com",
            "Hi",
        )
        assert found(store, home, made.id).open_until == clock.now() + WEEK
        with store.read(home.id) as view:
            who = candidates.read(view, operator(home.id), made.candidate_id).candidate
        assert who.name == "Joan Roe"
        assert len(starts(store, f"invite:{made.id}")) == 2
        assert opens(store, only, clock.now())

    def test_no_mail_before_there_is_a_plan(self, store: Store, home: Organization) -> None:
        made = arranged(store, home)
        does(store, home, lambda tx: course.refresh(tx, made.id, tx.now + WEEK))
        assert starts(store, f"invite:{made.id}") == []

    @pytest.mark.parametrize("make", [draft, live, assessed, expired])
    def test_not_what_has_begun_or_is_over(self, store: Store, home: Organization, make: Stage) -> None:
        made = make(store, home)
        with pytest.raises(Conflict):
            does(store, home, lambda tx: course.refresh(tx, made.id, tx.now + WEEK))


class TestResetting:
    @pytest.mark.parametrize("make", [planned, live, held, assessed, expired])
    def test_nothing_of_it_is_left_but_its_history(
        self, store: Store, home: Organization, clock: FrozenClock, make: Stage
    ) -> None:
        made = make(store, home)
        clock.advance(timedelta(hours=1))
        fresh = reset(store, home, made.id, clock.now() + WEEK)
        now = found(store, home, made.id)
        assert (now.state, now.started_at, now.ended_at, now.end_reason) == (State.READY, None, None, None)
        with store.read(home.id) as view:
            for shape in (ASSESSMENT, MESSAGE, TURN, ROOM, RECEIPT):
                assert view.count(shape, interview_id=made.id) == 0
            assert plans.current(view, made.id) is not None
            assert assessments.find_released(view, operator(home.id), made.id) is None
        assert [opens(store, link, clock.now()) for link in links_of(store, home, made)] == [False, True]
        assert now.open_until == fresh.expires_at

    def test_it_can_be_held_again_to_the_end(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        """Also its runs are new: it is left again, and judged again."""
        made = assessed(store, home, total=20)
        before = [len(starts(store, f"{kind}:{made.id}")) for kind in ("abandon", "assess")]
        clock.advance(timedelta(hours=1))
        reset(store, home, made.id, clock.now() + WEEK)
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            lobby.agree(tx, made.id, "en", ("ai_interview", "transcript"))
            rooms.open_room(tx, made.id)
            rooms.connect(tx, made.id)
            for turn in turns():
                tx.add(TURN, turn, interview_id=made.id)
            rooms.finish(tx, made.id, EndReason.COMPLETED)
        after = [len(starts(store, f"{kind}:{made.id}")) for kind in ("abandon", "assess")]
        assert after == [count + 1 for count in before]
        with store.write(system(home.id)) as tx:
            assessments.store(tx, made.id, appraisal(90))
        with store.read(home.id) as view:
            assert candidates.read(view, operator(home.id), made.candidate_id).rating == 90

    @pytest.mark.parametrize("make", [draft, arranged, broken_plan])
    def test_not_without_a_plan(self, store: Store, home: Organization, make: Stage) -> None:
        made = make(store, home)
        with pytest.raises(Conflict):
            reset(store, home, made.id, made.open_until + WEEK)

    def test_not_what_expired_before_it_had_one(self, store: Store, home: Organization) -> None:
        made = expired(store, home, arranged)
        with pytest.raises(Conflict, match="no plan"):
            reset(store, home, made.id, made.open_until + WEEK)
        assert found(store, home, made.id) == made


class TestRepairing:
    def test_a_plan_is_written_again(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        made = broken_plan(store, home)
        clock.advance(timedelta(minutes=1))
        repaired = does(store, home, lambda tx: course.repair(tx, made.id, "Ann"))
        assert (repaired.state, repaired.end_reason, repaired.ended_at) == (State.PLANNING, None, None)
        assert len(starts(store, f"plan:{made.id}")) == 2
        with store.write(system(home.id)) as tx:
            assert plans.begin(tx, made.id)
            assert plans.keep(tx, made.id, plan()).state is State.READY

    def test_an_assessment_is_made_again(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        made = broken_assessment(store, home)
        clock.advance(timedelta(minutes=1))
        assert does(store, home, lambda tx: course.repair(tx, made.id)).state is State.ASSESSING
        assert len(starts(store, f"assess:{made.id}")) == 2
        with store.write(system(home.id)) as tx:
            assessments.store(tx, made.id, appraisal())
        assert found(store, home, made.id).state is State.RELEASED

    @pytest.mark.parametrize("make", [draft, arranged, planned, live, held, assessed, expired])
    def test_nothing_else(self, store: Store, home: Organization, make: Stage) -> None:
        made = make(store, home)
        before = found(store, home, made.id)
        with pytest.raises(Conflict, match="nothing to repair"):
            does(store, home, lambda tx: course.repair(tx, made.id))
        assert found(store, home, made.id) == before

    def test_of_two_at_once_one_starts_a_run(self, store: Store, home: Organization) -> None:
        made = broken_assessment(store, home)
        results = at_once([lambda: does(store, home, lambda tx: course.repair(tx, made.id))] * 4)
        assert sum(isinstance(one, Conflict) for one in results) == 3
        assert len(starts(store, f"assess:{made.id}")) <= 2


class TestInviting:
    def test_a_link_that_is_over_is_replaced(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        made = expired(store, home)
        clock.advance(timedelta(hours=1))
        mailed = len(starts(store, f"invite:{made.id}"))
        link = does(store, home, lambda tx: course.invite(tx, LINKS, made.id))
        assert opens(store, link, clock.now())
        assert link.expires_at == clock.now() + WEEK
        assert len(starts(store, f"invite:{made.id}")) == mailed + 1

    def test_a_good_one_is_sent_again(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        made = planned(store, home)
        clock.advance(timedelta(hours=1))
        link = does(store, home, lambda tx: course.invite(tx, LINKS, made.id))
        assert links_of(store, home, made)[0].id == link.id
        assert len(starts(store, f"invite:{made.id}")) == 2

    def test_the_mail_waits_for_the_plan(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        """One that expired without a plan is not told before there is one; and then it is."""
        made = expired(store, home, arranged)
        does(store, home, lambda tx: course.invite(tx, LINKS, made.id))
        assert starts(store, f"invite:{made.id}") == []
        clock.advance(timedelta(seconds=5))
        with store.write(system(home.id)) as tx:
            plans.begin(tx, made.id)
            plans.keep(tx, made.id, plan())
        assert len(starts(store, f"invite:{made.id}")) == 1
