"""What the job is, as far as its brief tells: position, seniority, skills by importance, duties."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from vivavoce.domain.interview import Brief, Focus
from vivavoce.interviewer.post import about_the_work, duties, plain, seniority
from vivavoce.interviewer.rules.bank import Bank
from vivavoce.interviewer.skills import Skill

UNKNOWN_CATEGORY = "OTHER"
SOFT_CATEGORIES = frozenset({"SOFT", "LANGUAGE"})
_LANGUAGES = {
    "EN": "English",
    "DE": "German",
    "FR": "French",
    "ES": "Spanish",
    "IT": "Italian",
    "NL": "Dutch",
}
_LONGEST_POSITION, _LONGEST_SKILL = 80, 60


@dataclass(frozen=True, slots=True)
class Job:
    """A brief after reading. `skills` most important first; `required` are the names a person asked for."""

    position: str
    seniority: str
    skills: tuple[Skill, ...]
    required: frozenset[str]
    unmatched: tuple[str, ...]
    duties: tuple[str, ...]


def read(brief: Brief, bank: Bank) -> Job:
    """What `brief` says of the job. Its text is only searched, never obeyed or repeated as a whole."""
    text = plain(brief.description)
    required = bank.skills.match(brief.required_skills)
    wished = bank.skills.match(brief.nice_to_have_skills)
    tested = (_language(brief, bank),) if brief.focus is Focus.LANGUAGE_TEST else ()
    asked = (
        *tested,
        *required.skills,
        *(_unknown(name) for name in required.unmatched if _askable(name, bank)),
    )
    return Job(
        position=_position(brief.title, bank),
        seniority=seniority(brief.title, text, bank.post),
        skills=tuple(
            dict.fromkeys(
                [*asked, *wished.skills, *_found(brief.title, about_the_work(text, bank.post), bank)]
            )
        ),
        required=frozenset(skill.name for skill in asked),
        unmatched=tuple(dict.fromkeys([*required.unmatched, *wished.unmatched])),
        duties=tuple(duty for duty in duties(text, bank.post) if not bank.ground(duty)),
    )


def _language(brief: Brief, bank: Bank) -> Skill:
    """The language that is tested, by the first two letters of its code (ISO 639-1)."""
    name = _LANGUAGES.get(brief.language.upper()[:2])
    return bank.skills.named(name) if name else _unknown("the language of this interview")


def _position(title: str, bank: Bank) -> str:
    bare = " ".join(title.split())[:_LONGEST_POSITION]
    return "this position" if not bare or bank.post.unsafe.search(bare) else bare


def _unknown(name: str) -> Skill:
    return Skill(" ".join(name.split()), UNKNOWN_CATEGORY)


def _askable(name: str, bank: Bank) -> bool:
    return len(name) <= _LONGEST_SKILL and not bank.post.unsafe.search(name) and not bank.ground(name)


def _found(title: str, text: str, bank: Bank) -> list[Skill]:
    """Skills the post names: those in the title, then by mentions, then as they come; soft ones last."""
    titled = set(bank.skills.find(title))
    mentions = Counter(skill for line in text.splitlines() for skill in bank.skills.find(line))
    for skill in titled:
        mentions.setdefault(skill, 1)
    return sorted(mentions, key=lambda s: (s.category in SOFT_CATEGORIES, s not in titled, -mentions[s]))
