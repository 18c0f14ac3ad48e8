"""What time is it, and how is a time written and read?"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

_ISO: Final = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII | re.IGNORECASE
)


class Clock(Protocol):
    """Whoever needs the time is handed one of these."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.now(UTC)


class FrozenClock:
    """A clock that moves only when told to."""

    def __init__(self, start: datetime) -> None:
        self._now = _utc(start)

    def now(self) -> datetime:
        """The time it was last set or advanced to, aware, in UTC."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move on (or back, when negative) by `by`."""
        self._now += by

    def set(self, to: datetime) -> None:
        """Move to `to`; ValueError when it is naive."""
        self._now = _utc(to)


def iso_seconds(moment: datetime) -> str:
    """`2024-01-15T10:30:00Z`, fractions cut off; ValueError when `moment` is naive."""
    return _utc(moment).isoformat(timespec="seconds")[:19] + "Z"


def iso_millis(moment: datetime) -> str:
    """`2024-01-20T14:30:00.000Z`, smaller fractions cut off; ValueError when `moment` is naive."""
    return _utc(moment).isoformat(timespec="milliseconds")[:23] + "Z"


def parse_iso(text: str) -> datetime:
    """The aware UTC time that an ISO 8601 date or date and time names.

    Accepts a date alone (midnight), `T` or a space between, `Z` or an offset, any number of fractional
    digits (cut to microseconds); without an offset it is UTC. Week and ordinal dates are refused.
    ValueError says what is wrong.
    """
    if not _ISO.fullmatch(text):
        raise ValueError(f"not an ISO 8601 date or time: {text[:40]!r}")
    try:
        moment = datetime.fromisoformat(text.upper())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"outside the years 1 to 9999 in UTC: {text!r}") from None


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        raise ValueError("a time without a time zone")
    return moment.astimezone(UTC)
