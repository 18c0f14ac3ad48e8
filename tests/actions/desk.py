"""A job and somebody who works at its plan: what the tests of plans of jobs share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.actions.scene import JANE, LINKS, MIND, ONLINE
from vivavoce.actions import (
    interviews,
    jobplans,
    plans,
    questions,
)
from vivavoce.actions.approvals import Decision
from vivavoce.actions.interviews import NewInterview
from vivavoce.domain.identity import Actor, Organization, operator
from vivavoce.domain.interview import Interview, Plan
from vivavoce.domain.review import JobPlan, Standing, Verdict
from vivavoce.runs import plan as runs
from vivavoce.store.database import Store

APPROVED = Decision(Verdict.APPROVED, "Ann Lee", "good")
REJECTED = Decision(Verdict.REJECTED, "Bob", "too long")
TYPED = "What did you measure last about PostgreSQL?"


@dataclass(frozen=True)
class Desk:
    """A job, and somebody who works at its plan."""

    store: Store
    home: Organization
    job_id: str

    @property
    def actor(self) -> Actor:
        return operator(self.home.id)

    def do(self, act: Callable[..., JobPlan], *more: object) -> JobPlan:
        """An edit or a draft: what takes the interviewer's mind."""
        with self.store.write(self.actor) as tx:
            return act(tx, MIND, self.job_id, *more)

    def plan(self) -> Plan:
        with self.store.read(self.home.id) as view:
            version = jobplans.newest(view, self.actor, self.job_id)
        assert version is not None
        return jobplans.plan_of(version)

    def rows(self) -> list[tuple[str, str]]:
        with self.store.read(self.home.id) as view:
            return [(row.id, row.text) for row in questions.general(view, self.job_id)]

    def asked(self) -> list[tuple[str, str]]:
        return [(question.id, question.text) for question in self.plan().questions]

    def submit(self) -> JobPlan:
        with self.store.write(self.actor) as tx:
            return jobplans.submit(tx, self.job_id)

    def decide(self, version: int, decision: Decision) -> JobPlan:
        with self.store.write(self.actor) as tx:
            return jobplans.decide(tx, self.job_id, version, decision)

    def approve(self) -> JobPlan:
        return self.decide(self.submit().version, APPROVED)

    def versions(self) -> list[tuple[int, Standing]]:
        with self.store.read(self.home.id) as view:
            return [(v.version, v.standing) for v in jobplans.history(view, self.actor, self.job_id)]

    def wrong(self) -> dict[str, str]:
        with self.store.read(self.home.id) as view:
            found = jobplans.obstacles(view, self.actor, self.job_id)
        return {violation.field: violation.message for violation in found}

    def interview(self, **more: object) -> Interview:
        """One whose plan the run has written."""
        with self.store.write(self.actor) as tx:
            new = NewInterview(**{"candidate": JANE, "agent": ONLINE, "job": self.job_id, **more})  # type: ignore[arg-type]
            made = interviews.create(tx, LINKS, MIND, new).interview
        runs.make(self.store, MIND.planner).perform(self.home.id, made.id)
        with self.store.read(self.home.id) as view:
            return interviews.read(view, self.actor, LINKS, made.id).interview

    def plan_for(self, made: Interview) -> Plan:
        with self.store.read(self.home.id) as view:
            found = plans.current(view, made.id)
        assert found is not None
        return found

    def ask(self, text: str) -> str:
        """A question written past the plan, as an API client does."""
        with self.store.write(self.actor) as tx:
            return questions.add(tx, self.job_id, text).id
