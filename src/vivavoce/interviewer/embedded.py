"""The interviewer that needs no model and no network, ready to use."""

from __future__ import annotations

from datetime import datetime

from vivavoce.domain.interview import Plan, Turn
from vivavoce.interviewer.mind import Embedder, Mind
from vivavoce.interviewer.personas import Persona
from vivavoce.interviewer.rehearsal import rehearse
from vivavoce.interviewer.rules.assessor import RulesAssessor
from vivavoce.interviewer.rules.conductor import RulesConductor
from vivavoce.interviewer.rules.drafter import RulesDrafter
from vivavoce.interviewer.rules.planner import RulesPlanner


def embedded(embedder: Embedder | None) -> Mind:
    """The rule-based interviewer. An `embedder` sharpens relevance and the choice of quotes."""
    conductor = RulesConductor()

    def rehearsed(plan: Plan, start: datetime) -> tuple[Turn, ...]:
        return rehearse(plan, conductor, Persona.STRONG, seed=0, start=start)

    return Mind(
        planner=RulesPlanner(),
        conductor=conductor,
        assessor=RulesAssessor(embedder),
        rehearse=rehearsed,
        critic=RulesAssessor(None),
        drafter=RulesDrafter(),
    )
