"""What do counts of interviews and ratings add up to: funnel, drop-offs, agreement, impact?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import floor, fsum
from statistics import median
from typing import Final

from vivavoce.domain.interview import EndReason, State

APART: Final = 1.0
"""From this many levels on, a person's rating and the machine's are said to differ."""
FOUR_FIFTHS: Final = 0.8
"""Below this share of the best rate, a rate is evidence of adverse impact (29 CFR 1607.4 D)."""
SMALL_CELL: Final = 0.02
"""Groups below this share of all may be left out (6 RCNY § 5-301 (d), Local Law 144 of New York City)."""
BANDS: Final = 5

_EARLY = frozenset({EndReason.BY_CANDIDATE, EndReason.DISCONNECTED})
_WAITING = frozenset({State.PLAN_REVIEW, State.ASSESSMENT_REVIEW})


@dataclass(frozen=True, slots=True)
class Tally:
    """How many interviews have come equally far. `under` is what they were counted under: a day, a job's id.

    `invited`: there was a plan to ask by; `consented` even if withdrawn later; `held`: the conversation came
    to an end and went on to be assessed; `decided`: a person has accepted or rejected the application.
    """

    under: str
    state: State
    end_reason: EndReason | None
    invited: bool
    opened: bool
    consented: bool
    started: bool
    held: bool
    decided: bool
    count: int

    @property
    def finished(self) -> bool:
        """Whether they were asked to the end, of the questions or of the time."""
        return self.held and self.end_reason not in _EARLY


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far interviews have come. Each of the first five counts includes the one after it.

    `decided` is not among them: a person may decide about somebody who did not finish. `waiting`: for a
    person's approval, of the plan or the assessment.
    """

    invited: int = 0
    opened: int = 0
    consented: int = 0
    started: int = 0
    finished: int = 0
    decided: int = 0
    waiting: int = 0


def funnel(tallies: Iterable[Tally]) -> Funnel:
    """The funnel of all of these together."""
    counts: Counter[str] = Counter()
    for tally in tallies:
        for step in _reached(tally):
            counts[step] += tally.count
    return Funnel(**counts)


def _reached(tally: Tally) -> list[str]:
    """Who has come to a step has come past those before it, even where these left no trace."""
    steps = [("finished", tally.finished), ("started", tally.started), ("consented", tally.consented)]
    steps += [("opened", tally.opened), ("invited", tally.invited)]
    first = next((number for number, (_, reached) in enumerate(steps) if reached), len(steps))
    names = [name for name, _ in steps[first:]]
    if tally.decided:
        names.append("decided")
    if tally.state in _WAITING:
        names.append("waiting")
    return names


class DropOff(StrEnum):
    """Why somebody who was invited did not finish."""

    NOT_OPENED = "not_opened"
    NOT_AGREED = "not_agreed"
    NOT_BEGUN = "not_begun"
    STOPPED = "stopped"
    DISCONNECTED = "disconnected"
    TECHNICAL = "technical"
    UNREACHED = "unreached"
    CANCELLED = "cancelled"


_DROPPED: Mapping[EndReason, DropOff] = {
    EndReason.BY_CANDIDATE: DropOff.STOPPED,
    EndReason.DISCONNECTED: DropOff.DISCONNECTED,
    EndReason.TECHNICAL: DropOff.TECHNICAL,
    EndReason.UNREACHED: DropOff.UNREACHED,
    EndReason.CANCELLED: DropOff.CANCELLED,
}
FAILURES: Final = (EndReason.TECHNICAL, EndReason.DISCONNECTED, EndReason.UNREACHED)
"""Endings that nobody wanted."""


def drop_off(tally: Tally) -> DropOff | None:
    """Why these did not finish; None for who did, may still do so, or was never invited."""
    if not tally.invited or tally.finished or tally.end_reason is None:
        return None
    known = _DROPPED.get(tally.end_reason)
    if known is not None:
        return known
    if tally.consented:
        return DropOff.NOT_BEGUN
    return DropOff.NOT_AGREED if tally.opened else DropOff.NOT_OPENED


def drop_offs(tallies: Iterable[Tally]) -> tuple[tuple[DropOff, int], ...]:
    """Each reason with its count, 0 too, in the order of `DropOff`."""
    counts: Counter[DropOff | None] = Counter()
    for tally in tallies:
        counts[drop_off(tally)] += tally.count
    return tuple((reason, counts[reason]) for reason in DropOff)


def failures(tallies: Iterable[Tally]) -> tuple[tuple[EndReason, int], ...]:
    """Each of `FAILURES` with its count, invited or not."""
    counts: Counter[EndReason | None] = Counter()
    for tally in tallies:
        counts[tally.end_reason] += tally.count
    return tuple((reason, counts[reason]) for reason in FAILURES)


@dataclass(frozen=True, slots=True)
class Week:
    """Interviews that were arranged in the week from this Monday, and how many of them have finished."""

    monday: date
    invited: int
    finished: int


def weeks(tallies: Iterable[Tally]) -> tuple[Week, ...]:
    """Tallies under ISO days, by week, oldest first; from the first to the last none is missing."""
    mondays: dict[date, list[Tally]] = {}
    for tally in tallies:
        day = date.fromisoformat(tally.under)
        mondays.setdefault(day - timedelta(days=day.weekday()), []).append(tally)
    if not mondays:
        return ()
    first, last = min(mondays), max(mondays)
    rows = []
    for number in range((last - first).days // 7 + 1):
        monday = first + timedelta(weeks=number)
        reached = funnel(mondays.get(monday, ()))
        rows.append(Week(monday, reached.invited, reached.finished))
    return tuple(rows)


def median_days(spans: Iterable[tuple[datetime, datetime]]) -> float | None:
    """The median time from begin to end, in days; None when there is none."""
    days = [(end - begin) / timedelta(days=1) for begin, end in spans]
    return median(days) if days else None


@dataclass(frozen=True, slots=True)
class Pair:
    """`count` times a person gave the level `person` where the machine gave `machine`; both 1–5."""

    member_id: str
    machine: float
    person: float
    count: int


def apart(machine: float | None, person: float | None) -> bool:
    """Whether two levels differ so far that a reason is due; not where one of them is missing."""
    return machine is not None and person is not None and abs(machine - person) >= APART


@dataclass(frozen=True, slots=True)
class Overrides:
    """How often a reviewer differed by `APART` or more, of how many criteria that both have rated."""

    member_id: str
    rated: int
    overridden: int

    @property
    def rate(self) -> float:
        """0–1."""
        return self.overridden / self.rated


def overrides(pairs: Iterable[Pair]) -> tuple[Overrides, ...]:
    """One row a reviewer, in the order of their ids."""
    rated: Counter[str] = Counter()
    differing: Counter[str] = Counter()
    for pair in pairs:
        rated[pair.member_id] += pair.count
        differing[pair.member_id] += pair.count * apart(pair.machine, pair.person)
    return tuple(Overrides(id, rated[id], differing[id]) for id in sorted(rated))


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far people and the machine agree over `n` ratings.

    `kappa` is quadratically weighted, 1 at best, 0 by chance; None where it is not defined. `difference` is
    the mean absolute difference in levels.
    """

    n: int
    kappa: float | None
    difference: float | None


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """Over all pairs; kappa on rounded levels, after Cohen (1968), Psychological Bulletin 70(4), 213–220."""
    n = sum(pair.count for pair in pairs)
    if not n:
        return Agreement(0, None, None)
    difference = fsum(pair.count * abs(pair.machine - pair.person) for pair in pairs) / n
    return Agreement(n, _kappa(pairs, n), difference)


def _kappa(pairs: Sequence[Pair], n: int) -> float | None:
    """1 - observed / expected disagreement, each weighted by its square; None when none is expected."""
    machine: Counter[int] = Counter()
    person: Counter[int] = Counter()
    observed = 0
    for pair in pairs:
        one, other = _rounded(pair.machine), _rounded(pair.person)
        machine[one] += pair.count
        person[other] += pair.count
        observed += pair.count * (one - other) ** 2
    expected = sum(machine[one] * person[other] * (one - other) ** 2 for one in machine for other in person)
    return 1 - observed * n / expected if expected else None


def _rounded(level: float) -> int:
    """Halves go up, for people and machine alike."""
    return floor(level + 0.5)


def bands(coverages: Iterable[tuple[float, int]]) -> tuple[int, ...]:
    """How many assessments cover up to 20 %, 40 %, 60 %, 80 %, 100 % of the weight; 1.0 is in the last."""
    counts = [0] * BANDS
    for coverage, count in coverages:
        counts[min(round(coverage * 100) * BANDS // 100, BANDS - 1)] += count
    return tuple(counts)


@dataclass(frozen=True, slots=True)
class Impact:
    """One group's selection rate, and the ratio of it to the best rate of a group that counts.

    `rate` is None without members, `ratio` None where the group is `left_out` as too small or nobody was
    selected at all. `adverse`: the ratio is below four fifths.
    """

    group: str
    selected: int
    total: int
    rate: float | None
    ratio: float | None
    adverse: bool
    left_out: bool


def impact_ratios(groups: Mapping[str, tuple[int, int]]) -> tuple[Impact, ...]:
    """Impact ratios of groups given as (selected, total), in their order.

    6 RCNY § 5-300 and 5-301 (b): a group's selection rate over that of the most selected group. § 5-301 (d)
    allows to leave out a group of less than 2 % of all, whose rate is told nevertheless.
    """
    everybody = sum(total for _, total in groups.values())
    rates = {group: selected / total for group, (selected, total) in groups.items() if total}
    counting = {group: rate for group, rate in rates.items() if groups[group][1] >= SMALL_CELL * everybody}
    best = max(counting.values(), default=0.0)
    rows = []
    for group, (selected, total) in groups.items():
        ratio = counting[group] / best if best and group in counting else None
        adverse = ratio is not None and ratio < FOUR_FIFTHS
        rows.append(Impact(group, selected, total, rates.get(group), ratio, adverse, group not in counting))
    return tuple(rows)
