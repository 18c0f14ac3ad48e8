"""A real server and its real room by voice, against a worker that hears what a test says: who was not done, a cough,
and how an interview ends that is spoken.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Protocol

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.live.test_spoken_room import entered
from tests.live.twilio.script import Script, scripted
from tests.servers import Running, free_port, launch, wait_for
from tests.system.test_interviews import api, arrange
from vivavoce.live.protocol import SUBPROTOCOL
from vivavoce.live.voice import wire

pytestmark = pytest.mark.system
LONG = "Last year I rebuilt our billing API in Python because the old one timed out; the p95 fell to 80 ms."
SECONDS = 60
MOST_ANSWERS = 40


class Talk:
    """Both ends of one interview: the candidate's page, and the worker that hears them."""

    def __init__(self, socket: ClientConnection, script: Script) -> None:
        self.script = script
        self._socket = socket
        self._utterance = 0

    async def say(self, type: str, **fields: Any) -> None:
        await self._socket.send(json.dumps({"type": type, **fields}))

    async def until(self, type: str, **fields: Any) -> dict[str, Any]:
        async with asyncio.timeout(SECONDS):
            async for message in self._socket:
                body = json.loads(message) if isinstance(message, str) else {}
                if body.get("type") == type and fields.items() <= body.items():
                    return dict(body)
        raise AssertionError(f"the line closed before {type} {fields}")

    async def heard_out(self) -> wire.Say:
        """The interviewer says something, and the candidate has heard it."""
        said = await self.script.told(wire.Say)
        await self.until("AGENT_AUDIO", turn=said.turn, streaming="end")
        await self.say("PLAYBACK_DONE", turn=said.turn)
        return said

    async def broken_off(self) -> wire.Say:
        """The interviewer begins to say something, and the candidate goes on."""
        said = await self.script.told(wire.Say)
        await self.script.tell(wire.Interrupted(said.turn, soon=True))
        await self.until("CANCEL_AUDIO", turn=said.turn, goesOn=True)
        await self.script.told(wire.Listen)
        return said

    async def answer(self, text: str = LONG) -> dict[str, Any]:
        """The candidate says this, and it is understood."""
        self._utterance += 1
        await self._socket.send(wire.Frame(wire.CANDIDATE, self._utterance, 0, 0, bytes(3200)).packed())
        while not self.script.sound or self.script.sound[-1].part != self._utterance:
            await asyncio.sleep(0.01)
        await self.script.tell(wire.Heard(self._utterance, text, 0, 90, 700))
        return await self.until("TRANSCRIPT", final=True)

    async def to_the_last_words(self) -> None:
        """Answer until nothing is left to ask; the last words are being said."""
        for _ in range(MOST_ANSWERS):
            await self.heard_out()
            await self.script.told(wire.Listen)
            await self.answer()
            begins = await self.until("TURN_START", role="agent")
            if begins["kind"] == "CLOSING":
                return
        raise AssertionError("no end")


Course = Callable[[Talk], Awaitable[None]]


class Hold(Protocol):
    def __call__(self, course: Course, *, over: bool = True) -> None: ...


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, int]]:
    """A server that looks for its voice at a port of the test's."""
    port = free_port()
    server = launch(
        tmp_path_factory.mktemp("voiced"),
        VIVAVOCE_CANDIDATE_CODE="false",
        VIVAVOCE_VOICE=f"ws://127.0.0.1:{port}",
    )
    yield server, port
    server.stop()


@pytest.fixture
def hold(house: tuple[Running, int]) -> Hold:
    """Holds an interview, and waits for its assessment where it is `over`."""
    server, port = house

    def held(course: Course, *, over: bool = True) -> None:
        interview = arrange(server, minutes=5)
        pass_ = entered(interview["interviewUrl"], "audio")

        async def talk() -> None:
            async with (
                scripted(port) as script,
                connect(pass_["wsUrl"], subprotocols=[Subprotocol(SUBPROTOCOL)], proxy=None) as socket,
            ):
                line = Talk(socket, script)
                await line.say("HELLO", sessionToken=pass_["sessionToken"], lastSeq=0, input="audio")
                await line.say("GREETING_REQUEST")
                await course(line)

        asyncio.run(asyncio.wait_for(talk(), 2 * SECONDS))
        if over:
            wait_for(lambda: api(server, "GET", f"/interviews/{interview['id']}")["status"] == "COMPLETED")

    return held


def test_it_is_over_when_the_last_words_have_been_heard(hold: Hold) -> None:
    async def course(talk: Talk) -> None:
        await talk.to_the_last_words()
        await talk.heard_out()
        assert (await talk.until("SESSION_ENDED"))["reason"] == "COMPLETED"

    hold(course)


def test_who_was_not_done_goes_on_over_the_last_words(hold: Hold) -> None:
    async def course(talk: Talk) -> None:
        await talk.to_the_last_words()
        goodbye = await talk.broken_off()
        assert (await talk.answer("I also wrote the runbook for it."))["goesOn"] is True
        assert (await talk.heard_out()).text == goodbye.text
        await talk.until("SESSION_ENDED")

    hold(course)


def test_who_was_not_done_may_go_on_in_writing(hold: Hold) -> None:
    async def course(talk: Talk) -> None:
        await talk.heard_out()
        await talk.script.told(wire.Listen)
        await talk.answer()
        await talk.broken_off()
        await talk.say("TEXT_ANSWER", text="I also wrote the runbook for it.", clientMsgId="1")
        assert (await talk.until("TRANSCRIPT", clientMsgId="1"))["goesOn"] is True
        await talk.heard_out()
        await talk.script.told(wire.Listen)
        await talk.say("TEXT_ANSWER", text="Another one.", clientMsgId="2")
        assert "goesOn" not in await talk.until("TRANSCRIPT", clientMsgId="2")

    hold(course, over=False)


def test_a_cough_over_the_last_words_does_not_keep_it_open(hold: Hold) -> None:
    async def course(talk: Talk) -> None:
        await talk.to_the_last_words()
        await talk.broken_off()
        await talk.script.tell(wire.Silence(1))
        await talk.until("SESSION_ENDED")

    hold(course)


def test_what_a_cough_cuts_off_is_said_once_more(hold: Hold) -> None:
    async def course(talk: Talk) -> None:
        await talk.heard_out()
        await talk.script.told(wire.Listen)
        await talk.answer()
        question = await talk.broken_off()
        await talk.script.tell(wire.Silence(1))
        assert await talk.script.told(wire.Say) == question
        await talk.script.tell(wire.Interrupted(question.turn, soon=True))
        await talk.script.told(wire.Listen)
        await talk.script.tell(wire.Silence(1))
        await talk.until("NOTICE", code="SILENCE")

    hold(course, over=False)


def test_who_hangs_up_over_the_last_words_has_been_interviewed(hold: Hold) -> None:
    async def course(talk: Talk) -> None:
        await talk.to_the_last_words()

    hold(course)
