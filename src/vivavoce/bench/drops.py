"""What a spoken interview keeps when its line breaks, its voice worker dies or its server is killed."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from vivavoce.bench.doors import SPOKEN, enter, links
from vivavoce.bench.ground import Ground, furnish
from vivavoce.bench.speaker import Speaker
from vivavoce.bench.speech import said
from vivavoce.bench.subject import Subject
from vivavoce.bench.table import quantile, table
from vivavoce.bench.voice import HAS_A_VOICE
from vivavoce.domain.interview import Role, TurnKind, settled
from vivavoce.kit.clock import SystemClock
from vivavoce.runs.durable import Unstartable
from vivavoce.store.database import Store
from vivavoce.store.engine import open_engine, sqlite_url
from vivavoce.store.shapes import INTERVIEW, TURN

MARKS = (
    "elephant",
    "harbour",
    "violin",
    "mountain",
    "pepper",
    "window",
    "garden",
    "rocket",
    "blanket",
    "river",
)
ANSWER = (
    "In the project called {mark} I rebuilt the service in Python, because the old one was slow. "
    "I measured it before and after, and the time fell by half."
)
PACE = 3.0
"""Candidates speak this much faster than in life; the worker counts samples, so it hears the same."""
LIFE_SECONDS = (0.5, 6.0)
PATIENCE_SECONDS = 180.0
KINDS = ("line", "worker", "server")


@dataclass(frozen=True, slots=True)
class Toll:
    """What the kills cost. `told`: answers that candidates saw taken down; `lost`: those of them that are not
    in the transcript; `doubled`: answers taken down twice; `asked_twice`: questions; `unheard`: answers that
    were spoken to the end and never taken down. `resume_p95`: seconds from a broken line until READY.
    """

    kills: dict[str, int]
    interviews: int
    told: int
    lost: int
    doubled: int
    asked_twice: int
    unheard: int
    resume_p50: float
    resume_p95: float
    seconds: float

    @property
    def broken(self) -> int:
        """How many promises were not kept."""
        return self.lost + self.doubled + self.asked_twice + self.unheard


def show(console: Console, kills: int) -> None:
    """Kill, count and print; the last line is JSON. Raises SystemExit 1 when a promise was broken."""
    toll = measure(kills)
    table(
        console,
        f"{kills} × a line, a voice worker or a server killed in spoken interviews (SQLite)",
        (
            "interviews",
            "answers told",
            "lost",
            "doubled",
            "asked twice",
            "unheard",
            "resume p50",
            "resume p95",
        ),
        [
            (
                *map(
                    str, (toll.interviews, toll.told, toll.lost, toll.doubled, toll.asked_twice, toll.unheard)
                ),
                f"{toll.resume_p50:.2f} s",
                f"{toll.resume_p95:.2f} s",
            )
        ],
    )
    console.print(json.dumps(asdict(toll)), soft_wrap=True, highlight=False, markup=False)
    if toll.broken:
        raise SystemExit(1)


def measure(kills: int, seed: int = 0) -> Toll:
    """Kill at random moments of spoken interviews. Raises NotStarted, Shut, TimeoutError."""
    with TemporaryDirectory(prefix="vivavoce-bench-") as name:
        folder = Path(name)
        ground = furnish(sqlite_url(folder / "vivavoce.db"))
        subject = Subject("up", folder, candidate_code="false", voice="auto")
        store = Store(open_engine(ground.url), SystemClock(), Unstartable())
        try:
            subject.start()
            subject.await_words(HAS_A_VOICE)
            return asyncio.run(_measure(subject, store, ground, kills, random.Random(seed)))  # noqa: S311
        finally:
            subject.kill()
            store.close()


async def _measure(subject: Subject, store: Store, ground: Ground, kills: int, chance: random.Random) -> Toll:
    began = time.monotonic()
    left = [KINDS[number % len(KINDS)] for number in range(kills)]
    chance.shuffle(left)
    done = Counter[str]()
    speakers: list[Speaker] = []
    spoken: list[list[str]] = []
    ids: list[str] = []
    while left:
        known = set(_interviews(store, ground))
        (link,) = await asyncio.to_thread(links, subject.port, ground, 1)
        one = await asyncio.to_thread(enter, link, SPOKEN)
        ids += set(_interviews(store, ground)) - known
        speaker = Speaker(one.address, one.token, PACE)
        await speaker.begin()
        killer = asyncio.create_task(_kill(subject, speaker, left, done, chance))
        spoken.append(await _interview(speaker))
        killer.cancel()
        await asyncio.gather(killer, return_exceptions=True)
        await speaker.close()
        speakers.append(speaker)
    resumed = [wait for speaker in speakers for wait in speaker.resumed]
    counts = [_compare(store, ground, *of) for of in zip(ids, speakers, spoken, strict=True)]
    told, lost, doubled, asked_twice, unheard = (sum(column) for column in zip(*counts, strict=True))
    return Toll(
        dict(done), len(speakers), told, lost, doubled, asked_twice, unheard,
        round(quantile(resumed, 0.5), 2), round(quantile(resumed, 0.95), 2),
        round(time.monotonic() - began, 1),
    )  # fmt: skip


async def _interview(speaker: Speaker) -> list[str]:
    """Answer to the end; the marks of the answers that were spoken."""
    marks: list[str] = []
    while not speaker.over:
        await speaker.until(speaker.listening, PATIENCE_SECONDS)
        if speaker.over:
            break
        mark = MARKS[len(marks) % len(MARKS)]
        marks.append(mark)
        taken = partial(_taken, speaker, len(speaker.turns))
        speaker.say(said(ANSWER.format(mark=mark)))
        await speaker.until(taken, PATIENCE_SECONDS)
    return marks


def _taken(speaker: Speaker, before: int) -> bool:
    return speaker.over or len(speaker.turns) > before


async def _kill(
    subject: Subject, speaker: Speaker, left: list[str], done: Counter[str], chance: random.Random
) -> None:
    """Until nothing is left to kill: wait a while, kill the next."""
    while left:
        await asyncio.sleep(chance.uniform(*LIFE_SECONDS))
        kind = left.pop()
        done[kind] += 1
        if kind == "line":
            await speaker.drop()
        elif kind == "worker":
            _kill_worker(subject)
        else:
            subject.kill()
            await asyncio.to_thread(subject.start)


def _kill_worker(subject: Subject) -> None:
    """The child that listens and speaks, wherever it is in its life."""
    for child in Path(f"/proc/{subject.pid}/task/{subject.pid}/children").read_text().split():
        with suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                os.kill(int(child), signal.SIGKILL)


def _interviews(store: Store, ground: Ground) -> list[str]:
    with store.read(ground.organization.id) as view:
        return [interview.id for interview in view.every(INTERVIEW)]


def _compare(
    store: Store, ground: Ground, id: str, speaker: Speaker, marks: Sequence[str]
) -> tuple[int, int, int, int, int]:
    """What the candidate was told, against what is kept: told, lost, doubled, asked twice, unheard."""
    with store.read(ground.organization.id) as view:
        turns = sorted(view.every(TURN, interview_id=id), key=lambda turn: turn.number)
    own = [turn for turn in turns if turn.role is Role.CANDIDATE]
    kept = [turn.text for turn in own]
    told = [text for role, text in speaker.turns if role == "candidate"]
    lost = sum((Counter(told) - Counter(kept)).values())
    asked = Counter(turn.question_id for turn in settled(turns) if turn.kind is TurnKind.QUESTION)
    asked_twice = sum(count - 1 for count in asked.values())
    answers = sum(not turn.goes_on for turn in own)
    unheard = max(0, len(marks) - answers)
    doubled = max(0, answers - len(marks))
    return len(told), lost, doubled, asked_twice, unheard
