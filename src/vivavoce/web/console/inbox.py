"""The first page: what waits for a person, oldest first, and what goes on right now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import jobplans, jobs, overview, watching, webhooks
from vivavoce.actions.jobs import JobFilter
from vivavoce.actions.overview import Inbox, Waiting
from vivavoce.actions.watching import Row, Wanted
from vivavoce.domain.events import Endpoint
from vivavoce.domain.interview import State
from vivavoce.kit.paging import Page
from vivavoce.kit.words import N_
from vivavoce.web.console.door import Console, Visit, shown
from vivavoce.web.labels import label

LIMIT: Final = 25
HERE: Final = Page(1, 5)


@dataclass(frozen=True, slots=True)
class Waits:
    """One row of a queue: who or what, for what, why; `late`: it waits longer than was promised."""

    address: str
    who: str
    about: str
    why: str
    since: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue: its first rows, and how many there are."""

    name: str
    title: str
    rows: tuple[Waits, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Aside:
    """What goes on right now."""

    live: tuple[Row, ...]
    decided: tuple[Row, ...]
    failing: tuple[Endpoint, ...]
    fresh: bool


def routes(console: Console) -> list[Route]:
    """The inbox."""
    return [shown(console, "/console", page)]


def page(visit: Visit) -> Response:
    """The queues, and what goes on beside them."""
    with visit.read() as view:
        found = overview.inbox(view, visit.actor, LIMIT)
        waiting = jobplans.pending(view, visit.actor)
        titles = {plan.job_id: jobs.read(view, visit.actor, plan.job_id).title for plan in waiting[:LIMIT]}

        def latest(*states: State) -> tuple[Row, ...]:
            return watching.listing(view, visit.actor, HERE, Wanted(states)).rows

        aside = Aside(
            live=latest(State.LIVE),
            decided=latest(State.RELEASED),
            failing=webhooks.failing(view, visit.actor) if visit.may("endpoints:read") else (),
            fresh=jobs.listing(view, visit.actor, Page(1, 1), JobFilter()).total == 0,
        )
    policy = visit.visitor.organization.policy
    now = visit.house.clock.now()
    due = now - timedelta(days=policy.reply_days)
    own = tuple(
        Waits(
            f"/console/jobs/{plan.job_id}/plan",
            titles[plan.job_id],
            "",
            N_("The job's plan waits for approval"),
            plan.updated_at,
            plan.updated_at < due,
        )
        for plan in waiting[:LIMIT]
    )
    queues = _queues(found, own, len(waiting), (due, now), blind=policy.blind_first)
    return visit.page(
        "inbox.html", queues=queues, aside=aside, empty=not any(queue.total for queue in queues)
    )


def _queues(
    found: Inbox, own: tuple[Waits, ...], pending: int, times: tuple[datetime, datetime], *, blind: bool
) -> tuple[Queue, ...]:
    """The queues. `times`: what has waited since before the first is late, and now."""
    due, now = times
    plans = (*own, *(_row(one, N_("Plan waits for approval"), due, "") for one in found.plans.rows))
    hidden = N_("Candidate") if blind else ""
    judged = tuple(
        _row(one, N_("Assessment waits for approval"), due, hidden) for one in found.assessments.rows
    )
    unread = tuple(
        _row(one, N_("Not yet reviewed by a person"), due, hidden) for one in found.unreviewed.rows
    )
    asked = tuple(
        Waits(
            f"/console/candidates/{one.wish.candidate_id}#wish-{one.wish.id}",
            one.candidate,
            one.position,
            label(one.wish.kind),
            one.wish.created_at,
            one.wish.reply_by < now,
        )
        for one in found.wishes.rows
    )
    return (
        Queue("plans", N_("Plans to approve"), plans, found.plans.total + pending),
        Queue("assessments", N_("Assessments to approve"), judged, found.assessments.total),
        Queue("people", N_("Needs a person"), asked, found.wishes.total),
        Queue("unreviewed", N_("Released without a look"), unread, found.unreviewed.total),
    )


def _row(one: Waiting, why: str, due: datetime, hidden: str) -> Waits:
    address = f"/console/interviews/{one.interview_id}"
    return Waits(address, hidden or one.candidate, one.position, why, one.since, one.since < due)
