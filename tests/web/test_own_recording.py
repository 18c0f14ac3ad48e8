"""My data: one's own recording can be heard, taken along and is nobody else's; it says when it is erased."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page

from .site import Site
from .sounds import recorded, taped
from .test_doors import held
from .visitor import led, visitor

pytest.importorskip("av")


def test_heard_taken_along_and_when_it_goes(site: Site) -> None:
    invited = site.invite()
    client = held(site, invited)
    recorded(site, invited.id)
    text = client.get(f"{invited.link}/data").text
    path = invited.link.replace(site.address, "") + "/recording"
    assert f'<audio controls preload="metadata" src="{path}"' in text
    assert f'href="{path}" download' in text
    assert "on 1 January 2099 at the latest" in text.replace("January 1, 2099", "1 January 2099")
    whole = client.get(f"{invited.link}/recording")
    assert (whole.status_code, whole.content[:4]) == (200, b"OggS")
    assert whole.headers["content-disposition"].startswith("inline")
    assert whole.headers["cache-control"] == "no-store"
    part = client.get(f"{invited.link}/recording", headers={"range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, whole.content[:10])
    kept = json.loads(client.get(f"{invited.link}/data.json").text)
    assert kept["recording"]["lane"] == "both"
    assert kept["speech"][1]["words"][0][0] == kept["turns"][1]["text"].split()[0]


def test_before_it_is_made(site: Site) -> None:
    invited = site.invite()
    client = held(site, invited)
    assert "The recording" not in client.get(f"{invited.link}/data").text
    assert led(client.get(f"{invited.link}/recording"), invited) == "/data"
    taped(site, invited.id)
    assert "still being prepared" in client.get(f"{invited.link}/data").text
    assert led(client.get(f"{invited.link}/recording"), invited) == "/data"


def test_not_for_who_only_holds_the_link_or_another_link(site: Site) -> None:
    invited, other = site.invite(), site.invite()
    held(site, invited)
    recorded(site, invited.id)
    assert led(visitor(site).get(f"{invited.link}/recording"), invited) == ""
    stranger = held(site, other)
    assert led(stranger.get(f"{invited.link}/recording"), invited) == ""


def test_a_browser_plays_it(site: Site, page: Page) -> None:
    invited = site.invite()
    client = held(site, invited)
    recorded(site, invited.id)
    for cookie in client.cookies.jar:
        page.context.add_cookies(
            [{"name": cookie.name, "value": cookie.value or "", "domain": "127.0.0.1", "path": cookie.path}]
        )
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{invited.link}/data")
    page.locator("audio[controls]").evaluate(
        "sound => sound.readyState || new Promise((known) => (sound.onloadedmetadata = known))"
    )
    assert page.locator("audio").evaluate("sound => sound.duration") > 4
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
