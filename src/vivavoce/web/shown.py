"""How values look on a page: moments, spans of time, shares; each in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from vivavoce.kit.words import said
from vivavoce.web.labels import label


def filters(language: str) -> dict[str, Callable[..., Any]]:
    """The template filters of one language."""
    return {
        "label": lambda word: said(language, label(word)),
        "moment": lambda at: moment(at, language),
        "day": lambda on: day(on, language),
        "percent": lambda share: percent(share, language),
        "decimal": lambda number: decimal(number, language),
    }


def moment(at: datetime, language: str) -> Markup:
    """A `<time>` in UTC, which the page's script puts into the reader's zone."""
    from babel.dates import format_datetime

    words = format_datetime(at, "d MMM y, HH:mm", locale=language)
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Markup('<time datetime="{}">{} UTC</time>').format(stamp, words)


def day(on: date, language: str) -> str:
    """A date in words."""
    from babel.dates import format_date

    return str(format_date(on, "long", locale=language))


def percent(share: float, language: str) -> str:
    """A share of 1 as a whole percentage."""
    from babel.numbers import format_percent

    return str(format_percent(share, locale=language))


def decimal(number: float, language: str) -> str:
    """A number with one decimal."""
    from babel.numbers import format_decimal

    return str(format_decimal(number, "0.0", locale=language))
