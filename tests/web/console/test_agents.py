"""Agents are made, changed and deleted, and talked to by whoever made them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.web.console.conftest import AsRole
from tests.web.site import JOB, Site
from vivavoce.actions import agents, jobs
from vivavoce.actions.agents import NewAgent
from vivavoce.domain.identity import MemberRole, operator
from vivavoce.domain.interview import Agent, Channel, Focus
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import AGENT, INTERVIEW

HERE = "/console/agents"
SAID: dict[str, Any] = {
    "name": "Warehouse lead",
    "channel": "online",
    "focus": "screening",
    "minutes": "25",
    "language": "EN",
    "questions": "Why here?\n\n  What did you last repair?  ",
    "instructions": "",
}


@pytest.fixture
def recruiter(as_role: AsRole) -> httpx.Client:
    return as_role(MemberRole.RECRUITER)


def made(site: Site, **more: Any) -> Agent:
    new = replace(NewAgent("Made for a test", Channel.ONLINE, Focus.GENERIC, 15), **more)
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        return agents.create(tx, new)


def test_made_changed_deleted(recruiter: httpx.Client, site: Site) -> None:
    page = recruiter.post(HERE, data=SAID).headers["location"]
    with site.deps.house.store.read(site.organization_id) as view:
        agent = view.get(AGENT, page.rpartition("/")[2])
    assert (agent.minutes, agent.questions) == (25, ("Why here?", "What did you last repair?"))
    assert agent.instructions is None
    changed = {**SAID, "name": "Night lead", "focus": "generic", "instructions": "Talk about nights."}
    assert recruiter.post(page, data=changed).status_code == 303
    assert "Talk about nights." in recruiter.get(page).text
    assert "Night lead" in recruiter.get(f"{HERE}?search=night&focus=generic").text
    assert "Night lead" not in recruiter.get(f"{HERE}?search=night&focus=screening").text
    assert recruiter.post(f"{page}/delete").status_code == 303
    assert recruiter.get(page).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("minutes", "0"),
        ("minutes", "181"),
        ("minutes", "²"),
        ("questions", "Why?\n" * 51),
        ("channel", "phone"),
    ],
)
def test_what_does_not_hold_stays_in_the_form(recruiter: httpx.Client, field: str, value: str) -> None:
    refused = recruiter.post(HERE, data={**SAID, "instructions": "Kept while you correct it.", field: value})
    assert refused.status_code == 400
    assert refused.text.count('role="alert"') == 1
    assert "Kept while you correct it." in refused.text


def test_a_language_from_elsewhere_stays(recruiter: httpx.Client, site: Site) -> None:
    agent = made(site, language="PT")
    assert "<option selected>PT</option>" in recruiter.get(f"{HERE}/{agent.id}").text


def test_talked_to_about_a_job(recruiter: httpx.Client, site: Site) -> None:
    agent = made(site, focus=Focus.SCREENING)
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        job = jobs.create(tx, replace(JOB, reference=new_id()))
    talk = f"{HERE}/{agent.id}/talk"
    without = recruiter.post(talk)
    assert (without.status_code, 'id="e-job" role="alert"' in without.text) == (400, True)
    link = recruiter.post(talk, data={"job": job.id}).headers["location"]
    assert re.fullmatch(rf"{re.escape(site.address)}/interview/join/[\w-]+", link)
    with site.deps.house.store.read(site.organization_id) as view:
        interview = view.find(INTERVIEW, agent_id=agent.id)
    assert interview
    assert (interview.is_test, interview.job_id) == (True, job.id)


def test_into_the_room(desk: Page, site: Site) -> None:
    agent = made(site)
    desk.goto(f"{HERE}/{agent.id}")
    desk.get_by_role("button", name="Talk to it now").click()
    expect(desk).to_have_url(re.compile("/interview/join/"))
    expect(desk.locator("body")).to_contain_text("Northwind Logistics")


@pytest.mark.parametrize(("path", "sent"), [("", SAID), ("/x", SAID), ("/x/talk", {}), ("/x/delete", {})])
@pytest.mark.parametrize("role", [MemberRole.VIEWER, MemberRole.REVIEWER])
def test_readers_change_nothing(as_role: AsRole, role: MemberRole, path: str, sent: dict[str, str]) -> None:
    reader = as_role(role)
    assert reader.post(f"{HERE}{path}", data=sent).status_code == 403
    assert "New agent" not in reader.get(HERE).text
