"""What the player of a recording shows: both voices as waves, and where each question begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vivavoce.domain.review import Lane, Recording
from vivavoce.web.console.interviews.transcript import Passage

MIDDLE = 50
"""Half the height of a wave, which is drawn in a box of as many units of width as it has peaks."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a question begins: in milliseconds, and in percent of the whole."""

    number: int
    at: int
    percent: float


@dataclass(frozen=True, slots=True)
class Wave:
    """One voice: `path` is the outline of its peaks as SVG writes it, in a box `width` wide."""

    lane: Lane
    width: int
    path: str


@dataclass(frozen=True, slots=True)
class Player:
    """A recording that can be played."""

    recording: Recording
    waves: tuple[Wave, ...]
    marks: tuple[Mark, ...]

    @property
    def clock(self) -> str:
        """How long it is, in minutes and seconds."""
        return f"{int(self.recording.seconds) // 60}:{int(self.recording.seconds) % 60:02}"


def player(lanes: Mapping[Lane, Recording], passages: Sequence[Passage]) -> Player:
    """What to show of a recording with this transcript."""
    both = lanes[Lane.BOTH]
    waves = tuple(
        _wave(lane, lanes[lane].peaks) for lane in (Lane.INTERVIEWER, Lane.CANDIDATE) if lane in lanes
    )
    begun: dict[int, int] = {}
    for passage in passages:
        spoken = [said.speech.starts for said in passage.said if said.speech]
        if passage.number and spoken:
            begun.setdefault(passage.number, spoken[0])
    whole = max(both.seconds * 1000, 1)
    marks = tuple(Mark(number, at, round(100 * at / whole, 2)) for number, at in begun.items())
    return Player(both, waves, marks)


def _wave(lane: Lane, peaks: Sequence[int]) -> Wave:
    """Bars up and down from the middle; what is silent is a line."""
    bars = (
        f"M{at} {MIDDLE - half}h0.7v{2 * half}h-0.7z"
        for at, peak in enumerate(peaks)
        for half in (max(1, peak * MIDDLE // 100),)
    )
    return Wave(lane, len(peaks), "".join(bars))
