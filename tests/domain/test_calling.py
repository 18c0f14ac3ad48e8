"""Is a call ever early, late or rude, or left out without a reason?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from vivavoce.domain.calling import LOOKAHEAD, Notice, Rules, Skip, notices, permitted, plan, wants_no_calls

FINAL = {Skip.NEVER, Skip.TOTAL_LIMIT, Skip.NO_RETRY}
PASSING = {Skip.TOO_SOON, Skip.DAY_OFF, Skip.WINDOW_CLOSED, Skip.DAILY_LIMIT}
EVERY_DAY = frozenset(range(1, 8))
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
UNBOUND = Rules(weekdays=EVERY_DAY, daily=99, total=99, retry_minutes=0, first_after_minutes=0)

ZONES = [
    ZoneInfo(name)
    for name in (
        "Pacific/Kiritimati",
        "Pacific/Chatham",
        "Pacific/Apia",  # had no 30 December 2011
        "Australia/Lord_Howe",  # half an hour of summer time
        "Asia/Kathmandu",
        "Asia/Kolkata",
        "Asia/Beirut",  # 23:00 to 24:00 comes twice
        "Africa/Cairo",
        "Europe/Bratislava",
        "Antarctica/Troll",  # two hours of summer time
        "Europe/Dublin",
        "UTC",
        "Africa/Casablanca",  # four changes in some years
        "Atlantic/Azores",
        "America/Nuuk",
        "America/St_Johns",
        "America/Santiago",
        "America/Havana",  # 00:00 to 01:00 is skipped and comes twice
        "America/New_York",
        "America/Los_Angeles",
    )
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def zones(*names: str) -> list[ZoneInfo]:
    return [ZoneInfo(name) for name in names]


def changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Every clock change of the zone in (start, end]."""
    while start < end:
        low, high = start, min(start + 3 * DAY, end)
        start = high
        before = low.astimezone(zone).utcoffset()
        if high.astimezone(zone).utcoffset() != before:
            while high - low > timedelta.resolution:
                middle = low + (high - low) / 2
                earlier = middle.astimezone(zone).utcoffset() == before
                low, high = (middle, high) if earlier else (low, middle)
            yield high


CHANGES = [
    change
    for zone in ZONES
    for change in changes(zone, utc("2011-01-01 00:00:00"), utc("2030-01-01 00:00:00"))
]


def allowed(
    rules: Rules, where: Sequence[ZoneInfo], since: datetime, placed: Sequence[datetime], at: datetime
) -> bool:
    """The rules again, said as plainly as possible."""
    if at - since < rules.first_after_minutes * MINUTE or len(placed) >= rules.total:
        return False
    if placed and (not rules.retries or at - max(placed) < rules.retry_minutes * MINUTE):
        return False
    for zone in where:
        clock = at.astimezone(zone)
        same_day = [call for call in placed if call.astimezone(zone).date() == clock.date()]
        if clock.isoweekday() not in rules.weekdays or len(same_day) >= rules.daily:
            return False
        if clock.time() < rules.opens or clock.time() >= rules.closes:
            return False
    return True


def openings(rules: Rules, where: Sequence[ZoneInfo], start: datetime, end: datetime) -> Iterator[datetime]:
    """Every instant in [start, end) at which a window may begin to be open: by the clock, or by its change."""
    for zone in where:
        yield from changes(zone, start, end)
        day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
        while day <= last:
            yield datetime.combine(day, rules.opens, zone).astimezone(UTC)
            yield datetime.combine(day, rules.opens.replace(fold=1), zone).astimezone(UTC)
            day += DAY


def history_is_clean(
    rules: Rules, where: Sequence[ZoneInfo], since: datetime, placed: Sequence[datetime]
) -> None:
    assert len(placed) <= (rules.total if rules.retries else min(rules.total, 1))
    assert all(call - since >= rules.first_after_minutes * MINUTE for call in placed)
    gaps = [later - call for call, later in zip(placed, placed[1:], strict=False)]
    assert all(gap >= rules.retry_minutes * MINUTE for gap in gaps)
    for zone in where:
        clocks = [call.astimezone(zone) for call in placed]
        assert all(rules.opens <= clock.time() < rules.closes for clock in clocks)
        assert all(clock.isoweekday() in rules.weekdays for clock in clocks)
        assert max(Counter(clock.date() for clock in clocks).values(), default=0) <= rules.daily


def window(opens: int, minutes: int) -> tuple[time, time]:
    """From so many minutes after midnight for so long, or until midnight."""
    closes = opens + minutes
    return time(opens // 60, opens % 60), time(closes // 60, closes % 60) if closes < 24 * 60 else time.max


windows = st.one_of(
    st.sampled_from([(480, 600), (0, 40), (60, 30), (90, 90), (120, 60), (0, 1200), (1380, 50), (1410, 30)]),
    st.tuples(st.integers(0, 24 * 60 - 1), st.integers(1, 24 * 60)),
)
weeks = [frozenset(day for day in EVERY_DAY if bits >> day & 1) for bits in range(2, 256, 2)]
rule_sets = st.builds(
    lambda minutes, **limits: Rules(*window(*minutes), **limits),
    windows,
    weekdays=st.one_of(st.just(EVERY_DAY), st.sampled_from(weeks)),
    daily=st.integers(1, 4),
    total=st.sampled_from([10, 1, 2, 4, 8]),
    retry_minutes=st.sampled_from([0, 1, 15, 60, 400, 3000]),
    first_after_minutes=st.sampled_from([0, 30, 600, 5000]),
    retries=st.sampled_from([True, True, True, False]),
)
neighbours = st.sampled_from([ZONES[i : i + count] for count in (1, 1, 2, 3) for i in range(len(ZONES))])
lateness = st.sampled_from(list(product([0, 1, 50, 700], repeat=6)))
instants = st.one_of(
    st.builds(
        lambda change, seconds: change + timedelta(seconds=seconds),
        st.sampled_from(CHANGES),
        st.integers(-200_000, 20_000),
    ),
    st.datetimes(datetime(2011, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)


@settings(max_examples=6000, deadline=None, derandomize=True)
@given(rule_sets, neighbours, instants, lateness)
def test_a_caller_that_is_late_and_crashes_is_never_rude(rules, where, since, delays):
    """Asks, waits (sometimes too long), asks again, places; begins anew from what was placed at any point."""
    now, placed, asked = since, [], []
    for delay in delays:
        at = plan(rules, where, since, placed, now)
        asked.append((len(placed), now, at))
        if isinstance(at, Skip):
            assert at in FINAL
            break
        assert at >= now
        assert permitted(rules, where, since, placed, at) is None
        assert allowed(rules, where, since, placed, at)
        now = at + delay * MINUTE
        refusal = permitted(rules, where, since, placed, now)
        assert (refusal is None) == allowed(rules, where, since, placed, now)
        if refusal is None:
            placed.append(now)
        else:
            assert refusal in PASSING
    history_is_clean(rules, where, since, placed)
    for count, then, answer in asked:
        assert plan(rules, where, since, placed[:count][::-1], then) == answer


@settings(max_examples=4000, deadline=None, derandomize=True)
@given(rule_sets, neighbours, instants, st.integers(0, 6), st.integers(0, 60 * 24 * 3))
def test_a_plan_is_the_earliest_instant_or_a_true_reason(rules, where, since, calls, wait):
    placed: list[datetime] = []
    while len(placed) < calls and isinstance(call := plan(rules, where, since, placed, since), datetime):
        placed.append(call)
    now = since + wait * MINUTE
    at = plan(rules, where, since, placed, now)
    if at is Skip.TOTAL_LIMIT:
        assert len(placed) >= rules.total
    elif at is Skip.NO_RETRY:
        assert placed
        assert not rules.retries
    elif not (at is Skip.NEVER and permitted(rules, where, since, placed, now) is Skip.NEVER):
        end = now + LOOKAHEAD if at is Skip.NEVER else at
        ready = max(
            [since + rules.first_after_minutes * MINUTE, *(c + rules.retry_minutes * MINUTE for c in placed)]
        )
        moments = {now, ready, end - timedelta.resolution, *openings(rules, where, now, end)}
        moments |= {now + part / 17 * (end - now) for part in range(17)}
        moments |= {end - minutes * MINUTE for minutes in (1, 5, 30, 60, 90)}
        early = [m for m in moments if now <= m < end and allowed(rules, where, since, placed, m)]
        assert early == []
