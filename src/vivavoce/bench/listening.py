"""What the embedded ear makes of an answer, pause by pause: heard once, judged by every method alike."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from vivavoce.bench.corpus import Answer, Noise
from vivavoce.live.voice.wire import HEARD_RATE as RATE
from vivavoce.providers.speech.ear import Whisper
from vivavoce.providers.speech.endings import Endings

if TYPE_CHECKING:
    from vivavoce.bench.sounds import Samples

STOP = 192
"""Milliseconds of silence after which the detector says that it is one."""
_KEPT = 8 * RATE
"""Samples after which what was understood stays, and the next pass begins behind it, as in the worker."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence in a turn, in milliseconds of its sound: where speech stopped and went on (None: never).

    `began`: where the speech before it began. `text`: the transcript of the turn up to here. `complete`:
    Smart Turn's probability that the turn is over.
    """

    began: int
    stopped: int
    resumed: int | None
    text: str
    complete: float


@dataclass(frozen=True, slots=True)
class Listened:
    """An answer as it was heard, and the millisecond at which its last word truly ends."""

    speaker: str
    noise: Noise
    pauses: tuple[Pause, ...]
    ends: int


def listen(answer: Answer) -> Listened:
    """Hear an answer with the embedded models. Raises Unavailable without them."""
    from vivavoce.bench.sounds import sound

    heard = sound(answer)
    return Listened(answer.speaker.name, answer.speaker.noise, tuple(_pauses(heard.samples)), heard.ends)


def _pauses(samples: Samples) -> Iterator[Pause]:
    spans = asyncio.run(_spans(samples))
    starts: list[int | None] = [start for start, _ in spans[1:]]
    kept, behind = "", 0
    for (began, stopped), resumed in zip(spans, [*starts, None], strict=True):
        known = (stopped + STOP) * RATE // 1000
        window = samples[behind:known]
        text = f"{kept} {_ear().hear(window, ()).text}".strip()
        yield Pause(began, stopped, resumed, text, _endings().complete(samples[:known]))
        if window.size >= _KEPT:
            kept, behind = text, known


async def _spans(samples: Samples) -> list[tuple[int, int]]:
    """Where speech begins and ends, in milliseconds, by the worker's own detector."""
    from loguru import logger

    logger.disable("pipecat")
    from vivavoce.live.voice.edges import WINDOW, Edges

    sent = (samples * 32767).astype("<i2").tobytes()
    spans: list[tuple[int, int]] = []
    edges, began = await Edges.load(), 0
    for at in range(0, len(sent) - WINDOW + 1, WINDOW):
        if await edges.hear(sent[at : at + WINDOW]):
            if edges.speaking:
                began = edges.since
            else:
                spans.append((began, edges.since))
    await edges.close()
    return spans


@cache
def _ear() -> Whisper:
    """Its files lie together in one package, so nothing is written to the folder."""
    return Whisper.load("tiny.en", Path(gettempdir()))


@cache
def _endings() -> Endings:
    return Endings.load()
