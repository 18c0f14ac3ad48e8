"""The room by voice: what a real worker hears and says through a real server, and what is refused before it."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from websockets.sync.client import ClientConnection

from tests.live.test_room import opened
from tests.servers import COMMAND, Running, free_port, launch, wait_for
from tests.system.test_interviews import api, arrange
from vivavoce.bench.speaker import FRAME_BYTES, Speaker
from vivavoce.live.voice import wire

pytestmark = pytest.mark.system
Told = TypeVar("Told")
ANSWERS = (
    "In my last job I rebuilt the billing service in Python, because the old one timed out every night.",
    "I measured it first. The slow part was one query, so I added an index and the time fell by half.",
)


def entered(link: str, *grants: str) -> dict[str, str]:
    """Pass the door as a browser would, agreeing to `grants`."""
    with httpx.Client(trust_env=False) as browser:

        def given() -> Any:
            browser.post(
                f"{link}/consent", data=dict.fromkeys(("ai_interview", "transcript", *grants), "yes")
            )
            answer = browser.post(f"{link}/ticket")
            return answer.json() if answer.status_code == 200 else None

        return dict(wait_for(given))


def said(text: str) -> bytes:
    from vivavoce.bench.speech import said

    return said(text)


@pytest.fixture(scope="module")
def mute(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server without a voice."""
    server = launch(tmp_path_factory.mktemp("mute"), VIVAVOCE_CANDIDATE_CODE="false")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def voiced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server with the embedded voice, for one conversation at a time."""
    server = launch(
        tmp_path_factory.mktemp("voiced"),
        VIVAVOCE_CANDIDATE_CODE="false",
        VIVAVOCE_VOICE="auto",
        VIVAVOCE_VOICE_SESSIONS="1",
    )
    wait_for(lambda: speaks(server))
    yield server
    server.stop()


def speaks(server: Running) -> bool:
    """Whether its voice worker has loaded its models."""
    return "vivavoce has a voice" in (server.data / "up.log").read_text()


class Line:
    """A client that sends what it is told and reads one message at a time."""

    def __init__(self, pass_: dict[str, str], input: str = "audio") -> None:
        self.socket: ClientConnection = opened(pass_).__enter__()
        self.say(type="HELLO", sessionToken=pass_["sessionToken"], lastSeq=0, input=input)
        self.ready = self.until(lambda body: body["type"] == "READY")

    def say(self, **body: Any) -> None:
        self.socket.send(json.dumps(body))

    def sound(self, utterance: int, number: int, sound: bytes = bytes(FRAME_BYTES), kind: int = 1) -> None:
        self.socket.send(wire.Frame(kind, utterance, number, number * 100, sound).packed())

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            message = self.socket.recv(timeout=60)
            if isinstance(message, str) and wanted(body := json.loads(message)):
                return dict(body)

    def code(self, code: str) -> dict[str, Any]:
        return self.until(lambda body: body.get("code") == code)

    def pong(self) -> list[str]:
        """The types of all that came before the answer to a ping."""
        self.say(type="PING", t=1)
        seen: list[str] = []
        self.until(lambda body: seen.append(body["type"]) or body["type"] == "PONG")  # type: ignore[func-returns-value]
        return seen[:-1]


class TestBeforeAVoice:
    def test_a_server_without_a_voice_says_so_and_goes_on_in_writing(self, mute: Running) -> None:
        line = Line(entered(arrange(mute)["interviewUrl"], "audio"))
        assert line.code("STT_DOWN")["type"] == "NOTICE"
        line.say(type="GREETING_REQUEST")
        line.until(lambda body: body.get("phase") == "LISTENING")
        line.say(type="TEXT_ANSWER", text="I built it in Python.", clientMsgId="1")
        assert line.until(lambda body: body["type"] == "TRANSCRIPT")["text"] == "I built it in Python."

    @pytest.mark.parametrize("frame", [b"", b"\x01" * 15, b"\x02" + bytes(40), bytes(16 + 3200)])
    def test_what_is_no_frame(self, mute: Running, frame: bytes) -> None:
        line = Line(entered(arrange(mute)["interviewUrl"], "audio"), "text")
        line.socket.send(frame)
        assert line.code("BAD_FRAME")["fatal"] is False

    @pytest.mark.parametrize("length", [0, 638, 16_002])
    def test_a_frame_too_short_or_too_long(self, mute: Running, length: int) -> None:
        line = Line(entered(arrange(mute)["interviewUrl"], "audio"), "text")
        line.sound(1, 0, bytes(length))
        assert line.code("BAD_FRAME")["message"] == "A frame holds 20 to 500 ms of sound."

    def test_pictures_are_dropped_without_a_word(self, mute: Running) -> None:
        line = Line(entered(arrange(mute)["interviewUrl"], "audio"), "text")
        line.sound(1, 0, kind=wire.VIDEO)
        assert line.pong() == []


def held(conversation: Coroutine[Any, Any, Told]) -> Told:
    return asyncio.run(asyncio.wait_for(conversation, 120))


def test_the_first_byte_of_sound_needs_a_receipt(voiced: Running) -> None:
    line = Line(entered(arrange(voiced)["interviewUrl"]), "text")
    line.sound(1, 0)
    assert line.code("UNAUTHORIZED")["fatal"] is False
    line.sound(1, 1)
    assert line.pong() == []
    assert not list(voiced.data.glob("recordings/**/tape*"))


def test_an_answer_is_heard_stored_and_answered_aloud(voiced: Running) -> None:
    interview = arrange(voiced)
    pass_ = entered(interview["interviewUrl"], "audio")

    async def conversation() -> None:
        speaker = Speaker(pass_["wsUrl"], pass_["sessionToken"], pace=2.0)
        await speaker.begin()
        await speaker.until(speaker.listening, 60)
        greeting = len(speaker.turns)
        replies = [await speaker.answer(said(text)) for text in ANSWERS]
        assert [role for role, _ in speaker.turns[greeting:]][:2] == ["candidate", "agent"]
        assert "billing service in python" in replies[0].heard.lower()
        assert "index" in replies[1].heard.lower()
        assert all(reply.hops["silence"] > 0 and reply.audible > 0 for reply in replies)
        await speaker.close()

    held(conversation())
    tapes = [path for path in voiced.data.glob("recordings/**/*") if path.is_file()]
    assert len(tapes) == 1
    spoken = sum(len(said(text)) for text in ANSWERS)
    assert tapes[0].stat().st_size > spoken, "both voices are on the tape"
    assert api(voiced, "GET", f"/interviews/{interview['id']}")["id"] == interview["id"]


def test_who_was_taken_for_done_goes_on(voiced: Running) -> None:
    """What they say then belongs to what they said before, and the interviewer's question is put once more."""
    interview = arrange(voiced)
    pass_ = entered(interview["interviewUrl"], "audio")

    async def conversation() -> list[tuple[str, str]]:
        speaker = Speaker(pass_["wsUrl"], pass_["sessionToken"], patient=True)
        await speaker.begin()
        await speaker.until(speaker.listening, 60)
        before = len(speaker.turns)
        speaker.say(said(ANSWERS[0]))
        await speaker.until(lambda: len(speaker.turns) > before, 60)
        speaker.say(said(ANSWERS[1]))
        await speaker.until(lambda: speaker.went_on > 0, 60)
        await speaker.until(lambda: speaker.turns[-1][0] == "agent", 60)
        await speaker.close()
        return speaker.turns[before:]

    (_, first), *cut, (role, more), (_, asked) = held(conversation())
    assert "billing service" in first.lower()
    assert (role, "index" in more.lower()) == ("candidate", True)
    assert [role for role, _ in cut] == ["agent"]
    assert asked


def test_speaking_and_typing_take_turns_in_one_interview(voiced: Running) -> None:
    pass_ = entered(arrange(voiced)["interviewUrl"], "audio")
    line = Line(pass_)
    line.say(type="GREETING_REQUEST")
    turn = line.until(lambda body: body.get("streaming") == "end")["turn"]
    line.say(type="PLAYBACK_DONE", turn=turn)
    line.until(lambda body: body.get("phase") == "LISTENING")
    line.say(type="MODE", input="text")
    line.say(type="TEXT_ANSWER", text="I built the billing service in Python.", clientMsgId="typed")
    assert line.until(lambda body: body["type"] == "TRANSCRIPT")["clientMsgId"] == "typed"
    line.until(lambda body: body.get("phase") == "LISTENING")
    assert "AGENT_AUDIO" not in line.pong(), "in writing nothing is spoken"
    line.say(type="MODE", input="audio")
    line.say(type="AUDIO_START", utterance=1)
    sound = said(ANSWERS[0])
    for number, at in enumerate(range(0, len(sound) - FRAME_BYTES, FRAME_BYTES)):
        line.sound(1, number, sound[at : at + FRAME_BYTES])
    line.say(type="AUDIO_END", utterance=1, lastFrame=number)
    heard = line.until(lambda body: body["type"] == "TRANSCRIPT" and body["final"])
    assert "billing service" in heard["text"].lower()
    assert line.until(lambda body: body.get("streaming") == "start")["codec"] == "pcm_s16le"
    line.socket.close()


def test_who_finds_every_voice_taken_goes_on_in_writing(voiced: Running) -> None:
    first, second = (entered(arrange(voiced)["interviewUrl"], "audio") for _ in range(2))
    holder = Line(first)
    holder.say(type="GREETING_REQUEST")
    holder.until(lambda body: body.get("streaming") == "start")
    late = Line(second)
    late.code("STT_DOWN")
    late.say(type="GREETING_REQUEST")
    late.until(lambda body: body.get("phase") == "LISTENING")
    late.say(type="TEXT_ANSWER", text="I built it in Python.", clientMsgId="1")
    late.until(lambda body: body["type"] == "TRANSCRIPT")
    holder.socket.close()
    assert late.code("STT_UP")["type"] == "NOTICE"
    late.socket.close()


def test_what_was_being_said_when_the_server_was_killed_is_heard_afterwards(tmp_path: Path) -> None:
    server = launch(tmp_path, VIVAVOCE_CANDIDATE_CODE="false", VIVAVOCE_VOICE="auto")
    try:
        pass_ = entered(arrange(server)["interviewUrl"], "audio")

        async def conversation() -> None:
            speaker = Speaker(pass_["wsUrl"], pass_["sessionToken"])
            await speaker.begin()
            await speaker.until(speaker.listening, 60)
            before = len(speaker.turns)
            speaker.say(said(ANSWERS[0]))
            await asyncio.sleep(2.5)
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start, "up")
            await speaker.until(lambda: len(speaker.turns) >= before + 2, 60)
            role, heard = speaker.turns[before]
            assert role == "candidate"
            assert "billing service in python" in heard.lower()
            assert "every night" in heard.lower()
            assert speaker.resumed
            await speaker.close()

        held(conversation())
    finally:
        server.stop()


def test_a_worker_started_by_hand_serves_a_server_that_names_it(tmp_path: Path) -> None:
    port = free_port()
    server = launch(tmp_path, VIVAVOCE_CANDIDATE_CODE="false", VIVAVOCE_VOICE=f"ws://127.0.0.1:{port}")
    server.environment["VIVAVOCE_VOICE_LISTEN"] = f"127.0.0.1:{port}"
    log = (tmp_path / "up.log").open("ab")
    worker = subprocess.Popen(
        [COMMAND, "work", "--voice", "--data", str(tmp_path)], env=server.environment, stdout=log, stderr=log
    )
    try:
        wait_for(lambda: speaks(server))
        line = Line(entered(arrange(server)["interviewUrl"], "audio"))
        line.say(type="GREETING_REQUEST")
        assert line.until(lambda body: body.get("streaming") == "start")["sampleRate"] == 24_000
        line.socket.close()
    finally:
        worker.terminate()
        assert worker.wait(20) == 0
        server.stop()
