"""All jobs, with how far their candidates have come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import jobs, overview
from vivavoce.actions.jobs import JobFilter
from vivavoce.domain.figures import Funnel
from vivavoce.domain.hiring import Job, JobStatus
from vivavoce.kit.paging import Slice
from vivavoce.kit.words import N_
from vivavoce.web.console import lists
from vivavoce.web.console.door import Console, Visit, shown
from vivavoce.web.console.lists import Column, Filter
from vivavoce.web.labels import label


@dataclass(frozen=True, slots=True)
class Row:
    """One job in the list."""

    job: Job
    funnel: Funnel

    @property
    def address(self) -> str:
        return f"/console/jobs/{self.job.id}"


COLUMNS: Final = (
    Column("title", N_("Job"), lambda row: row.job.title),
    Column("reference", N_("Job ID"), lambda row: row.job.reference or ""),
    Column("status", N_("Status"), lambda row: label(row.job.status)),
    Column("invited", N_("Invited"), lambda row: str(row.funnel.invited), number=True),
    Column("opened", N_("Opened"), lambda row: str(row.funnel.opened), number=True),
    Column("consented", N_("Agreed"), lambda row: str(row.funnel.consented), number=True),
    Column("finished", N_("Finished"), lambda row: str(row.funnel.finished), number=True),
    Column("decided", N_("Decided"), lambda row: str(row.funnel.decided), number=True),
    Column("waiting", N_("Waiting for approval"), lambda row: str(row.funnel.waiting), number=True),
    Column("changed", N_("Last change"), lambda row: row.job.updated_at.isoformat()),
    Column("made", N_("Made"), lambda row: row.job.created_at.isoformat(), first=False),
)
FILTERS: Final = (
    Filter("status", N_("Status"), tuple((status.value, label(status)) for status in JobStatus)),
)


def routes(console: Console) -> list[Route]:
    """The list."""
    return [shown(console, "/console/jobs", listing)]


def listing(visit: Visit) -> Response:
    """Newest first."""
    want = lists.wanted(visit, FILTERS, "")
    status = JobStatus(want.filters["status"]) if "status" in want.filters else None
    with visit.read() as view:
        found = jobs.listing(view, visit.actor, want.page, JobFilter(status, want.search or None))
        funnels = overview.funnels(view, visit.actor, [job.id for job in found.rows])
    rows = tuple(Row(job, funnels[job.id]) for job in found.rows)
    slice = Slice(rows, found.total, found.page)
    return lists.answer(visit, "jobs/list.html", COLUMNS, FILTERS, want, slice)
