"""Every page there is, filled with things to look at: taken from the routes, so that none is forgotten."""

from __future__ import annotations

import re

from starlette.routing import Route

from tests.web.console.scene import held
from tests.web.site import Site
from vivavoce.actions import access, agents, jobplans, webhooks
from vivavoce.domain.identity import operator
from vivavoce.web import console
from vivavoce.web.console import Console

NO_PAGES = re.compile(
    r"\.pdf$|\.zip$|\.csv$|/live$(?<!interviews/live)|/export$|/files/|/assessments/|^/admin$|^/admin/i"
)
"""Files, streams, and addresses that only lead on to a page of this list."""
OUTSIDE = ("/", "/login", "/accessibility")


def filled(site: Site) -> dict[str, str]:
    """What stands for the `{…}` of an address, by the words before it."""
    boss, house = operator(site.organization_id), site.deps.house
    done = held(site)
    with house.store.write(boss) as tx:
        jobplans.draft(tx, house.mind, done.job_id)
        agent = agents.standard(tx, channel=agents.Channel.ONLINE, minutes=30)
        key, _ = access.mint(tx, access.NewKey("Applicant system", frozenset({"jobs:read"})))
        hook = webhooks.NewEndpoint(
            "instaview",
            "https://example.com/hook",
            "secret",
            ("interview.completed",),
            ("interview.completed",),
        )
        endpoint = webhooks.create(tx, house.sealer, hook)
    return {
        "/console/jobs/": done.job_id,
        "/console/candidates/": done.candidate_id,
        "/console/interviews/": done.id,
        "/console/agents/": agent.id,
        "/console/developers/keys/": key.id,
        "/console/developers/webhooks/": endpoint.id,
        "rehearsal/": "terse",
    }


def addresses(site: Site) -> list[str]:
    """Each page of the console once, and those before it."""
    known = filled(site)
    found = [
        route.path
        for route in console.routes(Console(site.deps.house, site.address))
        if isinstance(route, Route)
        and "GET" in (route.methods or ())
        and route.path.startswith(("/console", "/admin"))
    ]
    return [*OUTSIDE, *(_filled(path, known) for path in found if not NO_PAGES.search(path))]


def _filled(path: str, known: dict[str, str]) -> str:
    def fill(hole: re.Match[str]) -> str:
        before = path[: hole.start()]
        return next(value for end, value in known.items() if before.endswith(end))

    return re.sub(r"\{[^}]+\}", fill, path)
