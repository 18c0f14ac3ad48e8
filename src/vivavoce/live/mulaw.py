"""How does the sound of a telephone line become samples, and the other way round? ITU-T G.711 mu-law.

Plain Python without numpy: whoever holds the line need not have the packages of the voice.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from functools import cache
from math import cos, gcd, pi, sin
from typing import Final

RATE: Final = 8_000
"""Samples a second of a telephone line."""
_BIAS, _CLIP = 0x84, 32_635
_LOUDEST: Final = 0x7FFF
_CROSSINGS: Final = 5
"""Zero crossings of the filter on either side; twice as many cost twice the time and are not heard better."""


def _expanded(code: int) -> int:
    """G.711 table 2b: the 16-bit sample that a byte on the line stands for."""
    code = ~code & 0xFF
    magnitude = ((((code & 0x0F) << 3) + _BIAS) << (code >> 4 & 0x07)) - _BIAS
    return -magnitude if code & 0x80 else magnitude


def _compressed(sample: int) -> int:
    """G.711 table 2a: the byte on the line for a 16-bit sample."""
    magnitude = min(abs(sample), _CLIP) + _BIAS
    exponent = magnitude.bit_length() - 8
    mantissa = magnitude >> (exponent + 3) & 0x0F
    return ~((sample < 0) << 7 | exponent << 4 | mantissa) & 0xFF


_SAMPLES: Final = [_expanded(code) for code in range(256)]


@cache
def _codes() -> bytes:
    """The byte for each sample, in the order of samples read as unsigned: 0 to 32767, then -32768 to -1."""
    return bytes(_compressed(sample) for sample in (*range(0x8000), *range(-0x8000, 0)))


def decoded(line: bytes) -> list[int]:
    """The 16-bit samples of mu-law bytes, one each."""
    return [_SAMPLES[code] for code in line]


def encoded(samples: Sequence[int]) -> bytes:
    """The mu-law bytes of 16-bit samples, one each."""
    codes = _codes()
    return bytes([codes[sample & 0xFFFF] for sample in samples])


def unpacked(sound: bytes) -> array[int]:
    """The samples in signed 16-bit little-endian bytes."""
    samples = array("h", sound)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def packed(samples: Sequence[int]) -> bytes:
    """Signed 16-bit little-endian bytes of samples."""
    row = array("h", samples)
    if sys.byteorder == "big":
        row.byteswap()
    return row.tobytes()


class Resampler:
    """Turns samples at one rate into samples at another, piece by piece without a seam.

    A windowed sinc in polyphase form (Oppenheim and Schafer, Discrete-Time Signal Processing, 4.7 and 7.5);
    what comes out is `_CROSSINGS` samples of the lower rate late.
    """

    def __init__(self, source: int, target: int) -> None:
        self._up, self._down = target // gcd(source, target), source // gcd(source, target)
        self._phases = _phases(self._up, self._down)
        self._width = 2 * _CROSSINGS * max(self._up, self._down) // self._up
        self._behind = [0] * (self._width - 1)
        self._at = 0

    def turned(self, samples: Sequence[int]) -> list[int]:
        """The next samples. Of a whole stream come as many as it has at the new rate, give or take one."""
        heard = [*self._behind, *samples]
        until = (len(heard) - self._width + 1) * self._up
        due = range(self._at, until, self._down)
        made = [0.0] * len(due)
        for first in range(min(self._up, len(due))):
            place, phase = divmod(due[first], self._up)
            made[first :: self._up] = self._filtered(heard, place, phase, len(due[first :: self._up]))
        self._at += len(due) * self._down - until
        self._behind = heard[len(heard) - self._width + 1 :]
        if made and max(map(abs, made)) > _LOUDEST:
            return [int(max(-_LOUDEST, min(_LOUDEST, sample))) for sample in made]
        return list(map(int, made))

    def _filtered(self, heard: list[int], place: int, phase: int, count: int) -> list[float]:
        """`count` samples of one phase from `place` on; tap by tap is quicker than sample by sample."""
        made, step = [0.0] * count, self._down
        for tap, weight in self._phases[phase]:
            row = heard[place + tap : place + tap + count * step : step]
            made = [sum + weight * sample for sum, sample in zip(made, row, strict=True)]
        return made


@cache
def _phases(up: int, down: int) -> tuple[tuple[tuple[int, float], ...], ...]:
    """For each of `up` places between two samples: the samples around it, and how much each weighs.

    Sinc at the lower of both rates under a Hamming window, scaled so that a constant stays what it is. Taps
    where the sinc is 0 are left out.
    """
    slow = max(up, down)
    width = 2 * _CROSSINGS * slow // up
    found = []
    for phase in range(up):
        places = [((place - width // 2 + 1) * up - phase) / slow for place in range(width)]
        weights = [_sinc(place) * _hamming(place / _CROSSINGS) for place in places]
        taps = [(tap, weight / sum(weights)) for tap, weight in enumerate(weights)]
        found.append(tuple((tap, weight) for tap, weight in taps if abs(weight) > 1e-9))
    return tuple(found)


def _sinc(x: float) -> float:
    return sin(pi * x) / (pi * x) if x else 1.0


def _hamming(x: float) -> float:
    return 0.54 + 0.46 * cos(pi * x)
