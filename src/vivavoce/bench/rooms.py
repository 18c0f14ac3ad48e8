"""How long a candidate waits for the next question, alone and in a full house."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from vivavoce.bench.doors import Pass, enter, links
from vivavoce.bench.ground import Ground, furnish
from vivavoce.bench.subject import Subject
from vivavoce.bench.table import milliseconds, quantile, table
from vivavoce.interviewer.personas import Persona, answer
from vivavoce.live.protocol import SUBPROTOCOL
from vivavoce.store.engine import sqlite_url

ROOMS = 50


@dataclass(frozen=True, slots=True)
class Scene:
    """How many rooms at once, how long each candidate thinks (0 to `pause` seconds), interviews a room."""

    name: str
    rooms: int
    pause: float
    interviews: int = 1


SCENES = (
    Scene("1 room, answers at once", 1, 0.0, 12),
    Scene(f"{ROOMS} rooms, 0 to 4 s of thought", ROOMS, 4.0),
    Scene(f"{ROOMS} rooms, all answer at once", ROOMS, 0.0),
)


def show(console: Console, seconds: float) -> None:
    """Measure every scene on SQLite and print one table."""
    with TemporaryDirectory(prefix="vivavoce-bench-") as name:
        folder = Path(name)
        ground = furnish(sqlite_url(folder / "vivavoce.db"))
        subject = Subject("up", folder, candidate_code="false")
        subject.start()
        spawn = multiprocessing.get_context("spawn")
        try:
            with ProcessPoolExecutor(1, spawn) as guests:
                rows = [
                    _row(scene, guests.submit(play, subject.port, ground, scene, seconds).result())
                    for scene in SCENES
                ]
        finally:
            subject.kill()
    head = ("text rooms, SQLite", "turns", "turns/s", "p50", "p95")
    table(console, f"Answer sent until the next question arrived, {seconds:g} s each", head, rows)


def play(port: int, ground: Ground, scene: Scene, seconds: float) -> tuple[float, tuple[float, ...]]:
    """Fill the rooms of a scene and talk for `seconds`: how long it was, and the latency of every turn."""
    passes = [enter(link) for link in links(port, ground, scene.rooms * scene.interviews)]
    return asyncio.run(_talk(passes, scene, seconds))


async def _talk(passes: Sequence[Pass], scene: Scene, seconds: float) -> tuple[float, tuple[float, ...]]:
    began = time.perf_counter()
    rooms = [passes[first :: scene.rooms] for first in range(scene.rooms)]
    guests = [_guest(room, scene.pause, began + seconds, seed) for seed, room in enumerate(rooms)]
    latencies = await asyncio.gather(*guests)
    return time.perf_counter() - began, tuple(wait for room in latencies for wait in room)


async def _guest(passes: Sequence[Pass], pause: float, until: float, seed: int) -> list[float]:
    """One room's waits, interview after interview."""
    return [wait for one in passes for wait in await _interview(one, pause, until, seed)]


async def _interview(entry: Pass, pause: float, until: float, seed: int) -> list[float]:
    """One candidate's waits until the interview ends or time is up."""
    chance, waits = Random(seed), list[float]()  # noqa: S311
    protocols = [Subprotocol(SUBPROTOCOL)]
    async with connect(entry.address, subprotocols=protocols, compression=None, proxy=None) as socket:
        await _say(socket, type="HELLO", sessionToken=entry.token, lastSeq=0, input="text")
        await _say(socket, type="GREETING_REQUEST")
        question = await _until_asked(socket)
        while question and time.perf_counter() < until:
            await asyncio.sleep(chance.uniform(0, pause))
            said = answer(Persona.STRONG, question.text, len(waits) + 1, seed)
            sent = time.perf_counter()
            await _say(socket, type="TEXT_ANSWER", text=said, clientMsgId=str(len(waits)))
            question = await _until_asked(socket)
            if question:
                waits.append(question.at - sent)
    return waits


@dataclass(frozen=True, slots=True)
class Asked:
    """What the interviewer said last, and when it arrived."""

    text: str
    at: float


async def _until_asked(socket: ClientConnection) -> Asked | None:
    """The question that now waits for an answer; None at the end of the interview."""
    asked = Asked("", 0.0)
    async for frame in socket:
        message: dict[str, Any] = json.loads(frame)
        match message["type"]:
            case "AGENT_TEXT":
                asked = Asked(message["text"], time.perf_counter())
            case "PHASE" if message["phase"] == "LISTENING":
                return asked
            case "SESSION_ENDED":
                return None
    return None


async def _say(socket: ClientConnection, **message: Any) -> None:
    await socket.send(json.dumps(message))


def _row(scene: Scene, played: tuple[float, tuple[float, ...]]) -> tuple[str, ...]:
    seconds, waits = played
    return (
        scene.name,
        str(len(waits)),
        f"{len(waits) / seconds:.0f}",
        milliseconds(quantile(waits, 0.5)),
        milliseconds(quantile(waits, 0.95)),
    )
