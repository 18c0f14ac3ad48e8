"""How often is a spoken answer cut off, and how long is its end waited out: silence, Smart Turn, ours?"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import track

from vivavoce.bench.corpus import Answer, corpus
from vivavoce.bench.listening import STOP, Listened, Pause, listen
from vivavoce.bench.table import quantile, table
from vivavoce.live.voice.conversation import SOON
from vivavoce.live.voice.patience import Habit, Turn, Verdict
from vivavoce.providers.speech import ear
from vivavoce.providers.speech import endings as hints
from vivavoce.providers.speech.weights import missing

TIMEOUTS: Final = (600, 1000, 1600)
AIM: Final = 0.05
SMART_STOP: Final = 3000
"""Milliseconds after which Pipecat's Smart Turn strategy ends a turn that the model says goes on."""
REPLIES: Final = 20
"""Milliseconds from the end of a turn to the interviewer's first sound, as `bench voice` finds them."""
JUDGED, WRITTEN = 100, 400
"""Milliseconds until Smart Turn and the transcript are there, from when the silence is sure; the same for all
answers, so that the figures do not depend on how busy the machine is."""
FACTORS: Final = (0.6, 0.8, 1.0, 1.25, 1.5, 2.0)
_WHOLE = 3.0
_ASKED = 20
_GIVES_UP = 30_000

Method = Callable[[Sequence[Listened]], list[int]]
"""For one speaker's answers in order: the millisecond of each at which the turn is taken for over."""


@dataclass(frozen=True, slots=True)
class Figures:
    """`cut`: the share of answers ended before their end. The others' waits after it, in seconds.

    `lost`: the share in which the candidate goes on so late that they are heard under the next question.
    """

    answers: int
    cut: float
    lost: float
    median: float
    p95: float

    def cells(self) -> tuple[str, str, str, str]:
        """For a table."""
        return f"{self.cut:.0%}", f"{self.lost:.0%}", f"{self.median:.2f} s", f"{self.p95:.2f} s"


NONE: Final = Figures(0, 1.0, 1.0, 0.0, 0.0)
"""When every answer was cut off."""


def show(console: Console, seconds: float, recordings: Path) -> None:
    """Speak and hear the corpus, replay every method on it, print the tables and one line of JSON.

    All of the corpus for 3 seconds or more, else ten answers. Without the embedded models it says so only.
    """
    lacking = missing(ear.MODELS["tiny.en"]) or missing(hints.MODEL)
    if lacking:
        console.print(f"turns: not measured. {lacking}")
        return
    played = sorted(recordings.glob("sense_*.wav"))
    if not played:
        console.print(f"no recordings in {recordings}: only the synthetic voice is measured")
    halves = corpus(played) if seconds >= _WHOLE else corpus((), speakers=1)
    heard = hear([*halves.tuning, *halves.test])
    tuning, test = heard[: len(halves.tuning)], heard[len(halves.tuning) :]
    needed = next(wait for wait in range(200, _GIVES_UP, 50) if figures(silence(wait), tuning).cut <= AIM)
    methods = {f"silence {wait}": silence(wait) for wait in (*TIMEOUTS, needed)}
    methods |= {"Smart Turn alone": smart, "ours": ours()}
    table(
        console,
        f"{len(heard)} spoken answers: cut off, more than a second into the next question, waited; tuned on, "
        "then test",
        ("silence in ms", *("cut", "lost", "p50", "p95") * 2),
        [(name, *figures(by, tuning).cells(), *figures(by, test).cells()) for name, by in methods.items()],
    )
    _by_noise(console, methods, heard)
    _by_patience(console, test)
    found = {name: asdict(figures(by, test)) for name, by in methods.items()}
    console.print(json.dumps({"bench": "turns", "answers": len(heard), "test": found}), soft_wrap=True)


def hear(answers: Sequence[Answer]) -> list[Listened]:
    """Every answer heard once, on every core."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), spawn) as ears:
        return list(track(ears.map(listen, answers), "hearing", len(answers)))


def silence(wait: int) -> Method:
    """A turn is over after so many milliseconds of silence."""
    return lambda answers: [_first_over(answer, lambda _: wait) for answer in answers]


def smart(answers: Sequence[Listened]) -> list[int]:
    """As Pipecat does: over when Smart Turn says so at the first short silence, else after three seconds."""
    return [
        _first_over(answer, lambda pause: STOP + JUDGED if pause.complete > 0.5 else SMART_STOP)
        for answer in answers
    ]


def ours(patience: float = 1.0) -> Method:
    """The product's rules (`live/voice/patience.py`), which know a speaker better from answer to answer."""

    def method(answers: Sequence[Listened]) -> list[int]:
        habit, over = Habit(patience), []
        for answer in answers:
            turn, at = _replayed(answer, Turn(habit))
            habit = turn.habit.slower() if _goes_on(answer, at) else turn.habit
            over.append(at)
        return over

    return method


def figures(method: Method, answers: Sequence[Listened]) -> Figures:
    """What a method does to these answers, speaker by speaker."""
    over = [at for _, own in groupby(answers, lambda answer: answer.speaker) for at in method(list(own))]
    ended = list(zip(over, answers, strict=True))
    waits = [(at - answer.ends) / 1000 for at, answer in ended if at >= answer.ends]
    if not waits:
        return NONE
    cut = len(answers) - len(waits)
    lost = cut - sum(_goes_on(answer, at) for at, answer in ended)
    shares = cut / len(answers), lost / len(answers)
    return Figures(len(answers), *shares, quantile(waits, 0.5), quantile(waits, 0.95))


def _goes_on(answer: Listened, over: int) -> bool:
    """Whether who was cut off there goes on before the interviewer has said enough to be answered."""
    again = (pause.resumed for pause in answer.pauses if pause.resumed and pause.stopped <= over)
    return any(over < resumed < over + REPLIES + SOON for resumed in again)


def _first_over(answer: Listened, wait: Callable[[Pause], int]) -> int:
    """Where the first silence that is long enough has lasted long enough."""
    for pause in answer.pauses:
        over = pause.stopped + max(STOP, wait(pause))
        if pause.resumed is None or over < pause.resumed:
            return over
    return answer.ends + _GIVES_UP


def _replayed(answer: Listened, turn: Turn) -> tuple[Turn, int]:
    """The turn at its end and where that is, asked every 20 ms as the worker asks at every frame."""
    for pause in answer.pauses:
        turn = turn.began(pause.began).stopped(pause.stopped)
        sure = pause.stopped + STOP
        for now in range(sure, pause.resumed or pause.stopped + _GIVES_UP, _ASKED):
            if now - sure in range(JUDGED, JUDGED + _ASKED):
                turn = turn.judged(pause.complete)
            if now - sure in range(WRITTEN, WRITTEN + _ASKED):
                turn = turn.understood(pause.text)
            if turn.verdict(now) is Verdict.OVER:
                return turn, now
    return turn, answer.ends + _GIVES_UP


def _by_noise(console: Console, methods: Mapping[str, Method], heard: Sequence[Listened]) -> None:
    """Both halves together, so that there are enough of each."""
    rooms = {
        level: [answer for answer in heard if answer.noise.decibels == level]
        for level in sorted({answer.noise.decibels for answer in heard})
    }
    shown = {level: f"{level} dB" if level else "no noise" for level in rooms}
    table(
        console,
        "By noise, both halves: cut, lost, p50",
        ("", *(f"{shown[level]} ({len(answers)})" for level, answers in rooms.items())),
        [
            (name, *(", ".join(figures(by, answers).cells()[:3]) for answers in rooms.values()))
            for name, by in methods.items()
        ],
    )


def _by_patience(console: Console, test: Sequence[Listened]) -> None:
    """Either figure can be bought with the other: ours at other factors, beside silence alone."""
    table(
        console,
        "Ours at other patience, test half",
        ("patience", "cut", "lost", "p50", "p95"),
        [(f"× {factor:g}", *figures(ours(factor), test).cells()) for factor in FACTORS],
    )
