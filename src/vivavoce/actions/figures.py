"""What the reports page tells: figures over the interviews of a time and, if wanted, of one job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vivavoce.actions.overview import tally
from vivavoce.domain import figures as reckoning
from vivavoce.domain.figures import Agreement, DropOff, Funnel, Overrides, Pair, Week
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import EndReason
from vivavoce.store import figures
from vivavoce.store.shapes import JOB
from vivavoce.store.view import View


@dataclass(frozen=True, slots=True)
class Period:
    """Interviews that were arranged from `start` until before `end`; of one job, or (None) of any."""

    start: datetime
    end: datetime
    job_id: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period. Simulated and deleted interviews are in none, erased ones in the counts.

    `days_to_decision`: the median from an interview's end to the first time that a person accepted or
    rejected after it. `coverage` counts assessments by fifths of the weight they cover.
    """

    funnel: Funnel
    drop_offs: tuple[tuple[DropOff, int], ...]
    failures: tuple[tuple[EndReason, int], ...]
    weeks: tuple[Week, ...]
    days_to_decision: float | None
    overrides: tuple[Overrides, ...]
    agreement: Agreement
    coverage: tuple[int, ...]


def report(view: View, actor: Actor, period: Period) -> Report:
    """The figures of a period, in four queries however many interviews there are. Raises NotFound (job)."""
    actor.need("interviews:read")
    if period.job_id is not None:
        view.get_kept(JOB, period.job_id)
    cohort = {"start": period.start, "end": period.end, "job": period.job_id}
    tallies = [tally(row) for row in view.ask(figures.BY_DAY, **cohort)]
    pairs = [Pair(*row) for row in view.ask(figures.PAIRS, **cohort)]
    return Report(
        funnel=reckoning.funnel(tallies),
        drop_offs=reckoning.drop_offs(tallies),
        failures=reckoning.failures(tallies),
        weeks=reckoning.weeks(tallies),
        days_to_decision=reckoning.median_days(tuple(row) for row in view.ask(figures.DECISIONS, **cohort)),
        overrides=reckoning.overrides(pairs),
        agreement=reckoning.agreement(pairs),
        coverage=reckoning.bands(tuple(row) for row in view.ask(figures.COVERAGES, **cohort)),
    )
