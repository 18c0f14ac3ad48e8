"""How an assessment is told in NTRVSTA's words: three categories, highlights, a warning. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import fsum
from typing import Any

from vivavoce.actions.folders import Folder
from vivavoce.dialects.ntrvsta.vocabulary import COMMUNICATION, PROFICIENCY
from vivavoce.domain.interview import Plan, Role, Turn
from vivavoce.domain.scoring import Appraisal
from vivavoce.interviewer.attacks import attack_sentences
from vivavoce.interviewer.totals import hundred

Json = dict[str, Any]


def analysis(folder: Folder, appraisal: Appraisal) -> Json:
    """The block `aiAnalysis` (contract §8)."""
    return {
        "scoring": {"overallScore": appraisal.total, "categories": _categories(folder.plan, appraisal)},
        "summary": appraisal.summary,
        "highlights": list(appraisal.strengths),
        "integrityWarning": _instructed(folder.turns),
    }


def _categories(plan: Plan | None, appraisal: Appraisal) -> list[Json]:
    """The product's three categories, each from the criteria whose names speak of it; null without any."""
    return [
        _category(plan, appraisal, "communicationClarity", "Communication Clarity", _communicates),
        _category(plan, appraisal, "technicalAccuracy", "Technical Accuracy", _works),
        _category(plan, appraisal, "languageProficiency", "Language Proficiency", _speaks),
    ]


def _category(
    plan: Plan | None, appraisal: Appraisal, key: str, label: str, belongs: Callable[[str], bool]
) -> Json:
    criteria = {criterion.id: criterion for criterion in plan.criteria} if plan else {}
    levels = [
        (criteria[score.criterion_id].weight, score.level)
        for score in appraisal.scores
        if score.level is not None
        and score.criterion_id in criteria
        and belongs(criteria[score.criterion_id].name)
    ]
    return {"key": key, "label": label, "score": _score(levels)}


def _score(levels: Sequence[tuple[float, float]]) -> int | None:
    """The weighted mean of levels 1–5 on the scale of 0–100, as the total is made; None without any."""
    weights = fsum(weight for weight, _ in levels)
    return hundred(fsum(weight * level for weight, level in levels) / weights) if weights else None


def _communicates(name: str) -> bool:
    return COMMUNICATION.search(name) is not None


def _speaks(name: str) -> bool:
    return PROFICIENCY.search(name) is not None and not _communicates(name)


def _works(name: str) -> bool:
    return not _communicates(name) and not _speaks(name)


def _instructed(turns: Sequence[Turn]) -> bool:
    """Whether the candidate tried to instruct the machine."""
    return any(turn.role is Role.CANDIDATE and attack_sentences(turn.text) for turn in turns)
