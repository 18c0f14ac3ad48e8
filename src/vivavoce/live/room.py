"""The browser's end of a session: one WebSocket, its limits, and what becomes of each message."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.actions import tickets
from vivavoce.actions.rooms import Replaced
from vivavoce.domain.errors import Conflict, DomainError, NotFound, Unauthenticated
from vivavoce.domain.identity import candidate
from vivavoce.domain.interview import EndReason
from vivavoce.interviewer.mind import Conductor
from vivavoce.kit.clock import Clock
from vivavoce.live import protocol
from vivavoce.live.protocol import Close, Refused
from vivavoce.live.session import Session, Spoken
from vivavoce.store.database import Store

log = logging.getLogger(__name__)
LOOK_SECONDS = 15.0
UNHEARD = "This server cannot listen yet. Please type your answer."
WARNINGS = (
    (60.0, "TIME_1_MIN", "About one minute is left."),
    (300.0, "TIME_5_MIN", "About five minutes are left."),
)


@dataclass(frozen=True, slots=True)
class Rooms:
    """Serves the socket of every interview. `origins` may open it from a page; other clients send none."""

    store: Store
    conductor: Conductor
    clock: Clock
    key: bytes
    origins: frozenset[str]
    open: dict[str, Connection]

    async def serve(self, socket: WebSocket) -> None:
        """One connection from accept to close."""
        origin = socket.headers.get("origin")
        if origin is not None and origin not in self.origins:
            await socket.close(Close.UNAUTHORIZED)
            return
        offered = socket.headers.get("sec-websocket-protocol", "")
        chosen = protocol.SUBPROTOCOL if protocol.SUBPROTOCOL in offered else None
        await socket.accept(subprotocol=chosen)
        connection = Connection(self, socket)
        try:
            await connection.run()
        except Refused as refusal:
            await connection.refuse(refusal)
        except WebSocketDisconnect:
            pass
        finally:
            await connection.leave()


class Connection:
    """One socket of one candidate."""

    def __init__(self, rooms: Rooms, socket: WebSocket) -> None:
        self._rooms = rooms
        self._socket = socket
        self._session: Session | None = None
        self._arrivals: deque[float] = deque()
        self._warned: set[str] = set()
        self._steps: dict[str, Callable[[Session, dict[str, Any]], Spoken]] = {
            "GREETING_REQUEST": lambda session, _: session.greet(),
            "TEXT_ANSWER": _answer,
            "END_INTERVIEW": lambda session, _: session.end(EndReason.BY_CANDIDATE),
            "PAUSE": lambda session, _: session.pause(),
            "UNPAUSE": lambda session, _: session.unpause(),
            "ACK": _acknowledge,
            "AUDIO_END": lambda session, _: session.notice("STT_DOWN", UNHEARD),
        }
        self._speaking = False

    async def run(self) -> None:
        """HELLO, READY, then every message in turn until the end."""
        session, opening = await self._hello()
        self._session = session
        older = self._rooms.open.get(session.interview_id)
        self._rooms.open[session.interview_id] = self
        if older is not None:
            await older.close(Close.REPLACED, "replaced by a newer connection")
        await self._send(opening)
        while True:
            body = await self._receive(session)
            if body is None:
                continue
            spoken = await self._step(session, body)
            await self._send(spoken)
            if spoken.over:
                await self.close(Close.END, "the interview is over")
                return

    async def close(self, code: Close, reason: str) -> None:
        """Close the socket; nothing happens when it is closed already."""
        try:
            await self._socket.close(code, reason)
        except RuntimeError:
            return

    async def refuse(self, refusal: Refused) -> None:
        """Say why, then close."""
        word = "UNAUTHORIZED" if refusal.code is Close.UNAUTHORIZED else "BAD_MESSAGE"
        try:
            await self._socket.send_text(protocol.error(word, refusal.reason, fatal=True))
        except (RuntimeError, WebSocketDisconnect):
            return
        await self.close(refusal.code, refusal.reason)

    async def leave(self) -> None:
        """The clock stops; the room stays open for a newer connection."""
        if self._session is None:
            return
        if self._rooms.open.get(self._session.interview_id) is self:
            del self._rooms.open[self._session.interview_id]
        try:
            await run_in_threadpool(self._session.leave)
        except DomainError as error:
            log.info("left a room that is gone: %s", error.message)

    async def _hello(self) -> tuple[Session, Spoken]:
        try:
            text = await asyncio.wait_for(self._socket.receive_text(), protocol.HELLO_SECONDS)
        except TimeoutError as error:
            raise Refused(Close.NO_HELLO, "no HELLO") from error
        except KeyError as error:
            raise Refused(Close.PROTOCOL, "HELLO is a text message") from error
        body = protocol.incoming(text)
        if body["type"] != "HELLO":
            raise Refused(Close.NO_HELLO, "HELLO comes first")
        rooms = self._rooms
        try:
            seat = tickets.read(rooms.key, str(body.get("sessionToken", "")), rooms.clock.now())
        except Unauthenticated as error:
            raise Refused(Close.UNAUTHORIZED, error.message) from error
        actor = candidate(seat.organization_id, seat.candidate_id)
        session = Session(rooms.store, rooms.conductor, rooms.clock, actor, seat.interview_id)
        try:
            return session, await run_in_threadpool(session.connect, _number(body.get("lastSeq", 0)))
        except NotFound as error:
            raise Refused(Close.UNKNOWN_SESSION, error.message) from error
        except Conflict as error:
            raise Refused(Close.OVER, error.message) from error

    async def _receive(self, session: Session) -> dict[str, Any] | None:
        """The next message; None when it only called for time to be looked at.

        A line that is dead is found by the server's own pings, also behind a tab that sleeps.
        """
        left = session.left().total_seconds()
        try:
            frame = await asyncio.wait_for(self._socket.receive(), max(0.0, min(LOOK_SECONDS, left)))
        except TimeoutError as error:
            await self._warn(session, left)
            if session.left().total_seconds() > 0:
                return None
            spoken = await run_in_threadpool(session.end, EndReason.TIME_LIMIT)
            await self._send(spoken)
            raise WebSocketDisconnect(Close.END) from error
        if frame["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(frame.get("code", 1005))
        self._count()
        await self._warn(session, left)
        if frame.get("text") is None and self._speaking:
            return None  # sound that nobody here can hear; its end is answered with a notice
        if frame.get("text") is None:
            await self._socket.send_text(
                protocol.error("BAD_FRAME", "This room takes text only.", fatal=False)
            )
            return None
        body = protocol.incoming(frame["text"])
        if body["type"] == "PING":
            await self._socket.send_text(protocol.pong(body.get("t")))
            return None
        if body["type"] in {"AUDIO_START", "AUDIO_END"}:
            self._speaking = body["type"] == "AUDIO_START"
        return body if body["type"] in self._steps else None

    async def _step(self, session: Session, body: dict[str, Any]) -> Spoken:
        try:
            return await run_in_threadpool(self._steps[body["type"]], session, body)
        except Replaced as error:
            raise Refused(Close.REPLACED, error.message) from error
        except Conflict as error:
            raise Refused(Close.OVER, error.message) from error

    async def _send(self, spoken: Spoken) -> None:
        for message in spoken.messages:
            await self._socket.send_text(message)

    async def _warn(self, session: Session, left: float) -> None:
        for seconds, code, text in WARNINGS:
            grace = left - 300.0
            if 0 < grace <= seconds and code not in self._warned:
                self._warned.add(code)
                await self._send(await run_in_threadpool(session.notice, code, text))
                return

    def _count(self) -> None:
        now = asyncio.get_running_loop().time()
        self._arrivals.append(now)
        while self._arrivals and self._arrivals[0] < now - protocol.MESSAGE_WINDOW_SECONDS:
            self._arrivals.popleft()
        if len(self._arrivals) > protocol.MAX_MESSAGES:
            raise Refused(Close.TOO_MANY, "too many messages")


def _answer(session: Session, body: dict[str, Any]) -> Spoken:
    text, client_id = body.get("text"), body.get("clientMsgId")
    if not isinstance(text, str) or not _storable(text):
        return Spoken(
            (protocol.error("BAD_MESSAGE", "An answer is 1 to 8000 characters of text.", fatal=False),)
        )
    if not session.seat.room.greeted:
        return Spoken((protocol.error("WRONG_PHASE", "GREETING_REQUEST comes first.", fatal=False),))
    return session.answer(text, str(client_id)[:100] if client_id is not None else None)


def _acknowledge(session: Session, body: dict[str, Any]) -> Spoken:
    session.acknowledged(_number(body.get("seq", 0)))
    return Spoken(())


def _storable(text: str) -> bool:
    """PostgreSQL text holds neither NUL nor half of a surrogate pair."""
    whole = not any("\ud800" <= letter <= "\udfff" for letter in text)
    return whole and "\x00" not in text and len(text) <= protocol.MAX_ANSWER


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
