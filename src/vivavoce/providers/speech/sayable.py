"""What of a text can be said aloud, how are its words said, and in which pieces?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

LONGEST: Final = 200
"""Characters of a piece: about 12 s of speech, heard after a tenth of a second."""
_ENDLESS = re.compile(r"\S{40}(?=\S)")

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARK = re.compile(r"[*`~|\[\]{}\\^]+|(?<!\w)_+|_+(?!\w)|^[ \t]*(?:#+|[-+>]|\d+\.)[ \t]+", re.MULTILINE)
_LATIN = re.compile(r"[^\x20-\x7e\xa1-\u024f\u1e00-\u1eff\u2013\u2014\u2018-\u201d\u2026\u20ac\n]")
_NOT_SAID = ("Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk")
_TITLE = r"(?<!\b[A-Z]\.)(?<!\b[DM]r\.)(?<!\bM[sx]\.)(?<!\bSt\.)(?<!\bMrs\.)(?<!\bProf\.)"
_SENTENCE = re.compile(rf"(?<=[.!?…]){_TITLE}\s+(?=[\"'“‘(]?[A-ZÀ-Þ0-9])|\n+")
_CLAUSE = re.compile(r"(?<=[,;:—])\s+")


def plain(text: str) -> str:
    """The text without markup, emoji, control characters and scripts the voice cannot read."""
    text = unicodedata.normalize("NFC", _LINK.sub(r"\1", _TAG.sub(" ", text)))
    text = _LATIN.sub(" ", _MARK.sub(" ", text))
    text = "".join(" " if unicodedata.category(sign) in _NOT_SAID and sign != "\n" else sign for sign in text)
    text = _ENDLESS.sub(r"\g<0> ", re.sub(r"[^\S\n]+", " ", text))
    return re.sub(r" *\n\s*", "\n", text).strip()


@cache
def pronunciations() -> Mapping[str, str]:
    """How the words of the job are said that the voice would read wrongly, by the word in small letters."""
    written = files("vivavoce.providers.speech").joinpath("pronunciations.yaml")
    form = yaml.safe_load(written.read_text("utf-8"))
    return {word.lower(): said for word, said in form.items()}


@cache
def _known() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, pronunciations()))})(?!\w)", re.IGNORECASE)


def pronounced(text: str) -> str:
    """The text with every whole word that is in `pronunciations` written as it is said."""
    return _known().sub(lambda word: pronunciations()[word[0].lower()], text)


def pieces(text: str) -> Iterator[str]:
    """What to speak in one breath: a sentence, and of a long sentence as many clauses as `LONGEST` holds."""
    for sentence in _SENTENCE.split(pronounced(plain(text))):
        for piece in _packed(_CLAUSE.split(sentence)):
            if any(sign.isalnum() for sign in piece):
                yield piece


def _packed(clauses: list[str]) -> Iterator[str]:
    """Neighbouring clauses together up to `LONGEST` characters; a longer clause is cut between words."""
    piece = ""
    for part in (part for clause in clauses for part in _folded(clause)):
        if piece and len(piece) + 1 + len(part) > LONGEST:
            yield piece
            piece = part
        else:
            piece = f"{piece} {part}".strip()
    yield piece


def _folded(clause: str) -> Iterator[str]:
    while len(clause) > LONGEST:
        at = clause.rfind(" ", 0, LONGEST + 1)
        at = at if at > 0 else LONGEST
        yield clause[:at]
        clause = clause[at:].strip()
    yield clause
