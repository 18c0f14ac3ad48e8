"""Jobs as the tests of the jobs area make and read them."""

from __future__ import annotations

import re
from html import unescape

import httpx

from tests.web.site import JOB, Site
from vivavoce.actions import jobplans, jobs
from vivavoce.actions.jobs import NewJob
from vivavoce.domain.hiring import Job, JobQuestion
from vivavoce.domain.identity import operator
from vivavoce.domain.interview import Plan
from vivavoce.domain.review import JobPlan
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import JOB as JOBS
from vivavoce.store.shapes import JOB_PLAN, JOB_QUESTION

POST = {
    "title": "Backend engineer",
    "description": "You design and run Python services on PostgreSQL. You review the code of your colleagues.",
    "required": "Python\nPostgreSQL",
    "nice": "Docker, Terraform",
    "city": "Lisbon",
    "country": "pt",
    "mode": "Hybrid",
    "seniority": "senior",
    "languages": "English C1\nPortuguese: A2",
}


def opened(site: Site, *, planned: bool = True, new: NewJob = JOB) -> Job:
    """A job, with its plan unless told otherwise."""
    from dataclasses import replace

    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        job = jobs.create(tx, replace(new, reference=f"job-{new_id()[:8]}"))
        if planned:
            jobplans.draft(tx, site.deps.house.mind, job.id)
        return job


def job(site: Site, id: str) -> Job:
    with site.deps.house.store.read(site.organization_id) as view:
        return view.get(JOBS, id)


def questions(site: Site, job_id: str) -> tuple[JobQuestion, ...]:
    with site.deps.house.store.read(site.organization_id) as view:
        return view.every(JOB_QUESTION, job_id=job_id)


def version(site: Site, job_id: str) -> JobPlan:
    """The newest version of a job's plan."""
    with site.deps.house.store.read(site.organization_id) as view:
        return max(view.every(JOB_PLAN, job_id=job_id), key=lambda one: one.version)


def plan(site: Site, job_id: str) -> Plan:
    return jobplans.plan_of(version(site, job_id))


def words(answer: httpx.Response) -> str:
    """What a page says, without its tags and with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def beside(answer: httpx.Response, field: str) -> str:
    """The error that stands beside a field, and that the field refers to; "" for none."""
    found = re.search(rf'id="e-{field}"[^>]*>([^<]*)<', answer.text)
    if not found:
        return ""
    assert re.search(rf'id="f-{field}"[^>]*aria-describedby="[^"]*e-{field}', answer.text), (
        "not tied to its field"
    )
    return unescape(found[1])
