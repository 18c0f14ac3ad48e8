"""How long a candidate who speaks waits for the interviewer's voice, alone and in a full house."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from rich.console import Console

from vivavoce.bench.doors import SPOKEN, Pass, enter, links
from vivavoce.bench.ground import furnish
from vivavoce.bench.speaker import Reply, Speaker
from vivavoce.bench.speech import said, word_errors
from vivavoce.bench.subject import Subject
from vivavoce.bench.table import quantile, table
from vivavoce.store.engine import sqlite_url

SCENES = ((1, True), (1, False), (4, False), (8, False))
"""How many candidates at once, and whether they press Done after their last word."""
ANSWERS = (
    "In my last job I rebuilt the billing service in Python, because the old one timed out every night.",
    "I measured it first. The slow part was one query, so I added an index and the time fell by half.",
    "We were three people. My part was the database and the review of every change to it.",
    "The customer was angry at first, but I called her every day until the problem was solved.",
)
HAS_A_VOICE = "vivavoce has a voice"
OPENED_SECONDS = 120.0
HOPS = ("silence", "transcript", "mind", "voice")


@dataclass(frozen=True, slots=True)
class Waits:
    """What `sessions` candidates waited, in milliseconds: from their last sample to the first audible one.

    `done`: they pressed Done then; the others waited until their silence was taken for the end.

    `hops`: median of each part, `transport` what is left of it. `cut`: answers of which less than half of the
    last five words were heard. `own_p95`: all but silence, transcript and voice.
    """

    sessions: int
    done: bool
    turns: int
    p50: float
    p90: float
    p95: float
    hops: dict[str, float]
    own_p95: float
    cut: int
    word_error: float


def show(console: Console, seconds: float) -> None:
    """Hold spoken interviews against the embedded models and print the waits; 4 answers each in 3 seconds."""
    answers = max(1, min(len(ANSWERS), round(seconds * 4 / 3)))
    with TemporaryDirectory(prefix="vivavoce-bench-") as name:
        folder = Path(name)
        ground = furnish(sqlite_url(folder / "vivavoce.db"))
        subject = Subject("up", folder, candidate_code="false", voice="auto")
        subject.start()
        subject.await_words(HAS_A_VOICE)
        spawn = multiprocessing.get_context("spawn")
        try:
            with ProcessPoolExecutor(1, spawn) as guests:
                rows = []
                for count, done in SCENES:
                    passes = [enter(link, SPOKEN) for link in links(subject.port, ground, count)]
                    rows.append(guests.submit(play, passes, answers, done).result())
        finally:
            subject.kill()
    table(
        console,
        "End of speech to first audible sample at the client, ms (embedded models, SQLite)",
        ("candidates", "turns", "p50", "p90", "p95", "ours p95", "cut", "wrong words"),
        [_row(row) for row in rows],
    )
    hops = [(_scene(row), *(f"{part:.0f}" for part in row.hops.values())) for row in rows]
    table(console, "Where that time goes (median, ms)", ("candidates", *HOPS, "transport"), hops)
    console.print(json.dumps([asdict(row) for row in rows]))


def play(passes: Sequence[Pass], answers: int, done: bool) -> Waits:
    """Hold one interview a pass at the same time, as far as `answers` answers."""
    sounds = [said(text) for text in ANSWERS[:answers]]
    replies = asyncio.run(_talk(passes, sounds, done))
    waits = [reply.audible * 1000 for reply, _ in replies]
    parts = [[float(reply.hops.get(hop, 0)) for hop in HOPS] for reply, _ in replies]
    rests = [max(0.0, wait - sum(part)) for wait, part in zip(waits, parts, strict=True)]
    own = [part[2] + rest for part, rest in zip(parts, rests, strict=True)]
    hops = {hop: median(part[place] for part in parts) for place, hop in enumerate(HOPS)}
    wrong = sum(word_errors(ANSWERS[place], reply.heard)[0] for reply, place in replies)
    words = sum(word_errors(ANSWERS[place], reply.heard)[1] for reply, place in replies)
    return Waits(
        len(passes),
        done,
        len(replies),
        quantile(waits, 0.5),
        quantile(waits, 0.9),
        quantile(waits, 0.95),
        {**hops, "transport": median(rests)},
        quantile(own, 0.95),
        sum(_cut(ANSWERS[place], reply.heard) for reply, place in replies),
        wrong / max(1, words),
    )


async def _talk(passes: Sequence[Pass], sounds: Sequence[bytes], done: bool) -> list[tuple[Reply, int]]:
    speakers = [Speaker(one.address, one.token, presses_done=done) for one in passes]
    rooms = await asyncio.gather(*(_guest(one, sounds, seat) for seat, one in enumerate(speakers)))
    return [reply for room in rooms for reply in room]


async def _guest(speaker: Speaker, sounds: Sequence[bytes], seat: int) -> list[tuple[Reply, int]]:
    await speaker.begin()
    replies = []
    try:
        for turn in range(len(sounds)):
            await speaker.until(speaker.listening, OPENED_SECONDS)
            if speaker.over:
                break
            await asyncio.sleep(0.3 + 0.37 * (seat % 4))
            place = (turn + seat) % len(sounds)
            replies.append((await speaker.answer(sounds[place]), place))
    finally:
        await speaker.close()
    return replies


def _cut(spoken: str, heard: str) -> bool:
    last = [word.strip(".,").lower() for word in spoken.split()[-5:]]
    present = sum(word in heard.lower() for word in last)
    return present * 2 < len(last)


def _scene(waits: Waits) -> str:
    return f"{waits.sessions}{', Done' if waits.done else ''}"


def _row(waits: Waits) -> tuple[str, ...]:
    times = (waits.p50, waits.p90, waits.p95, waits.own_p95)
    return (
        _scene(waits),
        str(waits.turns),
        *(f"{value:.0f}" for value in times),
        str(waits.cut),
        f"{waits.word_error:.1%}",
    )
