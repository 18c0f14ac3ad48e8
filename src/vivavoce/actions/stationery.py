"""How a letter is set: one sheet, as text and as HTML, in the language and for the clock of its reader.

Every mail belongs to something its reader takes part in, and goes to them alone: there is no list to leave,
hence no List-Unsubscribe (RFC 2369, 8058). That a program wrote it says Auto-Submitted (RFC 3834), which
`providers/mail.py` puts on each.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from vivavoce.actions.sheets import Sheet
from vivavoce.kit.words import said, translations
from vivavoce.providers.mail import Mail

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_SHEETS = Path(__file__).parent / "mail"
_DIRECTING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the order of what stands around them (Unicode UAX 9, explicit formatting)."""

Fact = str | int | date | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a letter is for, in a language of `LANGUAGES`. `zone` (IANA) "": nothing tells their clock."""

    address: str
    first_name: str = ""
    language: str = "en"
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """In whose name a letter goes out. `signature` "": the organization; `replies`: who gets an answer."""

    organization: str
    signature: str = ""
    replies: str | None = None


def written(
    sheet: Sheet, reader: Reader, writer: Writer, *, quote: str = "", about: str = "", **facts: Fact
) -> Mail:
    """The letter; text and HTML are made of the same facts.

    Names and other facts come from strangers: each becomes one line of plain words. `quote` is what a person
    wrote to the reader and keeps its lines. `about` is `Mail.about`.
    """
    facts |= {"organization": writer.organization, "first_name": reader.first_name}
    known = {name: line(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    shown: dict[str, Any] = known | {
        "subject": said(reader.language, sheet.subject) % known,
        "glimpse": said(reader.language, sheet.glimpse) % known,
        "quote": lines(quote),
        "signature": lines(writer.signature) or known["organization"],
        "replies": line(writer.replies or ""),
        "zone": reader.zone,
    }
    templates = _environment(reader.language)
    text, html = (templates.get_template(f"{sheet.name}.{form}").render(shown) for form in ("txt", "html"))
    return Mail(reader.address, shown["subject"], text.strip(), html, about, shown["replies"] or None)


def line(text: str) -> str:
    """The text on one line, blanks in place of control characters and of those that turn its order."""
    return " ".join("".join(letter if _plain(letter) else " " for letter in text).split())


def lines(text: str) -> str:
    """The text with its lines, each as `line` leaves it."""
    return "\n".join(map(line, text.strip().splitlines()))


def _plain(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in _DIRECTING


@cache
def _environment(language: str) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    made = Environment(
        loader=FileSystemLoader(_SHEETS),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.policies["ext.i18n.trimmed"] = True
    made.globals["language"] = language
    made.filters.update(
        breaks=_breaks,
        city=lambda zone: city(zone, language),
        day=lambda on: day(on, language),
        moment=lambda at, zone="UTC": moment(at, zone, language),
    )
    return made


def moment(at: datetime, zone: str, language: str) -> str:
    """Date and time by the clock of a zone (IANA): "Tuesday, December 22, 2026, 09:00"."""
    from babel.dates import format_datetime

    there = at.astimezone(ZoneInfo(zone))
    return f"{day(there, language)}, {format_datetime(there, 'HH:mm', locale=language)}"


def day(on: date, language: str) -> str:
    """A date in words, with its weekday."""
    from babel.dates import format_date

    return str(format_date(on, "full", locale=language))


def city(zone: str, language: str) -> str:
    """The city that a zone (IANA) is known by."""
    from babel.dates import get_timezone_location

    return str(get_timezone_location(zone, locale=language, return_city=True)).rpartition("/")[2]


def _breaks(text: str) -> Markup:
    from markupsafe import Markup, escape

    return Markup("<br>").join(escape(part) for part in text.splitlines())
