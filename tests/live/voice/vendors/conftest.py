"""Keys of somebody else lie about in the environment; a certificate of our own is trusted."""

from __future__ import annotations

import gc
import importlib.util
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.live.voice.vendors.stage import certificate, nobody, stage

collect_ignore_glob = [] if importlib.util.find_spec("pipecat") else ["test_*.py"]


@pytest.fixture(scope="session")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session", autouse=True)
def swept() -> Iterator[None]:
    """Azure's native threads must not call back into a Python that is leaving."""
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, signed: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(signed))
    for name in ("OPENAI", "DEEPGRAM", "ELEVENLABS", "CARTESIA", "AZURE"):
        monkeypatch.setenv(f"{name}_API_KEY", "of-somebody-else")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/")


@pytest.fixture
def opened(signed: Path) -> Iterator[Callable[[object], str]]:
    """Opens a play and gives its address; the address of nobody for a play's class."""
    with ExitStack() as stack:

        def open_(play: object) -> str:
            form: str = play.ADDRESS
            if isinstance(play, type):
                return form.format(port=nobody())
            return form.format(port=stack.enter_context(stage(play, signed if "wss" in form else None)))

        yield open_
