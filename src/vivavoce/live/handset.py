"""What does the callee's telephone give and take?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Key:
    """A key was pressed: 0 to 9, `*`, `#`."""

    digit: str


@dataclass(frozen=True, slots=True)
class Played:
    """All that was sent before the mark of this name has been played, or cleared."""

    name: str


class Handset(Protocol):
    """The callee's telephone. What cannot be sent any more is dropped silently."""

    def said(self) -> AsyncIterator[bytes | Key | Played]:
        """What comes from it until they hang up; sound as 16-bit samples at `wire.HEARD_RATE`."""
        ...

    async def play(self, rate: int, sound: bytes) -> None:
        """Play 16-bit samples after what plays already."""
        ...

    async def mark(self, name: str) -> None:
        """Have a `Played` of this name come when all until here has been played."""
        ...

    async def clear(self) -> None:
        """Be silent at once."""
        ...
