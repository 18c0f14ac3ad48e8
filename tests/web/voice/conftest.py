"""The server that plays a script, and a browser whose microphone hears a tone."""

from __future__ import annotations

import wave
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.web.conftest import ARGUMENTS, CHROMIUM
from tests.web.site import Site

from .page import Room, tone
from .scripted import Stage, staged

FAKE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture(scope="package")
def stage(site: Site) -> Iterator[Stage]:
    with staged(site) as stage:
        yield stage


@pytest.fixture(scope="package")
def speaking(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose microphone hears the tone, with a person who allows it."""
    path = tmp_path_factory.mktemp("sound") / "tone.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", ""))
        file.writeframes(tone(5.0, 48_000))
    heard = f"--use-file-for-fake-audio-capture={path}"
    made = browser.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *FAKE, heard])
    yield made
    made.close()


@pytest.fixture
def room(stage: Stage, speaking: Browser) -> Iterator[Room]:
    made = Room(stage, speaking)
    yield made
    made.close()
