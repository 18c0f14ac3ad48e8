"""A recruiter's and a candidate's whole day, by hand and by mail, from an outline to a decision."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web.console.conftest import PASSWORD
from tests.web.console.scene import held, policy
from tests.web.room import TICKS, listening
from tests.web.site import Site
from tests.web.tour import Tour
from vivavoce.actions import members
from vivavoce.domain.identity import Member, MemberRole, operator
from vivavoce.interviewer.personas import Persona, answer
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import APPLICATION, INTERVIEW, JOB, OUTCOME

DOCS = Path(__file__).parents[2] / "docs" / "tour"
KEPT = os.environ.get("VIVAVOCE_TOUR") == "1"
CANDIDATE = "grace.hopper@example.com"
REFERENCE = "NW-2026-17"


@pytest.fixture
def tour(tmp_path: Path) -> Iterator[Tour]:
    """Pictures go to a folder of the test; with `make tour` to docs/tour as well, in place of what was there."""
    made = Tour(tmp_path)
    yield made
    if KEPT and made.shots:
        shutil.rmtree(DOCS, ignore_errors=True)
        DOCS.mkdir(parents=True)
        for file, _ in made.shots:
            Image.open(tmp_path / file).quantize(128).save(DOCS / file, optimize=True)
        (DOCS / "README.md").write_text(made.bind())


def sitting(browser: Browser, site: Site, asked: list[str]) -> BrowserContext:
    """Somebody's browser; every address it asks for is noted in `asked`."""
    context = browser.new_context(
        base_url=site.address,
        viewport={"width": 1280, "height": 860},
        locale="en-GB",
        timezone_id="Europe/Lisbon",
        reduced_motion="reduce",
    )
    context.set_default_timeout(40_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.on("request", lambda request: asked.append(request.url))
    return context


@pytest.fixture
def rita(site: Site) -> Member:
    """An administrator with a password."""
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        return members.create(
            tx, f"rita.{new_id()[:8]}@northwind.example", "Rita Ames", MemberRole.ADMIN, PASSWORD
        )


def test_the_whole_day(site: Site, browser: Browser, tour: Tour, rita: Member) -> None:
    policy(site, assessment_gate=True)
    asked: list[str] = []
    desk, hall = sitting(browser, site, asked), sitting(browser, site, asked)
    try:
        page = desk.new_page()
        job = the_morning(page, site, tour, rita)
        the_interview(hall.new_page(), site, tour)
        the_afternoon(page, site, tour, job)
    finally:
        policy(site)
        desk.close()
        hall.close()
    assert [url for url in asked if not url.startswith((site.address, "data:", "blob:"))] == []
    if not KEPT:
        assert (DOCS / "README.md").read_text() == tour.bind(), "run `make tour`"
        assert {path.name for path in DOCS.glob("*.png")} == {file for file, _ in tour.shots}


def the_morning(page: Page, site: Site, tour: Tour, rita: Member) -> str:
    """Sign in, write a job post from an outline, look at its plan, have it approved, invite. The job's id."""
    page.goto("/console")
    tour.take(page, "sign-in", "Sign-in")
    page.get_by_label("E-mail address").fill(rita.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Inbox", level=1)).to_be_visible()

    page.get_by_role("link", name="Jobs", exact=True).click()
    page.get_by_role("link", name="Create Job Post").first.click()
    page.get_by_label("What is the job about?").fill(
        "Backend engineer\nPython, PostgreSQL, payments, code review, on call one week in six, mentoring juniors"
    )
    page.get_by_role("button", name="Write a first draft").click()
    expect(page.get_by_label("Title")).not_to_have_value("")
    page.get_by_label(re.compile("^Job ID")).fill(REFERENCE)
    tour.take(page, "job-draft", "A job post drafted from an outline; every field can be changed")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url(re.compile(r"/console/jobs/[0-9a-f-]{36}$"))
    job = page.url.rpartition("/")[2]
    expect(page.get_by_text(REFERENCE).first).to_be_visible()
    tour.take(page, "job", "The job: its ID, the switch for the API, a ready cURL command, its questions")

    the_questions(page, tour)
    page.get_by_role("link", name="Duties and rubric").click()
    expect(page.get_by_role("heading", name="Weights")).to_be_visible()
    tour.take(page, "rubric", "Duties, criteria and anchors")
    page.get_by_role("link", name="Rehearsal").click()
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("link", name="Giving orders", exact=True)).to_be_visible()
    tour.take(page, "rehearsal", "The plan rehearsed with simulated candidates")

    page.get_by_role("link", name="Questions and plan").click()
    page.get_by_role("button", name="Send for approval").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved").first).to_be_visible()

    the_invitations(page, site, tour, job)
    return job


def the_questions(page: Page, tour: Tour) -> None:
    """Add a question, word one anew, move one by keyboard, delete one."""
    page.get_by_role("link", name="Questions and plan").click()
    entries = page.locator("[id^=up-]")
    before = entries.count()
    page.get_by_label("Another question").fill("What would you want to learn in your first month with us?")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(entries).to_have_count(before + 1)
    page.locator("[id^=up-]").last.press("Enter")
    expect(page.locator("[id^=up-]").nth(before - 1)).to_be_focused()
    page.locator("summary", has_text="Delete").first.click()
    page.get_by_role("button", name="Delete the question").first.click()
    expect(entries).to_have_count(before)
    page.locator("summary", has_text="Edit").first.click()
    words = page.get_by_label("Question", exact=True).first
    words.fill("Tell me about a payment that went wrong, and what you did about it.")
    page.get_by_role("button", name="Keep").first.click()
    expect(page.get_by_text("Tell me about a payment that went wrong").first).to_be_visible()
    tour.take(page, "plan", "Questions: edited in place, ordered by dragging or by keyboard")


def the_invitations(page: Page, site: Site, tour: Tour, job: str) -> None:
    """Look before inviting two people by hand; then invite Grace as a program would, by the command shown."""
    page.get_by_role("link", name="Invitations", exact=True).click()
    page.get_by_role("link", name="Invite", exact=True).first.click()
    page.get_by_label(re.compile("^Many people")).fill(
        "Alan Turing <alan@example.com>\nKatherine Johnson <katherine@example.com>\nno address here"
    )
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("2 people are reached")).to_be_visible()
    expect(page.get_by_text("1 person is skipped")).to_be_visible()
    tour.take(page, "invite", "Before it goes out: who is reached, who is not and why, what the mail says")
    page.get_by_role("button", name="Invite 2 people").click()
    expect(page.get_by_text("Katherine Johnson").first).to_be_visible()

    page.get_by_role("link", name="Developers").click()
    page.get_by_role("link", name="API keys", exact=True).first.click()
    page.get_by_role("link", name="Create New API Key").first.click()
    page.get_by_label("Name").fill("Applicant system")
    page.get_by_role("button", name=re.compile("Create")).last.click()
    dialog = page.get_by_role("dialog")
    key = re.search(r"vv_(?:live|test)_\w+", dialog.inner_text())
    assert key is not None
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    tour.take(page, "key", "A key is shown once")
    dialog.get_by_role("button", name="I have stored it").click()
    expect(page.get_by_text(key[0])).to_have_count(0)

    page.goto(f"/console/jobs/{job}")
    page.get_by_role("switch").click()
    expect(page.get_by_role("switch")).to_be_checked()
    command = page.locator("pre", has_text="curl").inner_text()
    command = command.replace("<api-key>", key[0]).replace("Rajaram Joshi", "Grace Hopper")
    command = command.replace("rjoshi.prober@gmail.com", CANDIDATE)
    done = subprocess.run(["bash", "-c", command + " --silent --fail"], capture_output=True, text=True)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    page.goto(f"/console/jobs/{job}/invitations")
    expect(page.get_by_text("Grace Hopper").first).to_be_visible()
    tour.take(page, "invitations", "Everybody who was invited, by hand or by a program")


def the_interview(page: Page, site: Site, tour: Tour) -> None:
    """Grace opens the link in her mail, agrees, proves her address, answers every question, adds a sentence."""
    page.goto(site.mailed(CANDIDATE))
    tour.take(page, "candidate-link", "The candidate's link")
    page.get_by_role("link", name="Go on").click()
    for words in TICKS:
        page.get_by_label(words).check()
    tour.take(page, "candidate-notice", "What a candidate is told and asked before anything begins")
    page.get_by_role("button", name="I agree, go on").click()
    page.get_by_label("Extra time").check()
    tour.take(page, "candidate-how", "How, and what would make it fair")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Send me the code").click()
    page.get_by_label("Six-digit code").fill(site.code(CANDIDATE))
    tour.take(page, "candidate-code", "The code that proves the address")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Begin the interview")).to_be_visible()
    tour.take(page, "candidate-check", "Devices can be tested; none is needed")
    page.get_by_role("link", name="Begin the interview").click()
    listening(page)
    tour.take(page, "candidate-room", "The room")
    number = 0
    while not page.locator("#over").is_visible():
        question = page.locator("#question").inner_text()
        number += 1
        page.get_by_label("Your answer").fill(answer(Persona.STRONG, question, number, 7))
        page.keyboard.press("Control+Enter")
        expect(page.locator("#state")).to_have_text(re.compile("Listening|over"))
        assert number < 40
    page.locator("#over").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=re.compile("Look over"))).to_be_visible()
    tour.take(page, "candidate-review", "Looking over the answers")
    page.get_by_role("button", name=re.compile("Submit|Send|Done")).last.click()
    expect(page.get_by_role("heading", name="Thank you, Grace")).to_be_visible()
    tour.take(page, "candidate-receipt", "The receipt, and what happens next")
    page.get_by_role("link", name="My data").first.click()
    expect(page.get_by_role("heading", name="My data")).to_be_visible()
    tour.take(page, "candidate-data", "My data")


def the_afternoon(page: Page, site: Site, tour: Tour, job: str) -> None:
    """The assessment waits in the inbox; read it quote by quote, rate, approve, compare, decide."""
    held(site, gate=True, name="Ada Okafor", job_id=job)
    page.goto("/console")
    expect(page.locator("#queues").get_by_text("Grace Hopper").first).to_be_visible()
    tour.take(page, "inbox", "The inbox")
    page.locator("#queues").get_by_role("link", name="Grace Hopper").first.click()
    page.locator("[data-quote]").first.click()
    expect(page.locator("mark.now").first).to_be_in_viewport()
    tour.take(page, "result", "The result: every score leads to the words it stands on")
    rating = page.locator("form.rating").first
    rating.get_by_label("4").check()
    rating.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Your rating is kept.")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_text("The assessment is approved.")).to_be_visible()

    page.goto(f"/console/jobs/{job}/results")
    for box in page.locator("tbody input[name=id]").all():
        box.check()
    tour.take(page, "results", "Results of a job")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="Compare")).to_be_visible()
    tour.take(page, "compare", "Compare: the same rubric side by side, names hidden")

    page.goto("/console/candidates?search=hopper")
    page.get_by_role("link", name="Grace Hopper").click()
    page.locator("summary", has_text="Decide").first.click()
    page.get_by_label("Accepted").first.check()
    page.get_by_label(re.compile("^Reason")).first.fill("Strong, concrete answers on payments.")
    tour.take(page, "candidate", "A candidate: what happened, and the decision, which is a person's")
    page.get_by_role("button", name=re.compile("Decide|Keep|Save")).first.click()
    decided(site, job)
    for path, name, caption in (
        ("/console/reports", "reports", "Reports"),
        ("/console/developers/webhooks", "webhooks", "Webhooks"),
        (f"/console/jobs/{job}/schedule", "schedule", "When applicants may be called"),
        ("/console/settings/audit", "audit", "The audit log, with Verify"),
    ):
        page.goto(path)
        tour.take(page, name, caption)


def decided(site: Site, job_id: str) -> None:
    """The decision is kept, with its reason."""
    with site.deps.house.store.read(site.organization_id) as view:
        applications = {one.id for one in view.every(APPLICATION, job_id=job_id)}
        kept = [one for one in view.every(OUTCOME) if one.application_id in applications]
        assert [one.reason for one in kept] == ["Strong, concrete answers on payments."]
        assert view.get(JOB, job_id).reference == REFERENCE
        assert view.count(INTERVIEW, job_id=job_id) == 4
