"""Who is let in, who is sent away, and what is left of a conversation when it is over."""

from __future__ import annotations

import asyncio
import gc
import resource
import threading

import httpx
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed

from tests.live.voice.caller import SECRET, Line, calling, quiet
from tests.live.voice.conftest import Speak
from vivavoce.live.voice import wire
from vivavoce.live.voice.speech import Speech
from vivavoce.live.voices import Voiceless


async def health(line: Line) -> dict[str, object]:
    async with httpx.AsyncClient(verify=False) as client:
        answer = await client.get(f"{line.address.replace('ws', 'http', 1)}/health")
    told: dict[str, object] = answer.json()
    return told


async def emptied(line: Line) -> dict[str, object]:
    """The worker's health when every conversation has been freed."""
    async with asyncio.timeout(10):
        while (told := await health(line))["sessions"]:
            await asyncio.sleep(0)
    return told


def test_it_says_what_it_is_and_how_many_it_holds(speech: Speech) -> None:
    async def talk() -> tuple[wire.Opened, dict[str, object], dict[str, object]]:
        async with calling(speech, sessions=3) as line:
            caller = await line.open()
            during = await health(line)
            await line.hang_up()
            return caller.voice.opened, during, await emptied(line)

    opened, during, after = asyncio.run(talk())
    assert opened == wire.Opened("embedded:tiny.en", "embedded:hibari")
    known = {"status": "ok", "limit": 3, "stt": opened.stt, "tts": opened.tts}
    assert during == {**known, "sessions": 1}
    assert after == {**known, "sessions": 0}


@pytest.mark.parametrize("secret", ["", "open sesam", SECRET + "e"])
def test_a_stranger_is_not_let_in(speech: Speech, secret: str) -> None:
    async def talk() -> None:
        async with calling(speech) as line:
            await line.open(secret=secret)

    with pytest.raises(Voiceless, match="HTTP 403"):
        asyncio.run(talk())


def test_one_too_many_is_sent_away_and_has_room_when_somebody_leaves(speech: Speech) -> None:
    async def talk() -> str:
        async with calling(speech, sessions=2) as line:
            await line.open()
            await line.open()
            with pytest.raises(Voiceless) as refused:
                await line.open()
            await line.hang_up()
            await emptied(line)
            await line.open()
            return str(refused.value)

    assert asyncio.run(talk()) == "every voice is taken"


@pytest.mark.parametrize(
    "nonsense",
    [
        "{",
        '{"type":"Heard"}',
        '{"type":"Open","more":1}',
        b"\x01",
        b"\x02" * 20,
        wire.text(wire.Opened("", "")),
    ],
)
def test_nonsense_ends_the_conversation(speech: Speech, nonsense: str | bytes) -> None:
    async def talk() -> tuple[int, int]:
        async with calling(speech) as line:
            caller = await line.open()
            await caller.voice.socket.send(nonsense)
            await caller.voice.socket.wait_closed()
            await emptied(line)
            return caller.voice.socket.close_code or 0, len(caller.messages)

    assert asyncio.run(talk()) == (4400, 0)


def test_a_conversation_begins_with_open(speech: Speech) -> None:
    async def talk() -> int:
        from websockets.asyncio.client import connect

        async with calling(speech) as line:
            headers = {"Authorization": f"Bearer {SECRET}"}
            async with connect(f"{line.address}/voice", additional_headers=headers, proxy=None) as socket:
                await socket.send(wire.text(wire.Listen()))
                with pytest.raises(ConnectionClosed):
                    await socket.recv()
                return socket.close_code or 0

    assert asyncio.run(talk()) == 4400


def test_nothing_is_left_of_fifty_conversations(speech: Speech, say: Speak) -> None:
    """Each is left in the middle of speech, its own and the interviewer's."""
    sound = np.concatenate([quiet(0.5), say("I worked on a payment system.")])

    async def talk(line: Line) -> None:
        caller = await line.open()
        await caller.tell(wire.Listen())
        await caller.speak(sound)
        await caller.until(wire.Speaking)
        await caller.tell(wire.Say(1, "Thank you. What did you learn from that project?"))
        await caller.until(wire.Sound)
        await line.hang_up()
        line.callers.clear()
        await emptied(line)

    async def fifty() -> tuple[list[int], list[int], list[int]]:
        async with calling(speech) as line:
            tasks, threads, memory = [], [], []
            for _ in range(10):
                for _ in range(5):
                    await talk(line)
                gc.collect()
                tasks.append(len(asyncio.all_tasks()))
                threads.append(threading.active_count())
                memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
            return tasks, threads, memory

    tasks, threads, memory = asyncio.run(fifty())
    assert max(tasks) <= tasks[0]
    assert max(threads[1:]) <= threads[1]
    assert memory[-1] - memory[1] < 20_000
