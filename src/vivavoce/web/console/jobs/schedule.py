"""When the applicants of a job may be called: the rules, the switch, what they mean for somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from starlette.datastructures import ImmutableMultiDict
from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import calling
from vivavoce.domain import calling as rules_of
from vivavoce.domain.calling import Notice, Rules, Skip
from vivavoce.domain.errors import Invalid, Violation
from vivavoce.kit.words import N_
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown
from vivavoce.web.console.jobs import top

DAYS: Final = (
    (1, N_("Monday")),
    (2, N_("Tuesday")),
    (3, N_("Wednesday")),
    (4, N_("Thursday")),
    (5, N_("Friday")),
    (6, N_("Saturday")),
    (7, N_("Sunday")),
)
ZONES: Final = ("Europe/Lisbon", "America/Chicago")
OTHER_ZONE: Final = "Asia/Kolkata"
SHOWN: Final = 7
NUMBERS: Final = {
    "daily": (1, 20),
    "total": (1, 100),
    "retry_minutes": (1, calling.LONGEST_WAIT),
    "first_after_minutes": (0, calling.LONGEST_WAIT),
    "mail_minutes": (0, 10_080),
    "sms_minutes": (0, 10_080),
}
Typed = ImmutableMultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the rules mean in one zone: the next attempts by the clock there, or why there are no more."""

    zone: str
    attempts: tuple[str, ...]
    skip: Skip | None


def routes(console: Console) -> list[Route]:
    """The tab, and its switch."""
    path = "/console/jobs/{id}/schedule"
    return [
        shown(console, path, schedule),
        sent(console, path, put),
        sent(console, f"{path}/switch", switch),
    ]


def schedule(visit: Visit) -> Response:
    """The rules that hold, or those of the address, which are only looked at."""
    asked = ImmutableMultiDict(visit.request.query_params.multi_items())
    if "opens" not in asked:
        return _page(visit, 200, None, {})
    try:
        return _page(visit, 200, read(asked), {})
    except Invalid as error:
        return _page(visit, 400, None, errors_of(error))


def put(visit: Visit) -> Response:
    """Set the rules."""
    try:
        rules = read(ImmutableMultiDict([(k, str(v)) for k, v in visit.form.multi_items()]))
        with visit.write() as tx:
            calling.set_rules(tx, visit.id(), rules)
    except Invalid as error:
        return _page(visit, 400, None, errors_of(error))
    return visit.go(
        f"{top.base(visit.id())}/schedule", N_("The schedule is kept; calls that wait are planned anew.")
    )


def switch(visit: Visit) -> Response:
    """Call without anybody asking for each call, or stop that."""
    on = visit.said("on") == "yes"
    with visit.write() as tx:
        calling.switch(tx, visit.id(), on)
    told = (
        N_("Applicants are called by these rules now.")
        if on
        else N_("Nobody is called without being asked for.")
    )
    return visit.go(f"{top.base(visit.id())}/schedule", told)


def read(typed: Typed) -> Rules:
    """The rules as typed. Raises Invalid with every field that will not do."""
    numbers = {name: top.number(typed.get(name, ""), *range_) for name, range_ in NUMBERS.items()}
    opens, closes = _time(typed.get("opens", "")), _time(typed.get("closes", ""))
    wrong = tuple(Violation(field, why) for field, why in _wrong(typed, numbers, opens, closes))
    if wrong or opens is None or closes is None:
        raise Invalid(*wrong)
    sound = {name: number or 0 for name, number in numbers.items()}
    return Rules(
        opens=opens,
        closes=closes,
        weekdays=frozenset(int(day) for day in typed.getlist("weekday") if day in "1234567"),
        daily=sound["daily"],
        total=sound["total"],
        retry_minutes=sound["retry_minutes"],
        first_after_minutes=sound["first_after_minutes"],
        retries="retries" in typed,
        voicemail="voicemail" in typed,
        mail=Notice("mail" in typed, sound["mail_minutes"], "mail_every" in typed),
        sms=Notice("sms" in typed, sound["sms_minutes"], "sms_every" in typed),
        name=typed.get("name", "").strip()[:100] or Rules().name,
    )


def _wrong(
    typed: Typed, numbers: dict[str, int | None], opens: time | None, closes: time | None
) -> Iterator[tuple[str, str]]:
    if opens is None:
        yield "opens", N_("Give a time, such as 09:00.")
    if closes is None:
        yield "closes", N_("Give a time, such as 18:00.")
    if opens is not None and closes is not None and closes <= opens:
        yield "closes", N_("The window must end after it begins.")
    if not set(typed.getlist("weekday")) & set("1234567"):
        yield "weekday", N_("Choose at least one day, or switch automatic calling off.")
    for name, number in numbers.items():
        if number is None:
            yield name, N_("Give a whole number that makes sense here.")


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def foreseen(rules: Rules, zone: str, now: datetime, say: Callable[[datetime], str]) -> Foreseen:
    """The next attempts for somebody in a zone who applies now and is never reached."""
    here = ZoneInfo(zone)
    placed: list[datetime] = []
    while len(placed) < SHOWN:
        at = rules_of.plan(rules, (here,), now, placed, max(placed, default=now))
        if isinstance(at, Skip):
            return Foreseen(zone, _said(placed, here, say), at)
        placed.append(at)
    return Foreseen(zone, _said(placed, here, say), None)


def _said(placed: Sequence[datetime], zone: ZoneInfo, say: Callable[[datetime], str]) -> tuple[str, ...]:
    return tuple(say(at.astimezone(zone)) for at in placed)


@cache
def zones() -> tuple[str, ...]:
    """Every place of the zone database, by name."""
    return tuple(
        sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    )


def _page(visit: Visit, status: int, looked_at: Rules | None, errors: dict[str, str]) -> Response:
    with visit.read() as view:
        job = top.job_of(visit, view)
        known = calling.read(view, visit.actor, job.id)
    rules = looked_at or known.rules
    other = visit.asked("zone") if visit.asked("zone") in zones() else OTHER_ZONE
    now = visit.house.clock.now()
    return top.page(
        visit,
        "schedule.html",
        job,
        status,
        calling=known,
        rules=rules,
        days=DAYS,
        hours=range(24),
        covered=frozenset(hour for hour in range(24) if _covers(rules, hour)),
        foreseen=[foreseen(rules, zone, now, _sayer(visit.language)) for zone in (*ZONES, other)],
        other=other,
        zones=zones(),
        looked_at=looked_at is not None,
        errors=errors,
    )


def _covers(rules: Rules, hour: int) -> bool:
    """Whether some minute of this hour lies in the window."""
    return rules.opens.hour <= hour and time(hour) < rules.closes


def _sayer(language: str) -> Callable[[datetime], str]:
    from babel.dates import format_datetime

    return lambda at: str(format_datetime(at, "EEE d MMM, HH:mm", locale=language))
