"""Where interviews stand between request and result: counters, the workflow list, one workflow's history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from vivavoce.actions import folders, reviews, watching
from vivavoce.actions.watching import Wanted
from vivavoce.domain.interview import State
from vivavoce.domain.scoring import Review
from vivavoce.kit.paging import Page
from vivavoce.kit.words import N_
from vivavoce.web.console.door import Console, Visit, shown

MOST: Final = 50
PHASES: Final[Mapping[str, tuple[str, tuple[State, ...]]]] = {
    "all": (N_("All"), tuple(State)),
    "planning": (
        N_("Planning"),
        (State.CHECKING, State.PLANNING, State.PLAN_REVIEW, State.DRAFT),
    ),
    "interview": (N_("Interview"), (State.READY, State.LIVE, State.ASSESSING)),
    "assessment": (N_("Assessment to approve"), (State.ASSESSMENT_REVIEW,)),
    "completed": (N_("Completed"), (State.RELEASED, State.CANCELLED)),
    "stopped": (N_("Stopped"), (State.REJECTED, State.FAILED, State.EXPIRED)),
}
"""The phases of the counters; all but the first tell every state apart."""


def routes(console: Console) -> list[Route]:
    """The page, and the addresses that A2A's own console has."""
    return [
        shown(console, "/admin", lambda _visit: RedirectResponse("/console", 303)),
        shown(console, "/admin/approvals", approvals),
        shown(console, "/admin/interviews/{id}", interview),
    ]


def interview(visit: Visit) -> Response:
    """An interview's own page."""
    return RedirectResponse(f"/console/interviews/{visit.id()}", 303)


def approvals(visit: Visit) -> Response:
    """Newest first; `phase` narrows the list down, `id` names the one whose history is shown."""
    phase = visit.asked("phase") if visit.asked("phase") in PHASES else "all"
    with visit.read() as view:
        counts = watching.counts(view, visit.actor)
        states = PHASES[phase][1]
        found = watching.listing(view, visit.actor, Page(1, MOST), Wanted(states=states))
        chosen = visit.asked("id") or (found.rows[0].id if found.rows else "")
        folder = folders.read(view, visit.actor, visit.house.links, chosen) if chosen else None
        policy = visit.visitor.organization.policy
        veiled = folder is not None and not reviews.unveiled(view, visit.actor, folder, policy)
        names = reviews.names(view, visit.actor)
    counters = [(key, title, sum(counts[state] for state in those)) for key, (title, those) in PHASES.items()]
    return visit.page(
        "interviews/approvals.html",
        counters=counters,
        phase=phase,
        found=found,
        folder=folder,
        veiled=veiled,
        names=names,
        waits=folder is not None and _waits(folder.interview.state, folder.assessment),
    )


def _waits(state: State, assessment: object) -> bool:
    review = getattr(assessment, "review", None)
    return state in {State.PLAN_REVIEW, State.ASSESSMENT_REVIEW} or review in {
        Review.NOT_REVIEWED,
        Review.RETURNED,
    }
