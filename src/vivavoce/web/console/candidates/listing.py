"""All candidates, and adding one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import candidates, jobs, people
from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.jobs import JobFilter
from vivavoce.actions.people import Listed, PeopleFilter
from vivavoce.domain.errors import Invalid
from vivavoce.domain.hiring import Candidate, Stage
from vivavoce.kit.paging import Page, Slice
from vivavoce.kit.words import N_
from vivavoce.store.view import View
from vivavoce.web.console import lists
from vivavoce.web.console.candidates.deeds import person_of
from vivavoce.web.console.candidates.page import openings
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown
from vivavoce.web.console.lists import Column, Filter
from vivavoce.web.labels import label

MOST_JOBS: Final = 12
DUE: Final = {"over": 0, "week": 7, "month": 30}
"""Within how many days the last day of keeping is reached."""
FIELDS: Final = ("first_name", "last_name", "email", "phone", "country", "retain_until")


@dataclass(frozen=True, slots=True)
class Entry:
    """One candidate in the list."""

    listed: Listed

    @property
    def candidate(self) -> Candidate:
        return self.listed.card.candidate

    @property
    def address(self) -> str:
        return f"/console/candidates/{self.candidate.id}"


COLUMNS: Final = (
    Column("name", N_("Name"), lambda entry: entry.candidate.name, sorts="name"),
    Column("email", N_("E-mail address"), lambda entry: entry.candidate.email or ""),
    Column("phone", N_("Telephone"), lambda entry: entry.candidate.phone or "", first=False),
    Column("jobs", N_("Jobs"), lambda entry: ", ".join(entry.listed.titles)),
    Column("stage", N_("Stage"), lambda entry: label(entry.candidate.stage)),
    Column("interviews", N_("Interviews"), lambda entry: str(entry.listed.card.interviews), number=True),
    Column(
        "retain", N_("Kept until"), lambda entry: entry.candidate.retain_until.isoformat(), sorts="retain"
    ),
    Column("added", N_("Added"), lambda entry: entry.candidate.created_at.isoformat()),
)
FILTERS: Final = (
    Filter("stage", N_("Stage"), tuple((stage.value, label(stage)) for stage in Stage)),
    Filter(
        "due",
        N_("To be erased"),
        (("over", N_("Overdue")), ("week", N_("Within 7 days")), ("month", N_("Within 30 days"))),
    ),
)


def routes(console: Console) -> list[Route]:
    """The list and the form."""
    return [
        shown(console, "/console/candidates", listing),
        shown(console, "/console/candidates/new", new),
        sent(console, "/console/candidates/new", create),
    ]


def listing(visit: Visit) -> Response:
    """Newest first."""
    with visit.read() as view:
        newest = jobs.listing(view, visit.actor, Page(1, MOST_JOBS), JobFilter()).rows
        by_job = Filter("job", N_("Job"), tuple((job.id, job.title) for job in newest))
        filters = (*FILTERS, by_job) if newest else FILTERS
        want = lists.wanted(visit, filters, "newest")
        chosen = want.filters
        due = view.now.date() + timedelta(days=DUE[chosen["due"]]) if "due" in chosen else None
        stage = Stage(chosen["stage"]) if "stage" in chosen else None
        wanted = PeopleFilter(stage, chosen.get("job"), due, want.search)
        found = people.listing(view, visit.actor, want.page, wanted, want.sort)
    entries = Slice(tuple(Entry(row) for row in found.rows), found.total, found.page)
    return lists.answer(visit, "candidates/list.html", COLUMNS, filters, want, entries)


def new(visit: Visit) -> Response:
    """The form of a new candidate."""
    visit.actor.need("candidates:write")
    return _form(visit, 200, {})


def create(visit: Visit) -> Response:
    """Add a candidate; whoever has the address already is shown instead of added again."""
    try:
        wanted = _new(visit)
        with visit.write() as tx:
            if wanted.email:
                _check_unknown(visit, tx.view, wanted.email)
            made = candidates.create(tx, wanted)
    except Invalid as error:
        return _form(visit, 400, errors_of(error))
    return visit.go(f"/console/candidates/{made.candidate.id}", N_("The candidate is added."))


def _form(visit: Visit, status: int, errors: dict[str, str]) -> Response:
    with visit.read() as view:
        choices = openings(view, visit)
        email = visit.said("email")
        known = candidates.by_email(view, visit.actor, email) if email else None
    return visit.page(
        "candidates/form.html",
        status,
        errors=errors,
        values={name: visit.said(name) for name in FIELDS},
        candidate=None,
        openings=choices,
        ticked=visit.every("job"),
        known=known,
    )


def _new(visit: Visit) -> NewCandidate:
    person = person_of(visit)
    return NewCandidate(
        person.first_name,
        person.last_name,
        person.retain_until,
        person.email,
        person.phone,
        person.country,
        visit.every("job"),
    )


def _check_unknown(visit: Visit, view: View, email: str) -> None:
    if candidates.by_email(view, visit.actor, email) is not None:
        raise Invalid.because("email", N_("There is a candidate with this address already."))
