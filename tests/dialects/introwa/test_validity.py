"""Is every duration of the grammar read, and nothing else?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.dialects.introwa.validity import LONGEST, SHORTEST, Validity, end, read
from vivavoce.domain.errors import Invalid

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
UNITS = {"H": timedelta(hours=1), "D": timedelta(hours=24), "W": timedelta(days=7)}


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("1D", datetime(2026, 11, 23, 9, tzinfo=UTC)),
        ("1h", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("2W", datetime(2026, 12, 6, 9, tzinfo=UTC)),
        ("3m", datetime(2027, 2, 22, 9, tzinfo=UTC)),
        ("365d", datetime(2027, 11, 22, 9, tzinfo=UTC)),
        ("12M", datetime(2027, 11, 22, 9, tzinfo=UTC)),
        ("2026-11-23T09:00:00Z", datetime(2026, 11, 23, 9, tzinfo=UTC)),
        ("2026-11-23T09:00:00+02:00", datetime(2026, 11, 23, 7, tzinfo=UTC)),
    ],
)
def test_what_each_means(text: str, until: datetime) -> None:
    assert end(read(text), NOW) == until


@pytest.mark.parametrize(
    ("now", "text", "until"),
    [
        (datetime(2027, 1, 31, tzinfo=UTC), "1M", datetime(2027, 2, 28, tzinfo=UTC)),
        (datetime(2028, 1, 31, tzinfo=UTC), "1M", datetime(2028, 2, 29, tzinfo=UTC)),
        (datetime(2026, 12, 31, tzinfo=UTC), "11M", datetime(2027, 11, 30, tzinfo=UTC)),
    ],
)
def test_a_month_ends_where_the_calendar_ends_it(now: datetime, text: str, until: datetime) -> None:
    assert end(read(text), now) == until


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "0D",
        "01D",
        "1000D",
        "1",
        "D",
        "1Y",
        "-1D",
        "1 D",
        "1D ",
        "1D\n",
        "١D",
        "2026-11-23",
        "2026-11-23T09:00:00",
        "2026-13-01T00:00:00Z",
        "Z",
    ],
)
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError):
        read(text)


@pytest.mark.parametrize(
    "text",
    ["366D", "53W", "13M", "999M", "2026-11-22T09:59:59Z", "2020-01-01T00:00:00Z", "9999-12-31T23:59:59Z"],
)
def test_what_is_too_short_or_too_long(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        end(read(text), NOW)
    assert refused.value.violations[0].field == "expires_at"


def test_twelve_months_over_a_leap_day_are_too_long() -> None:
    with pytest.raises(Invalid):
        end(read("12M"), datetime(2027, 3, 1, tzinfo=UTC))


@given(st.integers(1, 999), st.sampled_from("HDWhdw"))
def test_a_span_is_its_number_of_units(number: int, unit: str) -> None:
    assert read(f"{number}{unit}") == Validity(number * UNITS[unit.upper()])


@given(st.integers(1, 999), st.sampled_from("HDWMhdwm"), st.datetimes(timezones=st.just(UTC)))
def test_an_end_is_within_the_bounds_or_refused(number: int, unit: str, now: datetime) -> None:
    try:
        until = end(read(f"{number}{unit}"), now)
    except Invalid:
        return
    assert SHORTEST <= until - now <= LONGEST


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        read(text)
    except ValueError:
        return
