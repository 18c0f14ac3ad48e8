"""Reports: figures over a time and, if wanted, one job, each with how it is counted, a chart and a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import figures, jobs, reviews
from vivavoce.actions.figures import Period, Report
from vivavoce.actions.jobs import JobFilter
from vivavoce.domain.errors import NotFound
from vivavoce.domain.figures import DropOff
from vivavoce.kit.paging import Page, Slice
from vivavoce.kit.words import N_, said
from vivavoce.web import shown as looks
from vivavoce.web.console import lists
from vivavoce.web.console.door import Console, Visit, shown
from vivavoce.web.console.lists import Column, Wanted
from vivavoce.web.labels import label

HERE: Final = "/console/reports"
USUAL: Final = timedelta(days=90)
MANY: Final = Page(1, 500)
STEPS: Final = (
    ("invited", N_("Invited")),
    ("opened", N_("Link opened")),
    ("consented", N_("Agreed")),
    ("started", N_("Begun")),
    ("finished", N_("Finished")),
    ("decided", N_("Decided by a person")),
)
DROPPED: Final = {
    DropOff.NOT_OPENED: N_("Never opened the link"),
    DropOff.NOT_AGREED: N_("Opened it and did not agree"),
    DropOff.NOT_BEGUN: N_("Agreed and did not begin"),
    DropOff.STOPPED: N_("Stopped it themselves"),
    DropOff.DISCONNECTED: N_("Lost the connection"),
    DropOff.TECHNICAL: N_("Technical failure"),
    DropOff.UNREACHED: N_("Not reached by telephone"),
    DropOff.CANCELLED: N_("Called off"),
}
BANDS: Final = ("0–20 %", "20–40 %", "40–60 %", "60–80 %", "80–100 %")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: its words, its length as a share of the longest, and what stands at its end."""

    words: str
    share: float
    value: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `title`, `note` and `heads` are marked with `N_`; `rows` are in the reader's language.

    `lines` are two series over the rows, for a line chart; () for none.
    """

    name: str
    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[Bar, ...] = ()
    lines: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: days of UTC, both included."""

    first: date
    last: date
    job_id: str

    @property
    def period(self) -> Period:
        start = datetime.combine(self.first, time(), UTC)
        end = datetime.combine(self.last, time(), UTC) + timedelta(days=1)
        return Period(start, end, self.job_id or None)


def routes(console: Console) -> list[Route]:
    """The page, and each figure as CSV."""
    return [shown(console, HERE, page), shown(console, HERE + "/{figure}/export", table)]


def page(visit: Visit) -> Response:
    """All figures."""
    asked = _asked(visit)
    with visit.read() as view:
        found = figures.report(view, visit.actor, asked.period)
        names = reviews.names(view, visit.actor)
        known = jobs.listing(view, visit.actor, MANY, JobFilter()).rows
    return visit.page(
        "reports/reports.html",
        figures=drawn(found, names, visit.language),
        asked=asked,
        jobs=known,
        empty=found.funnel.invited == 0,
        here=HERE,
    )


def table(visit: Visit) -> Response:
    """One figure's table as CSV."""
    if visit.asked("format") != "csv":
        return visit.go(HERE)
    asked = _asked(visit)
    with visit.read() as view:
        found = figures.report(view, visit.actor, asked.period)
        names = reviews.names(view, visit.actor)
    for figure in drawn(found, names, visit.language):
        if figure.name == visit.id("figure"):
            columns = tuple(Column(head, head, _cell(at)) for at, head in enumerate(figure.heads))
            want = Wanted(MANY, "", "", {})
            found_rows = Slice(figure.rows, len(figure.rows), MANY)
            return lists.answer(visit, "reports/reports.html", columns, (), want, found_rows)
    raise NotFound("figure", visit.id("figure"))


def drawn(found: Report, names: dict[str, str], language: str) -> tuple[Figure, ...]:
    """Every figure, in the reader's language."""
    return (
        _funnel(found, language),
        _drop_offs(found, language),
        _weeks(found, language),
        _decisions(found, language),
        _overrides(found, names, language),
        _agreement(found, language),
        _failures(found, language),
        _coverage(found),
    )


def bars(pairs: Sequence[tuple[str, float, str]]) -> tuple[Bar, ...]:
    """Bars of (words, size, what stands at the end), the largest being 1."""
    most = max((size for _, size, _ in pairs), default=0) or 1
    return tuple(Bar(words, size / most, value) for words, size, value in pairs)


def _funnel(found: Report, language: str) -> Figure:
    counts = [(said(language, words), int(getattr(found.funnel, step))) for step, words in STEPS]
    invited = found.funnel.invited
    of_all = [looks.percent(count / invited, language) if invited else "–" for _, count in counts]
    return Figure(
        "funnel",
        N_("How far candidates come"),
        N_(
            "Interviews that were arranged in the period, tests and deleted ones left out. Whoever has come "
            "to a step has come past those before it. A person may decide about somebody who did not finish."
        ),
        (N_("Step"), N_("Interviews"), N_("Of those invited")),
        tuple((words, str(count), share) for (words, count), share in zip(counts, of_all, strict=True)),
        bars([(words, count, str(count)) for words, count in counts]),
    )


def _drop_offs(found: Report, language: str) -> Figure:
    counts = [(said(language, DROPPED[reason]), count) for reason, count in found.drop_offs]
    return Figure(
        "drop-offs",
        N_("Why some did not finish"),
        N_("Invited interviews that are over without having been finished, each under one reason."),
        (N_("Reason"), N_("Interviews")),
        tuple((words, str(count)) for words, count in counts),
        bars([(words, count, str(count)) for words, count in counts]),
    )


def _weeks(found: Report, language: str) -> Figure:
    return Figure(
        "weeks",
        N_("By week"),
        N_("Interviews that were arranged in a week, and how many of these have finished by now."),
        (N_("Week from"), N_("Invited"), N_("Finished")),
        tuple(
            (looks.day(week.monday, language), str(week.invited), str(week.finished)) for week in found.weeks
        ),
        lines=(tuple(week.invited for week in found.weeks), tuple(week.finished for week in found.weeks)),
    )


def _decisions(found: Report, language: str) -> Figure:
    days = found.days_to_decision
    return Figure(
        "time-to-decision",
        N_("Time to a decision"),
        N_(
            "The median from the end of an interview to the first time that a person accepted or declined "
            "the candidate after it."
        ),
        (N_("Median, days"),),
        ((looks.decimal(days, language) if days is not None else "–",),),
    )


def _overrides(found: Report, names: dict[str, str], language: str) -> Figure:
    rows = [(names.get(one.member_id, one.member_id), one) for one in found.overrides]
    return Figure(
        "overrides",
        N_("How often reviewers differ from the machine"),
        N_(
            "Criteria that both have rated; a reviewer differs from one whole level on. Hardly ever may mean "
            "that the machine is right, or that nobody looks."
        ),
        (N_("Reviewer"), N_("Criteria rated"), N_("Differed"), N_("Share")),
        tuple(
            (name, str(one.rated), str(one.overridden), looks.percent(one.rate, language))
            for name, one in rows
        ),
        tuple(Bar(name, one.rate, looks.percent(one.rate, language)) for name, one in rows),
    )


def _agreement(found: Report, language: str) -> Figure:
    one = found.agreement
    kappa = _hundredths(one.kappa, language)
    difference = _hundredths(one.difference, language)
    return Figure(
        "agreement",
        N_("Agreement of people and machine"),
        N_(
            "Quadratically weighted kappa on whole levels (Cohen 1968): 1 at best, 0 by chance. The "
            "difference is the mean absolute one, in levels from 1 to 5. Where reviewers see the machine's "
            "level first, both look better than they are."
        ),
        (N_("Ratings"), N_("Kappa"), N_("Mean difference")),
        ((str(one.n), kappa, difference),),
    )


def _failures(found: Report, language: str) -> Figure:
    counts = [(said(language, label(reason)), count) for reason, count in found.failures]
    return Figure(
        "failures",
        N_("Failures"),
        N_("Interviews that ended in a way nobody wanted. Which browser it was is not recorded."),
        (N_("How it ended"), N_("Interviews")),
        tuple((words, str(count)) for words, count in counts),
        bars([(words, count, str(count)) for words, count in counts]),
    )


def _coverage(found: Report) -> Figure:
    counts = list(zip(BANDS, found.coverage, strict=True))
    return Figure(
        "coverage",
        N_("How much of the rubric was answered"),
        N_("Assessments by the share of the criteria's weight that could be assessed from what was said."),
        (N_("Weight covered"), N_("Assessments")),
        tuple((words, str(count)) for words, count in counts),
        bars([(words, count, str(count)) for words, count in counts]),
    )


def _cell(at: int) -> Callable[[tuple[str, ...]], str]:
    return lambda row: row[at]


def _hundredths(number: float | None, language: str) -> str:
    from babel.numbers import format_decimal

    return "–" if number is None else str(format_decimal(number, "0.00", locale=language))


def _asked(visit: Visit) -> Asked:
    """What cannot be a day is as if it were not there."""
    today = visit.house.clock.now().date()
    last = _day(visit.asked("to")) or today
    first = _day(visit.asked("from")) or last - USUAL
    return Asked(min(first, last), last, visit.asked("job"))


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None
