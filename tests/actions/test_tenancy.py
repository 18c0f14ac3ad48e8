"""One organization's rows, of every noun, are not found, counted, changed, moved or removed from another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.actions.colleagues import person
from tests.actions.scene import (
    JANE,
    JOB,
    LINKS,
    MIND,
    ONLINE,
    assessed,
    by_phone,
    founded,
    gated,
    plan,
    planned,
    turns,
)
from tests.actions.test_webhooks import REFUSED, attempt, deliveries, happen, hook
from vivavoce.actions import (
    access,
    agents,
    calling,
    documents,
    interviews,
    jobplans,
    jobrules,
    lobby,
    members,
    outcomes,
    privacy,
    questions,
    reviews,
    wishes,
)
from vivavoce.actions.access import NewKey
from vivavoce.domain.errors import NotFound
from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import Stage
from vivavoce.domain.identity import (
    ALL_SCOPES,
    MemberRole,
    Organization,
    Session,
    Welcome,
    candidate,
    operator,
)
from vivavoce.domain.interview import Interview, Role, Speech
from vivavoce.domain.invitation import Message
from vivavoce.domain.review import Lane, Recording, Template
from vivavoce.domain.wishes import AmendmentKind, Ease, WishKind
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.ids import new_id
from vivavoce.kit.paging import Page
from vivavoce.store import shapes
from vivavoce.store.database import Store
from vivavoce.store.shapes import (
    APPLICATION,
    INVITATION,
    MESSAGE,
    ORGANIZATION,
    RECORDING,
    SESSION,
    SPEECH,
    TEMPLATE,
    WELCOME,
    Shape,
)

SHAPES = {name: value for name, value in vars(shapes).items() if isinstance(value, Shape)}


def key_of(shape: Shape[Any]) -> str:
    """The column by which a row is changed."""
    return next(column.name for column in shape.table.primary_key if column.name != "organization_id")


@dataclass(frozen=True)
class Two:
    """An organization with a row of every noun, and one without any."""

    store: Store
    full: Organization
    empty: Organization

    def rows(self, shape: Shape[Any]) -> list[Any]:
        """What the full one has of a noun, past every filter."""
        home = shape.table.c.id if shape is ORGANIZATION else shape.table.c.organization_id
        with self.store.engine.connect() as connection:
            return list(connection.execute(sa.select(*shape.table.c).where(home == self.full.id)).mappings())


def at_the_desk(store: Store, home: Organization, made: Interview) -> None:
    """What people add: to the interview, the job, the application, and by coming in."""
    ann = person(store, home).id
    with store.write(operator(home.id)) as tx:
        assert made.job_id is not None
        reviews.rate(tx, made.id, plan().criteria[0].id, None)
        reviews.remark(tx, made.id, "calm")
        application = tx.find(APPLICATION, candidate_id=made.candidate_id, job_id=made.job_id)
        assert application is not None
        outcomes.decide(tx, application.id, Stage.IN_PROCESS)
        privacy.hold(tx, made.candidate_id, "a claim")
        jobplans.draft(tx, MIND, made.job_id)
        jobrules.put(tx, made.job_id, (), 30, "")
        end = tx.now + timedelta(days=1)
        tx.add(SESSION, Session(new_id(), home.id, ann, new_id(), "Firefox", tx.now, tx.now, end))
        tx.add(WELCOME, Welcome(new_id(), home.id, ann, new_id(), tx.now, end))


@pytest.fixture(scope="module")
def two(lasting_store: Store, lasting_clock: FrozenClock) -> Two:
    store, now = lasting_store, lasting_clock.now()
    full, empty = founded(store, now), founded(store, now)
    gated(store, full, assessment_gate=True)
    made = assessed(store, full)
    planned(store, full, phone=True)
    with store.write(operator(full.id)) as tx:
        access.mint(tx, NewKey("ATS", ALL_SCOPES))
        members.create(tx, "ann@example.com", "Ann", MemberRole.ADMIN, None)
        tx.add(TEMPLATE, Template(new_id(), full.id, "Screening", made.agent_id, made.job_id, 30, now, now))
        tx.add(RECORDING, Recording(new_id(), full.id, made.id, Lane.CANDIDATE, "a.wav", 1.0, now))
        tx.add(SPEECH, Speech(made.id, full.id, 1, 0, 900))
        tx.add(MESSAGE, Message(made.id, full.id, 1, "{}"))
        assert made.job_id is not None
        questions.add(tx, made.job_id, "Why us?")
        documents.attach(tx, made.candidate_id, "cv.txt", "text/plain", b"Python")
        calling.switch(tx, made.job_id, automatic=False)
        calling.bar(tx, "+14155550100", "asked")
        endpoint = hook(tx)
        link = tx.find(INVITATION, interview_id=made.id)
    assert link is not None
    with store.write(candidate(full.id, made.candidate_id)) as tx:
        lobby.request_code(tx, link.id, "browser")
        wishes.ask(tx, made.id, WishKind.HELP, "please")
        answer = next(turn.number for turn in turns() if turn.role is Role.CANDIDATE)
        wishes.amend(tx, made.id, answer, AmendmentKind.ADDITION, "and more")
        wishes.impress(tx, made.id, 5, "")
        wishes.adjust(tx, made.id, [Ease.BREAKS], "en")
    at_the_desk(store, full, made)
    happen(store, full, EventName.INTERVIEW_STARTED)
    attempt(store, full, deliveries(store, full, endpoint.id)[0], REFUSED)
    return Two(store, full, empty)


def test_the_scene_has_every_noun(two: Two) -> None:
    assert len(SHAPES) > 20
    assert [name for name, shape in SHAPES.items() if not two.rows(shape)] == []


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
class TestFromAnotherOrganization:
    def test_it_is_not_read(self, two: Two, shape: Shape[Any]) -> None:
        keys = {name for name in ("id", "interview_id", key_of(shape)) if name in shape.table.c}
        own = int(shape is ORGANIZATION)
        with two.store.read(two.full.id) as view:
            assert len(view.every(shape)) >= 1
        with two.store.read(two.empty.id) as view:
            assert view.count(shape) == len(view.every(shape)) == view.page(shape, Page(1, 20)).total == own
            for row in two.rows(shape):
                for key in keys:
                    assert view.find(shape, **{key: row[key]}) is None
                if "id" in keys:
                    with pytest.raises(NotFound):
                        view.get(shape, row["id"])
                if "id" in keys and shape is not ORGANIZATION:
                    with pytest.raises(NotFound):
                        view.get_kept(shape, row["id"])

    def test_it_is_not_written(self, two: Two, shape: Shape[Any]) -> None:
        before = two.rows(shape)
        key = key_of(shape)
        field = next(name for name in shape.names if name not in {"id", "organization_id"})
        with two.store.write(operator(two.empty.id)) as tx:
            for row in before:
                with pytest.raises(NotFound):
                    tx.change(shape, row[key], **{field: None})
                if key == "id":
                    with pytest.raises(NotFound):
                        tx.move(shape, row[key], field, (row[field],), **{field: None})
                if key == "id" and shape is not ORGANIZATION:
                    with pytest.raises(NotFound):
                        tx.remove(shape, row[key])
            if shape is not ORGANIZATION:
                assert tx.clear(shape, organization_id=two.full.id) == 0
        assert two.rows(shape) == before


def test_nobody_is_interviewed_for_another_organization(two: Two) -> None:
    """Each party of an interview must be at home here."""
    with two.store.read(two.full.id) as view:
        theirs = {"candidate": view.every(shapes.CANDIDATE)[0].id, "agent": view.every(shapes.AGENT)[0].id}
        theirs["job"] = view.every(shapes.JOB)[0].id
    ours: dict[str, Any] = {"candidate": JANE, "agent": ONLINE, "job": JOB}
    for part, id in theirs.items():
        with pytest.raises(NotFound), two.store.write(operator(two.empty.id)) as tx:
            interviews.create(tx, LINKS, MIND, interviews.NewInterview(**{**ours, part: id}))


def test_a_number_of_another_organization_is_not_called_from(two: Two) -> None:
    with two.store.write(operator(two.full.id)) as tx:
        theirs = by_phone(tx)
    with pytest.raises(NotFound), two.store.write(operator(two.empty.id)) as tx:
        agents.create(tx, theirs)
