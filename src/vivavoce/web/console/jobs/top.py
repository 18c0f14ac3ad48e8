"""What every tab of a job shows above itself, and what comes of a number that was typed."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from vivavoce.actions import jobs
from vivavoce.domain.hiring import Job
from vivavoce.kit.words import N_, said
from vivavoce.store.view import View
from vivavoce.web.console.door import Visit

TABS: Final = (
    ("", N_("Overview")),
    ("/plan", N_("Questions and plan")),
    ("/rubric", N_("Duties and rubric")),
    ("/rehearsal", N_("Rehearsal")),
    ("/invitations", N_("Invitations")),
    ("/schedule", N_("Schedule")),
    ("/results", N_("Results")),
    ("/rules", N_("Rules")),
)


def job_of(visit: Visit, view: View) -> Job:
    """The job that the address names. Raises NotFound."""
    return jobs.read(view, visit.actor, visit.id())


def base(id: str) -> str:
    """The address of a job."""
    return f"/console/jobs/{id}"


def page(visit: Visit, name: str, job: Job, status: int = 200, **facts: Any) -> Response:
    """A tab of a job."""
    return visit.page(f"jobs/{name}", status, job=job, base=base(job.id), tabs=TABS, **facts)


def told(visit: Visit, words: str, **values: object) -> str:
    """A sentence (marked with `N_`) in the visitor's language with its gaps filled."""
    return said(visit.language, words) % values


def number(text: str, least: int, most: int) -> int | None:
    """A whole number as typed; None when it is none, or outside of `least` to `most`."""
    value = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
    return value if value is not None and least <= value <= most else None
