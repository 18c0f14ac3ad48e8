"""Everything a person reads can be said in every language: no word outside gettext, none untranslated."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from vivavoce.kit.words import LANGUAGES, best, said

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "vivavoce"
TEMPLATES = sorted(
    [*(SOURCE / "web" / "templates").rglob("*.html"), *(SOURCE / "actions" / "mail").glob("*.*")]
)
WORDS = SOURCE / "kit" / "words"
NAMES = {"vivavoce", "CSV", "PDF", "cURL", "JSON", "kbd"}
"""The same in every language."""
_TEMPLATE = re.compile(r"\{#.*?#\}|\{%-?\s*trans.*?endtrans\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_MARKUP = re.compile(
    r"<(script|style|kbd|code|pre)\b.*?</\1>|<!--.*?-->|<[^>]*>|\b[\w-]+=\"[^\"]*\"|&\w+;", re.DOTALL
)
_SPOKEN = re.compile(r'(?<![\w:-])(?:alt|title|placeholder|aria-label)="([^"{}]*[A-Za-z]{2}[^"{}]*)"')


@cache
def template() -> Any:
    """The words of all pages, as `make words` finds them."""
    spec = importlib.util.spec_from_file_location("words", ROOT / "scripts" / "words.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script.template()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.name))
def test_no_page_speaks_past_gettext(path: Path) -> None:
    text = path.read_text()
    bare = _MARKUP.sub(" ", _TEMPLATE.sub(" ", text))
    loose = [word for word in re.findall(r"[A-Za-zÀ-ÿ]{2,}", bare) if word not in NAMES]
    assert loose == []
    assert [words for words in _SPOKEN.findall(text) if words not in NAMES] == []


def languages() -> list[str]:
    return [code for code in LANGUAGES if code != "en"]


@pytest.mark.parametrize("language", languages())
def test_every_word_is_translated(language: str) -> None:
    with (WORDS / f"{language}.po").open("rb") as source:
        catalog = read_po(source, locale=language)
    wanted = {message.id for message in template() if message.id}
    assert len(wanted) > 300
    known = {message.id: message for message in catalog if message.id}
    assert wanted - known.keys() == set(), "run `make words` and translate what it adds"
    assert known.keys() - wanted == set(), "run `make words`"
    for id, message in known.items():
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), id
        assert not message.fuzzy, id


@pytest.mark.parametrize("language", languages())
def test_translations_keep_what_is_filled_in(language: str) -> None:
    """A placeholder that a translation lost or invented would break its page."""
    with (WORDS / f"{language}.po").open("rb") as source:
        catalog = read_po(source, locale=language)
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        if not message.id or not all(strings):
            continue
        holes = set(re.findall(r"%\(\w+\)s|\{\w*\}", " ".join(ids)))
        for string in strings:
            assert set(re.findall(r"%\(\w+\)s|\{\w*\}", string)) <= holes, message.id


def test_the_reader_gets_the_best_language() -> None:
    assert best("de-AT,de;q=0.9,en;q=0.5") == "de"
    assert best("fr,en;q=0.5") == "en"
    assert best("") == "en"
    assert best("*") == "en"
    assert said("en", "") == ""
