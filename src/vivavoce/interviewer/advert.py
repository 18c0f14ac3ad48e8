"""A job post as an interviewer reads it: its title and its text, whatever it came as."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vivavoce.interviewer.post import plain

LONGEST_TEXT = 5000
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Advert:
    """`title` 5–200 characters, `text` 10–5000: what a job needs."""

    title: str
    text: str


def read(text: str, title: str | None = None) -> Advert:
    """The advert in a text or HTML page. Raises ValueError when there is none to see."""
    lines = [line.strip() for line in plain(text).splitlines() if line.strip()]
    if not lines:
        raise ValueError("there is no text in it")
    found = title or re.sub(r"^(?:job title|position|title|role)\s*:\s*", "", lines[0], flags=re.IGNORECASE)
    body = "\n".join(lines)[:LONGEST_TEXT]
    if len(body) < 10 or len(found) < 5:
        raise ValueError("it is too short to be a job post")
    return Advert(found[:LONGEST_TITLE], body)
