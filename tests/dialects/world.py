"""An organization with one of everything that a route can name, and what the tables of the routes are made of."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property
from typing import Any

from starlette.testclient import TestClient

from tests.actions.scene import JOB, arranged, assessed, planned
from vivavoce.actions import (
    access,
    applications,
    calling,
    calls,
    candidates,
    intake,
    interviews,
    jobs,
    members,
    questions,
    templates,
    tickets,
    webhooks,
)
from vivavoce.actions.access import NewKey
from vivavoce.actions.house import House
from vivavoce.actions.tickets import Ticket
from vivavoce.dialects.dialect import Dialect, Route
from vivavoce.domain.calling import Rules
from vivavoce.domain.identity import ALL_SCOPES, MemberRole, Organization, operator
from vivavoce.domain.interview import Call, Interview
from vivavoce.store.shapes import CALL

Names = Mapping[str, str]


@dataclass(frozen=True)
class Sample:
    """A request that a route answers with `own` for the owner of what it names, and with `foreign` for others.

    `path` fills the route's parameters and `$name` in `body` and `query` stands for a name of the world.
    `before(world)` makes ready what this request needs.
    """

    own: int
    foreign: int
    path: Mapping[str, str | Callable[[World], str]] = field(default_factory=dict)
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[World], None] = lambda _world: None


def table(dialect: Dialect) -> Mapping[str, Sample]:
    """The dialect's table: a sample for each `METHOD /path`."""
    module = importlib.import_module(f"tests.dialects.{dialect.name}.table")
    found: Mapping[str, Sample] = module.TABLE
    return found


@dataclass
class World:
    """One organization, and what its things are called."""

    house: House
    home: Organization

    @cached_property
    def names(self) -> dict[str, str]:
        """Ids by what they are of."""
        made: dict[str, str] = {"company": self.home.id}
        self._people(made)
        self._held(made)
        self._waiting(made)
        self._kept(made)
        return made

    def at(self, house: House) -> World:
        """The same organization in a copy of its database."""
        copied = World(house, self.home)
        copied.__dict__["names"] = dict(self.names)
        return copied

    def filled(self, value: Any) -> Any:
        """`value` with names put in."""
        if isinstance(value, dict):
            return {name: self.filled(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.filled(part) for part in value]
        if isinstance(value, str) and value.startswith("$"):
            return self.names[value[1:]]
        return value

    def key(self, scopes: frozenset[str] = ALL_SCOPES) -> tuple[str, str]:
        """A new key: its id and its text."""
        with self.house.store.write(operator(self.home.id)) as tx:
            key, minted = access.mint(tx, NewKey("table", scopes, per_minute=100_000, per_hour=1_000_000))
        return key.id, minted.text

    def ticket(self) -> str:
        """A candidate's session token."""
        issued = Ticket(self.names["interview"], self.home.id, self.names["candidate"])
        return tickets.issue(self.house.links.key, issued, self.house.clock.now())

    def ask(self, http: TestClient, dialect: Dialect, route: Route, sample: Sample, key: str | None) -> Any:
        """Send the sample; `key` goes into every header in which a dialect may look for it."""
        path = route.path
        for name, value in sample.path.items():
            path = path.replace(f"{{{name}}}", value(self) if callable(value) else self.filled(value))
        headers = {} if key is None else {"Authorization": f"Bearer {key}", "x-api-key": key}
        return http.request(
            route.method,
            dialect.prefixes[0] + path,
            headers=headers,
            json=self.filled(sample.body),
            params=self.filled(dict(sample.query)),
        )

    def _people(self, made: dict[str, str]) -> None:
        with self.house.store.write(operator(self.home.id)) as tx:
            made["reference"] = f"job-of-{self.home.name}"
            new = jobs.NewJob(JOB.title, JOB.description, reference=made["reference"], api_invites=True)
            made["job"] = jobs.create(tx, new).id
            person = candidates.NewCandidate(
                "Ann", "Lee", date(2027, 1, 1), "ann@example.com", "+12125550102"
            )
            made["candidate"] = candidates.create(tx, person).candidate.id
            made["application"] = applications.create(tx, made["candidate"], made["job"]).application.id
            made["question"] = questions.add(tx, made["job"], "What do you like about tests?").id
            calling.set_rules(tx, made["job"], Rules(opens=time(8), closes=time(18)))
            member = members.create(tx, "eve@example.com", "Eve", MemberRole.VIEWER, "a long password")
            made["member"] = member.id
        made["key"], _ = self.key()

    def _held(self, made: dict[str, str]) -> None:
        held = assessed(self.house.store, self.home)
        made |= {"held": held.id, "held_candidate": held.candidate_id, "held_job": held.job_id or ""}
        phoned = planned(self.house.store, self.home, phone=True)
        made |= {"phoned": phoned.id, "agent": phoned.agent_id}
        with self.house.store.write(operator(self.home.id)) as tx:
            waiting: Call = tx.view.every(CALL, interview_id=phoned.id)[0]
            made["attempt"] = waiting.id
            made["later"] = (tx.now + timedelta(hours=5)).isoformat().replace("+00:00", "Z")
            placed = calls.plan(tx, phoned.id, tx.now)
            made["call"] = tx.change(CALL, placed.id, called_at=tx.now).id

    def _waiting(self, made: dict[str, str]) -> None:
        ready = planned(self.house.store, self.home)
        review = planned(self.house.store, self.home, plan_gate=True)
        judged = assessed(self.house.store, self.home, assessment_gate=True)
        checking = arranged(self.house.store, self.home)
        made |= {"interview": ready.id, "review": review.id, "judged": judged.id, "checking": checking.id}
        with self.house.store.write(operator(self.home.id)) as tx:
            request = intake.Request(name="Sam Lee", email="sam@example.com", position="Engineer")
            draft: Interview = intake.submit(tx, self.house.links, self.house.mind, request)
            made["draft"] = draft.id
            link = interviews.invite(tx, self.house.links, ready.id, tx.now + timedelta(days=7))
        made["token"] = self.house.links.token(link.id)

    def _kept(self, made: dict[str, str]) -> None:
        with self.house.store.write(operator(self.home.id)) as tx:
            new = templates.NewTemplate("Backend", "Build services in Python.")
            made["template"] = templates.create(tx, new).id
            address = "http://127.0.0.1:9/hook"
            hook = webhooks.NewEndpoint("instaview", address, "s" * 64, ("ping",), ("ping",))
            made["instaview_endpoint"] = webhooks.create(tx, self.house.sealer, hook).id
