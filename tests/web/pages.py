"""Every page there is, filled with things to look at: taken from the routes, so that none is forgotten."""

from __future__ import annotations

from tests.web.console.scene import held
from tests.web.site import Site
from vivavoce.actions import access, agents, jobplans, webhooks
from vivavoce.bench.pages import NO_PAGES, filled
from vivavoce.domain.identity import operator
from vivavoce.web.console import Console, routes

OUTSIDE = ("/", "/login", "/accessibility")


def known(site: Site) -> dict[str, str]:
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
    desk = Console(site.deps.house, site.address)
    found = filled(desk, known(site))
    pages = [route.path for route in routes(desk) if "GET" in (route.methods or ())]
    pages = [path for path in pages if path.startswith(("/console", "/admin")) and not NO_PAGES.search(path)]
    assert len(found) == len(pages), "something must stand for every {…}"
    return [*OUTSIDE, *found]
