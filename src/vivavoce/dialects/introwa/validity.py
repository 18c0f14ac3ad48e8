"""How long an invitation is good for: a duration or a moment as text, and the moment it means. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from vivavoce.domain.errors import Invalid
from vivavoce.kit.clock import parse_iso

SHORTEST: Final = timedelta(hours=1)
LONGEST: Final = timedelta(days=365)
DEFAULT: Final = "7D"
DURATION: Final = "[1-9][0-9]{0,2}[HDWMhdwm]"

_DURATION: Final = re.compile(DURATION)
_OFFSET: Final = re.compile(r"(?:Z|[+-]\d\d:?\d\d)", re.ASCII | re.IGNORECASE)
_LONGEST_OFFSET: Final = 6
_UNITS: Final = {"H": timedelta(hours=1), "D": timedelta(days=1), "W": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Validity:
    """Either a moment, or so long after the call: `span` and calendar `months`."""

    span: timedelta = timedelta(0)
    months: int = 0
    moment: datetime | None = None


def read(text: str) -> Validity:
    """`1D`, `12h`, `2W`, `3M` or an ISO 8601 date-time with an offset. Raises ValueError."""
    if _DURATION.fullmatch(text):
        number, unit = int(text[:-1]), text[-1].upper()
        return Validity(months=number) if unit == "M" else Validity(number * _UNITS[unit])
    if not any(_OFFSET.fullmatch(text[-length:]) for length in (1, 5, _LONGEST_OFFSET)):
        raise ValueError("no duration, and no date-time with an offset")
    return Validity(moment=parse_iso(text))


def end(validity: Validity, now: datetime) -> datetime:
    """When it ends, counted from `now`. Raises Invalid unless that is 1 hour to 365 days ahead."""
    try:
        until = validity.moment or _months_on(now, validity.months) + validity.span
        ahead = until - now
    except (OverflowError, ValueError):
        ahead = timedelta.max
    if not SHORTEST <= ahead <= LONGEST:
        raise Invalid.because("expires_at", "must lie between 1 hour and 365 days ahead")
    return until


def _months_on(now: datetime, months: int) -> datetime:
    """The same day and time so many calendar months later, or that month's last day."""
    year, month = divmod(now.year * 12 + now.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return now.replace(year=year, month=month + 1, day=min(now.day, last))
