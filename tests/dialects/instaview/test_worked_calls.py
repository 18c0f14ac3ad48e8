"""Do the contract's worked calls answer as printed by a running server, candidate and worker included?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.dialects.golden import Play, goldens

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.system
def test_worked_calls(running: Any, sink: Any) -> None:
    with httpx.Client(base_url=running.base_url, timeout=30) as client:
        play = Play(client, running.key, sink, lambda url: running.simulate(url, "strong"))
        for golden in goldens(GOLDEN):
            play.run(golden)
