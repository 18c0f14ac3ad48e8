"""Can the API reference be read, with the viewer and without it?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from vivavoce.web.docs import VENDOR
from vivavoce.web.pages import page as rendered

from .site import Site


def test_without_the_viewer_the_page_says_how_to_get_it() -> None:
    text = bytes(rendered("docs.html", viewer=False).body).decode()
    assert "<code>make setup</code>" in text
    assert 'href="/openapi.json"' in text
    assert "<script" not in text


@pytest.mark.browser
def test_the_viewer_shows_the_operations(page: Page, site: Site) -> None:
    if not VENDOR.exists():
        pytest.skip("the viewer is fetched by `make setup`")
    page.goto("/docs#/")
    expect(page.locator(".opblock-tag").first).to_be_visible()
    page.locator(".opblock-tag").first.click()
    expect(page.locator(".opblock").first).to_be_visible()
