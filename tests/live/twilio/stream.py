"""Twilio's end of a media stream, for tests: a telephone on a real WebSocket, with marks, clears and keys.

async with ringing(callbacks, made) as phone:       our routes on a free port, and one call to them
    await phone.sound(samples)                      16-bit samples at 8 kHz, as fast as they are taken
    await phone.listened()                          all of the next prompt, as 8 kHz samples
"""

from __future__ import annotations

import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.live.twilio.callbacks import CALL, PUBLIC, SID, TOKEN
from vivavoce.domain.interview import Interview
from vivavoce.live.mulaw import decoded, encoded
from vivavoce.live.twilio import Callbacks, routes
from vivavoce.providers.phone_twilio import address, signature

SECONDS = 30.0
"""How long anything may take on a busy machine."""
FRAME = 160
STREAM = "MZ" + "1" * 32
QUIET = [0] * FRAME


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """An application on a free port of the loopback: its address without a scheme."""
    opened = socket.socket()
    opened.bind(("127.0.0.1", 0))
    opened.listen()
    config = uvicorn.Config(app, ws="websockets-sansio", lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[opened]))
    try:
        yield f"127.0.0.1:{opened.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        opened.close()


@asynccontextmanager
async def ringing(
    callbacks: Callbacks, made: Interview, call: str = CALL, **told: str
) -> AsyncIterator[Phone]:
    """Somebody has picked up. `told` are the parameters of the stream."""
    async with serving(Starlette(routes=routes(callbacks))) as place:
        url = address(PUBLIC, made.organization_id, call, "media").replace("https", "wss")
        given = {"x-twilio-signature": signature(TOKEN, url, ())}
        path = url.removeprefix(PUBLIC.replace("https", "wss"))
        async with connect(f"ws://{place}{path}", additional_headers=given, proxy=None) as opened:
            phone = Phone(opened)
            reading = asyncio.create_task(phone.read())
            await phone.start(told)
            try:
                yield phone
            finally:
                await opened.close()
                await reading


@dataclass
class Phone:
    """`closed`: how our side ended the stream. `plays`: whether marks come back at once, as if time flew."""

    socket: ClientConnection
    plays: bool = True
    closed: tuple[int, str] = (0, "")
    cleared: int = 0
    _sequence: int = 0
    _heard: list[int] = field(default_factory=list)
    _prompts: asyncio.Queue[list[int] | None] = field(default_factory=asyncio.Queue)
    _marks: list[str] = field(default_factory=list)
    _begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self, told: Mapping[str, str]) -> None:
        """The two messages that Twilio begins with."""
        await self.send("connected", protocol="Call", version="1.0.0")
        about = {"accountSid": "AC1", "streamSid": STREAM, "callSid": SID, "tracks": ["inbound"]}
        form = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
        await self.send(
            "start", start={**about, "mediaFormat": form, "customParameters": {"since": "0", **told}}
        )

    async def sound(self, samples: Sequence[int]) -> None:
        """Speak into the telephone."""
        for at in range(0, len(samples), FRAME):
            payload = base64.b64encode(encoded(samples[at : at + FRAME])).decode()
            count = str(self._sequence)
            await self.send(
                "media", media={"track": "inbound", "chunk": count, "timestamp": count, "payload": payload}
            )

    async def press(self, digit: str) -> None:
        """Press a key."""
        await self.send("dtmf", dtmf={"track": "inbound_track", "digit": digit})

    async def hang_up(self) -> None:
        """Put the receiver down."""
        await self.send("stop", stop={"accountSid": "AC1", "callSid": SID})

    async def listened(self) -> list[int] | None:
        """What was played until the next mark; None when the stream has ended."""
        async with asyncio.timeout(SECONDS):
            return await self._prompts.get()

    async def spoken_to(self, seconds: float) -> bool:
        """Whether something is played within this time."""
        try:
            async with asyncio.timeout(seconds):
                await self._begun.wait()
        except TimeoutError:
            return False
        return True

    async def played(self) -> None:
        """All marks come back."""
        marks, self._marks = self._marks, []
        for name in marks:
            await self.send("mark", mark={"name": name})

    async def send(self, event: str, **more: Any) -> None:
        """One message of Twilio's; what our side no longer takes is dropped."""
        self._sequence += 1
        numbered = (
            {} if event == "connected" else {"sequenceNumber": str(self._sequence), "streamSid": STREAM}
        )
        try:
            await self.socket.send(json.dumps({"event": event, **numbered, **more}))
        except ConnectionClosed:
            return

    async def read(self) -> None:
        """What our side sends, until it closes the stream."""
        try:
            async for text in self.socket:
                await self._take(json.loads(text))
        except ConnectionClosed:
            pass
        self.closed = (self.socket.close_code or 0, self.socket.close_reason or "")
        self._begun.set()
        self._prompts.put_nowait(None)

    async def _take(self, message: dict[str, Any]) -> None:
        assert message["streamSid"] == STREAM
        if message["event"] == "media":
            self._begun.set()
            self._heard += decoded(base64.b64decode(message["media"]["payload"]))
        elif message["event"] == "clear":
            self.cleared += 1
            self._heard = []
            await self.played()
        else:
            self._marks.append(message["mark"]["name"])
            heard, self._heard = self._heard, []
            self._begun.clear()
            self._prompts.put_nowait(heard)
            if self.plays:
                await self.played()
