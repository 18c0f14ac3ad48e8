"""A house with several of everything that may stand in a list: one of a kind hides what crowding breaks."""

from __future__ import annotations

from dataclasses import replace

from tests.web.console.scene import held
from tests.web.site import JOB, Site
from vivavoce.actions import access, jobplans, jobs, members, privacy, webhooks, wishes
from vivavoce.domain.identity import MemberRole, operator
from vivavoce.domain.interview import State
from vivavoce.domain.wishes import WishKind
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import ENDPOINT, INTERVIEW

SEVERAL = 3


def troubled(site: Site) -> None:
    """Fill the organization: who waits, who is being interviewed, what fails, who was erased."""
    house, boss = site.deps.house, operator(site.organization_id)
    for number in range(SEVERAL):
        held(site, gate=True, name=f"Bo{number} Nilsson")
        done, talking, gone = (held(site, name=f"{name}{number} Eze") for name in ("Chidi", "Dana", "Emre"))
        with house.store.write(boss) as tx:
            tx.change(INTERVIEW, talking.id, state=State.LIVE)
            wishes.ask(tx, done.id, tuple(WishKind)[number], f"Something in particular, {number}")
            job = jobs.create(tx, replace(JOB, reference=new_id()))
            jobplans.draft(tx, house.mind, job.id)
            jobplans.submit(tx, job.id)
            access.mint(tx, access.NewKey(f"Applicant system {number}", frozenset({"jobs:read"})))
            members.create(tx, f"{new_id()}@northwind.example", f"Lee {number}", MemberRole.REVIEWER, None)
            endpoint = webhooks.create(
                tx,
                house.sealer,
                webhooks.NewEndpoint(
                    "instaview", f"https://example.com/{number}", "secret", ("interview.completed",), ()
                ),
            )
            tx.change(ENDPOINT, endpoint.id, failing_since=tx.now)
            privacy.erase(tx, gone.candidate_id)
