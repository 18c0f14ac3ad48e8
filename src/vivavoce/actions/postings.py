"""How a job is read from a page on the web: title, text and the skills it names."""

from __future__ import annotations

import html
import re

from vivavoce.actions.jobs import NewJob
from vivavoce.domain.errors import Unprocessable
from vivavoce.domain.hiring import JobDetails
from vivavoce.interviewer.rules.bank import bank
from vivavoce.kit.destinations import Refused, Unreachable
from vivavoce.kit.documents import Unreadable, text_of
from vivavoce.kit.outbound import Fetched, Outbound

MOST_BYTES = 2 * 1024 * 1024
TITLE = range(5, 201)
DESCRIPTION = range(10, 5001)
MOST_SKILLS = 10
_HEAD = 200_000
_NAMES = tuple(
    re.compile(rf"<{tag}[^>]*>(.{{1,1000}}?)</{tag}>".encode(), re.I | re.S) for tag in ("h1", "title")
)
_TAG = re.compile(r"<[^>]*>")


def read(outbound: Outbound, url: str) -> NewJob:
    """The open job a page describes: its `h1`, `title` or first line names it, its text is the description.

    Blocks on the network. Raises Unprocessable when the address is refused, does not answer with a page,
    or the page holds too little text for a job.
    """
    try:
        page = outbound.fetch(url, MOST_BYTES)
        text = text_of(page.body, url) if page.status == 200 else ""
    except (Refused, Unreachable, Unreadable) as error:
        raise Unprocessable(f"The page cannot be read: {error}") from error
    if not text:
        raise Unprocessable(f"The page cannot be read: it answered {page.status}")
    title, description = _title(page, text), text[: DESCRIPTION.stop - 1].rstrip()
    if len(title) not in TITLE or len(description) not in DESCRIPTION:
        raise Unprocessable("The page does not hold enough text for a job")
    skills = tuple(skill.name for skill in bank().skills.find(f"{title}\n{description}"))
    return NewJob(title, description, required_skills=skills[:MOST_SKILLS], details=JobDetails(url=url))


def _title(page: Fetched, text: str) -> str:
    marked = (
        match.group(1).decode("utf-8", "ignore") for tag in _NAMES if (match := tag.search(page.body[:_HEAD]))
    )
    lines = (" ".join(html.unescape(_TAG.sub(" ", name)).split()) for name in (*marked, *text.splitlines()))
    return next((line for line in lines if line), "")[: TITLE.stop - 1]
