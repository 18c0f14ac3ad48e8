"""The A2A dialect alone in this process, and interviews that are brought along without a worker."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.actions.scene import appraisal, plan, turns
from vivavoce.actions import access, assessments, members, plans, rooms
from vivavoce.actions.access import NewKey
from vivavoce.actions.house import House
from vivavoce.dialects.a2a import A2A
from vivavoce.dialects.a2a.vocabulary import core_scopes
from vivavoce.dialects.a2a.wire import Refused
from vivavoce.dialects.door import mount
from vivavoce.domain.identity import ALL_SCOPES, MemberRole, Organization, candidate, operator, system
from vivavoce.domain.interview import EndReason, Interview
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import CODE, INTERVIEW, INVITATION, TURN

BASE = "/api/v1"
JANE = {
    "candidateName": "Jane Smith",
    "candidateEmail": "jane@example.com",
    "position": "Senior Software Engineer",
    "level": "SENIOR",
    "skills": ["TypeScript", "React", "Node.js", "PostgreSQL"],
    "jobDescription": "Join our platform team to build scalable web applications with a modern tech stack. "
    "You will architect and own key services.",
}


def as_documented(method: str, path: str, reply: httpx.Response) -> None:
    """The answer is what the route's model, or the refusal's, says."""
    known = (route for route in A2A.routes if route.method == method)
    shape = path.partition("?")[0]
    route = next(r for r in known if re.fullmatch(re.sub(r"{\w+}", "[^/]+", r.path), shape))
    assert reply.status_code in {route.status, *route.also, *A2A.refusals, 501}
    if reply.status_code >= 400:
        A2A.refusals.get(reply.status_code, Refused).model_validate_json(reply.content, by_alias=True)
    elif reply.content and route.answer:
        TypeAdapter(route.answer).validate_json(reply.content, by_alias=True)


@dataclass(frozen=True)
class Api:
    """A credential's headers and the client that calls with them."""

    http: TestClient
    headers: dict[str, str]

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        sent = {**self.headers, **{name.replace("_", "-"): text for name, text in headers.items()}}
        reply = self.http.request(method, BASE + path, json=body, headers=sent)
        as_documented(method, path, reply)
        return reply

    def get(self, path: str) -> Any:
        reply = self.call("GET", path)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def post(self, path: str, body: Any = None) -> Any:
        reply = self.call("POST", path, body)
        assert reply.status_code in {200, 201, 202}, reply.text
        return reply.json()

    def new(self, **changes: Any) -> str:
        """The id of a new run for Jane."""
        return str(self.post("/a2a/interview", {**JANE, **changes})["runId"])

    def status(self, id: str) -> Any:
        return self.get(f"/a2a/interview/{id}/status")


@dataclass(frozen=True)
class Backstage:
    """What the machine and the candidate do between two requests."""

    house: House
    home: Organization

    def plan(self, id: str) -> None:
        with self.house.store.write(system(self.home.id)) as tx:
            plans.begin(tx, id)
        with self.house.store.write(system(self.home.id)) as tx:
            plans.keep(tx, id, plan())

    def fail_plan(self, id: str) -> None:
        with self.house.store.write(system(self.home.id)) as tx:
            plans.failed(tx, id, "no words")

    def hold(self, id: str, end: EndReason = EndReason.COMPLETED) -> None:
        """Say everything in a session that has begun, and end it."""
        with self.house.store.write(candidate(self.home.id, self.interview(id).candidate_id)) as tx:
            rooms.connect(tx, id)
            for turn in turns():
                tx.add(TURN, turn, interview_id=id)
            rooms.finish(tx, id, end)

    def assess(self, id: str) -> None:
        with self.house.store.write(system(self.home.id)) as tx:
            assessments.store(tx, id, appraisal())

    def fail_assessment(self, id: str) -> None:
        with self.house.store.write(system(self.home.id)) as tx:
            assessments.failed(tx, id, "no words")

    def interview(self, id: str) -> Interview:
        with self.house.store.read(self.home.id) as view:
            return view.get(INTERVIEW, id)

    def otp(self, id: str) -> str:
        """The newest code that was mailed about an interview."""
        with self.house.store.read(self.home.id) as view:
            link = view.find(INVITATION, interview_id=id)
            assert link
            code = view.find(CODE, invitation_id=link.id)
            assert code
            return self.house.links.code(code.id)


@pytest.fixture
def http(house: House) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=mount(house, A2A, ThreadPoolExecutor(4)))) as client:
        yield client


@pytest.fixture
def new_api(http: TestClient, store: Store) -> Callable[..., Api]:
    """Calls with a key of these permissions; all scopes unless some are named."""

    def make(organization: Organization, *permissions: str) -> Api:
        scopes = core_scopes(permissions) if permissions else ALL_SCOPES
        with store.write(operator(organization.id)) as tx:
            _, minted = access.mint(tx, NewKey("test", scopes))
        return Api(http, {"X-API-Key": minted.text})

    return make


@pytest.fixture
def api(new_api: Callable[..., Api], home: Organization) -> Api:
    return new_api(home)


@pytest.fixture
def person(http: TestClient, house: House, store: Store, home: Organization) -> Api:
    """A recruiter who has signed in."""
    with store.write(operator(home.id)) as tx:
        members.create(tx, "rita@acme.example.com", "Rita", MemberRole.RECRUITER, "correct horse")
    _, token = house.reception.sign_in("rita@acme.example.com", "correct horse", None)
    return Api(http, {"Authorization": f"Bearer {token}"})


@pytest.fixture
def backstage(house: House, home: Organization) -> Backstage:
    return Backstage(house, home)


@pytest.fixture
def begun(http: TestClient, api: Api, backstage: Backstage) -> Callable[..., str]:
    """Makes an interview whose candidate has started."""

    def make(**changes: Any) -> str:
        id = api.new(**changes)
        backstage.plan(id)
        link = api.post(f"/a2a/interview/{id}/approve", {"approved": True})["interviewLink"]
        door = f"{BASE}/candidate-access/{link.rsplit('/', 1)[1]}"
        assert http.post(f"{door}/request-otp").status_code == 201
        passed = http.post(f"{door}/verify-otp", json={"otp": backstage.otp(id)}).json()
        started = http.post(f"{door}/start", headers={"x-session-token": passed["sessionToken"]})
        assert started.status_code == 201, started.text
        return id

    return make


@pytest.fixture
def assessed(begun: Callable[..., str], backstage: Backstage, clock: FrozenClock) -> Callable[..., str]:
    """Makes an interview whose assessment waits for a person."""

    def make(end: EndReason = EndReason.COMPLETED, **changes: Any) -> str:
        id = begun(**changes)
        backstage.hold(id, end)
        backstage.assess(id)
        return id

    return make
