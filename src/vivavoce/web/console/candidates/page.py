"""One candidate's page: who they are, what they agreed to, what they applied for, all that happened."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import jobs, people, privacy, reviews
from vivavoce.actions.jobs import JobFilter
from vivavoce.domain.hiring import Job, JobStatus, Stage
from vivavoce.kit.paging import Page
from vivavoce.kit.words import N_
from vivavoce.store.view import View
from vivavoce.web.console.candidates.past import past
from vivavoce.web.console.door import Console, Visit, shown

OPENINGS: Final = Page(1, 100)
NEWEST: Final = 30
"""How much of the past is seen at once; the rest unfolds."""
GRANTS: Final = {"ai_interview": N_("AI interview"), "transcript": N_("Transcript kept")}


def routes(console: Console) -> list[Route]:
    """The page and what can be taken from it."""
    base = "/console/candidates/{id}"
    return [
        shown(console, base, page),
        shown(console, f"{base}/export.zip", export),
        shown(console, f"{base}/files/{{file}}", download),
    ]


def page(visit: Visit) -> Response:
    """The page as it stands now."""
    return show(visit, 200, {})


def show(visit: Visit, status: int, errors: dict[str, str], form: str = "") -> Response:
    """The page; `errors` belong to the fields of the form named `form`. Raises NotFound."""
    with visit.read() as view:
        person = people.read(view, visit.actor, visit.id())
        names = reviews.names(view, visit.actor)
        choices = openings(view, visit)
        now = view.now
    applied = {one.applied.job.id for one in person.applications}
    return visit.page(
        "candidates/page.html",
        status,
        person=person,
        past=past(person, names),
        newest=NEWEST,
        names=names,
        now=now,
        grants=GRANTS,
        stages=tuple(Stage),
        openings=[job for job in choices if job.id not in applied],
        errors=errors,
        form=form,
    )


def openings(view: View, visit: Visit) -> tuple[Job, ...]:
    """The newest jobs that take applications."""
    found = jobs.listing(view, visit.actor, OPENINGS, JobFilter()).rows
    return tuple(job for job in found if job.status is not JobStatus.CLOSED)


def export(visit: Visit) -> Response:
    """A copy of all that is kept about the candidate."""
    with visit.read() as view:
        people.read(view, visit.actor, visit.id())
        body = privacy.package(view, visit.actor, visit.house.shelf, visit.id())
    return _download(body, f"candidate-{visit.id()[:8]}.zip", "application/zip")


def download(visit: Visit) -> Response:
    """A file about the candidate, never opened in the browser."""
    with visit.read() as view:
        document, body = people.file(view, visit.actor, visit.id(), visit.id("file"))
    return _download(body, document.name, "application/octet-stream")


def _download(body: bytes, name: str, media_type: str) -> Response:
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(body, 200, headers, media_type)
