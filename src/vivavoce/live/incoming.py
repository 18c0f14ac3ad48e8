"""What a client sends, before it means anything: how much at once, and sound in its older form."""

from __future__ import annotations

import base64
import binascii
from collections import deque
from typing import Any

from vivavoce.live.lanes import milliseconds
from vivavoce.live.protocol import MESSAGE_WINDOW_SECONDS
from vivavoce.live.voice import wire

PIECE = 3200
"""Bytes in 100 ms of the candidate's sound."""


class Pace:
    """Counts what arrives within `MESSAGE_WINDOW_SECONDS`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._arrivals: deque[float] = deque()

    def exceeded(self, now: float) -> bool:
        """One more has arrived at `now` (seconds): whether that is too many."""
        self._arrivals.append(now)
        while self._arrivals[0] < now - MESSAGE_WINDOW_SECONDS:
            self._arrivals.popleft()
        return len(self._arrivals) > self._most


class OlderSound:
    """Sound as JSON with base64, as the product's first clients send it: frames get their numbers here.

    `utterance` is the last one that is known: the next one has the next number.
    """

    def __init__(self, utterance: int) -> None:
        self.utterance = utterance
        self._rest = b""
        self._next = 0
        self._at = 0

    def frames(self, body: dict[str, Any]) -> list[bytes]:
        """The frames that are whole with this `AUDIO` message; at its end silence fills the last one.

        What is not base64 becomes a frame that cannot be read.
        """
        if body.get("streaming") == "start":
            self.utterance, self._rest, self._next, self._at = self.utterance + 1, b"", 0, 0
        try:
            sound = self._rest + base64.b64decode(str(body.get("data") or ""), validate=True)
        except (binascii.Error, ValueError):
            return [b""]
        if body.get("streaming") == "end":
            sound += bytes(-len(sound) % PIECE)
        whole = len(sound) - len(sound) % PIECE
        self._rest = sound[whole:]
        return [self._packed(sound[at : at + PIECE]) for at in range(0, whole, PIECE)]

    def _packed(self, sound: bytes) -> bytes:
        frame = wire.Frame(wire.CANDIDATE, self.utterance, self._next, self._at, sound)
        self._next += 1
        self._at += milliseconds(sound, wire.HEARD_RATE)
        return frame.packed()
