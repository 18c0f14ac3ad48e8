"""When is a candidate's turn over? Pure rules on silence, on what was said, and on how this candidate pauses.

A `Turn` is a value; the worker makes the next one at each edge of its sample clock and asks for the verdict:

    turn = Turn(Habit(factor=opened.patience), since=at)     the candidate has the word
    turn = turn.began(at)                speech began at `at`: what was known of the silence is forgotten
    turn = turn.stopped(at)              speech ended at `at` (not: where the VAD was sure of it)
    turn = turn.understood(text)         the turn's whole transcript at this silence; may be late
    turn = turn.judged(probability)      Smart Turn's opinion of this silence; may never come
    turn = turn.prolonged(seconds)       wire.Wait;    turn.holding(on)   wire.Hold
    turn = turn.cut_off()                the turn before went on: this candidate gets more time
    match turn.verdict(now):             OVER: send Heard.   NUDGE: send Silence, then turn = turn.nudged()
    turn = Turn(turn.habit, since=at)    the next turn of the same candidate

A transcript that comes after OVER may still say that nothing was said: ask again before sending Heard.
Every time is in milliseconds of the candidate's sound. Nothing here reaches a score.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final, Self

import yaml

from vivavoce.interviewer.intents import Intent, intent
from vivavoce.interviewer.patterns import any_of
from vivavoce.interviewer.words import sentences

NUDGE: Final = 8_000
"""Silence with nothing said, after which the candidate is told once that there is time."""
LONGEST: Final = 300_000
"""Speech in a turn, after which it is over at the next pause."""
MOMENT: Final = 20_000
"""Silence that somebody gets who asked for a moment to think."""


_SENTENCE, _FIRST_SENTENCE, _UNDER_WAY = 1_200, 3_200, 8_000
"""Silence after a whole sentence: in an answer under way, which has so much speech, and in one just begun."""
_DOUBT, _LEARNS = 1.4, 0.35
"""How much longer when Smart Turn says that the turn goes on; how far a wait rises to the usual pause."""
_CUT_OFF = 1.25
"""How much longer each wait is after a turn that was taken for over too early."""
_BREATH, _LONGEST_PAUSE = 350, 3_000
"""A shorter silence is no pause to think; a longer one is no habit."""
_ENOUGH, _REMEMBERED = 3, 24
"""Pauses before a habit is known, and pauses kept."""
_LONGEST_REQUEST, _LONGEST_CONDITION = 10, 9
"""Words."""


_GOING_ON = ("...", "…", ",", ";", ":", "-", "—")
_LIST = re.compile(r"(?:\b[\w']+(?: [\w']+)?, ){2}(?!and |or )[\w']+(?: [\w']+)?$")
"""A list whose last entry has neither "and" nor "or" before it: there may be more."""


class Reading(StrEnum):
    """What a transcript says of the turn.

    UNKNOWN: it is not there yet. NOTHING: silence, fillers and back-channels. MOMENT: a request for time to
    think. REPLY: complete, however short. OPEN: stops where no clause stops. ENDED: might be over.
    """

    UNKNOWN = "unknown"
    NOTHING = "nothing"
    MOMENT = "moment"
    REPLY = "reply"
    OPEN = "open"
    ENDED = "ended"


_WAITS: Final = {Reading.UNKNOWN: 4_000, Reading.MOMENT: MOMENT, Reading.REPLY: 700, Reading.OPEN: 3_500}


class Verdict(StrEnum):
    """What to do now."""

    LISTEN = "listen"
    OVER = "over"
    NUDGE = "nudge"


@dataclass(frozen=True, slots=True)
class Habit:
    """What is known of a candidate between turns: the wanted patience, and the pauses they went on after.

    `factor` multiplies every wait. `pauses`: milliseconds, the newest last.
    """

    factor: float = 1.0
    pauses: tuple[int, ...] = ()

    def usual(self) -> int:
        """1.2 times the 80th percentile (nearest rank) of the pauses; 0 before three are known."""
        if len(self.pauses) < _ENOUGH:
            return 0
        ordered = sorted(self.pauses)
        return round(1.2 * ordered[math.ceil(0.8 * len(ordered)) - 1])

    def slower(self) -> Self:
        """The habit of somebody who was cut off: more patience, up to twice the usual."""
        return replace(self, factor=max(self.factor, min(self.factor * _CUT_OFF, 2.0)))

    def paused(self, length: int) -> Self:
        """The habit with one more pause; a breath is none, and a very long one counts as `_LONGEST_PAUSE`."""
        if length < _BREATH:
            return self
        return replace(self, pauses=(*self.pauses, min(length, _LONGEST_PAUSE))[-_REMEMBERED:])


@dataclass(frozen=True, slots=True)
class Turn:
    """A candidate's turn so far. `since`: where the silence began, or the speech while `speaking`.

    `spoken`: milliseconds of speech before the silence. `reading` and `complete` are about this silence;
    `extra`: milliseconds to wait longer, once.
    """

    habit: Habit = field(default_factory=Habit)
    since: int = 0
    speaking: bool = False
    spoken: int = 0
    reading: Reading = Reading.UNKNOWN
    complete: float | None = None
    extra: int = 0
    held: bool = False
    told: bool = False

    def began(self, at: int) -> Self:
        """Speech began. A pause in the middle of an answer that nobody had asked for is remembered."""
        asked = self.extra or self.held or self.reading in {Reading.NOTHING, Reading.MOMENT}
        habit = self.habit if asked or not self.spoken else self.habit.paused(at - self.since)
        return replace(
            self, habit=habit, since=at, speaking=True, reading=Reading.UNKNOWN, complete=None, extra=0
        )

    def stopped(self, at: int) -> Self:
        """Speech ended."""
        return replace(self, since=at, speaking=False, spoken=self.spoken + at - self.since)

    def understood(self, text: str) -> Self:
        """What the ear made of the turn up to this silence."""
        return replace(self, reading=read(text))

    def judged(self, complete: float) -> Self:
        """Smart Turn's probability, 0 to 1, that the turn is over at this silence."""
        return replace(self, complete=complete)

    def prolonged(self, seconds: float) -> Self:
        """This silence, or the next one, is waited out so much longer; negative seconds count as none."""
        return replace(self, extra=self.extra + max(0, round(seconds * 1000)))

    def holding(self, on: bool) -> Self:
        """While it is on, no silence ends the turn."""
        return replace(self, held=on)

    def cut_off(self) -> Self:
        """The turn before was taken for over too early."""
        return replace(self, habit=self.habit.slower())

    def nudged(self) -> Self:
        """The candidate was told that there is time."""
        return replace(self, told=True)

    def wait(self) -> float:
        """Milliseconds of silence after which the turn is over, as far as is known; infinite for never."""
        if self.held or self._empty():
            return math.inf
        if self.spoken >= LONGEST:
            return 0.0
        return self.habit.factor * self._needed() + self.extra

    def verdict(self, now: int) -> Verdict:
        """Whether the turn is over at `now`, or the candidate should be told that there is time."""
        silence = now - self.since
        if self.speaking or self.held:
            return Verdict.LISTEN
        if self._empty():
            due = silence >= self.habit.factor * NUDGE + self.extra
            return Verdict.NUDGE if due and not self.told else Verdict.LISTEN
        return Verdict.OVER if silence >= self.wait() else Verdict.LISTEN

    def _empty(self) -> bool:
        return not self.spoken or self.reading is Reading.NOTHING

    def _needed(self) -> float:
        """After a whole sentence: less the more has been said, more for a candidate who pauses long, and more
        when Smart Turn doubts; never more than after half a sentence.
        """
        if self.reading is not Reading.ENDED:
            return _WAITS[self.reading]
        hardly_begun = max(0.0, 1 - self.spoken / _UNDER_WAY)
        wait = _SENTENCE + (_FIRST_SENTENCE - _SENTENCE) * hardly_begun
        wait += _LEARNS * max(0.0, self.habit.usual() - wait)
        doubted = self.complete is not None and self.complete < 0.5
        return min(wait * _DOUBT if doubted else wait, _WAITS[Reading.OPEN])


@dataclass(frozen=True, slots=True)
class _Words:
    """What `patience.yaml` says, compiled."""

    open: frozenset[str]
    phrases: tuple[str, ...]
    conditions: tuple[str, ...]
    reply: re.Pattern[str]
    closing: re.Pattern[str]
    moment: re.Pattern[str]


@cache
def _words() -> _Words:
    form = yaml.safe_load(files("vivavoce.live.voice").joinpath("patience.yaml").read_text("utf-8"))
    return _Words(
        frozenset(word for line in form["open"] for word in line.split()),
        tuple(f" {phrase}" for phrase in form["phrases"]),
        tuple(f"{word} " for word in form["conditions"]),
        any_of(form["replies"], {}),
        re.compile(f"(?:{any_of(form['closings'], {}).pattern})$"),
        any_of(form["moments"], {}),
    )


def read(text: str) -> Reading:
    """What a transcript of the turn so far says of its end; what a request or a filler is, `intents` says."""
    wanted = intent(text)
    if wanted is Intent.BLANK:
        return Reading.NOTHING
    plain, last = _plain(text), _last(text)
    if wanted is Intent.MOMENT or _asks_for_a_moment(last):
        return Reading.MOMENT
    if wanted is not Intent.ANSWER or _words().reply.fullmatch(plain) or _words().closing.search(plain):
        return Reading.REPLY
    return Reading.OPEN if _goes_on(text, last) else Reading.ENDED


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split()).strip(" .?!,;:…-—\"“”'")


def _last(text: str) -> str:
    """The last sentence that says anything."""
    said = [text[start:end] for start, end in sentences(text)]
    return _plain([sentence for sentence in said if intent(sentence) is not Intent.BLANK][-1])


def _asks_for_a_moment(sentence: str) -> bool:
    return len(sentence.split()) <= _LONGEST_REQUEST and bool(_words().moment.search(sentence))


def _goes_on(text: str, last: str) -> bool:
    """Whether the text stops where no clause stops: a mark, a last word, or a list that has no last entry."""
    if text.rstrip().endswith(_GOING_ON) or f" {last}".endswith(_words().phrases):
        return True
    if last.startswith(_words().conditions) and "," not in last and len(last.split()) <= _LONGEST_CONDITION:
        return True
    final = last.split()[-1:]
    return any(word.strip(",;:") in _words().open for word in final) or bool(_LIST.search(last))
