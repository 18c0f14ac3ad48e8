"""How an answer of the corpus sounds: its pieces, the pauses between them, and the room around."""

from __future__ import annotations

import wave
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from vivavoce.bench.corpus import Answer, Noise, Speaker
from vivavoce.live.voice.wire import HEARD_RATE as RATE

Samples = NDArray[np.float32]

_LOUDNESS = 0.06
"""Root mean square of the speech, of full scale 1: a voice close to its microphone."""
_FAINT = 0.02
"""Below this share of a piece's peak it has not begun yet, or is over."""
_LEAD, _TAIL = 0.3, 2.5
"""Seconds of the room before the first word and after the last."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples at 16 kHz, full scale 1, and the millisecond at which the last word ends."""

    samples: Samples
    ends: int


def sound(answer: Answer) -> Sound:
    """The answer as a microphone hears it; the same samples every time."""
    parts = [_silence(_LEAD)]
    for piece in answer.pieces:
        spoken = _played(piece.said) if isinstance(piece.said, Path) else _said(piece.said, answer.speaker)
        parts += [spoken, _silence(piece.pause / 1000)]
    speech = np.concatenate(parts)
    ends = round(speech.size * 1000 / RATE)
    chance = np.random.default_rng(zlib.crc32(repr(answer.pieces[-1].said).encode()))
    samples = np.concatenate([speech, _silence(_TAIL)])
    return Sound(np.clip(samples + _noise(answer.speaker.noise, samples.size, chance), -1, 1), ends)


def _said(text: str, speaker: Speaker) -> Samples:
    """Text in the embedded voice. Another pitch is another speed of the tape, which the pace makes up for."""
    spoken = _voice()(text, speed=speaker.pace / speaker.pitch, seed=zlib.crc32(text.encode()))
    return _level(soxr.resample(spoken, round(24_000 * speaker.pitch), RATE).astype(np.float32))


@cache
def _voice() -> Any:
    from hibari import Hibari

    return Hibari()


@cache
def _played(path: Path) -> Samples:
    """A WAV file of 16-bit samples, one channel, 16 kHz."""
    with wave.open(str(path)) as file:
        whole = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return _level((whole / 32768).astype(np.float32))


def _level(piece: Samples) -> Samples:
    """From its first sound to its last, at the loudness of all pieces."""
    loud = np.flatnonzero(np.abs(piece) > _FAINT * np.abs(piece).max())
    heard = piece[loud[0] : loud[-1] + 1]
    levelled: Samples = (heard * (_LOUDNESS / np.sqrt(np.mean(heard**2)))).astype(np.float32)
    return levelled


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def _noise(noise: Noise, size: int, chance: np.random.Generator) -> Samples:
    """Noise so many decibels below the speech; pink falls by 3 dB an octave. Nothing for no colour."""
    if not noise.colour:
        return np.zeros(size, np.float32)
    spectrum = np.fft.rfft(chance.standard_normal(size))
    if noise.colour == "pink":
        spectrum /= np.sqrt(np.arange(1, spectrum.size + 1))
    made = np.fft.irfft(spectrum, size)
    loudness = _LOUDNESS * 10 ** (-noise.decibels / 20)
    levelled: Samples = (made * (loudness / made.std())).astype(np.float32)
    return levelled
