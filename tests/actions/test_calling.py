"""How applicants are called: the rules, the switch, barred numbers, and calls that follow a change of rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from tests.actions.scene import JANE, JOB, LINKS, MIND, at_once, founded, starts
from tests.actions.telephone import MONDAY, NUMBER, Applicant, applicant, minutes
from vivavoce.actions import calling, candidates, course, jobs
from vivavoce.actions.candidates import ChangeCandidate
from vivavoce.domain.calling import Rules, Skip
from vivavoce.domain.errors import Conflict, Invalid, MissingScope, NotFound
from vivavoce.domain.identity import Actor, ActorKind, Organization, operator
from vivavoce.domain.interview import AttemptStatus, Call, State
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import APPLICATION, DO_NOT_CALL, INTERVIEW

EVENING = replace(Rules(), opens=time(17), closes=time(20))


@pytest.fixture
def jane(store: Store, home: Organization, clock: FrozenClock) -> Applicant:
    return applicant(store, home, clock)


class TestRules:
    def test_defaults_while_nobody_has_said(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            job = jobs.create(tx, JOB)
            known = calling.read(tx.view, tx.actor, job.id)
            assert (known.automatic, known.configured, known.rules) == (False, False, Rules())
            set_ = calling.set_rules(tx, job.id, EVENING)
            assert (set_.automatic, set_.configured, set_.rules) == (False, True, EVENING)
            assert calling.switch(tx, job.id, True).rules == EVENING
        with store.read(home.id) as view:
            kept = calling.read(view, operator(home.id), job.id)
        assert (kept.automatic, kept.configured, kept.rules) == (True, True, EVENING)

    def test_switching_sets_no_rules(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            job = jobs.create(tx, JOB)
            assert not calling.switch(tx, job.id, True).configured

    @pytest.mark.parametrize("closes", [time(8), time(7, 59)])
    def test_a_window_that_never_opens(self, jane: Applicant, closes: time) -> None:
        with pytest.raises(Invalid):
            jane.ruled(replace(Rules(), opens=time(8), closes=closes))

    def test_first_set_at_once_by_many(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            job = jobs.create(tx, JOB)

        def set_() -> object:
            with store.write(operator(home.id)) as tx:
                return calling.set_rules(tx, job.id, EVENING).rules

        assert at_once([set_] * 4) == [EVENING] * 4

    def test_only_here_and_by_somebody_who_may(
        self, jane: Applicant, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        other = founded(store, clock.now())
        with store.write(operator(other.id)) as tx, pytest.raises(NotFound):
            calling.set_rules(tx, jane.job_id, EVENING)
        reader = Actor(ActorKind.KEY, "k", home.id, frozenset({"jobs:read"}))
        for act in (calling.set_rules, calling.switch):
            with pytest.raises(MissingScope), store.write(reader) as tx:
                act(tx, jane.job_id, True)  # type: ignore[arg-type]


class TestArranging:
    def test_the_first_moment_the_rules_permit(self, jane: Applicant) -> None:
        call = jane.arranged()
        assert (call.scheduled_at, call.status, call.asked) == (MONDAY, AttemptStatus.SCHEDULED, False)
        interview = jane.interview()
        assert (interview.state, interview.mails) == (State.READY, False)
        assert interview.open_until == jane.clock.now() + timedelta(days=60)
        (mail,) = starts(jane.store, f"notice_mail:{call.id}")
        (text,) = starts(jane.store, f"notice_sms:{call.id}")
        (ring,) = starts(jane.store, f"call:{call.id}:")
        assert mail.due is not None
        assert text.due is not None
        assert ring.due is not None
        assert text.due - mail.due == pytest.approx(300, abs=5)
        assert ring.due - text.due == pytest.approx(300, abs=5)

    def test_asked_twice_it_is_one(self, jane: Applicant) -> None:
        first = jane.arranged()
        assert jane.arranged().id == first.id
        assert len(jane.calls()) == 1

    def test_asked_at_once_it_is_one(self, jane: Applicant) -> None:
        def arrange() -> Call | None:
            with jane.store.write(operator(jane.home.id)) as tx:
                return calling.arrange(tx, LINKS, MIND, jane.application_id)

        results = at_once([arrange] * 4)
        assert {one.id for one in results if isinstance(one, Call)} == {jane.calls()[0].id}
        with jane.store.read(jane.home.id) as view:
            assert view.count(INTERVIEW) == len(jane.calls()) == 1

    @pytest.mark.parametrize("why", ["off", "passive", "no number"])
    def test_nobody_is_called_who_should_not_be(self, jane: Applicant, why: str) -> None:
        with jane.store.write(operator(jane.home.id)) as tx:
            if why == "no number":
                candidates.change(tx, jane.candidate_id, ChangeCandidate(phone=None))
        if why == "off":
            jane.switched(on=False)
        if why == "passive":
            jane.passive()
        with jane.store.write(operator(jane.home.id)) as tx:
            assert calling.arrange(tx, LINKS, MIND, jane.application_id) is None
        assert jane.calls() == ()

    def test_a_time_that_never_comes_is_noted(self, jane: Applicant) -> None:
        jane.ruled(replace(Rules(), weekdays=frozenset()))
        call = jane.arranged()
        assert (call.status, call.skip) == (AttemptStatus.CANCELLED, Skip.NEVER)
        assert starts(jane.store, f"call:{call.id}") == []


class TestAnotherRule:
    def test_calls_that_wait_are_planned_anew(self, jane: Applicant) -> None:
        old = jane.arranged()
        jane.ruled(EVENING)
        (call,) = jane.calls()
        assert call.id != old.id
        assert call.scheduled_at == MONDAY + timedelta(hours=9)
        assert len(starts(jane.store, f"call:{call.id}:")) == 1

    def test_after_others_it_keeps_its_place(self, jane: Applicant) -> None:
        jane.arranged()
        jane.clock.set(MONDAY)
        jane.begin(jane.calls()[0])
        jane.ended(jane.calls()[0], None)
        for rules in (EVENING, replace(EVENING, opens=time(18))):
            jane.ruled(rules)
        assert [call.number for call in jane.calls()] == [1, 2]

    def test_a_call_that_was_asked_for_stays(self, jane: Applicant) -> None:
        asked = jane.called_now()
        jane.ruled(EVENING)
        jane.switched(on=False)
        assert [call.id for call in jane.calls()] == [asked.id]
        assert jane.calls()[0].status is AttemptStatus.SCHEDULED

    def test_switched_off_nothing_waits(self, jane: Applicant) -> None:
        jane.arranged()
        jane.switched(on=False)
        (call,) = jane.calls()
        assert (call.status, call.skip) == (AttemptStatus.CANCELLED, Skip.SWITCHED_OFF)
        assert jane.begin(call) is None

    def test_a_call_that_goes_on_goes_on(self, jane: Applicant) -> None:
        call = jane.arranged()
        jane.clock.set(MONDAY)
        jane.begin(call)
        jane.ruled(EVENING)
        jane.switched(on=False)
        assert [one.status for one in jane.calls()] == [AttemptStatus.IN_PROGRESS]


class TestCallNow:
    def test_whatever_the_window(self, jane: Applicant) -> None:
        waiting = jane.arranged()
        jane.clock.advance(minutes(1))
        call = jane.called_now()
        assert (call.scheduled_at, call.asked) == (jane.clock.now(), True)
        before, _ = jane.calls()
        assert (before.id, before.status, before.skip) == (
            waiting.id,
            AttemptStatus.CANCELLED,
            Skip.IN_PROGRESS,
        )

    def test_not_twice(self, jane: Applicant) -> None:
        def call_now() -> Call:
            with jane.store.write(operator(jane.home.id)) as tx:
                return calling.call_now(tx, LINKS, MIND, jane.application_id)

        results = at_once([call_now] * 4)
        assert sorted(type(one).__name__ for one in results) == ["Call", *["Conflict"] * 3]
        jane.planned(jane.calls()[0])
        jane.begin(jane.calls()[0])
        with pytest.raises(Conflict):
            call_now()

    @pytest.mark.parametrize("phone", [None, "nobody", "+1"])
    def test_no_number(self, jane: Applicant, phone: str | None) -> None:
        with jane.store.write(operator(jane.home.id)) as tx:
            candidates.change(tx, jane.candidate_id, ChangeCandidate(phone=phone))
        with pytest.raises(Invalid):
            jane.called_now()
        assert jane.calls() == ()


class TestBarring:
    def test_once_and_for_this_organization(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        def bar() -> None:
            with store.write(operator(home.id)) as tx:
                calling.bar(tx, NUMBER, "asked")

        assert at_once([bar] * 4) == [None] * 4
        other = founded(store, clock.now())
        with store.read(home.id) as view, store.read(other.id) as elsewhere:
            assert view.count(DO_NOT_CALL) == 1
            assert (calling.barred(view, NUMBER), calling.barred(elsewhere, NUMBER)) == (True, False)
            assert not calling.barred(view, "+14155550101")


def test_switching_on_arranges_for_those_who_applied_before(store: Store, home: Organization) -> None:
    with store.write(operator(home.id)) as tx:
        job = jobs.create(tx, JOB)
        person = candidates.create(tx, replace(JANE, job_ids=(job.id,))).candidate
        mine = tx.find(APPLICATION, candidate_id=person.id, job_id=job.id)
        calling.switch(tx, job.id, True)
        calling.switch(tx, job.id, True)
    assert mine is not None
    assert len(starts(store, f"arrange:{mine.id}")) == 1


def test_whoever_declined_is_not_called_for_that_job_again(store: Store, home: Organization) -> None:
    with store.write(operator(home.id)) as tx:
        job = jobs.create(tx, JOB)
        person = candidates.create(tx, replace(JANE, job_ids=(job.id,))).candidate
        mine = tx.find(APPLICATION, candidate_id=person.id, job_id=job.id)
        assert mine is not None
        calling.switch(tx, job.id, True)
        first = calling.arrange(tx, LINKS, MIND, mine.id)
        assert first is not None
        course.cancel(tx, first.interview_id)
        assert calling.arrange(tx, LINKS, MIND, mine.id) is None
