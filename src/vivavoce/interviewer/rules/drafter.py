"""What would a job post say: a first draft from an outline, by templates over the skill base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from vivavoce.domain.errors import Invalid
from vivavoce.interviewer.mind import JobPost
from vivavoce.interviewer.rules import outline as reading
from vivavoce.interviewer.rules.bank import bank, json_of
from vivavoce.interviewer.rules.forms import DraftForm
from vivavoce.interviewer.rules.outline import Kind, Piece
from vivavoce.interviewer.rules.reading import SOFT_CATEGORIES
from vivavoce.interviewer.rules.wording import listed
from vivavoce.interviewer.skills import Skill

_SKILLS_A_DUTY = 3


@dataclass(frozen=True, slots=True)
class RulesDrafter:
    """Drafts by template: what was said is sorted out, what was not said stays a marked gap."""

    def draft(self, outline: str) -> JobPost:
        """A post with an intro, tasks, must-haves and nice-to-haves, from which the same tasks are read back.

        Where the outline names skills and no task, tasks for such skills are proposed. Raises Invalid when it
        names no position, task or skill.
        """
        pieces = reading.read(outline, form().outline)
        title = next(iter(_of(pieces, Kind.TITLE)), "")
        must = _skills([*(s.name for s in bank().skills.find(title)), *_of(pieces, Kind.MUST)])
        nice = tuple(skill for skill in _skills(_of(pieces, Kind.NICE)) if skill not in must)
        wishes = _required(nice, _of(pieces, Kind.WISHED))
        told = _of(pieces, Kind.TASK)
        tasks = _of(pieces, Kind.DUTY) or (() if told else _proposed(must or nice))
        if not (title or told or tasks or must or nice):
            raise Invalid.because("outline", "Name the position, its tasks or the skills it needs")
        named = title or form().gaps["title"]
        text = "\n\n".join(
            [
                named,
                f"{form().intro.format(title=named)} {form().gaps['company']}",
                _listed("duties", [*tasks, *told]),
                _listed("must", _required(must, _of(pieces, Kind.WANTED))),
                *([_listed("nice", wishes)] if wishes else []),
                _listed("terms", [*_of(pieces, Kind.TERMS), form().gaps["terms"]]),
            ]
        )
        return JobPost(
            title=named,
            text=text,
            duties=tuple(tasks),
            must_haves=tuple(skill.name for skill in must),
            nice_to_haves=tuple(skill.name for skill in nice),
            gaps=tuple(gap for gap in form().gaps.values() if gap in text),
            left_out=_of(pieces, Kind.LEFT_OUT),
        )


@cache
def form() -> DraftForm:
    """The templates as shipped. Raises pydantic.ValidationError for a broken file."""
    return DraftForm.model_validate_json(json_of("drafter"))


def _of(pieces: Sequence[Piece], kind: Kind) -> tuple[str, ...]:
    return tuple(piece.text for piece in pieces if piece.kind is kind)


def _skills(names: Sequence[str]) -> tuple[Skill, ...]:
    return tuple(dict.fromkeys(bank().skills.named(name) for name in names))


def _proposed(skills: Sequence[Skill]) -> tuple[str, ...]:
    """Tasks for these skills, by category, the first category first."""
    tasks: dict[str, None] = {}
    for category in dict.fromkeys(s.category for s in skills if s.category not in SOFT_CATEGORIES):
        names = [_named(skill) for skill in skills if skill.category == category][:_SKILLS_A_DUTY]
        tasks |= dict.fromkeys(_task(pattern, names) for pattern in form().duties[category])
    return tuple(tasks)


def _task(pattern: str, names: Sequence[str]) -> str:
    """The pattern with as many of `names` as a task has room for."""
    tasks = [pattern.replace("{skills}", listed(names[:most])) for most in range(len(names), 0, -1)]
    return next((task for task in tasks if reading.duty(task) == task), tasks[-1])


def _listed(part: str, lines: Sequence[str]) -> str:
    """A heading with its lines, or with the gap that stands for them."""
    bullets = [f"- {line[0].upper()}{line[1:]}" for line in lines] or [f"- {form().gaps[part]}"]
    return "\n".join([form().headings[part], *bullets])


def _required(skills: Sequence[Skill], said: Sequence[str]) -> list[str]:
    """A line for each skill that is not in what the outline said in its own words; then that."""
    told = {skill for line in said for skill in bank().skills.find(line)}
    forms = [
        (form().skills.get(skill.category, form().skill), skill) for skill in skills if skill not in told
    ]
    return [*(pattern.replace("{skill}", _named(skill)) for pattern, skill in forms), *said]


def _named(skill: Skill) -> str:
    """The name as it stands within a sentence; one that is also an everyday word keeps its capital."""
    return skill.name if skill.exact else skill.spoken
