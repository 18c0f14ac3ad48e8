"""A recruiter at work in a browser: a post is drafted and saved, its questions worked on, a program invites."""

from __future__ import annotations

import subprocess

from playwright.sync_api import Locator, Page, expect

from tests.web.site import Site
from vivavoce.actions import access
from vivavoce.actions.access import NewKey
from vivavoce.domain.identity import operator
from vivavoce.kit.ids import new_id

OUTLINE = "backend engineer, python, postgres, payments"


def saved(desk: Page, reference: str) -> str:
    """The address of a job that was drafted and saved by hand."""
    desk.goto("/console/jobs")
    desk.get_by_role("link", name="Create Job Post").first.click()
    desk.get_by_label("What is the job about?").fill(OUTLINE)
    desk.get_by_role("button", name="Write a first draft").click()
    expect(desk.get_by_label("Title")).to_have_value("Backend engineer")
    desk.get_by_label("Title").fill("Payments engineer")
    desk.get_by_label("Job ID").fill(reference)
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Payments engineer")
    return desk.url


def words(desk: Page) -> list[str]:
    """The questions as they stand."""
    return [
        text.strip().lstrip("0123456789").strip()
        for text in desk.locator(".question .words").all_inner_texts()
    ]


def drag(desk: Page, handle: Locator, to: Locator) -> None:
    start, end = handle.bounding_box(), to.bounding_box()
    assert start is not None
    assert end is not None
    desk.mouse.move(start["x"] + 6, start["y"] + 6)
    desk.mouse.down()
    desk.mouse.move(end["x"] + 40, end["y"] + 10, steps=10)
    desk.mouse.move(end["x"] + 40, end["y"] + end["height"] - 6, steps=8)
    desk.mouse.up()


def told(desk: Page, text: str) -> None:
    """What was done is announced politely."""
    place = desk.locator("#told[aria-live=polite]")
    expect(place).to_contain_text(text)


def test_from_a_draft_to_an_invitation_by_the_very_command(desk: Page, site: Site) -> None:
    reference = f"payments-{new_id()[:8]}"
    job = saved(desk, reference)
    told(desk, "questions are written")
    assert desk.locator("ol.asked li").count() > 3

    desk.get_by_role("switch").click()
    expect(desk.get_by_role("switch")).to_have_attribute("aria-checked", "true")
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.locator("[data-copy=curl]").click()
    expect(desk.locator("[data-copy=curl]")).to_have_text("Copied")
    command = desk.evaluate("navigator.clipboard.readText()")
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        _, key = access.mint(
            tx, NewKey("ATS", frozenset({"interviews:write", "candidates:write", "jobs:read"}))
        )
    done = subprocess.run(
        ["bash", "-c", command.replace("<api-key>", key.text)], capture_output=True, text=True, timeout=30
    )
    assert '"status":"pending"' in done.stdout.replace(" ", ""), done.stdout

    desk.goto(f"{job}/invitations")
    row = desk.get_by_role("row", name="Rajaram Joshi")
    expect(row).to_be_visible()
    expect(row).to_contain_text("rjoshi.prober@gmail.com")


def test_questions_are_worked_on_in_place(desk: Page) -> None:
    job = saved(desk, f"plan-{new_id()[:8]}")
    desk.goto(f"{job}/plan")
    before = words(desk)

    desk.get_by_label("Another question").fill("How do you make a payment call safe to retry?")
    desk.get_by_role("button", name="Add", exact=True).click()
    told(desk, "added")
    assert words(desk) == [*before, "How do you make a payment call safe to retry?"]

    last = desk.locator(".question").last
    last.get_by_text("Edit").click()
    last.get_by_label("Question", exact=True).fill("How do you make a payment request safe to retry?")
    last.get_by_role("button", name="Keep").click()
    told(desk, "changed")
    assert words(desk) == [*before, "How do you make a payment request safe to retry?"]
    assert desk.evaluate("document.activeElement.id").startswith("edit-")

    last = desk.locator(".question").last
    last.get_by_text("Delete").first.click()
    last.get_by_role("button", name="Delete the question").click()
    told(desk, "deleted")
    assert words(desk) == before

    desk.get_by_role("button", name="Shuffle").click()
    told(desk, "shuffled")
    assert sorted(words(desk)) == sorted(before)
    shuffled = words(desk)
    desk.reload()
    assert words(desk) == shuffled
    assert desk.url == f"{job}/plan"


def test_a_question_is_dragged_to_its_place(desk: Page) -> None:
    job = saved(desk, f"drag-{new_id()[:8]}")
    desk.goto(f"{job}/plan")
    first, *rest = words(desk)
    questions = desk.locator(".question")
    drag(desk, questions.nth(0).locator(".handle"), questions.nth(2))
    told(desk, "Moved: it is question 3 of")
    assert words(desk) == [*rest[:2], first, *rest[2:]]
    desk.reload()
    assert words(desk) == [*rest[:2], first, *rest[2:]]
    drag(desk, questions.nth(2).locator(".handle"), questions.nth(1))
    told(desk, "of")


def test_by_keyboard_focus_stays_on_what_was_moved(desk: Page) -> None:
    job = saved(desk, f"keys-{new_id()[:8]}")
    desk.goto(f"{job}/plan")
    first, second, *rest = words(desk)
    down = desk.locator("[id^=down-]").first
    name = down.get_attribute("id")
    down.focus()
    desk.keyboard.press("Enter")
    told(desk, "Moved: it is question 2 of")
    assert words(desk) == [second, first, *rest]
    assert desk.evaluate("document.activeElement.id") == name
    desk.keyboard.press("Enter")
    told(desk, "Moved: it is question 3 of")
    up = str(name).replace("down-", "up-")
    for place in (2, 1):
        desk.locator(f"#{up}").focus()
        desk.keyboard.press("Space")
        told(desk, f"Moved: it is question {place} of")
    assert words(desk) == [first, second, *rest]
    assert desk.evaluate("document.activeElement.id") == name, "at the end, the other button has the focus"


def test_a_job_is_made_without_a_mouse(desk: Page) -> None:
    reference = f"typed-{new_id()[:8]}"
    desk.goto("/console/jobs/new")
    for label, text in (
        ("Title", "Night nurse"),
        ("Job ID", reference),
        ("Description", "You care for patients at night and write down what happened."),
    ):
        tab_to(desk, label)
        desk.keyboard.type(text)
    tab_to(desk, "Title", back=True)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Night nurse")
    assert desk.locator("ol.asked li").count() > 0


def tab_to(desk: Page, label: str, *, back: bool = False) -> None:
    """Go on with the Tab key until the field with this label has the focus."""
    wanted = desk.get_by_label(label, exact=False).first.get_attribute("id")
    for _ in range(60):
        if desk.evaluate("document.activeElement.id") == wanted:
            return
        desk.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{label} cannot be reached by Tab")


def test_what_is_typed_is_never_replaced_silently(desk: Page) -> None:
    desk.goto("/console/jobs/new")
    desk.get_by_label("Title").fill("My own title")
    desk.get_by_label("What is the job about?").fill(OUTLINE)
    desk.get_by_role("button", name="Write a first draft").click()
    expect(desk.locator("#asked")).to_be_focused()
    expect(desk.get_by_label("Title")).to_have_value("My own title")
    expect(desk.get_by_label("Description")).not_to_have_value("")
    offer = desk.locator(".offer")
    expect(offer.locator("del")).to_contain_text("My own title")
    expect(offer.locator("ins")).to_contain_text("Backend engineer")
    offer.get_by_role("button", name="Take this").click()
    expect(desk.get_by_label("Title")).to_have_value("Backend engineer")
    expect(desk.locator(".offer")).to_have_count(0)


def test_the_schedule_is_foreseen_while_it_is_changed(desk: Page) -> None:
    job = saved(desk, f"calls-{new_id()[:8]}")
    desk.goto(f"{job}/schedule")
    desk.get_by_label("From").fill("09:30")
    desk.get_by_label("From").dispatch_event("change")
    expect(desk.locator("#foreseen li").first).to_contain_text("09:30")
    assert desk.locator("#hours td.on").count() == 5 * 9
    desk.reload()
    expect(desk.get_by_label("From")).to_have_value("08:00")
