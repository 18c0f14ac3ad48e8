"""The embedded engines, loaded once, and what they say at the candidate's rate."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.live.voice.caller import Samples, at_heard_rate
from vivavoce.live.voice.speech import Speech, missing
from vivavoce.settings import Settings, load

Speak = Callable[[str], Samples]


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation that listens and speaks by itself, with one recogniser: what it hears does not depend on
    how busy the machine is.
    """
    return load(data_dir=tmp_path_factory.mktemp("voice"), stt="embedded:tiny.en")


@pytest.fixture(scope="session")
def speech(settings: Settings) -> Speech:
    """What the worker listens and speaks with."""
    lacking = missing(settings)
    if lacking:
        pytest.skip(lacking)
    from vivavoce.live.voice.speech import chosen

    return chosen(settings)


@pytest.fixture(scope="session")
def say(speech: Speech) -> Speak:
    """A candidate's voice: the samples of a text, without the quiet around it."""
    from vivavoce.providers.speech.voice import Hibari

    hibari = Hibari.load()

    @cache
    def spoken(text: str) -> Samples:
        samples = at_heard_rate(b"".join(hibari.speak(text, 1.0)))
        loud = abs(samples) > 300
        return samples[loud.argmax() : len(samples) - loud[::-1].argmax()]

    return spoken
