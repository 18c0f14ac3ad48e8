"""A voice room whose server says what a test wants: the real pages, and a socket that plays a script."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.web.relay import Relay
from tests.web.site import Invited, Site
from vivavoce.live.voice import wire
from vivavoce.process import Listener
from vivavoce.server import STATIC
from vivavoce.settings import Settings
from vivavoce.web import candidate

SECONDS = 40.0
NOW = "2026-11-22T09:00:00.000Z"
AGREED = {"ai_interview": "yes", "transcript": "yes", "audio": "yes"}


@dataclass(slots=True)
class Script:
    """The interviewer's end of every line to it. `arrived`: messages and frames of all lines, in order.

    Numbered messages are kept and sent again, as the contract says. `stored`: what the next READY says of
    the sound that is stored, None to tell the truth.
    """

    arrived: list[dict[str, Any] | wire.Frame] = field(default_factory=list)
    hellos: list[dict[str, Any]] = field(default_factory=list)
    stored: tuple[int, int] | None = None
    phase: str = "LISTENING"
    kept: list[str] = field(default_factory=list)
    _line: WebSocket | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _news: threading.Condition = field(default_factory=threading.Condition)

    async def serve(self, line: WebSocket) -> None:
        """One line, from HELLO to its end; the check's line says nothing."""
        await line.accept(subprotocol="a2a-interview.v1")
        try:
            hello = json.loads(await line.receive_text())
            self._line, self._loop = line, asyncio.get_running_loop()
            await line.send_text(self._ready())
            for number, message in enumerate(self.kept, 1):
                if number > hello["lastSeq"]:
                    await line.send_text(message)
            self._note(self.hellos, hello)
            while True:
                frame = await line.receive()
                if frame["type"] == "websocket.disconnect":
                    return
                await self._take(line, frame)
        except (WebSocketDisconnect, KeyError, RuntimeError):
            return

    def tell(self, type: str, **fields: Any) -> None:
        """Send a message that is kept, with its number."""
        message = json.dumps({"type": type, "seq": len(self.kept) + 1, "ts": NOW, **fields})
        self.kept.append(message)
        self._send(lambda line: line.send_text(message))

    def whisper(self, type: str, **fields: Any) -> None:
        """Send a message that is not kept."""
        self._send(lambda line: line.send_text(json.dumps({"type": type, **fields})))

    def enter(self, phase: str) -> None:
        """The session is in this phase now."""
        self.phase = phase
        self.tell("PHASE", phase=phase)

    def ask(self, turn: int, text: str) -> None:
        """The words of the interviewer's turn."""
        self.tell("TURN_START", turn=turn, role="agent", kind="QUESTION", question={"index": 1, "total": 5})
        self.tell("AGENT_TEXT", turn=turn, delta=text, final=True, text=text)

    def play(self, turn: int, sounds: list[bytes]) -> None:
        """The sound of the interviewer's turn, all at once."""
        self.whisper("AGENT_AUDIO", turn=turn, codec="pcm_s16le", sampleRate=24_000, streaming="start")
        for number, sound in enumerate(sounds):
            self.sound(turn, number, sound, last=number == len(sounds) - 1)
        self.whisper("AGENT_AUDIO", turn=turn, streaming="end", lastFrame=len(sounds) - 1)

    def sound(self, turn: int, number: int, sound: bytes, *, last: bool = False) -> None:
        """One frame of the interviewer's sound."""
        packed = wire.Frame(wire.AGENT, turn, number, 0, sound, last).packed()
        self._send(lambda line: line.send_bytes(packed))

    @property
    def frames(self) -> list[wire.Frame]:
        return [one for one in self.arrived if isinstance(one, wire.Frame)]

    def said(self, type: str) -> list[dict[str, Any]]:
        """The client's messages of a kind."""
        return [one for one in self.arrived if isinstance(one, dict) and one["type"] == type]

    def order(self) -> list[str]:
        """What arrived, in order: types and `utterance.frame`, without what keeps a line alive."""
        names = [
            f"{one.part}.{one.number}" if isinstance(one, wire.Frame) else one["type"] for one in self.arrived
        ]
        return [name for name in names if name not in {"PING", "ACK", "GREETING_REQUEST"}]

    def until(self, come: Callable[[], object], what: str = "") -> None:
        """Wait until this is so of what arrived."""
        with self._news:
            assert self._news.wait_for(come, SECONDS), f"waited for {what or come}, have {self.order()[-20:]}"

    def heard(self, utterance: int, frames: int) -> None:
        """Wait for this many frames of an utterance."""
        self.until(lambda: sum(frame.part == utterance for frame in self.frames) >= frames)

    def _ready(self) -> str:
        frames = self.frames
        last = self.stored or ((frames[-1].part, frames[-1].number) if frames else None)
        return json.dumps(
            {
                "type": "READY",
                "seq": len(self.kept),
                "ts": NOW,
                "sessionId": "scripted",
                "resumed": bool(self.kept),
                "phase": self.phase,
                "turn": 0,
                "question": {"index": 1, "total": 5},
                "lastAudioFrame": last and {"utterance": last[0], "frame": last[1]},
                "elapsedSeconds": 0,
                "limitSeconds": 1200,
                "resumeWindowSeconds": 900,
                "position": "Backend engineer",
                "candidateName": "Ada",
            }
        )

    async def _take(self, line: WebSocket, frame: Any) -> None:
        if frame.get("bytes") is not None:
            self._note(self.arrived, wire.frame(frame["bytes"]))
            return
        body = json.loads(frame["text"])
        if body["type"] == "PING":
            await line.send_text(json.dumps({"type": "PONG", "t": body["t"]}))
        self._note(self.arrived, body)

    def _note(self, where: list[Any], what: Any) -> None:
        with self._news:
            where.append(what)
            self._news.notify_all()

    def _send(self, send: Callable[[WebSocket], Any]) -> None:
        assert self._line is not None, "nobody is there"
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(send(self._line), self._loop).result(SECONDS)


@dataclass(slots=True)
class Stage:
    """Serves the pages of `site` with a voice; every line goes to the `script` of the day."""

    site: Site
    relay: Relay
    address: str
    script: Script = field(default_factory=Script)

    async def serve(self, line: WebSocket) -> None:
        """The room's socket."""
        await self.script.serve(line)

    def link(self, invited: Invited) -> str:
        """An invitation's link, here."""
        return self.address + urlsplit(invited.link).path

    def seat(self, invited: Invited, agreed: dict[str, str]) -> list[dict[str, Any]]:
        """Pass the door of a candidate without an address; the cookies that prove it."""
        with httpx.Client(trust_env=False) as client:
            assert client.post(f"{self.link(invited)}/consent", data=agreed).status_code == 303
            return [
                {"name": one.name, "value": one.value, "domain": "127.0.0.1", "path": one.path}
                for one in client.cookies.jar
            ]


@contextmanager
def staged(site: Site) -> Iterator[Stage]:
    """A second server over the same house, until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    relay = Relay(port)
    stage = Stage(site, relay, f"http://127.0.0.1:{relay.port}")
    pages = candidate.Pages(site.deps.house, site.deps.key, stage.address, codes=True, voice=lambda: True)
    routes = [
        *candidate.routes(pages),
        WebSocketRoute("/live", stage.serve),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    listener = Listener(Starlette(routes=routes), Settings(port=port, data_dir=site.deps.settings.data_dir))
    listener.start()
    try:
        yield stage
    finally:
        relay.close()
        listener.stop()
