"""Bring every language's `.po` file up to date with the words in the pages (`make words`)."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent.parent
WORDS = HERE / "src" / "vivavoce" / "kit" / "words"
SOURCES = [
    ("src/vivavoce/**.py", "python"),
    ("src/vivavoce/web/templates/**.html", "jinja2.ext.babel_extract"),
    ("src/vivavoce/actions/mail/**.html", "jinja2.ext.babel_extract"),
    ("src/vivavoce/actions/mail/**.txt", "jinja2.ext.babel_extract"),
]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}


def template() -> Catalog:
    """Every word that the pages say."""
    found = Catalog(charset="utf-8", fuzzy=False)
    given = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}
    options = {pattern: given for pattern, _ in SOURCES}
    for path, _line, words, comments, context in extract_from_dir(HERE, SOURCES, options, KEYWORDS):
        found.add(words, locations=[(path, 0)], auto_comments=comments, context=context)
    return found


def main() -> None:
    """Write each `.po` anew: new words come in empty, unused ones go."""
    for path in sorted(WORDS.glob("*.po")):
        with path.open("rb") as source:
            known = read_po(source, locale=path.stem)
        known.update(template(), no_fuzzy_matching=True)
        known.obsolete.clear()
        out = BytesIO()
        write_po(out, known, width=110, no_location=True, omit_header=False, sort_output=True)
        path.write_bytes(out.getvalue())
        missing = [entry.id for entry in known if entry.id and not entry.string]
        sys.stdout.write(f"{path.name}: {len(known)} messages, {len(missing)} to translate\n")


if __name__ == "__main__":
    main()
