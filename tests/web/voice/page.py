"""A candidate's page of the voice room, the script behind it, and sounds to try it with."""

from __future__ import annotations

import math
import struct
from typing import Any

from playwright.sync_api import Browser, Page

from tests.web.room import listening

from .scripted import AGREED, Script, Stage

PITCH = 440.0
QUESTION = "Which index did you choose, and why?"
PLAYED = """
    window.played = [];
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (when) {
      window.played.push([when, this.buffer.duration, this.buffer.getChannelData(0)[0]]);
      return start.call(this, when);
    };
"""
"""Writes down when each piece is played, how long it is and how it begins."""


def tone(seconds: float, rate: int, pitch: float = PITCH) -> bytes:
    """A tone that comes and goes, so that nothing takes it for noise."""
    samples = (
        int(12_000 * math.sin(2 * math.pi * pitch * n / rate)) * (n * 3 // rate % 2)
        for n in range(int(seconds * rate))
    )
    return b"".join(struct.pack("<h", sample) for sample in samples)


def strength(sound: bytes, pitch: float, rate: int = 16_000) -> float:
    """How much of a tone is in it, as a part of the whole (Goertzel)."""
    samples = [sample for (sample,) in struct.iter_unpack("<h", sound)]
    turns = [2 * math.pi * pitch * n / rate for n in range(len(samples))]
    real = sum(sample * math.cos(turn) for sample, turn in zip(samples, turns, strict=True))
    imaginary = sum(sample * math.sin(turn) for sample, turn in zip(samples, turns, strict=True))
    whole = sum(sample * sample for sample in samples) * len(samples) / 2
    return (real * real + imaginary * imaginary) / whole if whole else 0.0


class Room:
    """A candidate's page of the voice room, and the script behind it."""

    def __init__(self, stage: Stage, browser: Browser, agreed: dict[str, str] = AGREED, **looks: Any) -> None:
        stage.script = self.script = Script()
        self.stage = stage
        self.invited = stage.site.invite()
        self.context = browser.new_context(base_url=stage.address, locale="en-GB", **looks)
        self.context.set_default_timeout(40_000)
        self.context.add_cookies(stage.seat(self.invited, agreed))  # type: ignore[arg-type]
        self.context.add_init_script(PLAYED)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, where: str = "/room#voice") -> Page:
        """Come into the room; by voice its first frame has arrived then."""
        self.page.goto(self.stage.link(self.invited) + where)
        if where.endswith("#voice"):
            press(self.page, "Go on by voice")
            self.script.heard(1, 1)
        else:
            listening(self.page)
        return self.page

    def close(self) -> None:
        self.context.close()
        self.stage.relay.mend()
        assert self.complaints == []


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
