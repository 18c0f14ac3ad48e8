"""A telephone call from its moment to its end, over the simulated line: every ending, and a crash on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.actions.conftest import clock, lasting_clock, lasting_store, store  # noqa: F401
from tests.actions.scene import JANE, MIND, at_once
from tests.actions.telephone import MONDAY, Applicant, applicant, minutes
from vivavoce.actions import calling, candidates, dialling, letters
from vivavoce.actions.candidates import ChangeCandidate
from vivavoce.domain.identity import Organization, operator, system
from vivavoce.domain.interview import AttemptStatus, Call, CallOutcome, EndReason, Role, State
from vivavoce.interviewer.personas import Persona, answer
from vivavoce.kit.clock import FrozenClock
from vivavoce.live.telephone import Telephone
from vivavoce.providers.mail import Mail
from vivavoce.providers.phone import Dial, Placed, Ring
from vivavoce.providers.phone_loopback import Loopback
from vivavoce.providers.sms import TextFolder
from vivavoce.runs import call as runs
from vivavoce.store.database import Store
from vivavoce.store.shapes import TURN

LINE = Loopback(lambda question, ordinal, seed: answer(Persona.STRONG, question, ordinal, seed))
FAILED = AttemptStatus.FAILED


class Elsewhere:
    """A telephone company: it rings somewhere, and how it ends is told later."""

    simulated = False

    def __init__(self) -> None:
        self.dialled: list[Dial] = []

    def dial(self, dial: Dial) -> Ring:
        self.dialled.append(dial)
        return Placed(f"CA{len(self.dialled)}")


class Dying(Elsewhere):
    """The process dies just as it dials."""

    def dial(self, dial: Dial) -> Ring:
        super().dial(dial)
        raise SystemExit("killed")


@pytest.fixture
def jane(store: Store, home: Organization, clock: FrozenClock) -> Applicant:  # noqa: F811
    return applicant(store, home, clock)


def due(jane: Applicant, ending: str = "0100") -> Call:
    """A call to the number with this ending, whose moment has come."""
    with jane.store.write(operator(jane.home.id)) as tx:
        candidates.change(tx, jane.candidate_id, ChangeCandidate(phone=f"+1415555{ending}"))
    call = jane.arranged()
    jane.clock.set(MONDAY)
    return call


def work(jane: Applicant, call: Call, line: object = LINE) -> None:
    hold = Telephone(jane.store, MIND.conductor, jane.clock).hold
    runs.make(jane.store, line, hold).perform(jane.home.id, call.id)  # type: ignore[arg-type]


class TestLoopback:
    @pytest.mark.parametrize(
        ("ending", "outcome"),
        [
            ("0101", CallOutcome.BUSY),
            ("0102", CallOutcome.NO_ANSWER),
            ("0103", CallOutcome.VOICEMAIL),
            ("0105", CallOutcome.INVALID_NUMBER),
        ],
    )
    def test_nobody_to_talk_to(self, jane: Applicant, ending: str, outcome: CallOutcome) -> None:
        work(jane, due(jane, ending))
        first, following = jane.calls()
        assert (first.status, first.outcome) == (FAILED, outcome)
        assert (following.status, following.scheduled_at) == (
            AttemptStatus.SCHEDULED,
            MONDAY + minutes(20),
        )
        assert jane.interview().state is State.READY

    def test_held_to_the_end(self, jane: Applicant) -> None:
        call = due(jane)
        for _ in range(2):
            work(jane, call)
        (ended,) = jane.calls()
        assert (ended.status, ended.outcome) == (AttemptStatus.COMPLETED, None)
        interview = jane.interview()
        assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.COMPLETED)
        assert interview.is_test
        with jane.store.read(jane.home.id) as view:
            spoken = [turn.role for turn in view.every(TURN, interview_id=interview.id)]
        assert spoken.count(Role.CANDIDATE) >= 3

    def test_hung_up_in_the_middle(self, jane: Applicant) -> None:
        work(jane, due(jane, "0104"))
        (ended,) = jane.calls()
        assert (ended.status, ended.outcome) == (AttemptStatus.COMPLETED, CallOutcome.HUNG_UP)
        interview = jane.interview()
        assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.DISCONNECTED)

    def test_asked_never_to_be_called_again(self, jane: Applicant) -> None:
        work(jane, due(jane, "0106"))
        with jane.store.read(jane.home.id) as view:
            assert calling.barred(view, "+14155550106")
        assert AttemptStatus.IN_PROGRESS not in {call.status for call in jane.calls()}
        for call in jane.calls():
            jane.clock.set(max(call.scheduled_at, jane.clock.now()))
            work(jane, call)
        assert sum(call.called_at is not None for call in jane.calls()) == 1

    def test_declined(self, jane: Applicant) -> None:
        work(jane, due(jane, "0107"))
        assert [(call.status, call.outcome) for call in jane.calls()] == [
            (AttemptStatus.COMPLETED, CallOutcome.DECLINED)
        ]
        assert jane.interview().state is State.CANCELLED

    def test_until_nobody_is_reached(self, jane: Applicant) -> None:
        call = due(jane, "0102")
        while jane.interview().state is State.READY:
            jane.clock.set(call.scheduled_at)
            work(jane, call)
            call = jane.calls()[-1]
        assert jane.interview().end_reason is EndReason.UNREACHED
        assert sum(one.called_at is not None for one in jane.calls()) == 2


class TestElsewhere:
    def test_its_id_is_kept_and_its_end_comes_later(self, jane: Applicant) -> None:
        line, call = Elsewhere(), due(jane)
        work(jane, call, line)
        (placed,) = jane.calls()
        assert (placed.status, placed.reference) == (AttemptStatus.IN_PROGRESS, "CA1")
        assert not jane.interview().is_test
        runs.end(jane.store, jane.home.id, call.id, dialling.Ended(CallOutcome.BUSY))
        assert jane.calls()[0].outcome is CallOutcome.BUSY

    def test_after_a_crash_nobody_is_dialled_twice(self, jane: Applicant) -> None:
        line, call = Dying(), due(jane)
        with pytest.raises(SystemExit):
            work(jane, call, line)
        work(jane, call, line)
        assert len(line.dialled) == 1
        first, following = jane.calls()
        assert (first.status, first.outcome) == (FAILED, CallOutcome.ERROR)
        assert following.status is AttemptStatus.SCHEDULED

    def test_a_call_that_rings_is_left_alone(self, jane: Applicant) -> None:
        line, call = Elsewhere(), due(jane)
        for _ in range(3):
            work(jane, call, line)
        assert len(line.dialled) == 1
        assert [one.status for one in jane.calls()] == [AttemptStatus.IN_PROGRESS]

    def test_two_workers_dial_once(self, jane: Applicant) -> None:
        line, call = Elsewhere(), due(jane)
        at_once([lambda: work(jane, call, line)] * 4)
        assert len(line.dialled) == 1

    def test_an_end_that_nobody_reports(self, jane: Applicant) -> None:
        call = due(jane)
        work(jane, call, Elsewhere())
        lost = runs.lost(jane.store)
        for _ in range(2):
            lost.perform(jane.home.id, call.id)
        first, following = jane.calls()
        assert (first.outcome, first.notes) == (CallOutcome.ERROR, "its end was never reported")
        assert following.number == 2

    def test_reports_at_once_count_once(self, jane: Applicant) -> None:
        call = due(jane)
        work(jane, call, Elsewhere())
        how = dialling.Ended(CallOutcome.BUSY)
        assert at_once([lambda: runs.end(jane.store, jane.home.id, call.id, how)] * 4) == [None] * 4
        assert len(jane.calls()) == 2

    def test_given_up_it_is_an_error(self, jane: Applicant) -> None:
        call = due(jane)
        with jane.store.write(system(jane.home.id)) as tx:
            dialling.begin(tx, call.id)
        runs.make(jane.store, LINE, lambda *_: None).give_up(jane.home.id, call.id, "no line")  # type: ignore[arg-type, return-value]
        assert (jane.calls()[0].outcome, jane.calls()[0].notes) == (CallOutcome.ERROR, "no line")


class TestNotices:
    def words(self, jane: Applicant, call: Call) -> tuple[Mail | None, str | None]:
        with jane.store.read(jane.home.id) as view:
            text = letters.call_text(view, call.id)
            return letters.call_mail(view, call.id), text and text.words

    def test_they_say_who_calls_when_and_that_it_is_an_ai(self, jane: Applicant, tmp_path: Path) -> None:
        call = jane.arranged()
        mail, text = self.words(jane, call)
        assert mail is not None
        assert text is not None
        assert mail.to == JANE.email
        for words in (mail.text, text):
            for expected in ("Acme", "Backend Engineer", "08:00 (America/Los_Angeles)", "AI"):
                assert expected in words
        runs.text_notice(jane.store, TextFolder(tmp_path, jane.clock)).perform(jane.home.id, call.id)
        (sent,) = tmp_path.glob("*.txt")
        assert sent.read_text().splitlines() == ["+14155550100", text]

    @pytest.mark.parametrize("why", ["begun", "off", "barred", "no number"])
    def test_not_of_a_call_that_does_not_come(self, jane: Applicant, why: str) -> None:
        call = due(jane)
        if why == "begun":
            jane.begin(call)
        if why == "off":
            jane.switched(on=False)
        with jane.store.write(operator(jane.home.id)) as tx:
            if why == "barred":
                calling.bar(tx, "+14155550100", "asked")
            if why == "no number":
                candidates.change(tx, jane.candidate_id, ChangeCandidate(phone=None))
        assert self.words(jane, call) == (None, None)

    def test_without_an_address_by_text_only(self, jane: Applicant) -> None:
        call = jane.arranged()
        with jane.store.write(operator(jane.home.id)) as tx:
            candidates.change(tx, jane.candidate_id, ChangeCandidate(email=None))
        mail, text = self.words(jane, call)
        assert mail is None
        assert text is not None

    def test_an_unknown_call(self, jane: Applicant) -> None:
        assert self.words(jane, replace(jane.arranged(), id="none")) == (None, None)
