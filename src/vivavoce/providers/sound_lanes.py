"""What a finished recording sounds like, lane by lane: where each piece lies, and how loud it is there."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from vivavoce.domain.review import Lane
from vivavoce.providers.sound import SAMPLE_BYTES, Body, Entry

if TYPE_CHECKING:
    from numpy import int16
    from numpy.typing import NDArray

    Samples = NDArray[int16]

RATE: Final = 16_000
"""Samples a second of a finished recording: what the candidate is heard at; speech needs no more."""
BLOCK: Final = 10 * RATE
LEVEL: Final = RATE // 10
"""How loud it is, is measured ten times a second."""
LONGEST_GAP_MS: Final = 10_000
LEFT_MS: Final = 2_000
"""Where nobody was connected for longer than the first, the second is left."""
JITTER_MS: Final = 40
"""A piece whose clock is off by less than this follows the one before it without a seam."""
LONGEST_RUN: Final = 30 * RATE
BARS: Final = 400
PAUSE_LEVELS: Final = 8
QUIETEST: Final = 200
"""Root mean square of 16-bit samples, -44 dB of full scale: nothing below is speech."""


@dataclass(frozen=True, slots=True)
class Cut:
    """At `at` milliseconds of the interview's time, `removed` milliseconds of nothing were left out."""

    at: int
    removed: int


def moved(at: int, cuts: Sequence[Cut]) -> int:
    """Where a moment of the interview's time lies in the recording; both in milliseconds."""
    return at - sum(min(cut.removed, max(0, at - cut.at)) for cut in cuts)


def cuts_of(entries: Sequence[Entry], zero_ms: int) -> tuple[Cut, ...]:
    """What is left out: the long gaps in which there is no sound of anybody."""
    found, until = [], 0
    for entry in sorted(entries, key=lambda entry: entry.wall_ms):
        starts = entry.wall_ms - zero_ms
        if starts - until > LONGEST_GAP_MS:
            found.append(Cut(until + LEFT_MS, starts - until - LEFT_MS))
        until = max(until, starts + _samples(entry) * 1000 // entry.rate)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces of one lane that follow each other without a seam; `starts` and `length` count samples."""

    starts: int
    length: int
    rate: int
    entries: tuple[Entry, ...]

    def samples(self, body: Body) -> Samples:
        """The sound at `RATE`."""
        import numpy as np

        sound = b"".join(body[entry.starts : entry.ends] for entry in self.entries)
        heard = np.frombuffer(sound, "<i2").astype(np.int16)
        if self.rate == RATE:
            return heard
        import soxr

        turned: Samples = soxr.resample(heard, self.rate, RATE)
        return turned


def stretches(lane: Lane, entries: Sequence[Entry], zero_ms: int, cuts: Sequence[Cut]) -> list[Stretch]:
    """A lane in the order of time."""
    found: list[Stretch] = []
    group: list[Entry] = []
    starts, ends = 0, -RATE
    for entry in sorted((e for e in entries if e.lane is lane), key=lambda e: (e.wall_ms, e.number)):
        due = moved(entry.wall_ms - zero_ms, cuts) * RATE // 1000
        near = abs(due - ends) < JITTER_MS * RATE // 1000
        if not (near and _alike(group[-1], entry) and ends - starts < LONGEST_RUN):
            found += _stretched(starts, group)
            group, starts = [], ends if near else due
        group.append(entry)
        ends = starts + _length(group)
    return found + _stretched(starts, group)


def blocks(lane: Sequence[Stretch], body: Body, length: int) -> Iterator[Samples]:
    """`length` samples of a lane in blocks of `BLOCK`, silence where there is none; the later prevails."""
    import numpy as np

    ahead, sounding = deque(lane), deque[tuple[int, "Samples"]]()
    for begins in range(0, length, BLOCK):
        ends = min(begins + BLOCK, length)
        block = np.zeros(ends - begins, np.int16)
        while ahead and ahead[0].starts < ends:
            stretch = ahead.popleft()
            sounding.append((stretch.starts, stretch.samples(body)))
        for starts, samples in sounding:
            first, last = max(starts, begins), min(starts + len(samples), ends)
            if first < last:
                block[first - begins : last - begins] = samples[first - starts : last - starts]
        while sounding and sounding[0][0] + len(sounding[0][1]) <= ends:
            sounding.popleft()
        yield block


def mixed(one: Samples, other: Samples) -> Samples:
    """Both at once."""
    import numpy as np

    both: Samples = np.clip(one.astype(np.int32) + other, -32768, 32767).astype(np.int16)
    return both


def levels(block: Samples) -> list[int]:
    """Root mean square of each tenth of a second."""
    import numpy as np

    padded = np.pad(block.astype(np.float64), (0, -len(block) % LEVEL)).reshape(-1, LEVEL)
    return [int(level) for level in np.sqrt((padded**2).mean(axis=1))]


def peaks(heard: Sequence[int]) -> tuple[int, ...]:
    """At most `BARS` heights from 0 to 100, as high as the loudest is within each."""
    if not heard:
        return ()
    top, bars = max(*heard, 1), min(BARS, len(heard))
    edges = [number * len(heard) // bars for number in range(bars + 1)]
    return tuple(round(100 * max(heard[left:right]) / top) for left, right in pairwise(edges))


def loud(heard: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """(starts, ends) in milliseconds of where somebody speaks; pauses under 0.8 s belong to it.

    Speech is what is three times as loud as the quietest fifth, which is the room; in a lane that is never
    quiet, what has a quarter of the loudest twentieth.
    """
    ordered = sorted(level for level in heard if level)
    if not ordered:
        return ()
    room, voice = ordered[len(ordered) // 5], ordered[len(ordered) * 19 // 20]
    least = min(max(QUIETEST, 3 * room), max(QUIETEST, voice // 4))
    return joined([(at * 100, at * 100 + 100) for at, level in enumerate(heard) if level >= least])


def joined(parts: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Parts of time in order, those put together that lie closer than a pause."""
    found: list[tuple[int, int]] = []
    for starts, ends in sorted(parts):
        if found and starts - found[-1][1] < PAUSE_LEVELS * 100:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((starts, ends))
    return tuple(found)


def _samples(entry: Entry) -> int:
    return (entry.ends - entry.starts) // SAMPLE_BYTES


def _length(group: Sequence[Entry]) -> int:
    """In samples at `RATE`."""
    return sum(map(_samples, group)) * RATE // group[0].rate


def _stretched(starts: int, group: Sequence[Entry]) -> list[Stretch]:
    return [Stretch(starts, _length(group), group[0].rate, tuple(group))] if group else []


def _alike(before: Entry, entry: Entry) -> bool:
    return (before.part, before.rate) == (entry.part, entry.rate)
