"""What came of the interviews of a job: who answered how much, level by level, and who has looked at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import overview
from vivavoce.actions.overview import Order, Result, ResultFilter
from vivavoce.domain.scoring import Review
from vivavoce.kit.paging import Slice
from vivavoce.kit.words import N_, said
from vivavoce.web.console import lists
from vivavoce.web.console.door import Console, Visit, shown
from vivavoce.web.console.jobs import top
from vivavoce.web.console.lists import Column, Filter
from vivavoce.web.labels import label

UNJUDGED: Final = "none"
HIGHEST: Final = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One interview in the table. `name` is hidden while the reader's own rating is due."""

    result: Result
    name: str

    @property
    def id(self) -> str:
        return self.result.interview_id

    @property
    def address(self) -> str:
        return f"/console/interviews/{self.result.interview_id}"


def _levels(result: Result) -> str:
    return "; ".join(
        f"{one.criterion}: {one.level if one.level is not None else label(one.coverage)}"
        for one in result.levels
    )


COLUMNS: Final = (
    Column("name", N_("Candidate"), lambda row: row.name, "name"),
    Column("coverage", N_("Coverage"), lambda row: _percent(row.result), "coverage", number=True),
    Column("levels", N_("Criteria"), lambda row: _levels(row.result)),
    Column("evidence", N_("Quotes"), lambda row: str(row.result.evidence), number=True),
    Column("notes", N_("Notes"), lambda row: str(row.result.flags), number=True),
    Column("reviewers", N_("Reviewer"), lambda row: ", ".join(row.result.reviewers)),
    Column("review", N_("State"), lambda row: label(row.result.review or row.result.state)),
    Column("ended", N_("Held"), lambda row: _stamp(row.result), "ended"),
)
FILTERS: Final = (
    Filter(
        "review",
        N_("State"),
        (*((word.value, label(word)) for word in Review), (UNJUDGED, N_("Not assessed yet"))),
    ),
)
ORDERS: Final = {
    "name": Order.NAME,
    "coverage": Order.THINNEST,
    "-coverage": Order.COVERAGE,
    "ended": Order.OLDEST,
    "-ended": Order.NEWEST,
}


def _percent(result: Result) -> str:
    return f"{result.coverage:.0%}" if result.coverage is not None else ""


def _stamp(result: Result) -> str:
    return result.ended_at.isoformat() if result.ended_at else ""


def routes(console: Console) -> list[Route]:
    """The tab."""
    return [shown(console, "/console/jobs/{id}/results", listing)]


def listing(visit: Visit) -> Response:
    """Newest first; names and levels only where this reader may see them now."""
    want = lists.wanted(visit, FILTERS, "-ended")
    chosen = want.filters.get("review")
    reviews = None if chosen is None else (None if chosen == UNJUDGED else Review(chosen),)
    with visit.read() as view:
        job = top.job_of(visit, view)
        wanted = ResultFilter(reviews, want.search or None)
        order = ORDERS.get(want.sort, Order.NEWEST)
        found = overview.results(view, visit.actor, job.id, want.page, wanted, order)
    hidden = said(visit.language, N_("Candidate"))
    rows = tuple(
        Row(one, f"{hidden} {one.interview_id[:4]}" if one.veiled else one.candidate) for one in found.rows
    )
    return lists.answer(
        visit,
        "jobs/results.html",
        COLUMNS,
        FILTERS,
        want,
        Slice(rows, found.total, found.page),
        job=job,
        base=top.base(job.id),
        tabs=top.TABS,
        highest=HIGHEST,
        veiled=any(row.result.veiled for row in rows),
    )
