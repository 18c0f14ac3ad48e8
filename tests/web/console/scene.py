"""Interviews as reviewers find them: held by the simulated candidate, assessed, and not marked as a test."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tests.web.site import AGENT, JOB, Site
from vivavoce.actions import candidates, interviews, jobs
from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.interviews import NewInterview
from vivavoce.domain.identity import Policy, operator
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import INTERVIEW, ORGANIZATION


@dataclass(frozen=True, slots=True)
class Held:
    """A finished interview, its candidate and job, and where its page is."""

    id: str
    candidate_id: str
    job_id: str

    @property
    def page(self) -> str:
        return f"/console/interviews/{self.id}"


def held(site: Site, *, gate: bool = False, name: str = "Ada Okafor", job_id: str | None = None) -> Held:
    """One interview from end to end; `gate`: its assessment waits for a person."""
    first, _, last = name.partition(" ")
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        job = job_id or jobs.create(tx, replace(JOB, reference=new_id())).id
        new = NewCandidate(first, last, date(2099, 1, 1), email=f"{new_id()}@example.com", job_ids=(job,))
        candidate = candidates.create(tx, new).candidate
        wanted = NewInterview(candidate.id, AGENT, job, is_test=True, mails=False, assessment_gate=gate)
        made = interviews.create(tx, site.deps.house.links, site.deps.house.mind, wanted).interview
        tx.change(INTERVIEW, made.id, is_test=False)
    return Held(made.id, candidate.id, job)


def policy(site: Site, **changed: object) -> None:
    """Set parts of the organization's policy; the rest is as it was made."""
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        tx.change(ORGANIZATION, site.organization_id, policy=replace(Policy(), **changed))  # type: ignore[arg-type]
