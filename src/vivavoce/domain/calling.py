"""When may a telephone call be placed, and if it may not, why not?

A call is placed only inside the job's window and on its weekdays in every time zone the callee may be in,
within the limits, after the waits. Local fields are always derived from a UTC instant, so that an hour
that a clock change skips is never used and an hour that it repeats is used wherever it lies in the window.
Every `datetime` here is aware and in UTC.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

LOOKAHEAD: Final = timedelta(days=400)
"""How far a plan looks: over a year, so that each date and each clock change comes up once."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Word sent `minutes` before a call; before the first only, unless `every_attempt`."""

    enabled: bool
    minutes: int
    every_attempt: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """When a job's applicants may be called. `Rules()` holds for a job that was never configured.

    The window is [`opens`, `closes`) by the callee's clock; `weekdays` are ISO, 1 Monday to 7 Sunday.
    `daily` attempts a local day, `total` in all, `retry_minutes` from one to the next. The first is placed
    `first_after_minutes` after the application at the earliest. `retries` off: one attempt and no more.
    `voicemail`: whether the caller leaves a message.
    """

    opens: time = time(8)
    closes: time = time(18)
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    daily: int = 3
    total: int = 10
    retry_minutes: int = 15
    first_after_minutes: int = 30
    retries: bool = True
    voicemail: bool = False
    mail: Notice = Notice(enabled=True, minutes=10, every_attempt=False)
    sms: Notice = Notice(enabled=True, minutes=5, every_attempt=True)
    name: str = "Default Schedule"


class Skip(StrEnum):
    """Why a call is not placed. The first three are final, the next four pass, the rest the caller decides.

    `NEVER`: no instant can satisfy the rules (no weekday, a limit of 0, a window that closes before it
    opens, no zone, or zones whose windows do not meet within `LOOKAHEAD`). `TOO_SOON`: the first wait or
    the time between attempts is not over.
    """

    NEVER = "never"
    TOTAL_LIMIT = "total_limit"
    NO_RETRY = "no_retry"

    TOO_SOON = "too_soon"
    DAY_OFF = "day_off"
    WINDOW_CLOSED = "window_closed"
    DAILY_LIMIT = "daily_limit"

    DO_NOT_CALL = "do_not_call"
    NO_NUMBER = "no_number"
    SWITCHED_OFF = "switched_off"
    PASSIVE = "passive"
    OVER = "over"
    IN_PROGRESS = "in_progress"


def plan(
    rules: Rules, zones: Sequence[ZoneInfo], since: datetime, placed: Sequence[datetime], now: datetime
) -> datetime | Skip:
    """The earliest instant from `now` on at which a call may be placed, or why there will never be one.

    The callee applied at `since`, may be in any of `zones`, and was called at `placed` (in any order). The
    answer is exact to the microsecond; when it is a Skip, it is NEVER, TOTAL_LIMIT or NO_RETRY.
    """
    final = _final(rules, zones, placed)
    if final is not None:
        return final
    at = max(now, _ready(rules, since, placed))
    until = at + LOOKAHEAD
    places = [(zone, _attempts(zone, placed, at)) for zone in zones]
    while at < until:
        before = at
        for zone, attempts in places:
            at = _opening(rules, zone, attempts, at)
        if at == before:
            return at
    return Skip.NEVER


def permitted(
    rules: Rules, zones: Sequence[ZoneInfo], since: datetime, placed: Sequence[datetime], now: datetime
) -> Skip | None:
    """Why no call may be placed at this very moment, None when one may: asked again before dialling.

    None at every instant that `plan` gives. Several reasons can hold; the first in the order of Skip is
    given. Zones whose windows never meet are WINDOW_CLOSED or DAY_OFF here: only `plan` looks ahead.
    """
    final = _final(rules, zones, placed)
    if final is not None:
        return final
    if now < _ready(rules, since, placed):
        return Skip.TOO_SOON
    shut = {_shut(rules, now.astimezone(zone), _attempts(zone, placed, now)) for zone in zones}
    return next((reason for reason in Skip if reason in shut), None)


def notices(rules: Rules, attempt: int, at: datetime) -> tuple[tuple[str, datetime], ...]:
    """What goes out before attempt number `attempt` (from 1) placed at `at`: ("mail" or "sms", when).

    An instant that is already past is for the caller to send at once or to leave out.
    """
    return tuple(
        (channel, at - timedelta(minutes=notice.minutes))
        for channel, notice in (("mail", rules.mail), ("sms", rules.sms))
        if notice.enabled and (attempt == 1 or notice.every_attempt)
    )


def wants_no_calls(text: str) -> bool:
    """Whether the callee asks, in English, not to be called again (`STOP_WORDS`).

    True for the wish itself ("take me off your list"), not for a better time ("don't call me before
    nine"), nor for what others are reported to have said ("customers told me to stop calling them").
    """
    said = _plain(text)
    return any(
        not re.search(_OTHERS, said[said.rfind(".", 0, wish.start()) + 1 : wish.start()])
        for wish in re.finditer(_WISH, said)
    )


def _final(rules: Rules, zones: Sequence[ZoneInfo], placed: Sequence[datetime]) -> Skip | None:
    """The reason that no passing of time will change."""
    barren = rules.closes <= rules.opens or rules.weekdays.isdisjoint(range(1, 8))
    if barren or rules.daily < 1 or rules.total < 1 or not zones:
        return Skip.NEVER
    if len(placed) >= rules.total:
        return Skip.TOTAL_LIMIT
    if placed and not rules.retries:
        return Skip.NO_RETRY
    return None


def _ready(rules: Rules, since: datetime, placed: Sequence[datetime]) -> datetime:
    """When the first wait and the time since the last attempt are both over."""
    first = since + timedelta(minutes=rules.first_after_minutes)
    return max(first, max(placed) + timedelta(minutes=rules.retry_minutes)) if placed else first


def _attempts(zone: ZoneInfo, placed: Sequence[datetime], at: datetime) -> Mapping[date, int]:
    """Attempts by local day, from the day of `at` on; a local day is far shorter than 48 hours."""
    recent = at - timedelta(hours=48)
    return Counter(attempt.astimezone(zone).date() for attempt in placed if attempt > recent)


def _shut(rules: Rules, local: datetime, attempts: Mapping[date, int]) -> Skip | None:
    """Why a callee whose clock shows `local` is not called."""
    if local.isoweekday() not in rules.weekdays:
        return Skip.DAY_OFF
    if not rules.opens <= local.time() < rules.closes:
        return Skip.WINDOW_CLOSED
    if attempts.get(local.date(), 0) >= rules.daily:
        return Skip.DAILY_LIMIT
    return None


def _opening(rules: Rules, zone: ZoneInfo, attempts: Mapping[date, int], at: datetime) -> datetime:
    """The earliest instant from `at` on that one zone allows.

    Steps to the next opening by the clock as it now goes, but never past a clock change: what the clock
    shows jumps there, forward or back, so the question is asked afresh.
    """
    while True:
        local = at.astimezone(zone)
        reason = _shut(rules, local, attempts)
        if reason is None:
            return at
        opens = datetime.combine(local.date(), rules.opens)
        wall = local.replace(tzinfo=None)
        if wall >= opens or reason is Skip.DAY_OFF:
            opens += timedelta(days=1)
        at = _until_change(zone, at, at + (opens - wall))


def _until_change(zone: ZoneInfo, start: datetime, end: datetime) -> datetime:
    """`end`, or the instant of the clock change after `start` if one comes first.

    Rests on there being at most one change between them: they are less than 48 hours apart, and since 2000
    no zone has changed its clock twice within 80 hours.
    """
    offset = start.astimezone(zone).utcoffset()
    if end.astimezone(zone).utcoffset() == offset:
        return end
    while end - start > datetime.resolution:
        middle = start + (end - start) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            start = middle
        else:
            end = middle
    return end


_WHO: Final = r"(?:me|us|here|(?:my|this)(?: \w+)? (?:phone|number|line)|my (?:cell|mobile|home|house))"
_MINE: Final = r"(?:me|us|my(?: \w+)? (?:number|name|details))"
_CALL: Final = r"(?:call|phone|ring|telephone|contact|bother|disturb)"
_CALLING: Final = r"(?:calling|phoning|ringing|contacting|bothering|harassing)"
_CALLED: Final = r"(?:called|phoned|rung|contacted|bothered|disturbed)"
_UNWANTED: Final = r"i(?: really)? (?:don't|no longer|never) (?:want|wish)"
_ASK: Final = (
    r"(?:(?:^|[.,] )(?:(?:just|ok|okay|no|yes|so|and|but|well|look|hey|listen|sorry|now|kindly|stop it) )*"
    r"|(?<=\bsaid )|please |(?:can|could|will|would) you (?:please |just )*"
    r"|you (?:must|should|(?:need |have )?to) (?:please |just )*)"
)
"""What makes the next verb a request: the start of a clause, "please", "could you", "I want you to"."""
_END: Final = (
    r"(?: (?:again|ever|any ?more|any (?:longer|further)|back|please|at all|in (?:the )?future|from now on"
    r"|(?:on|at) this number|from you|about (?:this|that|it|jobs?)))*"
    r"(?=$|[.,]| (?:and|because|or|i|i'm|thanks?|okay|ok|this|you)\b)"
)
"""What may follow: no time ("before nine"), no name ("don't call me Bob"), no other object."""

STOP_WORDS: Final = (
    r"^(?:please )?(?:stop|stop ?all|unsubscribe)(?: please)?\W*$",
    rf"{_ASK}(?:stop|quit) {_CALLING}(?: {_WHO})?{_END}",
    rf"{_ASK}(?:don't|never)(?: you)?(?: ever)?(?: bother calling| {_CALL})(?: {_WHO})?{_END}",
    rf"you don't (?:need|have) to {_CALL} {_WHO} (?:again|any ?more)\b",
    rf"wish you(?:'d| would) (?:stop|quit) {_CALLING}(?: {_WHO})?{_END}",
    rf"you not to {_CALL} {_WHO}{_END}",
    rf"(?:rather|prefer|wish|appreciate it if) you (?:don't|didn't|never) {_CALL}(?:ed)?(?: {_WHO})?{_END}",
    rf"(?:rather|prefer|like|ask|want)(?: to)? not (?:to )?be {_CALLED}{_END}",
    rf"{_UNWANTED}(?: to)? (?:be|get) {_CALLED}{_END}",
    rf"{_UNWANTED} (?:you to {_CALL}|you {_CALLING}) {_WHO}{_END}",
    rf"{_UNWANTED}(?: to)?(?: receive| get)?(?: any| your| these| further| more)* (?:phone )?calls{_END}",
    rf"{_ASK}no (?:more |further )?(?:phone )?calls{_END}",
    rf"\b(?:take|remove|get|delete) {_MINE} (?:off|from|out)(?: of)? (?:your|this)\b",
    rf"{_ASK}(?:take|remove|get|delete) {_MINE} (?:off|from) (?:the|any|all)(?: \w+)? lists?{_END}",
    rf"{_ASK}(?:remove|delete|lose|forget) my (?:\w+ )?number{_END}",
    rf"\b(?:put|place|add) {_MINE} (?:on|to) (?:the|your|a|that) (?:\w+ )?(?:don't|no) call\b",
    r"\b(?:i'm|my number is) (?:already )?on (?:the|a) (?:\w+ )?(?:don't|no) call\b",
    rf"{_ASK}unsubscribe {_MINE}\b",
    rf"\bi(?:'d like| would like| want| wish) to unsubscribe(?: from (?:this|these|your)\b[^.,]*)?{_END}",
    r"\bopt (?:me|us) out\b",
    r"\bi(?:'m opting| opt|(?:'d like| would like| want| wish) to opt) out"
    rf"(?: of (?:this|these|your|all|any|further)(?: \w+)? (?:calls?|list))?{_END}",
    rf"{_ASK}leave (?:me|us) alone{_END}",
)
"""Regular expressions over `_plain` text, each one way to ask for no more calls.

The first holds key words of text messages (CTIA Messaging Principles and Best Practices 2023, 5.1.3).
"""

_WISH: Final = "|".join(STOP_WORDS)
_OTHERS: Final = (
    r"\b(?:they|he|she|who|people|everyone|someone|customers?|clients?|callers?|users?|patients?|boss|manager)\b"
    r".*\b(?:say|said|tell|told|ask|want|yell|shout)(?:s|ed|ing)?\b(?! you)"
)
_SPELLINGS: Final = (
    ("’", "'"),
    (r"[-\s]+", " "),
    (r"\b(?:do not|dont)\b", "don't"),
    (r"\b(?:did not|didnt)\b", "didn't"),
    (r"\bi am\b", "i'm"),
    (r"[!?.]+", "."),
    (r"[;:—–]", ","),
)


def _plain(text: str) -> str:
    """Lower case, single spaces, one spelling of "don't"; of the marks that end a clause only "." and ","."""
    plain = text.lower().strip()
    for found, written in _SPELLINGS:
        plain = re.sub(found, written, plain)
    return plain
