"""The voice worker's door: one WebSocket for each spoken conversation, and how many there are."""

from __future__ import annotations

import asyncio
import hmac
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from loguru import logger
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.domain.errors import Unavailable
from vivavoce.live.voice import wire
from vivavoce.live.voice.pipeline import conversing
from vivavoce.live.voice.speech import Speech

if TYPE_CHECKING:
    from loguru import Message

log = logging.getLogger(__name__)
OPEN_SECONDS = 10.0
STRANGER, NONSENSE, BROKEN = 4401, 4400, 1011


def app(speech: Speech, secret: str, sessions: int) -> Starlette:
    """The worker: `/voice` for who knows the secret, at most `sessions` at once, and `/health` for all."""
    logger.configure(handlers=[{"sink": _log, "level": "WARNING"}])
    door = Door(speech, secret, sessions)
    return Starlette(routes=[Route("/health", door.health), WebSocketRoute("/voice", door.voice)])


class Door:
    """Lets rooms in and counts them."""

    def __init__(self, speech: Speech, secret: str, sessions: int) -> None:
        self._speech = speech
        self._bearer = f"Bearer {secret}".encode()
        self._limit = sessions
        self._sessions = 0

    async def health(self, _request: Request) -> JSONResponse:
        """What listens and speaks, and for how many."""
        return JSONResponse(
            {
                "status": "ok",
                "sessions": self._sessions,
                "limit": self._limit,
                "stt": self._speech.stt,
                "tts": self._speech.tts,
            }
        )

    async def voice(self, socket: WebSocket) -> None:
        """One conversation, from Open to the end of the socket."""
        given = socket.headers.get("authorization", "").encode("latin-1")
        if not hmac.compare_digest(given, self._bearer):
            await socket.close(STRANGER)
            return
        await socket.accept()
        if self._sessions >= self._limit:
            await socket.close(wire.FULL)
            return
        self._sessions += 1
        try:
            await _converse(socket, self._speech)
        except WebSocketDisconnect:
            pass
        except wire.Unreadable as error:
            await _close(socket, NONSENSE, str(error))
        except Unavailable as error:
            await _close(socket, BROKEN, error.message)
        finally:
            self._sessions -= 1


async def _converse(socket: WebSocket, speech: Speech) -> None:
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            opening = await _received(socket)
    except TimeoutError:
        raise wire.Unreadable("nobody opened the conversation") from None
    if not isinstance(opening, wire.Open):
        raise wire.Unreadable("a conversation begins with Open")

    async def tell(message: wire.Message | wire.Frame) -> None:
        """What cannot be sent any more is dropped: who reads from the socket ends the conversation."""
        with suppress(WebSocketDisconnect, RuntimeError):
            if isinstance(message, wire.Frame):
                await socket.send_bytes(message.packed())
            else:
                await socket.send_text(wire.text(message))

    async with conversing(speech, opening, tell) as conversation:
        await tell(wire.Opened(speech.stt, speech.tts))
        while True:
            await conversation.take(await _received(socket))


async def _received(socket: WebSocket) -> wire.Message | wire.Frame:
    event = await socket.receive()
    if event["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(event["code"])
    text = event.get("text")
    return wire.frame(event["bytes"]) if text is None else wire.message(text)


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        await socket.close(code, reason[:120])


def _log(message: Message) -> None:
    """Pipecat writes to loguru; this house writes to `logging`."""
    record = message.record
    log.log(record["level"].no, "%s: %s", record["name"], record["message"])
