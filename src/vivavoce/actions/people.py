"""All that is known of one candidate, read at once; and the list of candidates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from vivavoce.actions import applications, calling, candidates, documents, intake, outcomes
from vivavoce.actions import watching as watched
from vivavoce.actions.applications import ApplicationFilter, Applied
from vivavoce.actions.candidates import Card
from vivavoce.actions.watching import Row, Wanted
from vivavoce.domain.errors import Invalid, NotFound
from vivavoce.domain.hiring import Document, Stage
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Call
from vivavoce.domain.invitation import Invitation, Receipt
from vivavoce.domain.review import Approval, Outcome, Step
from vivavoce.domain.wishes import Hold, Wish
from vivavoce.kit.paging import Page, Slice
from vivavoce.kit.words import N_
from vivavoce.kit.zones import number_of
from vivavoce.store import watching
from vivavoce.store.shapes import (
    APPROVAL,
    CALL,
    CANDIDATE,
    DOCUMENT,
    HOLD,
    INVITATION,
    RECEIPT,
    STEP,
    WISH,
)
from vivavoce.store.view import View, escape_like

MOST = Page(1, 100)
"""How many applications and interviews of one person are shown."""
ORDERS = ("newest", "oldest", "name", "-name", "retain", "-retain")


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which candidates. `due`: their data may be kept until a day before this one."""

    stage: Stage | None = None
    job_id: str | None = None
    due: date | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A candidate in the list, with the titles of the jobs they applied for."""

    card: Card
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Applying:
    """An application and everything decided about it, oldest first."""

    applied: Applied
    outcomes: tuple[Outcome, ...]

    @property
    def holds(self) -> Outcome | None:
        """The decision in force, None before the first."""
        return self.outcomes[-1] if self.outcomes else None


@dataclass(frozen=True, slots=True)
class Course:
    """One interview of the candidate and all that happened around it."""

    line: Row
    steps: tuple[Step, ...]
    receipts: tuple[Receipt, ...]
    invitations: tuple[Invitation, ...]
    approvals: tuple[Approval, ...]
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One candidate. `names` are (system, what it calls them). `zones`: where their clock may be.

    `language` is that of the newest consent, None before there is one. Levels are not here.
    """

    card: Card
    names: tuple[tuple[str, str], ...]
    zones: tuple[str, ...]
    language: str | None
    hold: Hold | None
    applications: tuple[Applying, ...]
    courses: tuple[Course, ...]
    wishes: tuple[Wish, ...]
    documents: tuple[Document, ...]


def listing(
    view: View, actor: Actor, page: Page, wanted: PeopleFilter, order: str = "newest"
) -> Slice[Listed]:
    """One page of candidates. `order` is one of `ORDERS`, any other means the first of them."""
    actor.need("candidates:read")
    bound: dict[str, Any] = {
        "stage": wanted.stage and wanted.stage.value,
        "job": wanted.job_id,
        "due": wanted.due,
        "about": f"%{escape_like(wanted.search.lower())}%" if wanted.search else None,
    }
    bound = {name: value for name, value in bound.items() if value is not None}
    statement = watching.candidates(frozenset(bound), order if order in ORDERS else ORDERS[0])
    rows = view.ask(statement, **bound, limit=page.limit, offset=page.offset)
    if not rows and page.number > 1:
        return Slice((), listing(view, actor, Page(1, 1), wanted).total, page)
    cards = candidates.cards(view, [CANDIDATE.load(row[:-1]) for row in rows])
    ids = sorted({id for card in cards for id in card.job_ids})
    titles = dict(tuple(row) for row in view.ask(watching.TITLES, jobs=ids)) if ids else {}
    found = tuple(Listed(card, tuple(titles[id] for id in card.job_ids)) for card in cards)
    return Slice(found, rows[0][-1] if rows else 0, page)


def read(view: View, actor: Actor, id: str) -> Person:
    """One candidate. Raises NotFound."""
    actor.need("candidates:read")
    card = candidates.read(view, actor, id)
    applied = applications.listing(view, actor, MOST, ApplicationFilter(candidate_id=id)).rows
    lines = watched.listing(view, actor, MOST, Wanted(candidate_id=id)).rows
    courses = tuple(_course(view, line) for line in lines)
    receipts = sorted((one for course in courses for one in course.receipts), key=lambda one: one.at)
    return Person(
        card=card,
        names=tuple((system, name) for system, name in view.ask(watching.NAMES, ours=id)),
        zones=tuple(zone.key for zone in calling.zones_for(view, card.candidate)),
        language=receipts[-1].language if receipts else None,
        hold=view.find(HOLD, candidate_id=id),
        applications=tuple(
            Applying(one, outcomes.history(view, actor, one.application.id)) for one in applied
        ),
        courses=courses,
        wishes=view.every(WISH, candidate_id=id),
        documents=documents.listing(view, actor, id),
    )


def file(view: View, actor: Actor, candidate_id: str, id: str) -> tuple[Document, bytes]:
    """A file of this candidate and its bytes. Raises NotFound, also for a file of somebody else."""
    actor.need("candidates:read")
    view.get(CANDIDATE, candidate_id)
    document = view.get(DOCUMENT, id)
    if document.candidate_id != candidate_id:
        raise NotFound(DOCUMENT.kind, id)
    return document, documents.read(view, actor, id)


def check(first_name: str, last_name: str, email: str, phone: str) -> None:
    """Raises Invalid, naming the field, for what cannot be a person's name, address or number."""
    if not first_name.strip() and not last_name.strip():
        raise Invalid.because("first_name", N_("Please write a name."))
    if email and not intake.plausible(email):
        raise Invalid.because("email", N_("This is not an e-mail address."))
    if phone and number_of(phone) is None:
        words = N_("Please write the number with its country, as in +421 905 123 456.")
        raise Invalid.because("phone", words)


def _course(view: View, line: Row) -> Course:
    return Course(
        line,
        view.every(STEP, interview_id=line.id),
        view.every(RECEIPT, interview_id=line.id),
        view.every(INVITATION, interview_id=line.id),
        view.every(APPROVAL, interview_id=line.id),
        view.every(CALL, interview_id=line.id),
    )
