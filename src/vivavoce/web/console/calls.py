"""How the calling goes: attempts, the week, who waits and why they are not called, who never is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import attempts, calls
from vivavoce.actions.attempts import Attempt, AttemptFilter
from vivavoce.domain.errors import Invalid
from vivavoce.domain.interview import AttemptStatus
from vivavoce.kit.paging import Page, Slice
from vivavoce.kit.words import N_
from vivavoce.web.console import lists
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown
from vivavoce.web.console.lists import Column, Filter
from vivavoce.web.labels import label

MOST_WAITING: Final = 25
MOST_IN_WEEK: Final = 1000
HOURS: Final = (8, 18)
"""The hours that a week shows at least, from and up to."""
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Entry:
    """One attempt in the list."""

    attempt: Attempt

    @property
    def address(self) -> str:
        return f"/console/interviews/{self.attempt.call.interview_id}"

    @property
    def window(self) -> str:
        """When the job lets this candidate be called, by their clock."""
        rules = self.attempt.rules
        return f"{rules.opens:%H:%M}–{rules.closes:%H:%M}"


@dataclass(frozen=True, slots=True)
class Hour:
    """A row of the week: what is planned in an hour of each day, Monday first."""

    hour: int
    days: tuple[tuple[Attempt, ...], ...]


def _result(entry: Entry) -> str:
    call = entry.attempt.call
    return label(call.outcome or call.skip) if call.outcome or call.skip else ""  # type: ignore[arg-type]


COLUMNS: Final = (
    Column("planned", N_("Planned"), lambda entry: entry.attempt.call.scheduled_at.isoformat()),
    Column("candidate", N_("Candidate"), lambda entry: entry.attempt.name),
    Column("phone", N_("Number"), lambda entry: entry.attempt.phone or "", first=False),
    Column("job", N_("Job"), lambda entry: entry.attempt.title),
    Column("window", N_("Window, candidate's time"), lambda entry: entry.window),
    Column(
        "local", N_("Planned, candidate's time"), lambda entry: entry.attempt.local.isoformat(), first=False
    ),
    Column(
        "number",
        N_("Attempt"),
        lambda entry: f"{entry.attempt.call.number}/{entry.attempt.rules.total}",
        number=True,
    ),
    Column("status", N_("Status"), lambda entry: label(entry.attempt.call.status)),
    Column("outcome", N_("Outcome"), _result),
    Column("seconds", N_("Seconds"), lambda entry: str(entry.attempt.call.seconds or ""), number=True),
    Column("asked", N_("Asked for"), lambda entry: "1" if entry.attempt.call.asked else "0", first=False),
)
FILTERS: Final = (
    Filter("status", N_("Status"), tuple((status.value, label(status)) for status in AttemptStatus)),
)


def routes(console: Console) -> list[Route]:
    """The pages, and what can be done on them."""
    return [
        shown(console, "/console/calls", listing),
        shown(console, "/console/calls/week", week),
        shown(console, "/console/calls/blocked", blocked),
        sent(console, "/console/calls/blocked", bar),
        sent(console, "/console/calls/{interview}/now", call_now),
        sent(console, "/console/calls/{interview}/{id}/cancel", cancel),
    ]


def listing(visit: Visit) -> Response:
    """Who waits, and every attempt, the latest first."""
    want = lists.wanted(visit, FILTERS, "")
    status = AttemptStatus(want.filters["status"]) if "status" in want.filters else None
    with visit.read() as view:
        found = attempts.listing(view, visit.actor, want.page, AttemptFilter(status, search=want.search))
        waiting = attempts.expecting(view, visit.actor, Page(1, MOST_WAITING))
        now = view.now
    entries = Slice(tuple(Entry(row) for row in found.rows), found.total, found.page)
    return lists.answer(visit, "calls/list.html", COLUMNS, FILTERS, want, entries, waiting=waiting, now=now)


def week(visit: Visit) -> Response:
    """The week of the day `from`, else this one, in the organization's zone."""
    zone = ZoneInfo(visit.visitor.organization.policy.zone)
    with visit.read() as view:
        monday = _monday(visit.asked("from"), view.now.astimezone(zone).date())
        start, end = (_midnight(day, zone) for day in (monday, monday + WEEK))
        wanted = AttemptFilter(start=start, end=end)
        found = attempts.listing(view, visit.actor, Page(1, MOST_IN_WEEK), wanted, oldest=True)
        today = view.now.astimezone(zone).date()
    return visit.page(
        "calls/week.html",
        monday=monday,
        days=tuple(_day(monday + timedelta(days=count), today, visit.language) for count in range(7)),
        hours=_hours(found.rows, monday, zone),
        zone=zone,
        total=found.total,
        before=(monday - WEEK).isoformat(),
        after=(monday + WEEK).isoformat(),
    )


def blocked(visit: Visit) -> Response:
    """The numbers that nobody may call."""
    return _blocked(visit, 200, {})


def bar(visit: Visit) -> Response:
    """One more number that nobody may call."""
    try:
        with visit.write() as tx:
            attempts.bar(tx, visit.said("number"), visit.said("reason"))
    except Invalid as error:
        return _blocked(visit, 400, errors_of(error))
    return visit.go("/console/calls/blocked", N_("This number is not called any more."))


def call_now(visit: Visit) -> Response:
    """Call at once, whatever the window; a call that waits is replaced."""
    with visit.write() as tx:
        calls.schedule(tx, visit.id("interview"), None)
    return visit.go("/console/calls", N_("The call is being placed."))


def cancel(visit: Visit) -> Response:
    """Call off one attempt; the interview stays."""
    with visit.write() as tx:
        calls.cancel(tx, visit.id("interview"), visit.id())
    return visit.go("/console/calls", N_("The call is called off."))


def _blocked(visit: Visit, status: int, errors: dict[str, str]) -> Response:
    want = lists.wanted(visit, (), "")
    with visit.read() as view:
        found = attempts.barred(view, visit.actor, want.page, want.search)
    number, reason = visit.said("number"), visit.said("reason")
    return visit.page(
        "calls/blocked.html",
        status,
        found=found,
        search=want.search,
        errors=errors,
        number=number,
        reason=reason,
    )


def _monday(asked: str, today: date) -> date:
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = today
    return day - timedelta(days=day.weekday())


def _day(day: date, today: date, language: str) -> tuple[str, bool]:
    """A day's name at the head of its column, and whether it is today."""
    from babel.dates import format_skeleton

    return str(format_skeleton("MMMEd", day, locale=language)), day == today


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _hours(found: tuple[Attempt, ...], monday: date, zone: ZoneInfo) -> tuple[Hour, ...]:
    """The rows of the week: the usual hours, and any other in which something is planned."""
    placed: dict[tuple[int, int], list[Attempt]] = {}
    for attempt in found:
        local = attempt.call.scheduled_at.astimezone(zone)
        placed.setdefault((local.hour, (local.date() - monday).days), []).append(attempt)
    first = min([HOURS[0], *(hour for hour, _ in placed)])
    last = max([HOURS[1], *(hour + 1 for hour, _ in placed)])
    return tuple(
        Hour(hour, tuple(tuple(placed.get((hour, day), ())) for day in range(7)))
        for hour in range(first, last)
    )
