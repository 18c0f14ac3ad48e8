"""A voice worker without an ear or a voice: it hears what a test says, and speaks a beep for each word.

It stands at the other end of the wire, so that what a call does about time, silence and loss can be tried exactly.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import pi, sin
from typing import TypeVar

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.live.twilio.stream import QUIET, SECONDS, Phone
from vivavoce.live.mulaw import packed
from vivavoce.live.voice import wire
from vivavoce.live.voices import Voices

BEEP = packed([int(8000 * sin(2 * pi * 440 * at / wire.SPOKEN_RATE)) for at in range(480)])
"""20 ms."""
Kind = TypeVar("Kind", bound=wire.Message)


@dataclass
class Script:
    """The worker of one call at a time. `sound`: the frames that came. `mute`: it makes no sound of a text."""

    port: int = 0
    takes: bool = True
    mute: bool = False
    sound: list[wire.Frame] = field(default_factory=list)
    calls: int = 0
    _told: asyncio.Queue[wire.Message] = field(default_factory=asyncio.Queue)
    _frame: asyncio.Event = field(default_factory=asyncio.Event)
    _socket: ServerConnection | None = None

    @property
    def voices(self) -> Voices:
        """How a call finds it."""
        return Voices((f"ws://127.0.0.1:{self.port}",), "secret")

    async def told(self, kind: type[Kind]) -> Kind:
        """The next message of this kind; those before it are dropped."""
        async with asyncio.timeout(SECONDS):
            while True:
                message = await self._told.get()
                if isinstance(message, kind):
                    return message

    async def tell(self, message: wire.Message) -> None:
        """Say something to our side."""
        assert self._socket is not None
        await self._socket.send(wire.text(message))

    async def hears(self, phone: Phone) -> int:
        """The utterance that the telephone's sound belongs to now."""
        before = len(self.sound)
        await phone.sound(QUIET)
        async with asyncio.timeout(SECONDS):
            while len(self.sound) == before:
                self._frame.clear()
                await self._frame.wait()
        return self.sound[-1].part

    async def die(self) -> None:
        """Go in the middle of everything."""
        assert self._socket is not None
        await self._socket.close(1011)

    async def serve(self, socket: ServerConnection) -> None:
        """One conversation."""
        if not self.takes:
            await socket.close(wire.FULL)
            return
        self._socket = socket
        try:
            await socket.recv()
            self.calls += 1
            await self.tell(wire.Opened("script:ear", "script:voice"))
            async for message in socket:
                await self._take(message)
        except ConnectionClosed:
            return

    async def _take(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self.sound.append(wire.frame(message))
            self._frame.set()
            return
        told = wire.message(message)
        self._told.put_nowait(told)
        if isinstance(told, wire.Say) and not self.mute:
            await self._speak(told)

    async def _speak(self, say: wire.Say) -> None:
        assert self._socket is not None
        await self.tell(wire.Sound(say.turn, wire.SPOKEN_RATE))
        count = len(say.text.split())
        for number in range(count):
            last = number == count - 1
            frame = wire.Frame(wire.AGENT, say.turn, number, number * 20, BEEP, last)
            await self._socket.send(frame.packed())
        await self.tell(wire.Spoken(say.turn, count - 1))


@asynccontextmanager
async def scripted(port: int = 0) -> AsyncIterator[Script]:
    """A scripted worker on this port, or a free one."""
    script = Script()
    async with serve(script.serve, "127.0.0.1", port, compression=None) as server:
        script.port = next(iter(server.sockets)).getsockname()[1]
        yield script
