"""The server and the browser that the pages' tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect, sync_playwright

from .site import Site, opened

expect.set_options(timeout=40_000)
"""How long a busy machine may take to show something; a test that holds waits no longer than it must."""
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all: DBOS, which works off the runs, allows one in a process."""
    with opened(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="package")
def browser(site: Site) -> Iterator[Browser]:
    """The system's own. After `site`: DBOS cannot be launched while Playwright's event loop runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A fresh visitor. Fails the test when the page complains or asks anyone but the server."""
    context = browser.new_context(base_url=site.address, locale="en-GB", timezone_id="Europe/Lisbon")
    context.set_default_timeout(40_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.extend(_worrying(message)))
    page.on("response", lambda response: complaints.extend(_broken(response)))
    page.on("request", lambda request: complaints.extend(_foreign(request, site.address)))
    yield page
    context.close()
    site.relay.mend()
    assert complaints == []


def _worrying(message: ConsoleMessage) -> list[str]:
    """Errors, but for a cut network and for pages that are a refusal: tests cause these."""
    expected = ("Failed to load resource", "WebSocket connection to")
    return [message.text] if message.type == "error" and not message.text.startswith(expected) else []


def _broken(response: Response) -> list[str]:
    """A part of a page that the server refused."""
    whole = response.request.is_navigation_request()
    return [f"{response.status} {response.url}"] if response.status >= 400 and not whole else []


def _foreign(request: Request, address: str) -> list[str]:
    return [] if request.url.startswith((address, "data:")) else [f"asked {request.url}"]
