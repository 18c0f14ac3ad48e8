"""The browser's end of a session: one WebSocket, its limits, and what becomes of each message."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
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
from vivavoce.live.aloud import Aloud, opening_of
from vivavoce.live.incoming import OlderSound, Pace
from vivavoce.live.lanes import Lanes
from vivavoce.live.protocol import Close, Phase, Refused
from vivavoce.live.session import Session, Spoken
from vivavoce.live.voice import wire
from vivavoce.live.voices import Voices
from vivavoce.providers.sound import CANDIDATE, Tapes
from vivavoce.store.database import Store

log = logging.getLogger(__name__)
LOOK_SECONDS = 15.0
DEAF = "This server cannot listen. Please type your answer."
UNAGREED = "Your voice is recorded only after you have agreed to it."
SHORTEST, LONGEST = 640, 16_000
"""Bytes of sound in a frame: 20 to 500 ms at 16 kHz."""
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
    voices: Voices
    tapes: Tapes

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
        self._aloud: Aloud | None = None
        self._lanes: Lanes | None = None
        self._word = asyncio.Lock()
        self._over = False
        self._texts, self._frames = Pace(protocol.MAX_MESSAGES), Pace(protocol.MAX_FRAMES)
        self._warned: set[str] = set()
        self._deaf = False
        self._older = OlderSound(0)
        self._steps: dict[str, Callable[[Session, dict[str, Any]], Spoken]] = {
            "GREETING_REQUEST": lambda session, _: session.greet(),
            "TEXT_ANSWER": self._answer,
            "END_INTERVIEW": lambda session, _: session.end(EndReason.BY_CANDIDATE),
            "PAUSE": lambda session, _: session.pause(),
            "UNPAUSE": lambda session, _: session.unpause(),
            "ACK": _acknowledge,
        }
        self._sounds: dict[str, Callable[[Aloud, dict[str, Any]], Awaitable[None]]] = {
            "AUDIO_START": lambda aloud, body: aloud.start(_number(body.get("utterance"))),
            "AUDIO_END": lambda aloud, body: aloud.done(_number(body.get("utterance"))),
            "INTERRUPT": lambda aloud, _: aloud.hush(),
            "PLAYBACK_DONE": lambda aloud, body: aloud.played(_number(body.get("turn"))),
            "HOLD": lambda aloud, body: aloud.hold(body.get("on") is True),
        }

    async def run(self) -> None:
        """HELLO, READY, then every message in turn until the end."""
        session, opening, aloud = await self._hello()
        self._session = session
        older = self._rooms.open.get(session.interview_id)
        self._rooms.open[session.interview_id] = self
        if older is not None:
            await older.close(Close.REPLACED, "replaced by a newer connection")
        await self._send(opening.messages)
        await (self._speak_up(session) if aloud else self._speak_less(session))
        while True:
            frame = await self._receive(session)
            if frame is None:
                continue
            sound, text = frame.get("bytes"), frame.get("text")
            if sound is not None:
                await self._heard(session, sound)
            elif text is not None:
                await self._told(session, protocol.incoming(text))

    async def act(self, step: Callable[[Session], Spoken]) -> None:
        """Take a step of the session, send what comes of it, and speak it where that is wanted.

        Nothing more is done once the interview is over.
        """
        assert self._session is not None, "HELLO comes first"
        try:
            async with self._word:
                if self._over:
                    return
                spoken = await self._stepped(self._session, step)
                self._over = spoken.over
                await self._send(spoken.messages)
        except Refused as refusal:
            await self.refuse(refusal)
            return
        if spoken.over:
            await self.close(Close.END, "the interview is over")
        elif spoken.said and self._aloud is not None:
            await self._aloud.say(spoken.said, last=spoken.last)
        elif spoken.said:
            await self._read(self._session)

    async def tell(self, message: str) -> None:
        """Send a message that is not kept."""
        await self._send((message,))

    async def play(self, frame: bytes) -> None:
        """Send a frame of sound."""
        with suppress(RuntimeError, WebSocketDisconnect):
            await self._socket.send_bytes(frame)

    async def part(self) -> None:
        """The last words have been heard out: the interview is over."""
        await self.act(Session.part)

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
        if self._aloud is not None:
            await self._aloud.close()
        try:
            await run_in_threadpool(self._session.leave)
        except DomainError as error:
            log.info("left a room that is gone: %s", error.message)

    async def _hello(self) -> tuple[Session, Spoken, bool]:
        """The session, its first messages, and whether the candidate wants to speak."""
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
        tape = await run_in_threadpool(rooms.tapes.open, seat.organization_id, seat.interview_id)
        self._lanes = Lanes(tape, session, rooms.clock)
        try:
            last = await run_in_threadpool(tape.last, CANDIDATE)
            self._older = OlderSound(last[0] if last else 0)
            opening = await run_in_threadpool(session.connect, _number(body.get("lastSeq", 0)), last)
        except NotFound as error:
            raise Refused(Close.UNKNOWN_SESSION, error.message) from error
        except Conflict as error:
            raise Refused(Close.OVER, error.message) from error
        return session, opening, body.get("input") == "audio"

    async def _speak_up(self, session: Session) -> None:
        """From now on this connection is spoken, as far as the candidate agreed and there is a voice."""
        if self._aloud is not None or self._lanes is None:
            return
        self._deaf = True
        if not self._rooms.voices:
            await self.act(lambda session: session.notice("STT_DOWN", DEAF))
            return
        if not session.seat.audible:
            await self.tell(protocol.error("UNAUTHORIZED", UNAGREED, fatal=False))
            return
        self._deaf, session.aloud = False, True
        opening = opening_of(session.seat.plan, session.seat.eases)
        self._aloud = Aloud(self, session, self._rooms.voices, self._lanes, opening)
        await self._aloud.begin()
        if session.seat.room.phase == Phase.SPEAKING:
            await self._aloud.say(session.unanswered, last=session.closed)

    async def _speak_less(self, session: Session) -> None:
        """From now on this connection is held in writing."""
        session.aloud = False
        aloud, self._aloud = self._aloud, None
        if aloud is not None:
            await aloud.hush()
            await aloud.close()
        await self._read(session)

    async def _read(self, session: Session) -> None:
        """What was to be spoken is read instead, which is up to the candidate."""
        if session.closed:
            await self.part()
        elif session.seat.room.phase == Phase.SPEAKING:
            await self.act(Session.listen)

    async def _receive(self, session: Session) -> dict[str, Any] | None:
        """What comes next; None when it only called for time to be looked at.

        A line that is dead is found by the server's own pings, also behind a tab that sleeps.
        """
        left = session.left().total_seconds()
        try:
            frame = await asyncio.wait_for(self._socket.receive(), max(0.0, min(LOOK_SECONDS, left)))
        except TimeoutError as error:
            await self._warn(left)
            if session.left().total_seconds() > 0:
                return None
            await self.act(lambda session: session.end(EndReason.TIME_LIMIT))
            raise WebSocketDisconnect(Close.END) from error
        if frame["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(frame.get("code", 1005))
        self._count(frame)
        await self._warn(left)
        return dict(frame)

    async def _told(self, session: Session, body: dict[str, Any]) -> None:
        kind = body["type"]
        if kind == "PING":
            await self.tell(protocol.pong(body.get("t")))
        elif kind == "MODE":
            await (self._speak_up(session) if body.get("input") == "audio" else self._speak_less(session))
        elif kind == "AUDIO":
            for sound in self._older.frames(body):
                await self._heard(session, sound)
            if body.get("streaming") == "end" and self._aloud is not None:
                await self._aloud.done(self._older.utterance)
        elif kind in self._sounds:
            await self._sounded(session, body)
        elif kind in self._steps:
            if kind in {"PAUSE", "END_INTERVIEW"} and self._aloud is not None:
                await self._aloud.hush()
            await self.act(lambda session: self._steps[kind](session, body))

    def _answer(self, session: Session, body: dict[str, Any]) -> Spoken:
        text, client_id = body.get("text"), body.get("clientMsgId")
        if not isinstance(text, str) or not _storable(text):
            return Spoken(
                (protocol.error("BAD_MESSAGE", "An answer is 1 to 8000 characters of text.", fatal=False),)
            )
        if not session.seat.room.greeted:
            return Spoken((protocol.error("WRONG_PHASE", "GREETING_REQUEST comes first.", fatal=False),))
        goes_on = self._aloud is not None and self._aloud.broken_off
        return session.answer(text, str(client_id)[:100] if client_id is not None else None, goes_on=goes_on)

    async def _sounded(self, session: Session, body: dict[str, Any]) -> None:
        if body["type"] == "AUDIO_START":
            await self._speak_up(session)
        if self._aloud is not None:
            await self._sounds[body["type"]](self._aloud, body)

    async def _heard(self, session: Session, packed: bytes) -> None:
        """A frame of the candidate's sound; pictures are neither wanted nor kept."""
        try:
            frame = wire.frame(packed)
        except wire.Unreadable as error:
            await self.tell(protocol.error("BAD_FRAME", str(error), fatal=False))
            return
        if frame.kind == wire.VIDEO:
            return
        if frame.kind != wire.CANDIDATE or not SHORTEST <= len(frame.sound) <= LONGEST:
            await self.tell(protocol.error("BAD_FRAME", "A frame holds 20 to 500 ms of sound.", fatal=False))
            return
        if session.seat.room.phase == Phase.PAUSED or self._over:
            return
        if not self._deaf:
            await self._speak_up(session)
        if self._aloud is not None:
            await self._aloud.take(frame)

    async def _stepped(self, session: Session, step: Callable[[Session], Spoken]) -> Spoken:
        try:
            return await run_in_threadpool(step, session)
        except Replaced as error:
            raise Refused(Close.REPLACED, error.message) from error
        except Conflict as error:
            raise Refused(Close.OVER, error.message) from error

    async def _send(self, messages: Sequence[str]) -> None:
        """What a closed socket does not take is kept, or worth nothing later."""
        with suppress(RuntimeError, WebSocketDisconnect):
            for message in messages:
                await self._socket.send_text(message)

    async def _warn(self, left: float) -> None:
        for seconds, code, text in WARNINGS:
            grace = left - 300.0
            if 0 < grace <= seconds and code not in self._warned:
                self._warned.add(code)
                await self.act(partial(Session.notice, code=code, text=text))
                return

    def _count(self, frame: Mapping[str, Any]) -> None:
        pace = self._texts if frame.get("text") is not None else self._frames
        if pace.exceeded(asyncio.get_running_loop().time()):
            raise Refused(Close.TOO_MANY, "too many messages")


def _acknowledge(session: Session, body: dict[str, Any]) -> Spoken:
    session.acknowledged(_number(body.get("seq", 0)))
    return Spoken(())


def _storable(text: str) -> bool:
    """PostgreSQL text holds neither NUL nor half of a surrogate pair."""
    whole = not any("\ud800" <= letter <= "\udfff" for letter in text)
    return whole and "\x00" not in text and len(text) <= protocol.MAX_ANSWER


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
