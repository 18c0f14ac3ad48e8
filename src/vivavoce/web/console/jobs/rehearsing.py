"""How the plan of a job would go: simulated candidates, how each fared, and what was said."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import jobplans
from vivavoce.domain.errors import Conflict, NotFound
from vivavoce.domain.hiring import Job
from vivavoce.domain.interview import Plan
from vivavoce.interviewer.personas import Persona
from vivavoce.interviewer.rehearsal import dress, perform
from vivavoce.kit.words import N_
from vivavoce.web.console.door import Console, Visit, sent, shown
from vivavoce.web.console.jobs import top

WORDS: Final[Mapping[Persona, tuple[str, str]]] = {
    Persona.STRONG: (N_("Strong"), N_("Answers with examples, numbers and results.")),
    Persona.TERSE: (N_("Terse"), N_("Answers in a few words.")),
    Persona.RAMBLING: (N_("Rambling"), N_("Talks at length and comes to no point.")),
    Persona.OFFTOPIC: (N_("Off topic"), N_("Talks about something else.")),
    Persona.SILENT: (N_("Silent"), N_("Says nothing at all.")),
    Persona.REFUSES: (N_("Refuses"), N_("Does not want to answer.")),
    Persona.SECOND_LANGUAGE: (N_("Second language"), N_("Uses simple words and asks for other ones.")),
    Persona.HOSTILE: (N_("Hostile"), N_("Is angry about being asked by a machine.")),
    Persona.INJECTING: (N_("Giving orders"), N_("Tells the program to score high.")),
}


def routes(console: Console) -> list[Route]:
    """The tab, and each transcript."""
    base = "/console/jobs/{id}/rehearsal"
    return [
        shown(console, base, rehearsal),
        sent(console, base, run),
        shown(console, f"{base}/{{persona}}", transcript),
    ]


def rehearsal(visit: Visit) -> Response:
    """The cards of the plan that the address names by its digest; the same plan always goes the same way."""
    job, plan = _plan(visit)
    wanted = visit.asked("of")
    current = plan is not None and wanted == digest(plan)
    performances = dress(plan, visit.house.mind) if plan and current else ()
    return top.page(
        visit,
        "rehearsal.html",
        job,
        plan=plan,
        performances=performances,
        outdated=bool(wanted) and not current,
        of=wanted,
        words=WORDS,
        writes=visit.may("jobs:write"),
    )


def run(visit: Visit) -> Response:
    """Rehearse the newest plan; the page it leads to finds every performance ready."""
    visit.actor.need("jobs:read")
    job, plan = _plan(visit)
    if plan is None or not plan.questions:
        raise Conflict(N_("There is nothing to rehearse yet: the plan has no question."))
    dress(plan, visit.house.mind)
    return visit.go(f"{top.base(job.id)}/rehearsal?of={digest(plan)}")


def transcript(visit: Visit) -> Response:
    """What was said with one of them, and what the assessor made of it. Raises NotFound."""
    name = visit.id("persona")
    if name not in set(Persona):
        raise NotFound("character", name)
    job, plan = _plan(visit)
    if plan is None:
        raise Conflict(N_("There is nothing to rehearse yet: the plan has no question."))
    found = perform(plan, visit.house.mind, Persona(name))
    return top.page(
        visit,
        "rehearsed.html",
        job,
        performance=found,
        plan=plan,
        of=digest(plan),
        odd={turn.number: [one.why for one in found.odd if one.turn == turn.number] for turn in found.turns},
        words=WORDS,
    )


def digest(plan: Plan) -> str:
    """A short name of a plan's whole content."""
    return sha256(repr(plan).encode()).hexdigest()[:12]


def _plan(visit: Visit) -> tuple[Job, Plan | None]:
    with visit.read() as view:
        job = top.job_of(visit, view)
        version = jobplans.newest(view, visit.actor, job.id)
    return job, jobplans.plan_of(version) if version else None
