"""What holds for the candidates of a job: how long they are kept, whose law speaks, what they read."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import jobrules
from vivavoce.actions.notices import EDITION, JURISDICTIONS, PASSAGES
from vivavoce.domain.errors import Invalid
from vivavoce.kit.words import N_
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown
from vivavoce.web.console.jobs import top

NOT_A_NUMBER = -1


def routes(console: Console) -> list[Route]:
    """The tab."""
    path = "/console/jobs/{id}/rules"
    return [shown(console, path, rules), sent(console, path, put)]


def rules(visit: Visit) -> Response:
    """What holds now, and the notice as the candidates of this job read it."""
    return _page(visit, 200, {})


def put(visit: Visit) -> Response:
    """Set it."""
    typed = visit.said("keep_days")
    days = top.number(typed, 1, jobrules.LONGEST_DAYS) if typed else None
    try:
        with visit.write() as tx:
            kept = NOT_A_NUMBER if typed and days is None else days
            jobrules.put(tx, visit.id(), visit.every("jurisdiction"), kept, visit.said("alternatives"))
    except Invalid as error:
        return _page(visit, 400, errors_of(error))
    return visit.go(f"{top.base(visit.id())}/rules", N_("The rules of this job are kept."))


def _page(visit: Visit, status: int, errors: dict[str, str]) -> Response:
    with visit.read() as view:
        job = top.job_of(visit, view)
        known = jobrules.read(view, visit.actor, job.id)
    policy = visit.visitor.organization.policy
    days = known.keep_days or policy.keep_days
    return top.page(
        visit,
        "rules.html",
        job,
        status,
        rules=known,
        keep_days=visit.said("keep_days") if errors else known.keep_days or "",
        alternatives=visit.said("alternatives") if errors else known.alternatives,
        chosen=visit.every("jurisdiction") if errors else known.jurisdictions,
        places=tuple(JURISDICTIONS.values()),
        passages=PASSAGES,
        edition=EDITION,
        until=(visit.house.clock.now() + timedelta(days=days)).date(),
        policy=policy,
        employer=job.details.employer or visit.visitor.organization.name,
        errors=errors,
    )
