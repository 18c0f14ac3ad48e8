"""Where the voice workers are, and one conversation with one of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from vivavoce.live.voice import wire

HANDSHAKE_SECONDS = 10.0
"""A worker that has just begun loads its models first."""
MAX_FRAME = 1 << 20


class Voiceless(Exception):
    """No worker takes this conversation; the message says why."""


@dataclass(frozen=True, slots=True)
class Voices:
    """The workers at `addresses` ("ws://host:port"); none where this server has no voice."""

    addresses: Sequence[str]
    secret: str = field(repr=False)
    _turn: count[int] = field(default_factory=count, repr=False)

    def __bool__(self) -> bool:
        return bool(self.addresses)

    async def open(self, opening: wire.Open) -> Voice:
        """A conversation with the first worker that takes it; each begins with another. Raises Voiceless."""
        first, why = next(self._turn), "this server has no voice"
        for place in range(len(self.addresses)):
            address = self.addresses[(first + place) % len(self.addresses)]
            try:
                return await asyncio.wait_for(_open(address, self.secret, opening), HANDSHAKE_SECONDS)
            except ConnectionClosed as closed:
                full = closed.rcvd is not None and closed.rcvd.code == wire.FULL
                why = "every voice is taken" if full else f"the voice worker at {address} hung up"
            except (OSError, TimeoutError, InvalidHandshake, wire.Unreadable) as error:
                why = f"the voice worker at {address} does not answer: {error or type(error).__name__}"
        raise Voiceless(why)


@dataclass(frozen=True, slots=True)
class Voice:
    """One conversation; `opened` says what listens and speaks in it."""

    socket: ClientConnection
    opened: wire.Opened

    async def tell(self, message: wire.Message) -> None:
        """Raises Voiceless when the worker has gone."""
        await self._send(wire.text(message))

    async def hear(self, frame: wire.Frame) -> None:
        """The candidate's next piece of sound. Raises Voiceless when the worker has gone."""
        await self._send(frame.packed())

    async def said(self) -> AsyncIterator[wire.Message | wire.Frame]:
        """What the worker says, until the conversation ends. Raises Voiceless when it ends on its side."""
        try:
            async for text in self.socket:
                yield wire.message(text) if isinstance(text, str) else wire.frame(text)
        except ConnectionClosed as closed:
            raise Voiceless("the voice worker has gone") from closed
        except wire.Unreadable as error:
            raise Voiceless(f"the voice worker talks nonsense: {error}") from error

    async def close(self) -> None:
        """End the conversation."""
        await self.socket.close()

    async def _send(self, message: str | bytes) -> None:
        try:
            await self.socket.send(message)
        except ConnectionClosed as closed:
            raise Voiceless("the voice worker has gone") from closed


async def _open(address: str, secret: str, opening: wire.Open) -> Voice:
    socket = await connect(
        f"{address}/voice",
        additional_headers={"Authorization": f"Bearer {secret}"},
        compression=None,
        max_size=MAX_FRAME,
        open_timeout=HANDSHAKE_SECONDS,
        proxy=None,
    )
    try:
        await socket.send(wire.text(opening))
        answer = await socket.recv()
        opened = wire.message(answer) if isinstance(answer, str) else None
        if not isinstance(opened, wire.Opened):
            raise wire.Unreadable("no Opened")
    except BaseException:
        await socket.close()
        raise
    return Voice(socket, opened)
