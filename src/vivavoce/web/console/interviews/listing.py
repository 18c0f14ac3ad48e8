"""All interviews: searched, narrowed down and sorted, as a table or as cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import jobs, watching
from vivavoce.actions.jobs import JobFilter
from vivavoce.actions.overview import Level
from vivavoce.actions.watching import Order, Row, Wanted
from vivavoce.domain.interview import Channel, State
from vivavoce.domain.scoring import Review
from vivavoce.kit.paging import Page, Slice
from vivavoce.kit.words import N_
from vivavoce.web.console import lists
from vivavoce.web.console.door import Console, Visit, shown
from vivavoce.web.console.lists import Column, Filter
from vivavoce.web.labels import label

MOST_JOBS: Final = 12
"""How many jobs, the newest, can be chosen by a chip; any other is found by its title."""
GROUPS: Final[Mapping[str, tuple[State, ...]]] = {
    "plan": (State.DRAFT, State.CHECKING, State.PLANNING, State.PLAN_REVIEW),
    "invited": (State.READY,),
    "live": (State.LIVE,),
    "approve": (State.ASSESSING, State.ASSESSMENT_REVIEW),
    "finished": (State.RELEASED,),
    "ended": (State.REJECTED, State.FAILED, State.CANCELLED, State.EXPIRED),
}
ORDERS: Final = {
    "-made": Order.NEWEST,
    "made": Order.OLDEST,
    "-total": Order.HIGHEST,
    "total": Order.LOWEST,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One interview in the list; `levels` only where cards are shown."""

    row: Row
    levels: tuple[Level, ...] = ()

    @property
    def address(self) -> str:
        return f"/console/interviews/{self.row.id}"


def _at(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


COLUMNS: Final = (
    Column("name", N_("Candidate"), lambda entry: entry.row.name),
    Column("email", N_("E-mail address"), lambda entry: entry.row.email, first=False),
    Column("job", N_("Job"), lambda entry: entry.row.title),
    Column("state", N_("State"), lambda entry: label(entry.row.state)),
    Column("channel", N_("Held"), lambda entry: label(entry.row.channel), first=False),
    Column("review", N_("Review"), lambda entry: label(entry.row.review) if entry.row.review else ""),
    Column(
        "total",
        N_("Total, a suggestion"),
        lambda entry: "" if entry.row.total is None else str(entry.row.total),
        sorts="total",
        number=True,
    ),
    Column("made", N_("Made"), lambda entry: _at(entry.row.created_at), sorts="made"),
    Column("began", N_("Began"), lambda entry: _at(entry.row.started_at), first=False),
    Column("over", N_("Over"), lambda entry: _at(entry.row.ended_at), first=False),
)
FILTERS: Final = (
    Filter(
        "state",
        N_("Stands at"),
        (
            ("plan", N_("Waiting for a plan")),
            ("invited", N_("Invited")),
            ("live", N_("Live now")),
            ("approve", N_("To be approved")),
            ("finished", N_("Finished")),
            ("ended", N_("Ended otherwise")),
        ),
    ),
    Filter("channel", N_("Held"), tuple((channel.value, label(channel)) for channel in Channel)),
    Filter("review", N_("Review"), tuple((review.value, label(review)) for review in Review)),
    Filter(
        "least",
        N_("Total"),
        (("50", N_("50 or more")), ("70", N_("70 or more")), ("85", N_("85 or more"))),
    ),
    Filter(
        "sort",
        N_("Order"),
        (
            ("-made", N_("Newest first")),
            ("made", N_("Oldest first")),
            ("-total", N_("Highest total first")),
            ("total", N_("Lowest total first")),
        ),
    ),
    Filter("view", N_("Shown as"), (("cards", N_("Cards")),)),
)


def routes(console: Console) -> list[Route]:
    """The list."""
    return [shown(console, "/console/interviews", listing)]


def listing(visit: Visit) -> Response:
    """Newest first."""
    with visit.read() as view:
        openings = jobs.listing(view, visit.actor, Page(1, MOST_JOBS), JobFilter()).rows
        by_job = Filter("job", N_("Job"), tuple((job.id, job.title) for job in openings))
        filters = (*FILTERS[:1], by_job, *FILTERS[1:]) if openings else FILTERS
        want = lists.wanted(visit, filters, "-made")
        order = ORDERS.get(want.sort, Order.NEWEST)
        found = watching.listing(view, visit.actor, want.page, _wanted(want.filters, want.search), order)
        cards = want.filters.get("view") == "cards" and visit.asked("format") != "csv"
        levels = watching.levels(view, visit.actor, found.rows) if cards else {}
    entries = tuple(Entry(row, levels.get(row.id, ())) for row in found.rows)
    slice = Slice(entries, found.total, found.page)
    return lists.answer(visit, "interviews/list.html", COLUMNS, filters, want, slice, cards=cards)


def _wanted(chosen: Mapping[str, str], search: str) -> Wanted:
    return Wanted(
        states=GROUPS[chosen["state"]] if "state" in chosen else None,
        job_id=chosen.get("job"),
        channel=Channel(chosen["channel"]) if "channel" in chosen else None,
        review=Review(chosen["review"]) if "review" in chosen else None,
        least=int(chosen["least"]) if "least" in chosen else None,
        search=search,
    )
