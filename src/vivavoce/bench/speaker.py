"""A candidate who speaks: one end of the room's socket, with a microphone that never stops and an ear."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from vivavoce.live.protocol import SUBPROTOCOL, Close
from vivavoce.live.voice import wire

FRAME_MS = 100
FRAME_BYTES = wire.HEARD_RATE * 2 * FRAME_MS // 1000
AUDIBLE = 330
"""Peak of a 16-bit frame from which on it can be heard: -40 dB of full scale."""
AGAIN_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Reply:
    """What followed on an answer. Seconds from its last sample: until the first audible sample of the reply,
    and until the transcript came. `hops`: what the server says of it, in milliseconds.
    """

    heard: str
    asked: str
    audible: float
    transcript: float
    hops: Mapping[str, int]


class Speaker:
    """Speaks into a room in real time, `pace` times faster if asked, and survives broken sockets.

    `presses_done`: says itself that an answer is over, as who presses Done after the last word. `patient`:
    listens to the interviewer for as long as that takes.
    """

    def __init__(
        self,
        address: str,
        token: str,
        pace: float = 1.0,
        *,
        presses_done: bool = False,
        patient: bool = False,
    ) -> None:
        self._address = address
        self._token = token
        self._pace = pace
        self._presses_done = presses_done
        self._patient = patient
        self._length = 0.0
        self._playing: asyncio.Task[None] | None = None
        self._socket: ClientConnection | None = None
        self._sequence = 0
        self._utterance, self._frame = 1, 0
        self._kept: deque[wire.Frame] = deque()
        self._voice: deque[bytes] = deque()
        self._ended = 0.0
        self._audible = 0.0
        self._asked = ""
        self._hops: Mapping[str, int] = {}
        self.turns: list[tuple[str, str]] = []
        self.notices: list[str] = []
        self.resumed: list[float] = []
        self.went_on = 0
        self.over = False
        self._phase = "WAITING"
        self._changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        """Open the socket and the microphone."""
        self._tasks = [asyncio.create_task(self._live()), asyncio.create_task(self._microphone())]

    async def close(self) -> None:
        """Hang up."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()

    async def drop(self) -> None:
        """Let the line break."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def until(self, holds: Callable[[], bool], seconds: float) -> None:
        """Wait until something holds. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    def listening(self) -> bool:
        """Whether the interviewer has said everything and waits."""
        return self.over or (bool(self.turns) and self.turns[-1][0] == "agent" and self._phase == "LISTENING")

    async def answer(self, sound: bytes, seconds: float = 60.0) -> Reply:
        """Speak and wait for what follows. Raises TimeoutError."""
        before = len(self.turns)
        self._audible, self._ended, self._hops = 0.0, 0.0, {}
        self.say(sound)
        await self.until(lambda: len(self.turns) >= before + 2 or self.over, seconds)
        transcript = time.perf_counter()
        await self.until(lambda: bool(self._audible) or self.over, seconds)
        heard = next((text for role, text in self.turns[before:] if role == "candidate"), "")
        return Reply(heard, self._asked, self._audible - self._ended, transcript - self._ended, self._hops)

    def say(self, sound: bytes) -> None:
        """Speak: 16-bit samples at 16 kHz; silence follows by itself."""
        padded = sound + bytes(-len(sound) % FRAME_BYTES)
        self._voice.extend(padded[at : at + FRAME_BYTES] for at in range(0, len(padded), FRAME_BYTES))

    @property
    def speaking(self) -> bool:
        """Whether there is something left to say."""
        return bool(self._voice)

    async def _microphone(self) -> None:
        """A frame every 100 ms, spoken or silent."""
        due = time.perf_counter()
        while not self.over:
            due += FRAME_MS / 1000 / self._pace
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            spoken = bool(self._voice)
            sound = self._voice.popleft() if spoken else bytes(FRAME_BYTES)
            frame = wire.Frame(wire.CANDIDATE, self._utterance, self._frame, self._frame * FRAME_MS, sound)
            self._frame += 1
            self._kept.append(frame)
            with suppress(ConnectionClosed):
                if self._socket is not None:
                    await self._socket.send(frame.packed())
            if spoken and not self._voice:
                await self._end(frame)

    async def _end(self, frame: wire.Frame) -> None:
        """The last frame of an answer was sent."""
        self._ended = time.perf_counter()
        if self._presses_done and self._socket is not None:
            over = {"type": "AUDIO_END", "utterance": frame.part, "lastFrame": frame.number}
            with suppress(ConnectionClosed):
                await self._socket.send(json.dumps(over))

    async def _live(self) -> None:
        """One connection after the other, until the interview is over."""
        lost = 0.0
        while not self.over:
            try:
                async with connect(
                    self._address, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None, proxy=None
                ) as socket:
                    hello = {"type": "HELLO", "sessionToken": self._token, "lastSeq": self._sequence}
                    await socket.send(json.dumps({**hello, "input": "audio", "playback": ["pcm_s16le"]}))
                    ready = json.loads(await socket.recv())
                    if ready["type"] != "READY":
                        await self._refused(socket)
                        break
                    if lost:
                        self.resumed.append(time.perf_counter() - lost)
                    lost = 0.0
                    await self._caught_up(socket, ready)
                    async for message in socket:
                        await self._take(socket, message)
            except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                lost = lost or time.perf_counter()
            self._socket = None
            if not self.over:
                await asyncio.sleep(AGAIN_SECONDS)

    async def _refused(self, socket: ClientConnection) -> None:
        """Whoever comes back to an interview whose end they missed is told so by the close code.

        Raises ConnectionError for any other refusal.
        """
        await socket.wait_closed()
        self.over = socket.close_code == Close.OVER
        self._changed.set()
        if not self.over:
            raise ConnectionError(f"refused with {socket.close_code}")

    async def _caught_up(self, socket: ClientConnection, ready: Mapping[str, Any]) -> None:
        self._phase = ready["phase"]
        last = ready["lastAudioFrame"] or {"utterance": 0, "frame": 0}
        kept = [frame for frame in self._kept if (frame.part, frame.number) > tuple(last.values())]
        await socket.send(json.dumps({"type": "AUDIO_START", "utterance": self._utterance}))
        for frame in kept:
            await socket.send(frame.packed())
        self._socket = socket
        await socket.send(json.dumps({"type": "GREETING_REQUEST"}))

    async def _take(self, socket: ClientConnection, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self._hear(wire.frame(message))
            return
        body = json.loads(message)
        self._sequence = max(self._sequence, body.get("seq", 0))
        match body:
            case {"type": "TRANSCRIPT", "final": True, "utterance": utterance, "text": text}:
                self.went_on += bool(body.get("goesOn"))
                await self._understood(socket, utterance, text)
            case {"type": "AGENT_AUDIO", "streaming": "end", "turn": turn}:
                self._playing = asyncio.create_task(self._play(socket, turn))
            case _:
                self._note(body)
        self._changed.set()

    def _note(self, body: Mapping[str, Any]) -> None:
        match body:
            case {"type": "PHASE", "phase": phase}:
                self._phase = phase
            case {"type": "AGENT_TEXT", "text": text}:
                self._asked = text
                self.turns.append(("agent", text))
            case {"type": "SNAPSHOT", "transcript": turns}:
                self.turns = [(turn["role"], turn["text"]) for turn in turns]
            case {"type": "AUDIO_ACK", "utterance": part, "frame": number}:
                self._let_go(part, number)
            case {"type": "AGENT_AUDIO", "streaming": "start", "latencyMs": hops}:
                self._hops, self._length = hops, 0.0
            case {"type": "CANCEL_AUDIO"} if self._playing is not None:
                self._playing.cancel()
            case {"type": "NOTICE", "code": code}:
                self.notices.append(code)
            case {"type": "SESSION_ENDED"}:
                self.over = True

    async def _play(self, socket: ClientConnection, turn: int) -> None:
        """Listen to a turn to its end."""
        await asyncio.sleep(self._length / self._pace if self._patient else 0.0)
        with suppress(ConnectionClosed):
            await socket.send(json.dumps({"type": "PLAYBACK_DONE", "turn": turn}))

    async def _understood(self, socket: ClientConnection, utterance: int, text: str) -> None:
        if text:
            self.turns.append(("candidate", text))
        if utterance >= self._utterance:
            self._utterance, self._frame = utterance + 1, 0
            self._kept.clear()
            await socket.send(json.dumps({"type": "AUDIO_START", "utterance": self._utterance}))

    def _let_go(self, part: int, number: int) -> None:
        while self._kept and (self._kept[0].part, self._kept[0].number) <= (part, number):
            self._kept.popleft()

    def _hear(self, frame: wire.Frame) -> None:
        self._length += len(frame.sound) / 2 / wire.SPOKEN_RATE
        if not self._audible and self._ended and _loud(frame.sound):
            self._audible = time.perf_counter()
            self._changed.set()


def _loud(sound: bytes) -> bool:
    """Whether the frame can be heard."""
    samples = memoryview(sound).cast("h")
    return max(max(samples, default=0), -min(samples, default=0)) >= AUDIBLE
