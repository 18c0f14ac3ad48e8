"""Twilio's call-backs with real signatures: an interview, every end of a call, repeats."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.actions.scene import at_once, found
from tests.live.twilio.callbacks import (
    CALL,
    LONG,
    OTHER_SID,
    SID,
    Line,
    Twiml,
    answers,
    outcomes,
    read,
)
from vivavoce.domain.identity import Organization
from vivavoce.domain.interview import CallOutcome, EndReason, Interview, State
from vivavoce.kit.clock import FrozenClock
from vivavoce.providers.phone import AGREE
from vivavoce.providers.phone_twilio import packed
from vivavoce.store.database import Store
from vivavoce.store.shapes import RECEIPT


class TestAnInterview:
    def test_from_the_disclosure_to_the_closing(
        self, store: Store, clock: FrozenClock, home: Organization, made: Interview, line: Line
    ) -> None:
        said = read(line.post("answer"))
        assert AGREE in said.words
        said = line.follow(said.action, SpeechResult="Yes, sure.")
        questions = [said.words]
        while said.action:
            clock.advance(timedelta(seconds=7))
            said = line.follow(said.action, SpeechResult=LONG, Confidence="0.9")
            questions.append(said.words)
        interview = found(store, home, made.id)
        assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.COMPLETED)
        assert len(questions) == len(set(questions)) == len(answers(store, made)) + 1
        assert line.told == [(home.id, CALL, None, 7 * (len(questions) - 1), False)]
        line.post("status", CallStatus="completed", CallDuration="80")
        assert line.told[1:] == [(home.id, CALL, None, 80, False)]

    def test_consent_by_key(self, store: Store, made: Interview, line: Line) -> None:
        line.follow(read(line.post("answer")).action, Digits="1")
        with store.read(made.organization_id) as view:
            assert view.count(RECEIPT, interview_id=made.id) == 1

    @pytest.mark.parametrize("form", [{"Digits": "2"}, {"SpeechResult": "No, thanks"}])
    def test_no_consent(self, store: Store, made: Interview, line: Line, form: dict[str, str]) -> None:
        said = line.follow(read(line.post("answer")).action, **form)
        assert (said.action, outcomes(line)) == ("", [(CallOutcome.DECLINED, False)])

    def test_silence_at_consent_is_asked_again_and_then_taken_as_no(self, line: Line) -> None:
        again = line.follow(read(line.post("answer")).action)
        assert again.words.startswith("Sorry")
        assert line.follow(again.action).action == ""
        assert outcomes(line) == [(CallOutcome.DECLINED, False)]

    def test_silence_at_a_question_is_nudged(self, store: Store, made: Interview, line: Line) -> None:
        first = line.agreed()
        nudge = line.follow(first.action)
        assert nudge.action
        assert nudge.words != first.words
        assert answers(store, made) == [""]

    def test_stop_calling_me(self, store: Store, home: Organization, made: Interview, line: Line) -> None:
        first = line.agreed()
        for _ in range(2):
            assert line.follow(first.action, SpeechResult="stop calling me").action == ""
        assert outcomes(line) == [(CallOutcome.DECLINED, True)] * 2
        assert found(store, home, made.id).end_reason is EndReason.BY_CANDIDATE

    def test_what_is_said_is_escaped(self, store: Store, clock: FrozenClock, line: Line) -> None:
        line.post("answer", f"voicemail={packed('x')}")
        words = 'Acme & <Sons> "say" it\'s\x07 us'
        said = read(line.post("answer", f"voicemail={packed(words)}", AnsweredBy="machine_end_beep"))
        assert said.words == words.replace("\x07", "")


class TestMachines:
    @pytest.mark.parametrize("kind", ["machine_start", "machine_end_beep", "machine_end_silence", "fax"])
    def test_a_machine_is_left_the_words_or_nothing(
        self, store: Store, home: Organization, made: Interview, line: Line, kind: str
    ) -> None:
        words = read(line.post("answer", f"voicemail={packed('We call again.')}", AnsweredBy=kind))
        assert words == Twiml("We call again.", "")
        assert read(line.post("answer", AnsweredBy=kind)) == Twiml("", "")
        line.post("status", CallStatus="completed", AnsweredBy=kind, CallDuration="9")
        assert outcomes(line) == [(CallOutcome.VOICEMAIL, False)] * 3
        assert found(store, home, made.id).state is State.READY

    @pytest.mark.parametrize("kind", ["human", "unknown", ""])
    def test_everybody_else_is_a_person(self, line: Line, kind: str) -> None:
        assert AGREE in read(line.post("answer", AnsweredBy=kind)).words


class TestStatus:
    @pytest.mark.parametrize(
        ("form", "outcome"),
        [
            ({"CallStatus": "busy"}, CallOutcome.BUSY),
            ({"CallStatus": "no-answer"}, CallOutcome.NO_ANSWER),
            ({"CallStatus": "failed"}, CallOutcome.ERROR),
            ({"CallStatus": "failed", "SipResponseCode": "404"}, CallOutcome.INVALID_NUMBER),
            ({"CallStatus": "failed", "SipResponseCode": "503"}, CallOutcome.ERROR),
            ({"CallStatus": "busy", "SipResponseCode": "604"}, CallOutcome.BUSY),
            ({"CallStatus": "canceled"}, CallOutcome.ERROR),
            ({"CallStatus": "completed", "CallDuration": "x"}, CallOutcome.HUNG_UP),
        ],
    )
    def test_a_call_that_came_to_nothing(
        self, line: Line, form: dict[str, str], outcome: CallOutcome
    ) -> None:
        assert line.post("status", **form).status_code == 204
        assert line.told == [(line.organization_id, CALL, outcome, 0, False)]

    @pytest.mark.parametrize("word", ["queued", "initiated", "ringing", "in-progress", "dancing"])
    def test_a_call_that_goes_on(self, line: Line, word: str) -> None:
        assert line.post("status", CallStatus=word).status_code == 204
        assert line.told == []

    def test_hung_up_with_an_answer(
        self, store: Store, home: Organization, made: Interview, line: Line
    ) -> None:
        line.follow(line.agreed().action, SpeechResult=LONG)
        for _ in range(2):
            line.post("status", CallStatus="completed", CallDuration="41")
        assert line.told == [(home.id, CALL, CallOutcome.HUNG_UP, 41, False)] * 2
        interview = found(store, home, made.id)
        assert (interview.state, interview.end_reason) == (State.ASSESSING, EndReason.DISCONNECTED)

    def test_hung_up_without_an_answer(
        self, store: Store, clock: FrozenClock, home: Organization, made: Interview, line: Line
    ) -> None:
        line.agreed()
        line.post("status", CallStatus="completed", CallDuration="12")
        assert outcomes(line) == [(CallOutcome.HUNG_UP, False)]
        assert found(store, home, made.id).state is State.LIVE
        clock.advance(timedelta(hours=1))
        line.sid = OTHER_SID
        assert line.follow(read(line.post("answer")).action, SpeechResult=LONG).action

    def test_the_end_of_an_older_call_does_not_end_the_newer(
        self, store: Store, home: Organization, made: Interview, line: Line
    ) -> None:
        line.agreed()
        line.sid = OTHER_SID
        question = line.follow(read(line.post("answer")).action, SpeechResult=LONG)
        line.sid = SID
        line.post("status", CallStatus="completed", CallDuration="12")
        assert found(store, home, made.id).state is State.LIVE
        line.sid = OTHER_SID
        assert line.follow(question.action, SpeechResult=LONG).action
        assert answers(store, made) == [LONG, LONG]


class TestRepeats:
    def test_an_answer_that_comes_twice_is_taken_down_once(
        self, store: Store, made: Interview, line: Line
    ) -> None:
        action = line.agreed().action
        once, again = (line.follow(action, SpeechResult=LONG) for _ in range(2))
        assert once == again
        assert answers(store, made) == [LONG]

    def test_also_after_the_next_one(self, store: Store, made: Interview, line: Line) -> None:
        first = line.agreed().action
        second = line.follow(first, SpeechResult=LONG)
        third = line.follow(second.action, SpeechResult=LONG)
        assert line.follow(first, SpeechResult=LONG) == third
        assert len(answers(store, made)) == 2

    def test_at_one_moment(self, store: Store, made: Interview, line: Line) -> None:
        action = line.agreed().action
        said = at_once([lambda: line.follow(action, SpeechResult=LONG) for _ in range(3)])
        assert len(set(said)) == 1
        assert answers(store, made) == [LONG]

    def test_consent_and_picking_up(self, store: Store, made: Interview, line: Line) -> None:
        action = read(line.post("answer")).action
        first = line.follow(action, SpeechResult="yes")
        again = line.follow(action, SpeechResult="yes")
        assert again.action == first.action
        assert first.words.endswith(again.words)
        assert line.follow(action, SpeechResult="no").action == first.action
        back = read(line.post("answer"))
        assert back.words.endswith(again.words)
        assert AGREE not in back.words
        with store.read(made.organization_id) as view:
            assert view.count(RECEIPT, interview_id=made.id) == 1

    def test_after_the_end(self, store: Store, made: Interview, line: Line) -> None:
        action = line.agreed().action
        line.follow(action, SpeechResult=LONG)
        line.post("status", CallStatus="completed", CallDuration="41")
        assert line.follow(action, SpeechResult=LONG).action == ""
        assert read(line.post("answer")).action == ""
        assert set(outcomes(line)) == {(CallOutcome.HUNG_UP, False)}
        assert answers(store, made) == [LONG]


def test_the_place_travels_in_the_address(line: Line) -> None:
    asked = read(line.post("answer"))
    assert set(parse_qs(urlsplit(asked.action).query)) == {"place", "since"}
