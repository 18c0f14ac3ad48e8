"""Twilio is told to stream where there is a voice, comes back when that leaves, and sends nothing that does not belong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.live.twilio.callbacks import CALL, PUBLIC, Line, Told, callbacks, outcomes, read
from tests.live.twilio.script import scripted
from tests.live.twilio.stream import STREAM, Phone, ringing
from vivavoce.domain.interview import CallOutcome, Interview
from vivavoce.kit.clock import FrozenClock
from vivavoce.live.twilio import OwnVoice, routes
from vivavoce.live.voices import Voices
from vivavoce.providers.phone import AGREE
from vivavoce.providers.phone_twilio import address, packed
from vivavoce.providers.sound import Tapes
from vivavoce.store.database import Store


@pytest.fixture
def line(store: Store, clock: FrozenClock, made: Interview, tmp_path: Path) -> Line:
    """A line of a server that has a voice."""
    told: list[Told] = []
    own = OwnVoice(Voices(("ws://127.0.0.1:9",), "secret"), Tapes(tmp_path), lambda *_: bool(told))
    app = Starlette(routes=routes(callbacks(store, clock, made, told, own)))
    return Line(TestClient(app), made.organization_id, told)


class TestTheDocument:
    def answer(self, line: Line, query: str = "", **form: str) -> Any:
        return ElementTree.fromstring(line.post("answer", query, **form).text)

    def test_who_picks_up_is_streamed_and_then_asked_for_again(
        self, line: Line, made: Interview, clock: FrozenClock
    ) -> None:
        words = "We will try again & again. " * 40
        root = self.answer(line, f"voicemail={packed(words)}", AnsweredBy="human")
        stream, redirect = root.find("Connect/Stream"), root.find("Redirect")
        assert stream is not None
        assert redirect is not None
        assert [child.tag for child in root] == ["Connect", "Redirect"]
        here = address(PUBLIC, made.organization_id, CALL, "media")
        assert stream.get("url") == here.replace("https", "wss")
        told = {one.get("name", ""): one.get("value", "") for one in stream.iter("Parameter")}
        since = str(int(clock.now().timestamp()))
        assert (told.pop("since"), told.pop("answeredBy")) == (since, "human")
        assert list(told) == [f"voicemail{place}" for place in range(len(told))]
        assert "".join(told.values()) == packed(words)
        assert max(map(len, told.values())) <= 400
        after = address(PUBLIC, made.organization_id, CALL, "after")
        assert (redirect.text, redirect.get("method")) == (f"{after}?since={since}", "POST")

    def test_a_machine_is_not_streamed(self, line: Line) -> None:
        assert read(line.post("answer", f"voicemail={packed('Bye')}", AnsweredBy="fax")).words == "Bye"

    def test_after_the_end_it_hangs_up(self, line: Line) -> None:
        line.told.append((line.organization_id, CALL, None, 1, False))
        assert read(line.post("after", "since=0")).words == ""

    def test_before_the_end_it_goes_on_by_itself(self, line: Line) -> None:
        asked = read(line.post("after", "since=0"))
        assert AGREE in asked.words
        assert line.follow(asked.action, SpeechResult="No").action == ""
        assert outcomes(line) == [(CallOutcome.DECLINED, False)]

    def test_nobody_else_comes_back(self, line: Line) -> None:
        assert line.post("after", "since=0", token="guessed").status_code == 403


def _sound(stream: str = STREAM, payload: str = "/w==") -> str:
    frame = {"track": "inbound", "chunk": "1", "timestamp": "20", "payload": payload}
    return json.dumps({"event": "media", "sequenceNumber": "2", "streamSid": stream, "media": frame})


@pytest.mark.parametrize(
    "message",
    [
        "not json",
        json.dumps({"event": "dance"}),
        json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}),
        _sound("MZ2"),
        _sound(payload="no base64!"),
        _sound(payload="/" * 80_000),
    ],
    ids=["no-json", "unknown", "twice", "other-stream", "no-base64", "too-large"],
)
def test_what_does_not_belong_closes_the_stream(
    store: Store, clock: FrozenClock, made: Interview, tmp_path: Path, message: str
) -> None:
    async def course(phone: Phone) -> None:
        await phone.listened()
        await phone.socket.send(message)
        while await phone.listened() is not None:
            continue

    told, closed = _held(store, clock, made, tmp_path, course)
    assert closed == (1007, "not a message of a media stream")
    assert told == []


def test_a_stream_that_does_not_begin_as_it_should(
    store: Store, clock: FrozenClock, made: Interview, tmp_path: Path
) -> None:
    async def course(phone: Phone) -> None:
        await phone.listened()

    _, closed = _held(store, clock, made, tmp_path, course, since="yesterday")
    assert closed[0] == 1007


def test_a_call_that_is_not_ours(store: Store, clock: FrozenClock, made: Interview, tmp_path: Path) -> None:
    async def course(phone: Phone) -> None:
        assert await phone.listened() is None

    _, closed = _held(store, clock, made, tmp_path, course, call="call-2")
    assert closed[0] == 1011


def _held(
    store: Store,
    clock: FrozenClock,
    made: Interview,
    folder: Path,
    course: Callable[[Phone], Any],
    **told: str,
) -> tuple[list[Told], tuple[int, str]]:
    """What was told of the call's end, and how its stream was closed."""
    ends: list[Told] = []

    async def run() -> tuple[int, str]:
        async with scripted() as script:
            own = OwnVoice(script.voices, Tapes(folder), lambda *_: bool(ends))
            async with ringing(callbacks(store, clock, made, ends, own), made, **told) as phone:
                await course(phone)
                return phone.closed

    closed = asyncio.run(run())
    return ends, closed
