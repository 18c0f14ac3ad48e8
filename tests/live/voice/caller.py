"""A room in its smallest form: opens a conversation with a voice worker, speaks samples, collects what comes back.

async with calling(speech) as line:                 a worker of its own, on a free port
    caller = await line.open(wire.Open())
    await caller.tell(wire.Listen())
    await caller.speak(samples)                     as fast as the worker takes it
    heard = await caller.until(wire.Heard)
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import uvicorn
from numpy.typing import NDArray

from vivavoce.live.voice import wire
from vivavoce.live.voice.speech import Speech
from vivavoce.live.voice.worker import app
from vivavoce.live.voices import Voice, Voices

SECRET = "open sesame"
SECONDS = 60.0
"""How long anything may take on a busy machine."""
Samples = NDArray[np.int16]
Kind = TypeVar("Kind", bound=wire.Message)


def quiet(seconds: float) -> Samples:
    """Digital silence at 16 kHz."""
    return np.zeros(int(seconds * wire.HEARD_RATE), np.int16)


def at_heard_rate(spoken: bytes) -> Samples:
    """24 kHz sound at 16 kHz, every third pair of samples interpolated."""
    samples = np.frombuffer(spoken, np.int16).astype(np.float64)
    places = np.arange(0, len(samples) - 1, wire.SPOKEN_RATE / wire.HEARD_RATE)
    return np.interp(places, np.arange(len(samples)), samples).astype(np.int16)


@dataclass(slots=True)
class Caller:
    """One conversation. `messages` and `frames` are all that came, in order."""

    voice: Voice
    messages: list[wire.Message] = field(default_factory=list)
    frames: list[wire.Frame] = field(default_factory=list)
    utterance: int = 0
    number: int = 0
    _read: int = 0
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: asyncio.Task[None] | None = None

    async def tell(self, message: wire.Message) -> None:
        """Send a message."""
        await self.voice.tell(message)

    async def speak(self, samples: Samples, size: int = 1600) -> None:
        """Send the sound in frames of `size` samples, in the running utterance."""
        for start in range(0, len(samples), size):
            sound = samples[start : start + size].tobytes()
            at = self.number * size * 1000 // wire.HEARD_RATE
            await self.voice.hear(wire.Frame(wire.CANDIDATE, self.utterance, self.number, at, sound))
            self.number += 1

    def next_utterance(self) -> None:
        """What is spoken from now on is another utterance."""
        self.utterance, self.number = self.utterance + 1, 0

    async def until(self, kind: type[Kind]) -> Kind:
        """The next message of this kind; those before it stay in `messages`."""
        async with asyncio.timeout(SECONDS):
            while True:
                while self._read < len(self.messages):
                    message = self.messages[self._read]
                    self._read += 1
                    if isinstance(message, kind):
                        return message
                self._arrived.clear()
                await self._arrived.wait()

    def told(self, kind: type[Kind]) -> list[Kind]:
        """All messages of this kind so far."""
        return [message for message in self.messages if isinstance(message, kind)]

    def spoken(self, turn: int) -> bytes:
        """The sound of this turn so far."""
        return b"".join(frame.sound for frame in self.frames if frame.part == turn)

    async def read(self) -> None:
        """Collect until the conversation ends."""
        async for message in self.voice.said():
            if isinstance(message, wire.Frame):
                self.frames.append(message)
            else:
                self.messages.append(message)
            self._arrived.set()


@dataclass(slots=True)
class Line:
    """A worker that runs in this loop, and who talks with it."""

    address: str
    callers: list[Caller] = field(default_factory=list)
    _reading: list[asyncio.Task[None]] = field(default_factory=list)

    async def open(self, opening: wire.Open = wire.Open(), secret: str = SECRET) -> Caller:  # noqa: B008
        """A conversation. Raises Voiceless where the worker does not take it."""
        caller = Caller(await Voices((self.address,), secret).open(opening))
        self.callers.append(caller)
        self._reading.append(asyncio.create_task(caller.read()))
        return caller

    async def hang_up(self) -> None:
        """End all conversations."""
        for caller in self.callers:
            await caller.voice.close()
        await asyncio.gather(*self._reading, return_exceptions=True)


@asynccontextmanager
async def calling(speech: Speech, sessions: int = 8) -> AsyncIterator[Line]:
    """A worker on a free port of the loopback."""
    opened = socket.socket()
    opened.bind(("127.0.0.1", 0))
    opened.listen()
    config = uvicorn.Config(
        app(speech, SECRET, sessions), ws="websockets-sansio", lifespan="off", log_level="error"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[opened]))
    line = Line(f"ws://127.0.0.1:{opened.getsockname()[1]}")
    try:
        yield line
    finally:
        await line.hang_up()
        server.should_exit = True
        await serving
        opened.close()
