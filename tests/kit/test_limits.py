"""Does no window or bucket ever admit too much, and is waiting as told always enough?"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.kit import limits
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.limits import TokenBucket, Windows, WindowState

START = datetime(2024, 1, 15, 12, 1, 0, 400_000, tzinfo=UTC)
SECOND = 1705320060
PAUSES = st.lists(st.sampled_from((0.0, 0.0, 0.0, 0.3, 1.0, 17.25, 59.9, 61.0, 900.0)), max_size=120)


@pytest.fixture
def clock():
    return FrozenClock(START)


def test_the_headers_of_one_request(clock):
    taken = Windows(clock).take("key", 60, 2000)
    assert taken.allowed
    assert taken.retry_after == 0
    assert taken.minute == WindowState(limit=60, remaining=59, reset=SECOND + 60)
    assert taken.hour == WindowState(limit=2000, remaining=1999, reset=SECOND + 3600)


def test_the_minute_ends_and_begins_anew(clock):
    windows = Windows(clock)
    assert [windows.take("key", 2, 100).allowed for _ in range(3)] == [True, True, False]
    refused = windows.take("key", 2, 100)
    assert (refused.retry_after, refused.hit) == (60, refused.minute)
    clock.advance(timedelta(seconds=59.5))  # the window began at the whole second
    taken = windows.take("key", 2, 100)
    assert (not taken.allowed, taken.retry_after) == (True, 1)
    clock.advance(timedelta(seconds=0.1))
    assert windows.take("key", 2, 100).minute == WindowState(2, 1, SECOND + 120)


def test_a_refused_request_counts_in_neither_window(clock):
    windows = Windows(clock)
    for _ in range(10):
        taken = windows.take("key", 1, 5)
    assert (taken.minute.remaining, taken.hour.remaining) == (0, 4)


def test_the_hour_holds_longer_than_the_minute(clock):
    windows = Windows(clock)
    windows.take("key", 1, 1)
    refused = windows.take("key", 1, 1)
    assert (refused.hit, refused.retry_after) == (refused.hour, 3600)


def test_keys_do_not_share(clock):
    windows = Windows(clock)
    assert windows.take("a", 1, 1).allowed
    assert windows.take("b", 1, 1).allowed
    assert not windows.take("a", 1, 1).allowed


def test_a_lowered_limit_shows_nothing_negative(clock):
    windows = Windows(clock)
    for _ in range(5):
        windows.take("key", 10, 100)
    assert windows.take("key", 3, 100).minute.remaining == 0


def test_an_hour_is_not_forgotten_while_others_come_and_go(clock):
    windows = Windows(clock)
    windows.take("key", 1, 1)
    for number in range(59):
        clock.advance(timedelta(minutes=1))
        windows.take(f"other {number}", 1, 1)
    assert not windows.take("key", 1, 1).allowed


def test_a_clock_set_back_does_not_lock_a_key_out(clock):
    windows = Windows(clock)
    windows.take("key", 1, 1)
    clock.advance(timedelta(days=-30))
    assert windows.take("key", 1, 1).allowed


@given(PAUSES, st.integers(1, 5), st.integers(1, 12))
def test_no_window_admits_more_than_its_limit(pauses, per_minute, per_hour):
    clock = FrozenClock(START)
    windows = Windows(clock)
    minutes: Counter[int] = Counter()
    hours: Counter[int] = Counter()
    for pause in pauses:
        clock.advance(timedelta(seconds=pause))
        taken = windows.take("key", per_minute, per_hour)
        minutes[taken.minute.reset] += taken.allowed
        hours[taken.hour.reset] += taken.allowed
        assert taken.minute.remaining == per_minute - minutes[taken.minute.reset]
        assert taken.hour.remaining == per_hour - hours[taken.hour.reset]
        assert min(taken.minute.reset, taken.hour.reset) > clock.now().timestamp()
    resets = sorted(minutes)
    assert all(later - earlier >= 60 for earlier, later in pairwise(resets))


@given(PAUSES, st.integers(1, 3), st.integers(1, 6))
def test_whoever_waits_as_told_is_admitted(pauses, per_minute, per_hour):
    clock = FrozenClock(START)
    windows = Windows(clock)
    for pause in pauses:
        clock.advance(timedelta(seconds=pause))
        taken = windows.take("key", per_minute, per_hour)
        if not taken.allowed:
            assert taken.retry_after >= 1
            clock.advance(timedelta(seconds=taken.retry_after))
            assert windows.take("key", per_minute, per_hour).allowed


def test_threads_take_no_more_than_the_limit(clock):
    windows = Windows(clock)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: windows.take("key", 500, 10_000).allowed, range(2000)))
    assert sum(taken) == 500


@given(PAUSES, st.sampled_from((0.1, 1.0, 3.0, 7.7)), st.integers(1, 6))
def test_no_span_admits_more_than_burst_and_rate(pauses, rate, burst):
    clock = FrozenClock(START)
    bucket = TokenBucket(rate, burst, clock)
    admitted: list[float] = []
    for pause in pauses:
        clock.advance(timedelta(seconds=pause))
        if bucket.take("key") == 0.0:
            admitted.append((clock.now() - START).total_seconds())
    for first in range(len(admitted)):
        for last in range(first, len(admitted)):
            assert last - first + 1 <= burst + rate * (admitted[last] - admitted[first]) + 1e-6


@given(PAUSES, st.sampled_from((0.1, 1.0, 3.0, 7.7)), st.integers(1, 6))
def test_whoever_waits_for_the_bucket_is_admitted(pauses, rate, burst):
    clock = FrozenClock(START)
    bucket = TokenBucket(rate, burst, clock)
    for pause in pauses:
        clock.advance(timedelta(seconds=pause))
        wait = bucket.take("key")
        if wait:
            clock.advance(timedelta(seconds=wait))
            assert bucket.take("key") == 0.0


def test_a_bucket_gives_its_burst_and_then_its_rate(clock):
    bucket = TokenBucket(2.0, 3, clock)
    assert [bucket.take("key") for _ in range(5)] == [0.0, 0.0, 0.0, 0.5, 0.5]
    assert bucket.take("other") == 0.0
    clock.advance(timedelta(hours=1))
    assert [bucket.take("key") for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]


def test_rounding_never_favours_the_client(clock):
    bucket = TokenBucket(3.0, 1, clock)
    for _ in range(3):
        assert bucket.take("key") == 0.0
        clock.advance(timedelta(seconds=bucket.take("key")))
    assert clock.now() - START >= timedelta(seconds=1)


def test_a_used_bucket_is_not_forgotten_while_others_come_and_go(clock):
    bucket = TokenBucket(1.0, 5, clock)
    assert [bucket.take("key") for _ in range(5)] == [0.0] * 5
    for number in range(4):
        clock.advance(timedelta(seconds=1))
        bucket.take(f"other {number}")
    assert [bucket.take("key") for _ in range(5)] == [0.0, 0.0, 0.0, 0.0, 1.0]


@pytest.mark.parametrize(("rate", "burst"), [(0.0, 1), (-1.0, 1), (1.0, 0)])
def test_a_bucket_that_admits_nobody_is_refused(clock, rate, burst):
    with pytest.raises(ValueError, match="positive"):
        TokenBucket(rate, burst, clock)


def test_idle_keys_are_forgotten_after_two_periods():
    recent: limits._Recent[str] = limits._Recent(100)
    recent.get("key", 1000)
    recent.put("key", "value")
    assert recent.get("key", 1099) == "value"
    assert recent.get("key", 1100) == "value"
    assert recent.get("key", 1200) is None
    assert not recent._young
    assert not recent._old


def test_a_flood_of_keys_stays_bounded(clock, monkeypatch):
    monkeypatch.setattr(limits, "_MOST_KEYS", 100)
    windows = Windows(clock)
    for number in range(5000):
        windows.take(f"key {number}", 10, 100)
    assert len(windows._keys._young) + len(windows._keys._old) <= 200
