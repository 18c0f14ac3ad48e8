"""In which time zones may the person at a telephone number be?"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

# The library is imported where it is used: it costs 0.1 s and 23 MB, and most processes never see a number.

OTHER_NAMES: Final = {
    "america": "US",
    "burma": "MM",
    "czechia": "CZ",
    "england": "GB",
    "great britain": "GB",
    "holland": "NL",
    "ivory coast": "CI",
    "myanmar": "MM",
    "north korea": "KP",
    "northern ireland": "GB",
    "russian federation": "RU",
    "scotland": "GB",
    "slovak republic": "SK",
    "south korea": "KR",
    "türkiye": "TR",
    "uae": "AE",
    "uk": "GB",
    "united kingdom": "GB",
    "united states of america": "US",
    "usa": "US",
    "viet nam": "VN",
    "wales": "GB",
}
"""Countries under names that people write and `iso3166.tab` of the zone database does not have."""


def number_of(text: str) -> str | None:
    """The number in E.164 form, `+421905123456`; None when `text` cannot be an international number.

    Takes any punctuation, `tel:`, and `00` for `+`; drops an extension. The length must be possible in the
    numbering plan, the range need not be assigned. Without `+` or `00` the country would be a guess, and a
    wrong guess rings a stranger: None.
    """
    from phonenumbers import PhoneNumberFormat, format_number

    number = _parsed(text)
    return None if number is None else format_number(number, PhoneNumberFormat.E164)


def zones_of(number: str, country: str | None = None, fallback: str = "UTC") -> tuple[str, ...]:
    """The IANA zone of a telephone number, or all those its owner may be in; those that agree listed once.

    - A number tied to a place has the zones of the place: `+1 212` New York. In most countries a mobile
      number is not tied, nor is a toll-free one anywhere.
    - Any other has the zones of one country: `country` (ISO alpha-2 or an English name) if that shares the
      calling code, else the number's own, else the main one of the code. Overseas territories with a calling
      code or country code of their own are left out: `+1 800` reaches Guam in theory only.
    - A number of no country (`+800`), or no number at all, has the zones of `country`, else `fallback` as is.

    Someone who may be in any of several zones should be called only when all of them allow it. From 08:00 to
    18:00 every country but Russia has such a time; Russia is ten hours wide, its mobile numbers take a longer
    window. A number carried to another state still counts for the place that it was issued in.
    """
    given = _country(country or "")
    parsed = _parsed(number)
    if parsed is None:
        return _distinct(_listed(given)) or (fallback,)

    from phonenumbers import (
        is_number_geographical,
        region_code_for_country_code,
        region_code_for_number,
        region_codes_for_country_code,
    )
    from phonenumbers.timezone import UNKNOWN_TIMEZONE, time_zones_for_number

    named = [name for name in time_zones_for_number(parsed) if name != UNKNOWN_TIMEZONE]
    code = parsed.country_code or 0
    own = region_code_for_number(parsed) or region_code_for_country_code(code)
    zones = _distinct(_listed(own), named)
    clocks = {_clock(name) for name in named}
    if is_number_geographical(parsed) and clocks and clocks <= {_clock(name) for name in zones}:
        return tuple(name for name in zones if _clock(name) in clocks)
    if not zones or given in region_codes_for_country_code(code):
        zones = _distinct(_listed(given), named)
    return zones or (fallback,)


def _parsed(text: str) -> PhoneNumber | None:
    from phonenumbers import NumberParseException, ValidationResult, is_possible_number_with_reason, parse

    try:
        number = parse(re.sub(r"^\W*00", "+", text))
    except NumberParseException:
        return None
    return number if is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE else None


def _country(name: str) -> str:
    """The ISO alpha-2 code of a country, empty when the name is not known."""
    wanted = " ".join(name.casefold().split()).removeprefix("the ")
    for code, english in _rows("iso3166.tab"):
        if wanted in (code.casefold(), english.casefold()):
            return code
    return OTHER_NAMES.get(wanted, "")


def _listed(country: str) -> tuple[str, ...]:
    """The zones that the zone database lists for an ISO alpha-2 code, in its order."""
    return tuple(row[2] for row in _rows("zone.tab") if row[0] == country)


@cache
def _rows(table: str) -> tuple[tuple[str, ...], ...]:
    lines = (files("tzdata") / "zoneinfo" / table).read_text("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if not line.startswith("#"))


def _distinct(zones: Collection[str], preferred: Collection[str] = ()) -> tuple[str, ...]:
    """One name for each clock: a preferred one where there is one, else the first."""
    names: dict[tuple[timedelta | None, ...], str] = {}
    for name in sorted(zones, key=lambda name: name not in preferred):
        names.setdefault(_clock(name), name)
    return tuple(names.values())


@cache
def _clock(name: str) -> tuple[timedelta | None, ...]:
    """The zone's UTC offsets twice a month from 2024 to 2037, where zone files stop listing changes."""
    zone = ZoneInfo(name)
    start = datetime(2024, 1, 1, 12, tzinfo=UTC)
    return tuple((start + timedelta(days=15 * n)).astimezone(zone).utcoffset() for n in range(340))
