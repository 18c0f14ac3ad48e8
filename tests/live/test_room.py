"""The room on a real socket: its refusals, and an interview that no kill and no drop can lose or repeat."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect

from tests.servers import Running, launch, wait_for
from tests.system.test_interviews import api, arrange
from vivavoce.live.protocol import MAX_MESSAGES, SUBPROTOCOL

pytestmark = pytest.mark.system
KILLS = 12
ANSWER = (
    "Last year I rebuilt our billing API in Python because the old one timed out; I measured it, moved the query to "
    "PostgreSQL, and as a result the p95 fell from 900 ms to 80 ms. This was answer {}."
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    server = launch(tmp_path_factory.mktemp("room"), VIVAVOCE_CANDIDATE_CODE="false")
    yield server
    server.stop()


def ticket(url: str) -> dict[str, str]:
    """Pass the door as a browser would."""
    with httpx.Client(trust_env=False) as browser:

        def given() -> Any:
            browser.post(f"{url}/consent", data={"ai_interview": "yes", "transcript": "yes"})
            answer = browser.post(f"{url}/ticket")
            return answer.json() if answer.status_code == 200 else None

        return dict(wait_for(given))


@pytest.fixture
def pass_(server: Running) -> dict[str, str]:
    return ticket(arrange(server)["interviewUrl"])


def opened(pass_: dict[str, str], **options: Any) -> ClientConnection:
    return connect(pass_["wsUrl"], subprotocols=[SUBPROTOCOL], compression=None, proxy=None, **options)


def hello(socket: ClientConnection, pass_: dict[str, str], last: int = 0) -> dict[str, Any]:
    socket.send(
        json.dumps({"type": "HELLO", "sessionToken": pass_["sessionToken"], "lastSeq": last, "input": "text"})
    )
    return dict(json.loads(socket.recv(timeout=60)))


def closed(socket: ClientConnection) -> int:
    with suppress(ConnectionClosed):
        while True:
            socket.recv(timeout=60)
    assert socket.close_code is not None
    return socket.close_code


class TestRefusals:
    def test_a_page_from_elsewhere(self, pass_: dict[str, str]) -> None:
        with pytest.raises(InvalidStatus):
            opened(pass_, origin="https://evil.example")

    def test_a_wrong_token(self, pass_: dict[str, str]) -> None:
        with opened(pass_) as socket:
            assert hello(socket, {"sessionToken": "forged"})["code"] == "UNAUTHORIZED"
            assert closed(socket) == 4401

    def test_something_else_before_hello(self, pass_: dict[str, str]) -> None:
        with opened(pass_) as socket:
            socket.send(json.dumps({"type": "TEXT_ANSWER", "text": "x"}))
            assert closed(socket) == 4408

    def test_no_hello(self, pass_: dict[str, str]) -> None:
        with opened(pass_) as socket:
            assert closed(socket) == 4408

    @pytest.mark.parametrize("frame", ["not json", "[]", '{"type":1}', "[" * 2000])
    def test_what_is_no_message(self, pass_: dict[str, str], frame: str) -> None:
        with opened(pass_) as socket:
            hello(socket, pass_)
            socket.send(frame)
            assert closed(socket) == 4400

    def test_too_many_messages(self, pass_: dict[str, str]) -> None:
        with opened(pass_) as socket:
            hello(socket, pass_)
            for _ in range(MAX_MESSAGES + 1):
                socket.send(json.dumps({"type": "ACK", "seq": 0}))
            assert closed(socket) == 4429

    def test_a_frame_too_large(self, pass_: dict[str, str]) -> None:
        with opened(pass_) as socket:
            hello(socket, pass_)
            socket.send("x" * 70_000)
            assert closed(socket) in {1009, 4413}

    def test_a_newer_window_takes_over(self, pass_: dict[str, str]) -> None:
        with opened(pass_) as old, opened(pass_) as new:
            hello(old, pass_)
            assert hello(new, pass_)["type"] == "READY"
            assert closed(old) == 4409

    @pytest.mark.parametrize("text", [None, 5, "x" * 8001, "a\x00b", "\ud800"])
    def test_an_answer_that_cannot_be_kept(self, pass_: dict[str, str], text: Any) -> None:
        with opened(pass_) as socket:
            hello(socket, pass_)
            socket.send(json.dumps({"type": "TEXT_ANSWER", "text": text, "clientMsgId": "x"}))
            answer = json.loads(socket.recv(timeout=60))
            assert (answer["type"], answer["code"], answer["fatal"]) == ("ERROR", "BAD_MESSAGE", False)

    def test_unknown_types_are_ignored_and_ping_is_answered(self, pass_: dict[str, str]) -> None:
        with opened(pass_) as socket:
            hello(socket, pass_)
            socket.send(json.dumps({"type": "DANCE"}))
            socket.send(json.dumps({"type": "PING", "t": 7}))
            assert json.loads(socket.recv(timeout=60)) == {"type": "PONG", "t": 7}


class Candidate:
    """A client that keeps what it needs to come back: the last number seen and the answer not yet taken down."""

    def __init__(self, pass_: dict[str, str]) -> None:
        self.pass_ = pass_
        self.last = 0
        self.sent = 0
        self.unconfirmed: str | None = None
        self.over = False
        self.questions: list[str] = []

    def talk(self) -> None:
        """One connection, until it breaks or the interview ends."""
        with opened(self.pass_) as socket:
            ready = hello(socket, self.pass_, self.last)
            assert ready["type"] == "READY", ready
            if self.last == 0:
                socket.send(json.dumps({"type": "GREETING_REQUEST"}))
            if self.unconfirmed is not None:
                self._send(socket, self.unconfirmed)
            while not self.over:
                self._take(socket, json.loads(socket.recv(timeout=60)))

    def _take(self, socket: ClientConnection, body: dict[str, Any]) -> None:
        assert body["type"] != "ERROR", body
        if "seq" in body:
            assert body["seq"] == self.last + 1
            self.last = body["seq"]
        match body["type"]:
            case "TRANSCRIPT":
                self.unconfirmed = None
            case "AGENT_TEXT":
                self.questions.append(body["text"])
            case "PHASE" if body["phase"] == "LISTENING":
                self.sent += 1
                self.unconfirmed = ANSWER.format(self.sent)
                self._send(socket, self.unconfirmed)
            case "SESSION_ENDED":
                self.over = True

    def _send(self, socket: ClientConnection, text: str) -> None:
        socket.send(json.dumps({"type": "TEXT_ANSWER", "text": text, "clientMsgId": f"answer-{self.sent}"}))


def test_killed_at_random_points_nothing_is_lost_or_asked_twice(tmp_path: Path) -> None:
    """The end state equals that of an undisturbed run; each restart is a real `kill -9` of the only process."""
    server = launch(tmp_path, VIVAVOCE_CANDIDATE_CODE="false")
    dice = random.Random(7)
    try:
        calm_link, hard_link = arrange(server), arrange(server)
        calm, hard = (
            Candidate(ticket(calm_link["interviewUrl"])),
            Candidate(ticket(hard_link["interviewUrl"])),
        )
        calm.talk()
        kills = 0
        while not hard.over:
            if kills < KILLS:
                threading.Timer(dice.uniform(0.0, 0.06), server.kill).start()
            with suppress(WebSocketException, OSError, EOFError):
                hard.talk()
            if kills < KILLS:
                wait_for(lambda: not server.processes)
                server.start("up")
                kills += 1
        assert hard.questions == calm.questions
        results = [finished(server, link["id"]) for link in (calm_link, hard_link)]
        spoken = [[(turn["speaker"], turn["text"]) for turn in result["transcript"]] for result in results]
        assert spoken[0] == spoken[1]
        assert results[0]["analysis"]["overallScore"] == results[1]["analysis"]["overallScore"]
    finally:
        server.stop()


def finished(server: Running, id: str) -> Any:
    def look() -> Any:
        found = api(server, "GET", f"/interviews/{id}")
        return found if found["status"] == "COMPLETED" else None

    return wait_for(look)


def test_a_dropped_line_comes_back_to_the_open_question(server: Running, pass_: dict[str, str]) -> None:
    candidate = Candidate(pass_)
    with opened(pass_) as socket:
        hello(socket, pass_)
        socket.send(json.dumps({"type": "GREETING_REQUEST"}))
        for _ in range(6):
            candidate.last = json.loads(socket.recv(timeout=60))["seq"]
    with opened(pass_) as socket:
        ready = hello(socket, pass_, candidate.last)
        assert (ready["resumed"], ready["phase"], ready["question"]["index"]) == (True, "LISTENING", 1)
        assert ready["seq"] == candidate.last
