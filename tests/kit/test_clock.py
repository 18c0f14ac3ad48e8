"""Are times read and written as documented?"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.kit.clock import Clock, FrozenClock, SystemClock, iso_millis, iso_seconds, parse_iso

NOON = datetime(2024, 1, 15, 10, 30, tzinfo=UTC)
INDIA = timezone(timedelta(hours=5, minutes=30))


def test_system_clock_is_utc_and_moves_on():
    clock: Clock = SystemClock()
    first = clock.now()
    assert first.tzinfo is UTC
    assert clock.now() >= first


def test_frozen_clock_moves_only_when_told():
    clock = FrozenClock(NOON.astimezone(INDIA))
    assert clock.now() == clock.now() == NOON
    assert clock.now().tzinfo is UTC
    clock.advance(timedelta(seconds=1.5))
    assert clock.now() == NOON + timedelta(seconds=1.5)
    clock.set(NOON)
    assert clock.now() == NOON


@pytest.mark.parametrize("write", [iso_seconds, iso_millis, FrozenClock])
def test_naive_times_are_refused(write):
    with pytest.raises(ValueError, match="time zone"):
        write(NOON.replace(tzinfo=None))


def test_writing():
    assert iso_seconds(NOON) == "2024-01-15T10:30:00Z"
    assert iso_seconds(NOON + timedelta(microseconds=999_999)) == "2024-01-15T10:30:00Z"
    assert iso_millis(NOON) == "2024-01-15T10:30:00.000Z"
    assert iso_millis(NOON + timedelta(microseconds=7_999)) == "2024-01-15T10:30:00.007Z"
    assert iso_seconds(NOON.astimezone(INDIA)) == "2024-01-15T10:30:00Z"
    assert iso_millis(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-15", datetime(2024, 1, 15, tzinfo=UTC)),
        ("2024-01-15T10:30", NOON),
        ("2024-01-15T10:30:00", NOON),
        ("2024-01-15 10:30:00Z", NOON),
        ("2024-01-15t10:30:00z", NOON),
        ("2024-01-15T16:00:00+05:30", NOON),
        ("2024-01-15T16:00:00+0530", NOON),
        ("2024-01-15T02:30:00-08:00", NOON),
        ("2024-01-15T10:30:00.5Z", NOON + timedelta(milliseconds=500)),
        ("2024-01-15T10:30:00.123456789Z", NOON + timedelta(microseconds=123_456)),
        ("2024-02-29", datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_reading(text, expected):
    moment = parse_iso(text)
    assert moment == expected
    assert moment.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("", "not an ISO 8601"),
        ("tomorrow", "not an ISO 8601"),
        ("20240115", "not an ISO 8601"),
        ("2024-W03-1", "not an ISO 8601"),
        ("2024-01-15T10", "not an ISO 8601"),
        ("2024-01-15x10:30", "not an ISO 8601"),
        ("2024-01-15T10:30:00Z\n", "not an ISO 8601"),
        ("٢٠٢٤-01-15", "not an ISO 8601"),
        ("2024-13-01", "month"),
        ("2023-02-29", "day"),
        ("2024-01-15T24:01:00", "hour"),
        ("2024-01-15T10:61", "minute"),
        ("0001-01-01T00:00:00+01:00", "outside the years"),
    ],
)
def test_a_failure_is_named(text, failure):
    with pytest.raises(ValueError, match=failure):
        parse_iso(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_is_written_is_read_back(moment):
    assert parse_iso(iso_seconds(moment)) == moment.replace(microsecond=0)
    assert parse_iso(iso_millis(moment)) == moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@given(st.text(max_size=30))
def test_any_text_is_read_or_raises_value_error(text):
    with suppress(ValueError):
        assert parse_iso(text).tzinfo is UTC
