"""The room as a candidate uses it: what is seen, and the keys that do things."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from .site import Invited

TICKS = ("I agree to be interviewed by an AI.", "I agree that the text of the conversation is kept.")


def enter(page: Page, invited: Invited, *adjustments: str) -> None:
    """From the link of a candidate without a mail address into the room, at the first question."""
    agree(page, invited)
    choose(page, *adjustments)
    page.locator("#begin").click()
    listening(page)


def finish(page: Page) -> None:
    """Stop in the interviewer's own words; the receipt of it is the page after the review."""
    page.get_by_label("Your answer").fill("I want to stop the interview")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#over")).to_be_visible()


def agree(page: Page, invited: Invited) -> None:
    """From the link past the notice."""
    page.goto(invited.link)
    page.get_by_role("link", name="Go on").click()
    for words in TICKS:
        page.get_by_label(words).check()
    page.get_by_role("button", name="I agree, go on").click()


def choose(page: Page, *adjustments: str) -> None:
    """Held in writing, with these adjustments."""
    for words in adjustments:
        page.get_by_label(words).check()
    page.get_by_role("button", name="Go on").click()


def listening(page: Page) -> None:
    """Wait until it is the candidate's turn."""
    expect(page.locator("#state")).to_have_text("Listening")


def answer(page: Page, text: str) -> None:
    """Write an answer and send it, by keyboard only; returns when the interviewer has gone on."""
    before = asked(page).count()
    field = page.get_by_label("Your answer")
    reach(page, field)
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    expect(asked(page)).to_have_count(before + 1)
    listening(page)


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus."""
    for _ in range(40):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached by keyboard")


def asked(page: Page) -> Locator:
    """What the interviewer has said, in the log."""
    return page.locator("#log .agent p")


def told(page: Page) -> list[str]:
    """The log, in order, without the names."""
    return page.locator("#log li:not(.pending) p").all_inner_texts()
