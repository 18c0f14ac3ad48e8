"""How long what is known about candidates is kept, what goes soon, what is held; and how to keep a copy."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import access, keeping
from vivavoce.actions.access import ChangeOrganization
from vivavoce.kit.words import N_
from vivavoce.web.console.door import Console, Visit, sent, shown
from vivavoce.web.console.settings.organization import OUT_OF_BOUNDS, whole

HERE: Final = "/console/settings/keeping"
LONGEST: Final = 3650


def routes(console: Console) -> list[Route]:
    """The page and its one number."""
    return [shown(console, HERE, page), sent(console, HERE, save)]


def page(visit: Visit) -> Response:
    """What is kept now."""
    return _page(visit, 200, "")


def save(visit: Visit) -> Response:
    """For how many days candidates are kept from now on."""
    visit.actor.need("organizations:write")
    days = whole(visit.said("keep_days"), LONGEST)
    if days is None:
        return _page(visit, 400, OUT_OF_BOUNDS)
    policy = replace(visit.visitor.organization.policy, keep_days=days)
    with visit.write() as tx:
        access.change_organization(tx, ChangeOrganization(policy=policy))
    return visit.go(HERE, N_("Candidates who come from now on are kept so long."))


def _page(visit: Visit, status: int, error: str) -> Response:
    with visit.read() as view:
        kept = keeping.kept(view, visit.actor)
    settings = dict(visit.console.settings)
    return visit.page(
        "settings/keeping.html",
        status,
        kept=kept,
        soon=keeping.SOON.days,
        errors={"keep_days": error} if error else {},
        most=LONGEST,
        folder=settings.get("data_dir", ""),
        postgres=settings.get("database_url") == "set",
        here=HERE,
    )
