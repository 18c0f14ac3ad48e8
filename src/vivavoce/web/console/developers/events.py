"""What happened: every event with its number, and the deliveries that came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import history
from vivavoce.actions.history import EventFilter, Recorded
from vivavoce.domain.events import Delivery, Event
from vivavoce.kit.paging import Slice
from vivavoce.kit.words import N_
from vivavoce.web.console import lists
from vivavoce.web.console.door import Console, Visit, shown
from vivavoce.web.console.lists import Column, Filter

PLACES: Final = {
    "job": "/console/jobs/",
    "candidate": "/console/candidates/",
    "interview": "/console/interviews/",
    "plan": "/console/interviews/",
    "assessment": "/console/interviews/",
    "details": "/console/interviews/",
}
FAMILIES: Final = (
    ("job", N_("Jobs")),
    ("candidate", N_("Candidates")),
    ("application", N_("Applications")),
    ("interview", N_("Interviews")),
    ("plan", N_("Plans")),
    ("assessment", N_("Assessments")),
    ("call", N_("Calls")),
)
WHEN: Final = Filter(
    "when",
    N_("Time"),
    (
        ("1", N_("Last hour")),
        ("24", N_("Last 24 hours")),
        ("168", N_("Last 7 days")),
        ("720", N_("Last 30 days")),
    ),
)
FILTERS: Final = (Filter("family", N_("Name"), FAMILIES), WHEN)


@dataclass(frozen=True, slots=True)
class Row:
    """One event in the list; `subject` is the address of what it happened to, "" where that has no page."""

    event: Event
    deliveries: tuple[Delivery, ...]
    subject: str


COLUMNS: Final = (
    Column("sequence", N_("Number"), lambda row: str(row.event.sequence), number=True),
    Column("at", N_("Time"), lambda row: row.event.at.isoformat()),
    Column("name", N_("Name"), lambda row: row.event.name),
    Column("subject", N_("Subject"), lambda row: row.event.subject_id),
    Column("note", N_("Note"), lambda row: row.event.note, first=False),
    Column("deliveries", N_("Deliveries"), lambda row: " ".join(one.status for one in row.deliveries)),
    Column("id", N_("Event ID"), lambda row: row.event.id, first=False),
)


def routes(console: Console) -> list[Route]:
    """The list."""
    return [shown(console, "/console/developers/events", listing)]


def listing(visit: Visit) -> Response:
    """Newest first."""
    want = lists.wanted(visit, FILTERS, "")
    hours = int(want.filters.get("when", "0"))
    since = visit.house.clock.now() - timedelta(hours=hours) if hours else None
    wanted = EventFilter(want.filters.get("family", ""), want.search, since)
    with visit.read() as view:
        found = history.events(view, visit.actor, want.page, wanted)
    rows = Slice(tuple(_row(recorded) for recorded in found.rows), found.total, found.page)
    return lists.answer(visit, "developers/events.html", COLUMNS, FILTERS, want, rows)


def _row(recorded: Recorded) -> Row:
    event = recorded.event
    family, _, what = event.name.partition(".")
    place = PLACES.get(family, "") if what != "deleted" else ""
    return Row(event, recorded.deliveries, f"{place}{event.subject_id}" if place else "")
