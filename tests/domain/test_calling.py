"""Is a call ever early, late or rude, or left out without a reason?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise, product
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


def daily(opens: str, closes: str) -> Rules:
    """Every day from `opens` to `closes`, and no limit or wait to speak of."""
    unbound = Rules(weekdays=EVERY_DAY, daily=99, total=99, retry_minutes=0, first_after_minutes=0)
    return replace(unbound, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))


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


START = utc("2011-01-01 00:00")
CHANGES = [change for zone in ZONES for change in changes(zone, START, utc("2030-01-01 00:00"))]


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


def openings(
    rules: Rules, where: Sequence[ZoneInfo], start: datetime, end: datetime, step: int
) -> Iterator[datetime]:
    """Where a window may begin to be open in [start, end): by the clock, each `step` days, or by its change."""
    for zone in where:
        yield from changes(zone, start, end)
        day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
        while day <= last:
            yield datetime.combine(day, rules.opens, zone).astimezone(UTC)
            yield datetime.combine(day, rules.opens.replace(fold=1), zone).astimezone(UTC)
            day += step * DAY


def history_is_clean(
    rules: Rules, where: Sequence[ZoneInfo], since: datetime, placed: Sequence[datetime]
) -> None:
    assert len(placed) <= (rules.total if rules.retries else min(rules.total, 1))
    assert all(call - since >= rules.first_after_minutes * MINUTE for call in placed)
    gaps = [later - call for call, later in pairwise(placed)]
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
neighbours = st.sampled_from([ZONES[i : i + n] for n in (1, 1, 1, 1, 1, 1, 2, 3) for i in range(len(ZONES))])
lateness = st.sampled_from(list(product([0, 1, 50, 700], repeat=5)))
instants = st.one_of(
    st.builds(
        lambda change, seconds: change + timedelta(seconds=seconds),
        st.sampled_from(CHANGES),
        st.integers(-200_000, 20_000),
    ),
    st.integers(0, 19 * 365 * 86400).map(lambda seconds: START + timedelta(seconds=seconds)),
)


@settings(max_examples=6000, deadline=None, derandomize=True)
@given(rule_sets, neighbours, instants, lateness)
def test_a_caller_that_is_late_and_crashes_is_never_rude(rules, where, since, delays):
    """Asks, waits (sometimes too long), asks again, places; begins anew from what was placed at any point."""
    now, placed, asked = since, [], []
    for delay in delays:
        at = plan(rules, where, since, placed, now)
        if isinstance(at, Skip):
            assert at in FINAL
            break
        asked.append((len(placed), now, at))
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
    else:
        end, step = (now + LOOKAHEAD, 5) if at is Skip.NEVER else (at, 1)
        first = since + rules.first_after_minutes * MINUTE
        again = [call + rules.retry_minutes * MINUTE for call in placed]
        moments = {now, first, *again, end - timedelta.resolution, *openings(rules, where, now, end, step)}
        moments |= {now + part / 17 * (end - now) for part in range(17)}
        moments |= {end - minutes * MINUTE for minutes in (1, 5, 30, 60, 90)}
        early = [m for m in moments if now <= m < end and allowed(rules, where, since, placed, m)]
        assert early == []


def test_the_default_rules_survive_json():
    kept = TypeAdapter(Rules)
    assert kept.validate_json(kept.dump_json(Rules())) == Rules()
    changed = Rules(
        time(9, 30), time.max, EVERY_DAY, sms=Notice(enabled=False, minutes=0, every_attempt=True)
    )
    assert kept.validate_json(kept.dump_json(changed)) == changed


@pytest.mark.parametrize(
    ("rules", "zone", "now", "at"),
    [
        # Friday evening: Monday at eight by the callee's clock, an hour of summer time later or not
        (Rules(), "Europe/Bratislava", "2026-03-20 17:00", "2026-03-23 07:00"),
        (Rules(), "Europe/Bratislava", "2026-03-27 17:00", "2026-03-30 06:00"),
        # the window is half open
        (Rules(), "UTC", "2026-03-19 17:59:59", "2026-03-19 17:59:59"),
        (Rules(), "UTC", "2026-03-19 18:00", "2026-03-20 08:00"),
        # 02:00 to 03:00 is skipped: no such hour that day, or only what is left of the window
        (daily("02:00", "03:00"), "Europe/Bratislava", "2026-03-29 00:00", "2026-03-30 00:00"),
        (daily("02:30", "04:00"), "Europe/Bratislava", "2026-03-29 00:00", "2026-03-29 01:00"),
        # 01:00 to 02:00 comes twice: the window opens twice
        (daily("01:00", "01:30"), "America/New_York", "2026-11-01 05:29", "2026-11-01 05:29"),
        (daily("01:00", "01:30"), "America/New_York", "2026-11-01 05:30", "2026-11-01 06:00"),
        # 23:00 to 24:00 comes twice: the window that has closed at 23:30 opens again, on the same day
        (daily("23:00", "23:30"), "Asia/Beirut", "2026-10-24 20:30", "2026-10-24 21:00"),
        # Samoa had no Friday 30 December 2011
        (Rules(weekdays=frozenset({5})), "Pacific/Apia", "2011-12-30 08:00", "2012-01-05 18:00"),
    ],
)
def test_the_next_opening_by_the_clock_of_the_callee(rules, zone, now, at):
    assert plan(rules, zones(zone), utc("2011-01-01 00:00"), [], utc(now)) == utc(at)


@pytest.mark.parametrize("zone", ["Europe/Bratislava", "Australia/Lord_Howe", "America/Havana"])
def test_minute_by_minute_around_each_clock_change_of_a_year(zone):
    where, since = zones(zone), utc("2026-01-01 00:00")
    rules = replace(daily("00:30", "02:30"), daily=2)
    for change in changes(where[0], since, since + 365 * DAY):
        placed = [change - 70 * MINUTE, change - 65 * MINUTE]
        expected = None
        for minute in range(3 * 24 * 60, -1, -1):
            now = change + (minute - 60) * MINUTE
            if allowed(rules, where, since, placed, now):
                expected = now
            if expected is not None:
                assert plan(rules, where, since, placed, now) == expected


def test_in_several_zones_all_clocks_must_allow_it():
    america = zones("America/New_York", "Pacific/Honolulu")
    now, friday = utc("2026-07-01 00:00"), utc("2026-07-03 22:00")
    assert plan(Rules(), america, now, [], now) == utc("2026-07-01 18:00")
    assert plan(Rules(), america, now, [], friday) == utc("2026-07-06 18:00")
    russia = zones("Europe/Kaliningrad", "Asia/Kamchatka")
    assert plan(Rules(), russia, now, [], now) is Skip.NEVER
    assert plan(Rules(closes=time(19)), russia, now, [], now) == utc("2026-07-01 06:00")
    dateline = zones("Pacific/Kiritimati", "Pacific/Honolulu")
    assert plan(Rules(), dateline, now, [], now) == utc("2026-07-01 00:30")
    assert plan(Rules(weekdays=frozenset({3})), dateline, now, [], now) is Skip.NEVER


@pytest.mark.parametrize(
    ("reason", "rules", "now", "placed"),
    [
        (Skip.NEVER, Rules(weekdays=frozenset()), "2026-07-01 12:00", []),
        (Skip.NEVER, Rules(daily=0), "2026-07-01 12:00", []),
        (Skip.NEVER, Rules(total=0), "2026-07-01 12:00", []),
        (Skip.NEVER, Rules(closes=time(8)), "2026-07-01 12:00", []),
        (Skip.TOTAL_LIMIT, Rules(total=1), "2026-07-01 12:00", ["2026-07-01 08:00"]),
        (Skip.NO_RETRY, Rules(retries=False), "2026-07-01 12:00", ["2026-07-01 08:00"]),
        (Skip.TOO_SOON, Rules(first_after_minutes=721), "2026-07-01 12:00", []),
        (Skip.TOO_SOON, Rules(), "2026-07-01 12:00", ["2026-07-01 11:46"]),
        (None, Rules(), "2026-07-01 12:00", ["2026-07-01 11:45"]),
        (Skip.DAY_OFF, Rules(), "2026-07-04 12:00", []),
        (Skip.WINDOW_CLOSED, Rules(), "2026-07-01 18:00", []),
        (Skip.DAILY_LIMIT, Rules(daily=1), "2026-07-01 12:00", ["2026-07-01 08:00"]),
        (None, Rules(daily=1), "2026-07-01 12:00", ["2026-06-30 17:59"]),
    ],
)
def test_every_refusal_has_its_reason(reason, rules, now, placed):
    where, since, calls = zones("UTC"), utc("2026-07-01 00:00"), [utc(call) for call in placed]
    assert permitted(rules, where, since, calls, utc(now)) is reason
    planned = plan(rules, where, since, calls, utc(now))
    assert planned == reason if reason in FINAL else planned >= utc(now)


def test_where_nobody_knows_the_time_nobody_is_called():
    now = utc("2026-07-01 12:00")
    assert plan(Rules(), [], now, [], now) is permitted(Rules(), [], now, [], now) is Skip.NEVER


def test_a_year_of_calls_that_nobody_answers():
    """400 applicants over a year, each called when it falls due: ten calls each, and a reason for no more."""
    rules, start = Rules(), utc("2026-01-01 00:00")
    places = [[zone] for zone in ZONES] + [zones("America/New_York", "Pacific/Honolulu")]
    for n in range(400):
        where, since, placed = places[n % len(places)], start + n * timedelta(hours=21), list[datetime]()
        while isinstance(at := plan(rules, where, since, placed, max([since, *placed])), datetime):
            assert permitted(rules, where, since, placed, at) is None
            placed.append(at)
        assert (at, len(placed)) == (Skip.TOTAL_LIMIT, 10)
        history_is_clean(rules, where, since, placed)


def test_one_callee_a_whole_year():
    rules, where = Rules(total=10_000), zones("America/New_York")
    since, placed = utc("2026-01-01 05:00"), list[datetime]()
    while (at := plan(rules, where, since, placed, since)) < utc("2027-01-01 05:00"):
        placed.append(at)
    assert len(placed) == 3 * 261
    history_is_clean(rules, where, since, placed)


def test_notices_precede_the_first_call_or_each():
    at = utc("2026-07-01 12:00")
    mail, sms = ("mail", utc("2026-07-01 11:50")), ("sms", utc("2026-07-01 11:55"))
    assert notices(Rules(), 1, at) == (mail, sms)
    assert notices(Rules(), 2, at) == (sms,)
    assert notices(Rules(mail=Notice(enabled=True, minutes=10, every_attempt=True)), 7, at) == (mail, sms)
    assert notices(Rules(sms=Notice(enabled=False, minutes=5, every_attempt=True)), 1, at) == (mail,)


WISHES = """
Please stop calling me! | stop calling | Would you please stop calling this number?
I need you to stop calling me | Don't call me again. | dont call me anymore | Do not call.
Please do not call me back. | DO NOT CALL ME | Don’t ever call this number again! | Never call me again
I'm not interested, don't call me any more. | I asked you not to call me again. | Take me off your list.
I told you to stop calling me. | Could you take me off your calling list, please?
Please remove me from your database | Take me off the list | Remove my number.
Please delete my phone number | Lose my number. | Unsubscribe | unsubscribe me please
I'd like to unsubscribe. | STOP | Stop all | Put me on your do-not-call list.
I am on the national do not call registry | I don't want to be called again | I don't want any more calls.
I no longer wish to receive calls from you | I don't want you to call me anymore
I would prefer not to be contacted | I really don't want you calling me again, okay?
Look, I've asked you people three times, stop calling. | Please never contact me again.
I'm not interested. Remove me from your records. | Delete my details from your system please
Don't bother calling again | Could you just stop calling my phone? | I wish you'd stop calling me
I found a job, you don't need to call me anymore | I'd rather you didn't call me again
Please opt me out. | I want to opt out of these calls | Leave me alone! | My wife said stop calling us
You need to stop calling me. | Please, no more calls. | I don't wish to be contacted any further
"""
TALK = """
I don't call APIs directly. | We stopped calling that service. | I was on call every third week.
You do not call blocking functions in async code. | Do not call blocking functions from the event loop.
Don't call it a failure, call it a lesson. | I wouldn't call myself an expert.
I don't call the database from a view. | Please call me back tomorrow.
Don't call me before nine, I'm on the train. | Please don't call me now, I'm driving.
Don't call me today, tomorrow is better. | Don't call me Robert, call me Bob.
I worked in a call centre and customers told me to stop calling them.
People would say don't call me again, and I stayed polite. | They asked us to take them off the list.
We maintained the do-not-call list for the whole region. | I built the unsubscribe page of the newsletter.
Users can unsubscribe with one click. | The opt-out rate was two percent.
I'd like to opt out of the video part, is that possible?
I would stop calling that method and cache the result.
I told them to stop calling the endpoint in a loop.
The client kept retrying, so we stopped it from calling us.
I removed my number from the config and used a secret.
We take the message off the queue and remove it from the list.
I don't want to be on call at night any more. | I don't want to be called a manager.
I no longer call customers, I lead the team. | There were no more calls after the fix.
No calls to the database happen in the loop. | I never call a meeting without an agenda.
If you don't call me by Friday I will take the other offer. | Why don't you call me next week?
Can you stop the recording for a second? | Stop me if I talk too much.
I want to stop and think for a moment. | The function must not call itself.
A destructor should never call virtual functions. | They never called me back.
My manager took me off that project.
I asked the team to remove the customer from our list of test accounts. | I left that list of tasks alone.
I was told not to call customers after six.
Sorry, I missed your call, don't worry, you can call me again.
The policy was do not call after eight in the evening. | I quit calling patients myself and hired a nurse.
He said don't call us, we'll call you. | We had to remove numbers from the database when people objected.
You should not call this method twice.
"""


def sentences(block: str) -> list[str]:
    return [sentence.strip() for line in block.strip().splitlines() for sentence in line.split(" | ")]


@pytest.mark.parametrize("text", sentences(WISHES))
def test_a_wish_for_no_more_calls_is_heard(text):
    assert wants_no_calls(text)


@pytest.mark.parametrize("text", sentences(TALK))
def test_ordinary_talk_is_no_such_wish(text):
    assert not wants_no_calls(text)
