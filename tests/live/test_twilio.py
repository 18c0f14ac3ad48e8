"""Twilio's call-backs with real signatures: an interview, every end of a call, repeats, forgeries, the stream."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.actions.scene import at_once, found, planned
from tests.live.conversation import MIND
from vivavoce.domain.errors import NotFound
from vivavoce.domain.identity import Organization
from vivavoce.domain.interview import CallOutcome, EndReason, Interview, Role, State
from vivavoce.kit.clock import FrozenClock
from vivavoce.live.telephone import Telephone
from vivavoce.live.twilio import MAX_FORM, Callbacks, routes
from vivavoce.providers.phone import AGREE
from vivavoce.providers.phone_twilio import Media, address, packed, signature
from vivavoce.store.database import Store
from vivavoce.store.engine import sqlite_url
from vivavoce.store.shapes import RECEIPT, TURN

PUBLIC = "https://us.example"
TOKEN = "the auth token"
SID = "CA" + "1" * 32
OTHER_SID = "CA" + "2" * 32
CALL = "call-1"
LONG = (
    "Last year I rebuilt our billing API in Python because the old one timed out; I measured every call, "
    "moved the slow query to PostgreSQL indexes, and as a result the p95 fell from 900 ms to 80 ms."
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return sqlite_url(tmp_path / "vivavoce.db")


@pytest.fixture
def made(store: Store, home: Organization) -> Interview:
    return planned(store, home, phone=True)


Told = tuple[str, str, CallOutcome | None, int, bool]


class Ears:
    """Keeps the sound."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, bytes]] = []

    async def hear(self, organization_id: str, call_id: str, sound: Media) -> None:
        self.heard.append((organization_id, call_id, sound.media.payload))


@dataclass
class Line:
    """Twilio's end: it posts signed forms and follows what it is told."""

    client: TestClient
    organization_id: str
    told: list[Told]
    sid: str = SID

    def post(self, step: str, query: str = "", token: str = TOKEN, **form: str) -> Any:
        url = address(PUBLIC, self.organization_id, CALL, step) + (f"?{query}" if query else "")
        form = {"CallSid": self.sid, "FromCity": "", **form}
        return self.client.post(
            url.removeprefix(PUBLIC),
            content=urlencode(form),
            headers={
                "content-type": "application/x-www-form-urlencoded",
                "x-twilio-signature": signature(token, url, form.items()),
            },
        )

    def follow(self, action: str, **form: str) -> Twiml:
        """What the address of a <Gather> answers."""
        parts = urlsplit(action)
        assert f"{parts.scheme}://{parts.netloc}" == PUBLIC
        return read(self.post(parts.path.rpartition("/")[2], parts.query, **form))

    def agreed(self) -> Twiml:
        """The first question."""
        return self.follow(read(self.post("answer")).action, SpeechResult="Yes, sure.")


@dataclass(frozen=True)
class Twiml:
    """What was answered: what is said, and where the answer to it goes ("" where the call ends)."""

    words: str
    action: str


def read(response: Any) -> Twiml:
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/xml")
    root = ElementTree.fromstring(response.text)
    words = " ".join(say.text or "" for say in root.iter("Say"))
    gather = root.find("Gather")
    if gather is None:
        assert root[-1].tag == "Hangup"
        return Twiml(words, "")
    assert (gather.get("input"), gather.get("speechTimeout")) == ("dtmf speech", "auto")
    assert (gather.get("method"), gather.get("actionOnEmptyResult")) == ("POST", "true")
    return Twiml(words, gather.get("action", ""))


def callbacks(
    store: Store, clock: FrozenClock, made: Interview, told: list[Told], ears: Ears | None = None
) -> Callbacks:
    def interview_of(organization_id: str, call_id: str) -> str:
        if (organization_id, call_id) != (made.organization_id, CALL):
            raise NotFound("call", call_id)
        return made.id

    def ended(*how: Any) -> None:
        told.append(how)

    telephone = Telephone(store, MIND.conductor, clock)
    return Callbacks(telephone, clock, interview_of, ended, PUBLIC, TOKEN, ears)


@pytest.fixture
def line(store: Store, clock: FrozenClock, home: Organization, made: Interview) -> Line:
    told: list[Told] = []
    app = Starlette(routes=routes(callbacks(store, clock, made, told)))
    return Line(TestClient(app), home.id, told)


def answers(store: Store, made: Interview) -> list[str]:
    with store.read(made.organization_id) as view:
        turns = view.every(TURN, interview_id=made.id)
    return [turn.text for turn in turns if turn.role is Role.CANDIDATE]


def outcomes(line: Line) -> list[tuple[CallOutcome | None, bool]]:
    return [(outcome, stop) for _, _, outcome, _, stop in line.told]


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


class TestForgeries:
    @pytest.mark.parametrize("step", ["answer", "turn", "status"])
    def test_another_token(
        self, store: Store, home: Organization, made: Interview, line: Line, step: str
    ) -> None:
        answer = line.post(
            step, "place=consent&since=0", token="guessed", SpeechResult="yes", CallStatus="busy"
        )
        assert (answer.status_code, answer.text) == (403, "not signed by Twilio")
        assert line.told == []
        assert found(store, home, made.id).state is State.READY

    @pytest.mark.parametrize("step", ["answer", "turn", "status"])
    def test_no_signature(self, line: Line, step: str) -> None:
        path = address("", line.organization_id, CALL, step)
        assert line.client.post(path, data={"CallStatus": "busy"}).status_code == 403

    def test_a_signature_of_something_else(self, line: Line) -> None:
        url = address(PUBLIC, line.organization_id, CALL, "status")
        form = {"CallStatus": "busy"}
        given = {"x-twilio-signature": signature(TOKEN, url, form.items())}
        path = url.removeprefix(PUBLIC)
        assert line.client.post(path, data=form, headers=given).status_code == 204
        assert line.client.post(path, data={"CallStatus": "failed"}, headers=given).status_code == 403
        assert line.client.post(f"{path}?a=b", data=form, headers=given).status_code == 403
        other = path.replace(CALL, "call-2")
        assert line.client.post(other, data=form, headers=given).status_code == 403

    def test_a_form_too_large_is_not_read(self, line: Line) -> None:
        assert line.post("status", CallStatus="busy", Padding="x" * MAX_FORM).status_code == 403
        assert line.post("status", CallStatus="busy", Padding="x" * 1000).status_code == 204

    def test_a_call_that_is_not_ours(
        self, store: Store, clock: FrozenClock, made: Interview, line: Line
    ) -> None:
        line.organization_id = "somewhere-else"
        assert "cannot go on" in read(line.post("answer")).words
        assert line.post("status", CallStatus="completed").status_code == 204

    def test_only_post(self, line: Line) -> None:
        assert line.client.get(address("", line.organization_id, CALL, "answer")).status_code == 405

    def test_the_token_does_not_show(self, store: Store, clock: FrozenClock, made: Interview) -> None:
        assert TOKEN not in repr(callbacks(store, clock, made, []))


CONNECTED = {"event": "connected", "protocol": "Call", "version": "1.0.0"}


def start(stream: str = "MZ1") -> dict[str, Any]:
    of = {"accountSid": "AC1", "streamSid": stream, "callSid": SID, "tracks": ["inbound"]}
    form = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    return {
        "event": "start",
        "sequenceNumber": "1",
        "streamSid": stream,
        "start": {**of, "mediaFormat": form},
    }


def sound(payload: bytes, stream: str = "MZ1") -> dict[str, Any]:
    text = base64.b64encode(payload).decode()
    frame = {"track": "inbound", "chunk": "1", "timestamp": "20", "payload": text}
    return {"event": "media", "sequenceNumber": "2", "streamSid": stream, "media": frame}


STOP = {
    "event": "stop",
    "sequenceNumber": "9",
    "streamSid": "MZ1",
    "stop": {"accountSid": "AC1", "callSid": SID},
}


class TestMedia:
    @pytest.fixture
    def ears(self) -> Ears:
        return Ears()

    @pytest.fixture
    def hearing(self, store: Store, clock: FrozenClock, made: Interview, ears: Ears) -> TestClient:
        return TestClient(Starlette(routes=routes(callbacks(store, clock, made, [], ears))))

    def open(self, client: TestClient, made: Interview, token: str = TOKEN) -> Any:
        url = address(PUBLIC, made.organization_id, CALL, "media").replace("https", "wss")
        given = {"x-twilio-signature": signature(token, url, ())}
        return client.websocket_connect(url.removeprefix("wss://us.example"), headers=given)

    def closed(self, socket: Any) -> tuple[int, str]:
        with pytest.raises(WebSocketDisconnect) as gone:
            socket.receive_text()
        return gone.value.code, gone.value.reason

    def test_without_a_voice_the_socket_says_so(self, made: Interview, line: Line) -> None:
        with self.open(line.client, made) as socket:
            socket.send_text(json.dumps(STOP))
            assert self.closed(socket) == (1011, "no voice on this server yet")

    def test_an_unsigned_socket_is_never_opened(
        self, made: Interview, hearing: TestClient, ears: Ears
    ) -> None:
        with pytest.raises(WebSocketDisconnect), self.open(hearing, made, token="guessed"):
            raise AssertionError("opened")

    def test_frames_are_heard_in_order(self, made: Interview, hearing: TestClient, ears: Ears) -> None:
        with self.open(hearing, made) as socket:
            for message in (CONNECTED, start(), sound(b"\x00"), sound(b"\xff\x7f"), STOP):
                socket.send_text(json.dumps(message))
            assert self.closed(socket)[0] == 1000
        assert ears.heard == [
            (made.organization_id, CALL, b"\x00"),
            (made.organization_id, CALL, b"\xff\x7f"),
        ]

    def test_a_dropped_stream_is_no_error(self, made: Interview, hearing: TestClient, ears: Ears) -> None:
        with self.open(hearing, made) as socket:
            for message in (CONNECTED, start(), sound(b"\x00")):
                socket.send_text(json.dumps(message))

    @pytest.mark.parametrize(
        "messages",
        [
            ["not json"],
            [json.dumps({"event": "dance"})],
            [json.dumps(sound(b"\x00"))],
            [json.dumps(start()), json.dumps(sound(b"\x00", "MZ2"))],
            [json.dumps(start()), json.dumps(start())],
            [json.dumps(start()), json.dumps(sound(b"\x00" * 60_000))],
        ],
        ids=["no-json", "unknown", "before-start", "other-stream", "two-starts", "too-large"],
    )
    def test_what_does_not_belong_closes_it(
        self, made: Interview, hearing: TestClient, ears: Ears, messages: list[str]
    ) -> None:
        with self.open(hearing, made) as socket:
            for message in (*messages, json.dumps(STOP)):
                socket.send_text(message)
            assert self.closed(socket)[0] == 1007
        assert ears.heard == []


def test_the_place_travels_in_the_address(line: Line) -> None:
    asked = read(line.post("answer"))
    assert set(parse_qs(urlsplit(asked.action).query)) == {"place", "since"}
