"""What an interview for this job should be about: its 3–6 topics, each tied to a skill or duty of the job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from vivavoce.domain.interview import Focus
from vivavoce.interviewer.rules.bank import Bank
from vivavoce.interviewer.rules.reading import SOFT_CATEGORIES, Job
from vivavoce.interviewer.skills import Skill

LEAST, MOST = 3, 6
_GROUP = 3
_REQUIRED, _FOUND, _DUTY, _DEFAULT = 3.0, 2.0, 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Topic:
    """One criterion in the making. `source` says what `ties` are: `skill`, `duty` or `position`."""

    kind: str
    source: str
    ties: tuple[str, ...]
    weight: float
    terms: tuple[str, ...] = ()


def choose(job: Job, focus: Focus, count: int, bank: Bank) -> tuple[Topic, ...]:
    """`count` topics (3–6): half of them skills where the job names enough, the others from its duties."""
    if focus is Focus.LANGUAGE_TEST:
        tested = (job.skills[0].name,)
        return tuple(Topic(kind, "skill", tested, _DEFAULT) for kind in bank.questions.focuses.LANGUAGE_TEST)
    anchor = _anchor(job)
    if focus is Focus.OUTREACH:
        return tuple(
            Topic(kind, *anchor, _DEFAULT, terms(job.skills)) for kind in bank.questions.focuses.OUTREACH
        )
    about_skills, about_duties = _skill_topics(job, bank), _duty_topics(job, bank)
    room = min(max(ceil(count / 2), count - len(about_duties)), count - 1)
    chosen = about_skills[:room]
    chosen += about_duties[: count - len(chosen)]
    fillers = [kind for kind in bank.questions.defaults if kind not in {topic.kind for topic in chosen}]
    missing = max(0, LEAST - len(chosen))
    return tuple(chosen + [Topic(kind, *anchor, _DEFAULT, terms(job.skills)) for kind in fillers[:missing]])


def _anchor(job: Job) -> tuple[str, tuple[str, ...]]:
    """What a general question is tied to: the first skill, else the first duty, else the position."""
    if job.skills:
        return "skill", tuple(skill.name for skill in job.skills[:_GROUP])
    if job.duties:
        return "duty", job.duties[:1]
    return "position", (job.position,)


def _skill_topics(job: Job, bank: Bank) -> list[Topic]:
    """Skills that belong together, at most three a topic, in order of importance.

    Languages and soft skills make a topic only where a person asked for them: duties show them better.
    """
    groups: list[list[Skill]] = []
    for skill in job.skills:
        if skill.category in SOFT_CATEGORIES and skill.name not in job.required:
            continue
        near = (g for g in groups if len(g) < _GROUP and any(_akin(skill, other, bank) for other in g))
        group = next(near, None)
        if group is None:
            groups.append([skill])
        else:
            group.append(skill)
    return [
        Topic(
            kind=kind_of(group[0], bank),
            source="skill",
            ties=tuple(skill.name for skill in group),
            weight=_REQUIRED if any(skill.name in job.required for skill in group) else _FOUND,
            terms=terms(group),
        )
        for group in groups
    ]


def _akin(one: Skill, other: Skill, bank: Bank) -> bool:
    same_kind = kind_of(one, bank) == kind_of(other, bank)
    return same_kind and (
        one.category == other.category or one.name in other.related or other.name in one.related
    )


def kind_of(skill: Skill, bank: Bank) -> str:
    """The kind of criterion that a skill of its category makes."""
    kinds = bank.questions.kinds.items()
    return next((name for name, kind in kinds if skill.category in kind.categories), "skill_general")


def _duty_topics(job: Job, bank: Bank) -> list[Topic]:
    """Duties that call for one behaviour make one topic; one that fits none stands alone, after those."""
    grouped: dict[str, list[str]] = {}
    for duty in job.duties:
        kind = behaviour(duty, bank)
        grouped.setdefault(kind if kind != "duty" else duty, []).append(duty)
    known = terms(job.skills)
    topics = [
        Topic(kind if kind in bank.questions.kinds else "duty", "duty", tuple(found[:_GROUP]), _DUTY, known)
        for kind, found in grouped.items()
    ]
    return sorted(topics, key=lambda topic: (topic.kind == "duty", -len(topic.ties)))


def behaviour(duty: str, bank: Bank) -> str:
    """The kind with most cues in `duty`, the first of the bank on a tie; `duty` when none has any."""
    hits = {
        name: sum(bool(cue.search(duty)) for cue in kind.cues) for name, kind in bank.questions.kinds.items()
    }
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] else "duty"


def terms(skills: Sequence[Skill]) -> tuple[str, ...]:
    """Names, aliases and related names, lower case: naming one of them is concrete."""
    names = [name for skill in skills for name in (skill.name, *skill.aliases, *skill.related)]
    return tuple(dict.fromkeys(name.lower() for name in names))
