"""Which answers are spoken to measure the end of a turn, by whom, and where the speakers stop to think."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Final

import yaml

SEED: Final = 20
SPEAKERS: Final = 20
"""Speakers in each half of the corpus who read `answers.yaml`; one more in each plays recordings."""
ANSWERS: Final = 5
"""Answers a speaker gives one after the other."""

_STOPS = 0.45
"""The share of the places marked in `answers.yaml` where a speaker does stop."""
_SHORT, _LONG, _DEEP, _BREATH = (500, 1500), (1500, 3000), (3000, 8000), (200, 450)
"""Milliseconds: thinking, thinking longer, after "let me think", and between sentences without thought."""
_SHARE_LONG = 0.2
_SHARE_UM = 0.3
_PLACE = re.compile(r"\s*([/~@])\s*|(?<=[.?])\s+")
_KEEPS_GOING = {"/": ",", "~": "…"}


@dataclass(frozen=True, slots=True)
class Noise:
    """What is heard beside the voice: `colour` "white" or "pink", `decibels` below it; "" and 0: nothing."""

    colour: str = ""
    decibels: int = 0


ROOMS: Final = (
    Noise(),
    Noise("white", 20),
    Noise("pink", 10),
    Noise(),
    Noise("pink", 20),
    Noise(),
    Noise("white", 10),
)
"""Speakers sit in these in turn."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """`pace` and `pitch` 1.0 are the voice's own; `slowness` multiplies every thinking pause."""

    name: str
    pace: float
    pitch: float
    slowness: float
    noise: Noise


@dataclass(frozen=True, slots=True)
class Piece:
    """What is said in one go, as text or as a recording, and the milliseconds of silence after it."""

    said: str | Path
    pause: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A turn to its true end: the last piece has no pause after it."""

    speaker: Speaker
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Halves:
    """Two corpora that share no text of `answers.yaml` and no speaker: one to tune on, one to report."""

    tuning: tuple[Answer, ...]
    test: tuple[Answer, ...]


def corpus(recordings: Sequence[Path], speakers: int = SPEAKERS) -> Halves:
    """Five answers for each speaker and half, in the order they are given; the same ones every time.

    `recordings`: sound files, a whole sentence each; with none of them nobody plays recordings. Those are
    the one thing that both halves share: nothing of their words can be tuned on but that they are sentences.
    """
    texts = list(_texts())
    Random(SEED).shuffle(texts)  # noqa: S311
    middle = len(texts) // 2
    return Halves(
        tuple(_half("tuning", texts[:middle], recordings, speakers)),
        tuple(_half("test", texts[middle:], recordings, speakers)),
    )


def _half(name: str, texts: Sequence[str], recordings: Sequence[Path], speakers: int) -> Iterator[Answer]:
    chance = Random(f"{name} {SEED}")  # noqa: S311
    for number in range(speakers):
        yield from _spoken(f"{name} {number}", number, texts, chance)
    if recordings:
        yield from _spoken(f"{name} recordings", 0, recordings, chance)


@cache
def _texts() -> tuple[str, ...]:
    return tuple(yaml.safe_load(files("vivavoce.bench").joinpath("answers.yaml").read_text("utf-8")))


def _spoken(name: str, number: int, own: Sequence[str | Path], chance: Random) -> Iterator[Answer]:
    speaker = Speaker(
        name,
        pace=chance.uniform(0.85, 1.2),
        pitch=chance.uniform(0.82, 1.1),
        slowness=chance.choice((0.8, 1.0, 1.25)),
        noise=ROOMS[number % len(ROOMS)],
    )
    for turn in range(ANSWERS):
        chosen = own[(number * ANSWERS + turn) % len(own)]
        if isinstance(chosen, str):
            yield Answer(speaker, tuple(_pieces(chosen, speaker, chance)))
        else:
            yield Answer(speaker, tuple(_played(own, speaker, chance)))


def _pieces(text: str, speaker: Speaker, chance: Random) -> Iterator[Piece]:
    """The text cut where the speaker stops; places where they do not are spoken through."""
    said, start = "", 0
    for place in _PLACE.finditer(text):
        mark = place.group(1)
        said += text[start : place.start()]
        start = place.end()
        if mark == "@":
            yield Piece(said, round(chance.uniform(*_DEEP)))
        elif chance.random() < _STOPS:
            yield Piece(said + _hesitation(mark, chance), _thought(speaker, chance))
        elif mark is None:
            yield Piece(said, round(chance.uniform(*_BREATH)))
        else:
            said += ", " if mark == "/" else " "
            continue
        said = ""
    yield Piece(said + text[start:], 0)


def _hesitation(mark: str | None, chance: Random) -> str:
    """How the voice shows that a clause goes on: a comma or a held word, often with an "um" after it."""
    if mark is None:
        return ""
    return f"{_KEEPS_GOING[mark]} um…" if chance.random() < _SHARE_UM else _KEEPS_GOING[mark]


def _thought(speaker: Speaker, chance: Random) -> int:
    """Milliseconds of one pause to think: 500 to 3000, four of five below 1500 at slowness 1."""
    length = chance.uniform(*(_LONG if chance.random() < _SHARE_LONG else _SHORT)) * speaker.slowness
    return round(min(max(length, _SHORT[0]), _LONG[1]))


def _played(recordings: Sequence[str | Path], speaker: Speaker, chance: Random) -> Iterator[Piece]:
    """One to three recordings with a pause to think between them."""
    chosen = chance.sample(recordings, min(len(recordings), chance.randint(1, 3)))
    for said in chosen[:-1]:
        yield Piece(said, _thought(speaker, chance))
    yield Piece(chosen[-1], 0)
