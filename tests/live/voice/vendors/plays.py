"""What every play has: a vendor's part, with its temper and what it was told."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

KEY = "key-of-the-account"
TEXT = "I moved our cluster to PostgreSQL."
TONE = bytes(range(256)) * 200
"""The voice of every vendor: a second and more at 24 kHz."""


@dataclass
class Play:
    """One vendor in one role.

    `temper`: "" plays the part; "drops" closes the socket in the middle; "errs" says that something is wrong;
    "leaves" closes politely in the middle; "silent" listens and never answers.
    """

    temper: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    """The query of the handshake, or the fields of the request."""
    given: bytearray = field(default_factory=bytearray)
    """The sound that arrived."""
    said: str = ""
    """The text that arrived, to be spoken."""
    connections: int = 0
    heed: int = 9_600
    """Bytes of sound that are heard before the temper shows."""

    VENDOR: ClassVar[str]
    ADDRESS: ClassVar[str] = "ws://127.0.0.1:{port}"
    KEY_IN: ClassVar[tuple[str, str]]
    """The header that carries the key, and its form."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.connections += 1
        header, form = self.KEY_IN
        given = dict(scope["headers"]).get(header.lower().encode(), b"").decode()
        if scope["type"] == "http":
            answer = (
                await self.answer(Request(scope, receive)) if given == form.format(KEY) else self.refusal()
            )
            await answer(scope, receive, send)
            return
        talk = WebSocket(scope, receive, send)
        self.asked |= dict(talk.query_params)
        self.asked["terms"] = ",".join(self.terms(talk))
        if given != form.format(KEY):
            await talk.send_denial_response(self.refusal())
            return
        await talk.accept()
        self._open = talk, asyncio.get_running_loop()
        with suppress(WebSocketDisconnect, RuntimeError):
            await self.talk(talk)

    def hang_up(self) -> None:
        """Closes the socket, as after a long silence."""
        talk, loop = self._open
        asyncio.run_coroutine_threadsafe(talk.close(1000), loop).result()

    def terms(self, talk: WebSocket) -> list[str]:
        """The words to listen for, where the handshake carries them."""
        return [value for name, value in talk.query_params.multi_items() if name in {"keyterm", "keyterms"}]

    def refusal(self) -> Response:
        return JSONResponse(
            {"error": {"message": "Incorrect API key provided.", "code": "invalid_api_key"}}, 401
        )

    async def talk(self, talk: WebSocket) -> None:
        raise NotImplementedError

    async def answer(self, request: Request) -> Response:
        raise NotImplementedError

    async def trouble(self, talk: WebSocket, error: Any = None) -> bool:
        """Whether the temper has ended the talk; `error` is the vendor's message that something is wrong."""
        if len(self.given) < self.heed and not self.said:
            return False
        if self.temper == "drops":
            await talk.close(1011)
        elif self.temper == "leaves":
            await talk.close(1000)
        elif self.temper == "errs":
            await talk.send_text(json.dumps(error))
            await talk.close(1011)
        return self.temper != "silent" and bool(self.temper)

    async def say(self, talk: WebSocket, message: Any) -> None:
        """A message of the vendor's."""
        if self.temper != "silent" or not (self.said or len(self.given) >= self.heed):
            await talk.send_text(message if isinstance(message, str) else json.dumps(message))


def azure(path: str, request: str, body: dict[str, Any] | None = None) -> str:
    """A text message of Microsoft's speech protocol."""
    head = f"X-RequestId:{request}\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n"
    return head + ("" if body is None else json.dumps(body))


def azure_parts(message: str | bytes) -> tuple[dict[str, str], bytes]:
    """The headers, by their names in small letters, and the body; a binary message begins with the headers' length."""
    if isinstance(message, bytes):
        size = int.from_bytes(message[:2], "big")
        head, body = message[2 : 2 + size].decode(), message[2 + size :]
    else:
        head, _, rest = message.partition("\r\n\r\n")
        body = rest.encode()
    lines = (line.partition(":") for line in head.split("\r\n") if line)
    return {name.strip().lower(): value.strip() for name, _, value in lines}, body
