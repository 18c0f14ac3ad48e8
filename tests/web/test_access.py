"""Can everybody use the candidate's pages: small screens, the dark, calm, screen readers, the strict policy?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from vivavoce.domain.interview import State

from .room import agree, answer, choose, enter, finish, listening
from .site import Site
from .test_accessibility import faults

pytestmark = pytest.mark.browser

SKIPPED = """() => [...document.querySelectorAll("h1, h2, h3")]
    .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.closest("dialog"))
    .map(e => Number(e.tagName[1]))
    .filter((level, i, all) => level > (all[i - 1] ?? 0) + 1)"""
WAYS_OUT = ["Help", "Ask for an adjustment", "Talk to a person", "Stop", "Privacy"]
OUTSIDE = {"home", "closed"}
WIDTH = "document.documentElement.scrollWidth"


def states(page: Page, site: Site) -> Iterator[str]:
    """Every page of a candidate in turn, by name."""
    yield from _the_door(page, site)
    yield from _the_room(page, site)
    yield from _the_ways_out(page, site)


def _the_door(page: Page, site: Site) -> Iterator[str]:
    invited = site.invite("cy@example.com")
    page.goto(invited.link)
    yield "link"
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("button", name="I agree, go on").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "notice"
    agree(page, invited)
    expect(page.get_by_role("heading", name="How would you like to do it?")).to_be_visible()
    yield "how"
    choose(page)
    expect(page.get_by_role("button", name="Send me the code")).to_be_visible()
    yield "ask for a code"
    page.get_by_role("button", name="Send me the code").click()
    expect(page.get_by_label("Six-digit code")).to_be_visible()
    page.wait_for_load_state()
    yield "code"


def _the_room(page: Page, site: Site) -> Iterator[str]:
    invited = site.invite()
    agree(page, invited)
    choose(page, "Larger text", "Questions in advance")
    expect(page.locator("#network .state")).to_have_text("Works")
    page.get_by_role("button", name="Test Microphone").click()
    expect(page.locator("#microphone .instead")).to_be_visible()
    yield "check, larger"
    page.get_by_role("link", name="Begin the interview").click()
    listening(page)
    answer(page, "I wrote the billing service and its tests.")
    page.get_by_role("button", name="Fix a word").click()
    yield "room, larger"
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#paused")).to_be_visible()
    yield "paused"
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("link", name="Stop", exact=True).click()
    expect(page.get_by_role("button", name="Stop now")).to_be_visible()
    yield "stopping"
    page.keyboard.press("Escape")
    finish(page)
    yield "over"
    for path in ("review", "", "data"):
        page.goto(f"{invited.link}/{path}".rstrip("/"))
        yield path or "after"


def _the_ways_out(page: Page, site: Site) -> Iterator[str]:
    invited = site.invite()
    for path in ("ask/help", "ask/person", "stop", "privacy", "code?to=data"):
        page.goto(f"{invited.link}/{path}")
        yield path
    page.goto(f"{invited.link}/ask/adjustment")
    page.get_by_role("textbox").fill("More light")
    page.get_by_role("button", name="Ask for it").click()
    yield "asked"
    site.put(invited, State.PLANNING)
    page.goto(invited.link)
    yield "prepared"
    site.revoke(invited)
    page.goto(invited.link)
    yield "ended"
    page.get_by_role("button", name="Request a new link").click()
    expect(page.get_by_text("You have asked for a new link.")).to_be_visible()
    yield "ended, asked"
    for name, path in (("home", "/"), ("closed", "/interview/join/nothing")):
        page.goto(path)
        yield name


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "light")])
def test_every_page_holds(page: Page, site: Site, width: int, scheme: Literal["light", "dark"]) -> None:
    """No fault that axe-core finds (WCAG 2.2 AA), no sideways scrolling, headings in order, nothing moves, the
    same ways out (3.2.6)."""
    page.set_viewport_size({"width": width, "height": 640})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    wrong: dict[str, list[object]] = {}
    for state in states(page, site):
        page.wait_for_load_state()
        found: list[object] = [*faults(page)]
        found += [f"{page.evaluate(WIDTH)} px wide"] if page.evaluate(WIDTH) > width else []
        found += [f"headings skip to {level}" for level in page.evaluate(SKIPPED)]
        found += ["something moves"] if page.evaluate("document.getAnimations().length") else []
        if state not in OUTSIDE and page.locator("footer nav a").all_inner_texts() != WAYS_OUT:
            found.append("the ways out are not where they were")
        if found:
            wrong[state] = found
    assert wrong == {}


def test_the_room_asks_for_no_microphone_and_no_inline_code(page: Page, site: Site) -> None:
    enter(page, site.invite())
    headers = page.request.get(page.url).headers
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in headers["content-security-policy"]
    assert "microphone=()" in headers["permissions-policy"]
    scripts = "script:not([src]):not([type='application/json'])"
    assert page.locator(f"{scripts}, style, [style], [onclick]").count() == 0
