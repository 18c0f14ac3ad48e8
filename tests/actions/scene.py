"""What the tests of the actions build on: interviews at every stage, a look at the runs, and calls at one moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa

from tests.conftest import START
from tests.live.conversation import LINKS, MIND
from vivavoce.actions import access, assessments, interviews, jobs, lobby, plans, rooms
from vivavoce.actions.agents import NewAgent
from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.interviews import NewInterview
from vivavoce.domain.errors import DomainError
from vivavoce.domain.hiring import PhoneNumber
from vivavoce.domain.identity import Organization, Policy, candidate, operator, system
from vivavoce.domain.interview import Brief, Channel, EndReason, Focus, Interview, Plan, Turn
from vivavoce.domain.scoring import Appraisal
from vivavoce.kit.ids import new_id
from vivavoce.kit.secrets import Sealer
from vivavoce.store.database import Store
from vivavoce.store.shapes import EVENT, INTERVIEW, PHONE_NUMBER, TURN
from vivavoce.store.tx import Tx

T = TypeVar("T")
JANE = NewCandidate("Jane", "Doe", date(2027, 1, 1), email="jane@example.com", phone="+14155550100")
ONLINE = NewAgent("Screening", Channel.ONLINE, Focus.SCREENING, 12)
JOB = jobs.NewJob(
    "Backend Engineer", "You build REST APIs in Python.", required_skills=("Python", "PostgreSQL")
)
SEALER = Sealer(bytes(range(32)))


@cache
def plan() -> Plan:
    return MIND.planner.plan(Brief(JOB.title, JOB.description, JOB.required_skills, minutes=12))


@cache
def turns() -> tuple[Turn, ...]:
    return MIND.rehearse(plan(), START)


@cache
def appraisal(total: int = 70) -> Appraisal:
    return replace(MIND.assessor.assess(plan(), turns()), total=total)


def founded(store: Store, now: datetime, name: str = "Umbra") -> Organization:
    """One more organization."""
    return store.found(Organization(new_id(), name, Policy(), now, now))


def gated(store: Store, home: Organization, **gates: bool) -> None:
    with store.write(operator(home.id)) as tx:
        access.change_organization(tx, access.ChangeOrganization(policy=Policy(**gates)))


def by_phone(tx: Tx) -> NewAgent:
    """A telephone agent, with a number it may call from."""
    number = PhoneNumber(
        new_id(), tx.organization_id, "+14155550199", "OUTBOUND", "TWILIO", "LOCAL", None, tx.now, tx.now
    )
    tx.add(PHONE_NUMBER, number)
    return replace(ONLINE, channel=Channel.PHONE, phone_number_id=number.id)


def arranged(store: Store, home: Organization, **more: Any) -> Interview:
    """An interview whose plan is being written. `phone=True`: by telephone."""
    by_telephone = more.pop("phone", False)
    with store.write(operator(home.id)) as tx:
        agent = by_phone(tx) if by_telephone else ONLINE
        new = NewInterview(**{"candidate": JANE, "agent": agent, "job": JOB, **more})
        return interviews.create(tx, LINKS, MIND, new).interview


def planned(store: Store, home: Organization, **more: Any) -> Interview:
    """An interview whose plan is there: ready, unless its gate is on."""
    made = arranged(store, home, **more)
    with store.write(system(home.id)) as tx:
        plans.begin(tx, made.id)
        return plans.keep(tx, made.id, plan())


def live(store: Store, home: Organization, **more: Any) -> Interview:
    """An interview in which the candidate is connected and everything has been said."""
    made = planned(store, home, **more)
    with store.write(candidate(home.id, made.candidate_id)) as tx:
        lobby.agree(tx, made.id, "en", ("ai_interview", "transcript"))
        rooms.open_room(tx, made.id)
        rooms.connect(tx, made.id)
        for turn in turns():
            tx.add(TURN, turn, interview_id=made.id)
    return made


def held(store: Store, home: Organization, **more: Any) -> Interview:
    """An interview that waits for its assessment."""
    made = live(store, home, **more)
    with store.write(candidate(home.id, made.candidate_id)) as tx:
        rooms.finish(tx, made.id, EndReason.COMPLETED)
    return made


def assessed(store: Store, home: Organization, total: int = 70, **more: Any) -> Interview:
    """An interview whose assessment is stored: released, unless its gate is on."""
    made = held(store, home, **more)
    with store.write(system(home.id)) as tx:
        assessments.store(tx, made.id, appraisal(total))
    return found(store, home, made.id)


def found(store: Store, home: Organization, id: str) -> Interview:
    with store.read(home.id) as view:
        return view.get(INTERVIEW, id)


def told(store: Store, home: Organization, subject_id: str) -> list[str]:
    """Names of the events about a subject, in order."""
    with store.read(home.id) as view:
        return [event.name for event in view.every(EVENT, subject_id=subject_id)]


@dataclass(frozen=True)
class Start:
    """A durable start: its key, and when it is due in Unix seconds (None: at once)."""

    key: str
    due: float | None


def starts(store: Store, prefix: str) -> list[Start]:
    """The durable starts whose keys begin like this, by key."""
    table = "workflow_status" if store.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    asked = f"select workflow_uuid, delay_until_epoch_ms from {table} where workflow_uuid like :p order by 1"
    with store.engine.connect() as connection:
        rows = connection.execute(sa.text(asked), {"p": f"{prefix}%"}).fetchall()
    return [Start(key, None if due is None else due / 1000) for key, due in rows]


@contextmanager
def asked(store: Store) -> Iterator[list[str]]:
    """The statements that the database gets meanwhile."""
    heard: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    sa.event.listen(store.engine, "before_cursor_execute", listen)
    try:
        yield heard
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", listen)


def at_once(calls: Sequence[Callable[[], T]]) -> list[T | DomainError]:
    """What each of the calls returned, or refused with; all begin at the same moment."""
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], T]) -> T | DomainError:
        gate.wait()
        try:
            return call()
        except DomainError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
