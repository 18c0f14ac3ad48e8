"""In which languages we speak to people: English in templates and code, the others in `.po` files.

A new language is a line in `LANGUAGES` and a file `<code>.po` beside this one, made by `make words`; a test
holds that none of its words is missing.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

LANGUAGES: Final = {"en": "English", "de": "Deutsch"}
_HERE = Path(__file__).parent


def N_(words: str) -> str:  # noqa: N802 - the name gettext's tools know
    """Marks words that are translated where they are shown."""
    return words


def best(wanted: str) -> str:
    """The best of `LANGUAGES` for an Accept-Language header (RFC 9110, 12.5.4), by its order."""
    from babel import negotiate_locale

    codes = [part.partition(";")[0].strip() for part in wanted.split(",")]
    return negotiate_locale([code for code in codes if code], list(LANGUAGES), sep="-") or "en"


@cache
def translations(language: str) -> Any:
    """What gettext needs for a language of `LANGUAGES`."""
    from gettext import GNUTranslations, NullTranslations

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    if language == "en":
        return NullTranslations()
    compiled = BytesIO()
    with (_HERE / f"{language}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def said(language: str, words: str) -> str:
    """Words that were marked with `N_`, or came from below in English, in a language."""
    return str(translations(language).gettext(words)) if words else ""
