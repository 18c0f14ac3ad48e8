"""Does the check find what works, and name a remedy for what does not?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import ARGUMENTS, CHROMIUM
from .room import agree, choose, listening
from .site import Site

pytestmark = pytest.mark.browser

FAKE = "--use-fake-device-for-media-stream"
ALLOWED = "--use-fake-ui-for-media-stream"


@pytest.fixture(scope="module")
def equipped(browser: Browser) -> Iterator[Browser]:
    """A browser with a camera and a microphone that beeps, and a person who allows both."""
    made = browser.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, FAKE, ALLOWED])
    yield made
    made.close()


@pytest.fixture(scope="module")
def refusing(browser: Browser) -> Iterator[Browser]:
    """The same devices, and nobody who allows them."""
    made = browser.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, FAKE])
    yield made
    made.close()


def checking(browser: Browser, site: Site) -> Page:
    """A new visitor at the check, its connection found to work."""
    context = browser.new_context(base_url=site.address, locale="en-GB")
    context.set_default_timeout(40_000)
    page = context.new_page()
    agree(page, site.invite())
    choose(page)
    expect(page.locator("#network .state")).to_have_text("Works")
    return page


def tries(page: Page, device: str) -> None:
    page.locator(f"#{device.lower()} .test").click()


def test_devices_that_work_pass_and_give_back_what_they_took(equipped: Browser, site: Site) -> None:
    page = checking(equipped, site)
    expect(page.locator("#camera .state")).to_have_text("Not tested")
    tries(page, "Microphone")
    expect(page.locator("#microphone .state")).to_have_text("Please say a few words…")
    expect(page.locator("#microphone meter")).to_be_visible()
    expect(page.locator("#microphone .state")).to_have_text("Works")
    expect(page.locator("#microphone audio")).to_be_visible()
    assert page.locator("#microphone audio").get_attribute("src", timeout=5000).startswith("blob:")  # type: ignore[union-attr]

    tries(page, "Camera")
    expect(page.locator("#camera .state")).to_have_text("Works")
    live = "document.querySelector('video').srcObject?.getTracks()[0].readyState ?? 'given back'"
    assert page.evaluate(live) == "live"
    page.get_by_role("button", name="Switch the camera off").click()
    assert page.evaluate(live) == "given back"
    expect(page.locator("video")).to_be_hidden()
    page.context.close()


def test_another_microphone_can_be_chosen(equipped: Browser, site: Site) -> None:
    page = checking(equipped, site)
    tries(page, "Microphone")
    expect(page.locator("#microphone .state")).to_have_text("Works")
    page.get_by_label("Which one").select_option(index=2)
    expect(page.locator("#microphone .state")).to_have_text("Please say a few words…")
    expect(page.locator("#microphone .state")).to_have_text("Works")
    chosen = page.get_by_label("Which one").input_value()
    assert page.evaluate("Object.entries(sessionStorage)") == [
        [f"{page.locator('.checks').get_attribute('data-door')} microphone", chosen]
    ]
    page.context.close()


def test_only_the_candidate_hears_the_speaker(equipped: Browser, site: Site) -> None:
    page = checking(equipped, site)
    tries(page, "Speaker")
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator("#speaker .state")).to_have_text("Does not work yet")
    expect(page.locator("#speaker .remedy")).to_contain_text("turn the volume up")
    tries(page, "Speaker")
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.locator("#speaker .state")).to_have_text("Works")
    expect(page.locator("#speaker .remedy")).to_be_empty()
    page.context.close()


def test_a_refusal_has_its_remedy_and_text_leads_on(refusing: Browser, site: Site) -> None:
    page = checking(refusing, site)
    for device in ("Microphone", "Camera"):
        tries(page, device)
        row = page.locator(f"#{device.lower()}")
        expect(row.locator(".state")).to_have_text("Does not work yet")
        expect(row.get_by_role("alert")).to_contain_text("The browser was not allowed to use it.")
        expect(row.locator(".test")).to_have_text("Try again")
    page.get_by_role("link", name="Use text instead").first.click()
    listening(page)
    page.context.close()


@pytest.mark.parametrize(
    ("failure", "remedy"),
    [
        ("NotFoundError", "No such device was found."),
        ("NotReadableError", "Another program is using it."),
        ("OverconstrainedError", "It could not be used."),
    ],
)
def test_each_failure_has_its_remedy(equipped: Browser, site: Site, failure: str, remedy: str) -> None:
    page = checking(equipped, site)
    page.evaluate(
        "name => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', name) } }",
        failure,
    )
    tries(page, "Camera")
    expect(page.locator("#camera .remedy")).to_contain_text(remedy)
    page.context.close()


def test_silence_and_an_insecure_page(equipped: Browser, site: Site) -> None:
    page = checking(equipped, site)
    page.evaluate(
        """() => { navigator.mediaDevices.getUserMedia = async () =>
            new AudioContext().createMediaStreamDestination().stream }"""
    )
    tries(page, "Microphone")
    expect(page.locator("#microphone .remedy")).to_contain_text("We heard nothing.")
    page.evaluate("() => Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    tries(page, "Camera")
    expect(page.locator("#camera .remedy")).to_contain_text("secure address (https)")
    page.context.close()


def test_a_connection_that_is_blocked(page: Page, site: Site) -> None:
    agree(page, site.invite())
    choose(page)
    expect(page.locator("#network .state")).to_have_text("Works")
    site.relay.cut()
    tries(page, "Network")
    expect(page.locator("#network .remedy")).to_contain_text("The live connection is blocked.")


def test_the_practice_answer_never_leaves_the_browser(page: Page, site: Site) -> None:
    agree(page, site.invite())
    choose(page)
    expect(page.locator("#network .state")).to_have_text("Works")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("What did you do yesterday").fill("I baked bread.")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("That is all there is to it.")).to_be_visible()
    expect(page.get_by_label("What did you do yesterday")).to_have_value("")
    assert asked == []
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
