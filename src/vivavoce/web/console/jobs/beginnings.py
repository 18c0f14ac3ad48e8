"""What a job post can begin from: an outline, an advert, a file, an example; and what would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import ndiff
from functools import cache
from pathlib import Path
from typing import Final

from vivavoce.actions.postings import MOST_SKILLS
from vivavoce.domain.errors import Invalid
from vivavoce.interviewer import advert
from vivavoce.interviewer.mind import Mind
from vivavoce.interviewer.rules.bank import bank
from vivavoce.kit.documents import Unreadable, text_of
from vivavoce.kit.words import N_
from vivavoce.web.console.jobs.form import Post, values

FIELDS: Final = ("title", "description", "required", "nice")
"""What a draft fills in."""
EXAMPLES: Final = (
    ("senior-backend-engineer", N_("Senior backend engineer")),
    ("customer-support-specialist", N_("Customer support specialist")),
    ("data-analyst", N_("Data analyst")),
)
LONGEST_OUTLINE: Final = 20_000
UNREADABLE: Final = N_(
    "This file cannot be read. Choose a PDF, DOCX, HTML or text file with text in it, up to 10 MB."
)


@dataclass(frozen=True, slots=True)
class Change:
    """A field that a draft would fill otherwise: the draft's text, and the lines that it takes or adds."""

    name: str
    text: str
    lines: tuple[tuple[str, str], ...]


def from_outline(mind: Mind, outline: str) -> Post:
    """A first draft from an outline or a few keywords. Raises Invalid (`outline`)."""
    if not outline or len(outline) > LONGEST_OUTLINE:
        raise Invalid.because("outline", N_("Write what the job is about, in a few words or lines."))
    drafted = mind.drafter.draft(outline)
    return Post(
        title=drafted.title,
        description=drafted.text,
        required="\n".join(drafted.must_haves),
        nice="\n".join(drafted.nice_to_haves),
    )


def from_text(text: str, field: str) -> Post:
    """An advert that somebody has already, with the skills it names. Raises Invalid at `field`."""
    try:
        read = advert.read(text)
    except ValueError as error:
        raise Invalid.because(field, N_("This is too short to be a job post.")) from error
    skills = [skill.name for skill in bank().skills.find(f"{read.title}\n{read.text}")]
    return Post(title=read.title, description=read.text, required="\n".join(skills[:MOST_SKILLS]))


def from_file(name: str, body: bytes) -> Post:
    """The advert in a PDF, DOCX, HTML or text file. Raises Invalid (`file`)."""
    if not body:
        raise Invalid.because("file", N_("Choose a file first."))
    try:
        text = text_of(body, name)
    except Unreadable as error:
        raise Invalid.because("file", UNREADABLE) from error
    return from_text(text, "file")


def from_example(name: str) -> Post:
    """One of the sample adverts. Raises Invalid (`example`)."""
    if name not in dict(EXAMPLES):
        raise Invalid.because("example", N_("There is no such example."))
    return from_text((_samples() / f"{name}.txt").read_text("utf-8"), "example")


def merged(typed: Post, draft: Post) -> tuple[Post, tuple[Change, ...]]:
    """The form with its empty fields filled from a draft, and what the draft would change in the others."""
    here, there = values(typed), values(draft)
    filled: Mapping[str, str] = {name: there[name] for name in FIELDS if there[name] and not here[name]}
    differing = [
        name for name in FIELDS if there[name] and here[name] and here[name].split() != there[name].split()
    ]
    changes = tuple(Change(name, there[name], compared(here[name], there[name])) for name in differing)
    return replace(typed, **filled), changes


def compared(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """The lines of two texts as (sign, line): "-" only in the old, "+" only in the new, " " in both."""
    return tuple(
        (line[0], line[2:]) for line in ndiff(old.splitlines(), new.splitlines()) if line[0] in " +-"
    )


@cache
def _samples() -> Path:
    """Beside the package in a wheel, at the top of a checkout."""
    here = Path(__file__).parents[3]
    return next(folder for folder in (here / "samples", here.parents[1] / "samples") if folder.is_dir())
