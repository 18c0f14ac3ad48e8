"""Can everybody use the pages: small screens, the dark, screen readers, the strict policy?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from .room import agree, answer, enter
from .site import Site

pytestmark = pytest.mark.browser

TEXTS = "h1, h2, p, b, span, label, summary, button, a, li, legend"
SMALL = """elements => elements
    .filter(e => e.checkVisibility() && !(e.matches("a") && e.closest("p")))
    .filter(e => e.getBoundingClientRect().height < 24)
    .map(e => e.outerHTML)"""
FAINT = """elements => {
    const light = rgb => rgb.slice(0, 3).map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const rgb = colour => colour.match(/[\\d.]+/g).map(Number);
    const ground = e => {
        const own = rgb(getComputedStyle(e).backgroundColor);
        return own[3] !== 0 ? own : ground(e.parentElement);
    };
    const contrast = e => {
        const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    };
    return elements.filter(e => e.checkVisibility() && contrast(e) < 4.5).map(e => e.outerHTML);
}"""


def states(page: Page, site: Site) -> Iterator[str]:
    """Every page of a candidate in turn, by name."""
    invited = site.invite("cy@example.com")
    page.goto(invited.link)
    expect(page.get_by_text("Do you agree?")).to_be_visible()
    yield "notice"
    agree(page, invited)
    expect(page.get_by_role("button", name="Send me the code")).to_be_visible()
    yield "ask for a code"
    page.get_by_role("button", name="Send me the code").click()
    expect(page.locator("input[name=code]")).to_be_visible()
    page.wait_for_load_state()
    yield "code"
    enter(page, site.invite())
    answer(page, "I wrote the billing service and its tests.")
    yield "room"
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("button", name="Stop now")).to_be_visible()
    yield "stopping"
    page.get_by_role("button", name="Stop now").click()
    expect(page.get_by_role("heading", name="Thank you, Ada")).to_be_visible()
    yield "after"
    for name, path in (("home", "/"), ("closed", "/interview/join/nothing")):
        page.goto(path)
        yield name


def test_nothing_is_wider_than_320_pixels(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for state in states(page, site):
        assert page.evaluate("document.documentElement.scrollWidth") == 320, state


def test_every_control_has_a_name_and_a_size(page: Page, site: Site) -> None:
    controls = page.locator("a[href], button, input, textarea, summary, select")
    for state in states(page, site):
        assert controls.evaluate_all(SMALL) == [], state
        for control in controls.filter(visible=True).all():
            expect(control, state).to_have_accessible_name(re.compile(r"\S"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(page: Page, site: Site, scheme: Literal["light", "dark"]) -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 to 1."""
    page.emulate_media(color_scheme=scheme)
    for state in states(page, site):
        assert page.locator(TEXTS).evaluate_all(FAINT) == [], state


def test_the_room_asks_for_no_microphone_and_no_inline_code(page: Page, site: Site) -> None:
    enter(page, site.invite())
    headers = page.request.get(page.url).headers
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in headers["content-security-policy"]
    assert "microphone=()" in headers["permissions-policy"]
    assert page.locator("script:not([src]), style, [style], [onclick]").count() == 0
