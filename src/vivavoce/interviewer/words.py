"""Which words carry the meaning of a text, and where do its sentences begin and end."""

from __future__ import annotations

import re

WORD = re.compile(r"[A-Za-z0-9]+(?:['’.+#/&-]*[A-Za-z0-9]+)*[+#]*|\.NET\b")
_BREAK = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|\n+")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|approx|incl|Mr|Mrs|Ms|Dr|Prof|St|vs|No)\.$", re.IGNORECASE)
_ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ies",
    "ers",
    "ed",
    "es",
    "er",
    "ly",
    "s",
    "y",
    "e",
)

# Function words and the vocabulary of interviewing itself: sharing one of these says nothing about relevance.
_EMPTY = """
    a about above after again all also am an and answer any are as at back be because been before being
    between both but by came can close come could describe did didn't do does doing don't done down
    during each even ever every example explain few first for from get give go going got had has have he
    her here him his how i i'm i've if in into is it it's its job jobs just kind know last later let
    like little long made make many may me mean more most much my need new next no not now of off often
    on once one only or other our out over own part people place please position question really right
    role said same say see she should situation so some something specific still such take talk tell
    than thank that that's the their them then there these they thing things think this those through
    time to told too two up us use used very want was way we well went were what when where which while
    who why will with work worked working works would year years yes you your yours yourself
"""
EMPTY = frozenset(_EMPTY.split())


def words(text: str) -> list[str]:
    """The words of `text` in order, lower case; "C++", "Node.js", "CI/CD" stay whole."""
    return [match.group().lower().replace("’", "'") for match in WORD.finditer(text)]


def stem(word: str) -> str:
    """A crude stem, good enough to see that "reports", "reported" and "reporting" are one word."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def content(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning in `text`."""
    return frozenset(stem(word) for word in words(text) if word not in EMPTY and len(word) > 1)


def sentences(text: str) -> list[tuple[int, int]]:
    """The `(start, end)` character spans of the sentences of `text`, blanks at either end left out."""
    spans: list[tuple[int, int]] = []
    start = 0
    for gap in _BREAK.finditer(text):
        if "\n" not in gap.group() and _ABBREVIATION.search(text, start, gap.start()):
            continue
        spans.append((start, gap.start() + len(gap.group().rstrip())))
        start = gap.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := _trim(text, *span))[0] < trimmed[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - (len(inner) - len(inner.rstrip()))
