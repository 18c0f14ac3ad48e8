"""The A2A quick start runs as it is printed, against `vivavoce demo` on its own port."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers import COMMAND, Running, wait_for

pytestmark = pytest.mark.system
SEED = Path(__file__).parents[3] / "shared" / "seeds" / "004_0d1836c1d7286c77.txt"
PORT = 3009
KEY = "demo_api_key_12345678901234567890123456789012345678901234567890123456"
CURL = re.compile(r"^curl .*(?:\\\n.*)*(?:\n(?: .*|  }'))*", re.MULTILINE)


def port_is_taken() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", PORT)) == 0


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Running]:
    """`vivavoce demo` as a newcomer starts it."""
    if port_is_taken():
        pytest.skip(f"port {PORT} is taken")
    running = Running(tmp_path, PORT, dict(os.environ))
    with (tmp_path / "demo.log").open("wb") as log:
        process = subprocess.Popen([COMMAND, "demo", "--data", str(tmp_path)], stdout=log, stderr=log)
    running.processes.append(process)
    running.wait_ready()
    yield running
    running.stop()


def run(command: str, **placeholders: str) -> Any:
    """The answer to a printed command; only its placeholders are filled in."""
    for name, text in placeholders.items():
        command = command.replace(
            {"jwt": "<jwt>", "run": "agno-run-uuid", "key": "demo_api_key_..."}[name], text
        )
    done = subprocess.run(
        ["bash", "-c", command.replace("curl ", "curl -sS ", 1)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.skipif(not SEED.exists(), reason="the published quick start is not beside this checkout")
def test_the_published_curls(demo: Running) -> None:
    text = SEED.read_text()
    login, create, poll, approve = CURL.findall(text)
    printed = [json.loads(part) for part in re.findall(r"^\{$.*?^\}$", text, re.MULTILINE | re.DOTALL)]
    signed_in, made, told, approved = printed

    session = run(login)
    assert set(session) >= set(signed_in)
    assert {**session["user"], "id": "user-uuid"}.items() >= signed_in["user"].items()
    taken = run(create)
    assert taken == {**made, "runId": taken["runId"], "interviewId": taken["interviewId"]}

    def pending() -> Any:
        status = run(poll, run=taken["runId"], key=KEY)
        return status if status["state"] == told["state"] else None

    assert wait_for(pending)["planId"]
    answer = run(approve, run=taken["runId"], jwt=session["accessToken"])
    link = answer["interviewLink"]
    assert answer == {**approved, "interviewLink": link}
    assert link.startswith(f"http://localhost:{PORT}/interview/join/")

    demo.simulate(link)
    wait_for(lambda: run(poll, run=taken["runId"], key=KEY)["state"] == "ASSESSMENT_PENDING")
