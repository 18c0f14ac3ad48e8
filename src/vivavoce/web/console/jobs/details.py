"""One job at a glance: its id, the switch for programs, the ready command, how far candidates have come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import figures, jobs, questions
from vivavoce.actions.figures import Period
from vivavoce.actions.jobs import ChangeJob
from vivavoce.domain.figures import DropOff, Funnel
from vivavoce.domain.hiring import JobStatus
from vivavoce.kit.words import N_
from vivavoce.web.console.door import Console, Visit, sent, shown
from vivavoce.web.console.jobs import top

CURL: Final = """curl --location '{base}/api/v1/job-description/{job_id}/invite' \\
--header 'x-api-key: <api-key>' \\
--header 'Content-Type: application/json' \\
--data-raw '{{
    "name": "Rajaram Joshi",
    "email": "rjoshi.prober@gmail.com",
    "expires_at": "1D",
    "invited_by": "recruiter@company.com",
    "custom_message": "Please complete this assessment."
  }}'"""
DROPPED: Final[Mapping[DropOff, str]] = {
    DropOff.NOT_OPENED: N_("Did not open the link"),
    DropOff.NOT_AGREED: N_("Opened it and did not agree to an AI interview"),
    DropOff.NOT_BEGUN: N_("Agreed and did not begin"),
    DropOff.STOPPED: N_("Stopped the interview"),
    DropOff.DISCONNECTED: N_("Lost the connection"),
    DropOff.TECHNICAL: N_("Technical failure"),
    DropOff.UNREACHED: N_("Was not reached by telephone"),
    DropOff.CANCELLED: N_("Called off"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of the funnel: how many came so far, and their share of those invited (0-1)."""

    name: str
    count: int
    share: float


def routes(console: Console) -> list[Route]:
    """The first tab, and its two switches."""
    return [
        shown(console, "/console/jobs/{id}", details),
        sent(console, "/console/jobs/{id}/api", switch),
        sent(console, "/console/jobs/{id}/status", status),
    ]


def details(visit: Visit) -> Response:
    """The first tab."""
    with visit.read() as view:
        job = top.job_of(visit, view)
        asked = questions.listing(view, visit.actor, job.id)
        period = Period(job.created_at, view.now + timedelta(days=1), job.id)
        report = figures.report(view, visit.actor, period)
    return top.page(
        visit,
        "details.html",
        job,
        questions=asked,
        bars=bars(report.funnel),
        drop_offs=[(DROPPED[reason], count) for reason, count in report.drop_offs if count],
        days=report.days_to_decision,
        waiting=report.funnel.waiting,
        curl=command(visit.console.site, job.reference) if job.reference else "",
    )


def command(site: str, job_id: str) -> str:
    """The call that invites somebody, to copy: the product's own words with this server and this job."""
    return CURL.format(base=site, job_id=job_id)


def bars(funnel: Funnel) -> tuple[Bar, ...]:
    """The funnel step by step."""
    steps = (
        (N_("Invited"), funnel.invited),
        (N_("Opened the link"), funnel.opened),
        (N_("Agreed"), funnel.consented),
        (N_("Began"), funnel.started),
        (N_("Finished"), funnel.finished),
        (N_("Decided"), funnel.decided),
    )
    most = max(1, *(count for _, count in steps))
    return tuple(Bar(name, count, count / most) for name, count in steps)


def switch(visit: Visit) -> Response:
    """Let programs invite to this job, or not any more."""
    on = visit.said("on") == "yes"
    with visit.write() as tx:
        jobs.change(tx, visit.id(), ChangeJob(api_invites=on))
    told = (
        N_("Programs may invite to this job now.")
        if on
        else N_("Programs may not invite to this job any more.")
    )
    return visit.go(f"{top.base(visit.id())}#api", told)


def status(visit: Visit) -> Response:
    """Open the job, or close it."""
    opened = visit.said("status") == JobStatus.OPEN.value
    with visit.write() as tx:
        jobs.change(tx, visit.id(), ChangeJob(status=JobStatus.OPEN if opened else JobStatus.CLOSED))
    return visit.go(top.base(visit.id()), N_("The job is open.") if opened else N_("The job is closed."))
