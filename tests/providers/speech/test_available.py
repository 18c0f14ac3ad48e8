"""Whether the embedded speech can be had is told without loading any of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from vivavoce.providers.speech import EMBEDDED, available, ear

HEAVY = ("numpy", "onnxruntime", "ctranslate2", "faster_whisper", "hibari", "pipecat")
LOOK = f"""
import sys
from vivavoce.providers.speech import available, ear, endings, voice
available()
print([name for name in {HEAVY!r} if name in sys.modules])
"""


def test_looking_imports_nothing_heavy() -> None:
    told = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_an_engine_nobody_knows_is_a_sentence() -> None:
    assert available(["large"]) == ("There is no embedded large; there is tiny.en, base, heart, smart-turn.")


def test_the_first_thing_that_lacks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = ear.weights.Model("ear", ("no_such_module",), ())
    monkeypatch.setitem(ear.MODELS, "tiny.en", absent)
    assert available(EMBEDDED) == "The Python package no_such_module is not installed."
    assert available([]) == ""
