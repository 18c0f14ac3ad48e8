"""No page has a serious or critical fault that axe-core finds, in light and dark, wide and at 320 px."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.web.console.conftest import COOKIE, signed_in
from tests.web.console.troubles import troubled
from tests.web.pages import addresses
from tests.web.site import Site
from vivavoce.bench.pages import filled
from vivavoce.domain.identity import MemberRole
from vivavoce.web.console import Console

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
GRAVE = {"serious", "critical"}
LOOKS: list[tuple[int, Any, str]] = [(1280, "light", "en-GB"), (320, "dark", "de-DE")]


def faults(page: Page) -> list[str]:
    """What axe finds on the page as it is now: rule, impact, and where."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['target']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@pytest.fixture(scope="module")
def crowded(site: Site) -> Site:
    """An organization of its own, with several of everything."""
    own = site.elsewhere("Crowded")
    troubled(own)
    return own


@pytest.mark.parametrize(("width", "scheme", "locale"), LOOKS)
def test_every_page_of_the_console(
    crowded: Site, browser: Browser, width: int, scheme: Any, locale: str
) -> None:
    paths = addresses(crowded)
    assert len(paths) > 35
    assert _wrong(crowded, browser, paths, (width, scheme, locale)) == {}


@pytest.mark.parametrize(("width", "scheme", "locale"), LOOKS)
def test_where_there_is_nothing_yet(
    site: Site, browser: Browser, width: int, scheme: Any, locale: str
) -> None:
    empty = site.elsewhere("Empty")
    paths = filled(Console(site.deps.house, site.address), {})
    assert len(paths) > 20
    assert _wrong(empty, browser, paths, (width, scheme, locale)) == {}


def _wrong(
    site: Site, browser: Browser, paths: Sequence[str], look: tuple[int, Any, str]
) -> dict[str, list[str]]:
    """What is wrong with each of the pages, as an administrator sees them."""
    width, scheme, locale = look
    context = browser.new_context(
        base_url=site.address,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale=locale,
    )
    context.add_cookies([{"name": COOKIE, "value": signed_in(site, MemberRole.ADMIN), "url": site.address}])
    page = context.new_page()
    wrong: dict[str, list[str]] = {}
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        found = [] if answer.status == 200 else [f"status {answer.status}"]
        found += faults(page)
        sideways = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        found += [f"scrolls sideways by {sideways} px"] if sideways > 1 else []
        if found:
            wrong[path] = found
    context.close()
    return wrong


def test_axe_sees_a_fault(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.querySelector('main').innerHTML = '<input><img>'")
    assert {fault.split(" ")[0] for fault in faults(page)} >= {"label", "image-alt"}
