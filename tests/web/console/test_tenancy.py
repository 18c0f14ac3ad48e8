"""No page of people, interviews and calls reaches into another organization, and no viewer changes anything."""

from __future__ import annotations

from dataclasses import dataclass, replace

import httpx
import pytest
from starlette.routing import Route

from tests.servers import wait_for
from tests.web.console.conftest import AsRole
from tests.web.console.scene import held
from tests.web.site import AGENT, JOB, Site
from vivavoce.actions import access, applications, documents, interviews, wishes
from vivavoce.actions.access import NewOrganization
from vivavoce.actions.applications import ApplicationFilter
from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.interviews import NewInterview
from vivavoce.domain.hiring import PhoneNumber
from vivavoce.domain.identity import MemberRole, candidate, operator
from vivavoce.domain.interview import Channel, State
from vivavoce.domain.wishes import WishKind
from vivavoce.kit.ids import new_id
from vivavoce.kit.paging import Page
from vivavoce.store.shapes import AUDIT, CALL, INTERVIEW, PHONE_NUMBER
from vivavoce.store.tx import Tx
from vivavoce.web.console import calls, candidates
from vivavoce.web.console.interviews import approvals, monitor

PDF = b"%PDF-1.4 a whole life on two pages"


@dataclass(frozen=True)
class Furnished:
    """Something of everything that has an id of its own."""

    name: str
    holes: dict[str, dict[str, str]]
    """What stands for each `{…}`, by the module whose routes have it."""


class _Paper:
    """A console that has routes and nothing else."""


ROUTES = [
    (module.__name__.rpartition(".")[2], next(iter(route.methods - {"HEAD"})), route.path)
    for module in (candidates, monitor, approvals, calls)
    for route in module.routes(_Paper())  # type: ignore[arg-type]
    if isinstance(route, Route) and route.methods and "{" in route.path
]
NAMED = [
    ("compare", "GET", "/console/compare?id={one}&id={two}"),
    ("approvals", "GET", "/admin/approvals?id={id}"),
]


def furnished(site: Site) -> Furnished:
    name = f"Una {new_id()[:8]}"
    done, other = held(site, name=name), held(site)
    with site.deps.house.store.write(candidate(site.organization_id, done.candidate_id)) as tx:
        wish = wishes.ask(tx, done.id, WishKind.HELP, "It does not open")
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        file = documents.attach(tx, done.candidate_id, "cv.pdf", "application/pdf", PDF)
        wanted = ApplicationFilter(candidate_id=done.candidate_id)
        application = applications.listing(tx.view, tx.actor, Page(1, 1), wanted).rows[0].application
        called = _by_telephone(site, tx)
    wait_for(lambda: _state(site, called) is State.READY)
    with site.deps.house.store.read(site.organization_id) as view:
        call = view.every(CALL, interview_id=called)[0]
    person = {"id": done.candidate_id, "application": application.id, "wish": wish.id, "file": file.id}
    return Furnished(
        name,
        {
            "candidates": person,
            "monitor": {"id": done.id},
            "approvals": {"id": done.id},
            "compare": {"one": done.id, "two": other.id},
            "calls": {"interview": called, "id": call.id},
        },
    )


def _state(site: Site, id: str) -> State:
    with site.deps.house.store.read(site.organization_id) as view:
        return view.get(INTERVIEW, id).state


def _by_telephone(site: Site, tx: Tx) -> str:
    number = PhoneNumber(
        new_id(), tx.organization_id, "+14155550199", "OUTBOUND", "TWILIO", "LOCAL", None, tx.now, tx.now
    )
    tx.add(PHONE_NUMBER, number)
    agent = replace(AGENT, channel=Channel.PHONE, phone_number_id=number.id)
    who = NewCandidate("Hana", "Novak", phone="+421905123456")
    later = tx.now.replace(year=2098)
    new = NewInterview(who, agent, JOB, scheduled_at=later, mails=False)
    return interviews.create(tx, site.deps.house.links, site.deps.house.mind, new).interview.id


@pytest.fixture(scope="module")
def elsewhere(site: Site) -> tuple[Site, Furnished]:
    """Another organization in the same house."""
    house = site.deps.house
    other = access.found(house.store, house.clock, NewOrganization("Penumbra"))
    there = replace(site, organization_id=other.id)
    return there, furnished(there)


@pytest.fixture(scope="module")
def here(site: Site) -> Furnished:
    return furnished(site)


def test_the_table_is_whole() -> None:
    assert len(ROUTES) == len(set(ROUTES)) == 17


@pytest.mark.parametrize(("module", "method", "path"), [*ROUTES, *NAMED])
def test_nobody_reaches_into_another_organization(
    elsewhere: tuple[Site, Furnished], as_role: AsRole, module: str, method: str, path: str
) -> None:
    there, them = elsewhere
    before = _audited(there)
    answer = asked(as_role(MemberRole.ADMIN), method, path.format(**them.holes[module]), them.name)
    assert answer.status_code == 404, answer.text
    assert _audited(there) == before


@pytest.mark.parametrize(("module", "method", "path"), [row for row in ROUTES if row[1] == "POST"])
def test_a_viewer_changes_nothing(
    site: Site, here: Furnished, as_role: AsRole, module: str, method: str, path: str
) -> None:
    viewer = as_role(MemberRole.VIEWER)
    before = _audited(site)
    answer = asked(viewer, method, path.format(**here.holes[module]), here.name)
    assert answer.status_code == 403, answer.text
    assert _audited(site) == before


def asked(client: httpx.Client, method: str, address: str, name: str) -> httpx.Response:
    """What is answered in the end; a form has nothing wrong in it, whichever it is."""
    if method == "GET":
        answer = client.get(address)
        return client.get(answer.headers["location"]) if answer.is_redirect else answer
    if address.endswith("/files"):
        return client.post(address, files={"file": ("cv.pdf", PDF, "application/pdf")})
    said = {"first_name": "Una", "name": name, "reason": "because", "text": "yes", "stage": "accepted"}
    return client.post(address, data=said | {"job": new_id()})


def _audited(site: Site) -> int:
    with site.deps.house.store.read(site.organization_id) as view:
        return view.count(AUDIT)
