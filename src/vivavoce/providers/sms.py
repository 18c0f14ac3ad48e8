"""How is a text message sent to a telephone?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vivavoce.kit.clock import Clock
from vivavoce.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Text:
    """One message to one number in E.164."""

    to: str
    words: str


class Texter(Protocol):
    """Sends text messages. A failure raises OSError or ValueError, and the run tries again."""

    def send(self, text: Text) -> None:
        """Hand the message over."""
        ...


class TextFolder:
    """Writes each message as a `.txt` file, number first, for a server without a telephone company."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def send(self, text: Text) -> None:
        """A whole file appears at once, named by time."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{self._clock.now():%Y%m%dT%H%M%S%f}-{new_id()[:8]}.txt"
        draft = self._folder / f".{name}"
        draft.write_text(f"{text.to}\n{text.words}\n", "utf-8")
        draft.rename(self._folder / name)
