"""A job post as it stands in the form: from a job, from what was typed, and back into a job."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final

from vivavoce.actions.jobs import ChangeJob, NewJob
from vivavoce.actions.postings import DESCRIPTION, TITLE
from vivavoce.domain.errors import Invalid, Violation
from vivavoce.domain.hiring import Job, JobDetails, JobStatus, LanguageNeed, Place
from vivavoce.kit.words import N_
from vivavoce.web.console.door import Visit

REFERENCE: Final = r"[A-Za-z0-9][A-Za-z0-9._\-]{1,63}"
"""What a Job ID may look like, so that it can stand in the address of an API call."""
SENIORITIES: Final = (
    ("junior", N_("Junior")),
    ("mid", N_("Some years of experience")),
    ("senior", N_("Senior")),
    ("lead", N_("Lead")),
)
WORK_MODES: Final = (
    ("", N_("Not said")),
    ("On-site", N_("On site")),
    ("Hybrid", N_("Partly at home")),
    ("Remote", N_("Remote")),
)
MOST_SKILLS: Final = 40
_LANGUAGE: Final = re.compile(r"(?P<language>[^\d,;:()]+?)[\s,:(-]+(?P<level>[ABC][12])\)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Post:
    """Every field of the form as text. Skills and languages stand one on a line."""

    title: str = ""
    reference: str = ""
    description: str = ""
    required: str = ""
    nice: str = ""
    city: str = ""
    country: str = ""
    mode: str = ""
    seniority: str = ""
    languages: str = ""


NAMES: Final = tuple(field.name for field in fields(Post))


def typed(visit: Visit) -> Post:
    """What the form holds."""
    return Post(**{name: visit.said(name) for name in NAMES})


def of(job: Job) -> Post:
    """A job as the form shows it."""
    details = job.details
    place = details.place or Place()
    return Post(
        title=job.title,
        reference=job.reference or "",
        description=job.description,
        required="\n".join(job.required_skills),
        nice="\n".join(job.nice_to_have_skills),
        city=place.city or "",
        country=place.country or "",
        mode=place.work_mode or "",
        seniority=details.seniority or "",
        languages="\n".join(f"{need.language} {need.level}" for need in details.languages or ()),
    )


def values(post: Post) -> Mapping[str, str]:
    """Each field's text by its name."""
    return asdict(post)


def new(post: Post) -> NewJob:
    """The job to make. Raises Invalid with every field that will not do."""
    _check(_wrong(post))
    return NewJob(
        title=post.title,
        description=post.description,
        required_skills=_listed(post.required),
        nice_to_have_skills=_listed(post.nice),
        details=_details(post, None),
        reference=post.reference,
    )


def changed(post: Post, job: Job, status: JobStatus) -> ChangeJob:
    """What to change about a job; one that never had a Job ID needs none. Raises Invalid as `new`."""
    bare = not job.reference and not post.reference
    _check((field, why) for field, why in _wrong(post) if not (bare and field == "reference"))
    return ChangeJob(
        title=post.title,
        description=post.description,
        status=status,
        required_skills=_listed(post.required),
        nice_to_have_skills=_listed(post.nice),
        details=_details(post, job.details.place),
        reference=post.reference or None,
    )


def suggested(title: str, year: int) -> str:
    """A Job ID that a title suggests: "Backend Engineer" in 2026 gives "backend-engineer-2026"."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    return f"{'-'.join(words)[:48].rstrip('-')}-{year}" if words else ""


def _check(wrong: Iterator[tuple[str, str]]) -> None:
    violations = tuple(Violation(field, why) for field, why in wrong)
    if violations:
        raise Invalid(*violations)


def _wrong(post: Post) -> Iterator[tuple[str, str]]:
    if len(post.title) not in TITLE:
        yield "title", N_("A title has 5 to 200 characters.")
    if not post.reference:
        yield "reference", N_("Give the job an ID of your own. It stands in the address of API calls.")
    elif not re.fullmatch(REFERENCE, post.reference):
        yield (
            "reference",
            N_("Use 2 to 64 letters, digits, dots, dashes and underscores; begin with a letter or digit."),
        )
    if len(post.description) not in DESCRIPTION:
        yield "description", N_("A description has 10 to 5000 characters.")
    for name in ("required", "nice"):
        if len(_listed(getattr(post, name))) > MOST_SKILLS:
            yield name, N_("At most 40 skills; the ones that matter are enough.")
    if post.country and not re.fullmatch(r"[A-Za-z]{2}", post.country):
        yield "country", N_("Two letters, such as PT or US.")
    if any(_LANGUAGE.fullmatch(line) is None for line in _lines(post.languages)):
        yield "languages", N_("Write a language and its level on each line, such as: German B2")


def _listed(text: str) -> tuple[str, ...]:
    """One a line, or with commas between; each once."""
    parts = (part.strip(" \t-*•·") for part in re.split(r"[\n,;]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _details(post: Post, known: Place | None) -> JobDetails:
    """The parts of a job that the form has; what else is known of its place stays."""
    place = known or Place()
    needs = [found for line in _lines(post.languages) if (found := _LANGUAGE.fullmatch(line))]
    return JobDetails(
        languages=tuple(LanguageNeed(need["language"].strip(), need["level"].upper()) for need in needs),
        place=Place(
            work_mode=post.mode or None,
            street=place.street,
            city=post.city or None,
            postal_code=place.postal_code,
            country=post.country.upper() or None,
        ),
        seniority=post.seniority if post.seniority in dict(SENIORITIES) else None,
    )
