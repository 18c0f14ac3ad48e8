"""The rule-based interviewer: planner, conductor and assessor that need no model and no network."""
