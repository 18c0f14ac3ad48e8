"""The one place that reads the YAML files: loaded on first use, checked once, then shared."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml
from pydantic import TypeAdapter

from vivavoce.interviewer.patterns import text_of
from vivavoce.interviewer.post import PostRules, verb_forms
from vivavoce.interviewer.rules.forms import Phrases, PostForm, QuestionBank, Regex, Rubrics, SkillForm
from vivavoce.interviewer.skills import Skill, SkillBase

# In these categories a name of one word is a product or a language unless its entry says not.
_NAMES_ONLY = frozenset(
    {"FRONTEND", "BACKEND", "DATABASE", "CLOUD", "MOBILE", "QUALITY_ASSURANCE", "DATA", "LANGUAGE"}
)


@dataclass(frozen=True, slots=True)
class Bank:
    """Everything the rules know. `protected` maps a ground to the patterns of questions that touch it."""

    skills: SkillBase
    post: PostRules
    questions: QuestionBank
    rubrics: Rubrics
    phrases: Phrases
    protected: Mapping[str, tuple[re.Pattern[str], ...]]

    def ground(self, question: str) -> str:
        """The protected ground `question` touches, "" when it touches none."""
        for ground, patterns in self.protected.items():
            if any(pattern.search(question) for pattern in patterns):
                return ground
        return ""


@cache
def bank() -> Bank:
    """The rules as shipped. Raises pydantic.ValidationError or ValueError for a broken file."""
    questions = QuestionBank.model_validate_json(json_of("questions"))
    rubrics = Rubrics.model_validate_json(json_of("rubrics"))
    check(questions, rubrics)
    return Bank(
        skills=_skills(),
        post=_post(PostForm.model_validate_json(json_of("post"))),
        questions=questions,
        rubrics=rubrics,
        phrases=Phrases.model_validate_json(json_of("phrases")),
        protected=TypeAdapter(dict[str, tuple[Regex, ...]]).validate_json(json_of("protected"), strict=True),
    )


def check(questions: QuestionBank, rubrics: Rubrics) -> None:
    """Raises ValueError when a kind, a signal or a follow-up that one file names is missing in the other."""
    named = {*questions.defaults, *questions.focuses.OUTREACH, *questions.focuses.LANGUAGE_TEST}
    asked: set[str] = {
        when for kind in questions.kinds.values() for pattern in kind.patterns for when in pattern.ask
    }
    gaps: dict[str, set[str]] = {
        "kinds without rubric or questions": set(questions.kinds) ^ set(rubrics.kinds),
        "kinds named and not defined": named - set(questions.kinds),
        "signals named and not defined": {s for k in rubrics.kinds.values() for s in k.signals}
        - set(rubrics.signals),
        "follow-ups without words": asked - {*questions.follow_ups},
    }
    for complaint, names in gaps.items():
        if names:
            raise ValueError(f"{complaint}: {', '.join(sorted(names))}")


def json_of(name: str) -> str:
    """YAML as JSON, because pydantic's strict mode then takes lists for tuples and nothing else."""
    return json.dumps(yaml.safe_load(text_of(name)))


def _skills() -> SkillBase:
    categories = TypeAdapter(dict[str, dict[str, SkillForm]]).validate_json(json_of("skills"), strict=True)
    return SkillBase(
        Skill(name, category, form.aliases, form.related, form.exact, _proper(name, category, form))
        for category, forms in categories.items()
        for name, form in forms.items()
    )


def _proper(name: str, category: str, form: SkillForm) -> bool:
    return category in _NAMES_ONLY and " " not in name if form.proper is None else form.proper


def _post(form: PostForm) -> PostRules:
    return PostRules(
        headings={
            "": form.headings.neutral,
            "duties": form.headings.duties,
            "requirements": form.headings.requirements,
            "other": form.headings.other,
        },
        boilerplate=form.boilerplate,
        unsafe=form.unsafe,
        opening=form.opening,
        seniority={
            "lead": form.seniority.lead,
            "senior": form.seniority.senior,
            "junior": form.seniority.junior,
        },
        years=form.years,
        nouns=form.nouns,
        verbs={shape: base for base in form.verbs.split() for shape in verb_forms(base)},
    )
