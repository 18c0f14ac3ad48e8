"""The product's own quick start runs here with only the base URL and the key changed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.servers import Running, wait_for

pytestmark = pytest.mark.system
ROOT = Path(__file__).parents[2]
SEED = ROOT.parent / "shared" / "seeds" / "002_a2b94ab3a55ce1fd.txt"
VENDOR = "https://api.instaview.sk"
published = pytest.mark.skipif(
    not SEED.exists(), reason="the published quick start is not beside this checkout"
)


def call(running: Running, path: str) -> Any:
    request = urllib.request.Request(
        running.base_url + path, headers={"Authorization": f"Bearer {running.key}"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


@published
def test_the_published_curl(running: Running) -> None:
    text = SEED.read_text()
    command = re.search(r"^curl -X POST .*?^  }'$", text, re.MULTILINE | re.DOTALL)
    assert command
    ours = command[0].replace(VENDOR, running.base_url).replace("sk_your_api_key_here", running.key)
    done = subprocess.run(
        ["bash", "-c", ours.replace("curl ", "curl -sS ")], capture_output=True, text=True, check=True
    )
    made = json.loads(done.stdout)
    expected = json.loads(re.search(r"Expected Response\s*(\{.*?^\})", text, re.MULTILINE | re.DOTALL)[1])  # type: ignore[index]
    assert list(made) == list(expected)
    assert list(made["data"]) == list(expected["data"])
    varying = {"id", "companyId", "createdAt", "updatedAt"}
    same = [key for key in expected["data"] if key not in varying]
    assert {key: made["data"][key] for key in same} == {key: expected["data"][key] for key in same}


@published
def test_the_published_javascript(running: Running, tmp_path: Path) -> None:
    code = re.search(
        r'^const axios = require\("axios"\);.*?^completeWorkflow\(\)\.catch\(console\.error\);$',
        SEED.read_text(),
        re.MULTILINE | re.DOTALL,
    )
    assert code
    script = tmp_path / "quickstart.cjs"
    script.write_text(code[0].replace(VENDOR, running.base_url))
    environment = {**os.environ, "INSTAVIEW_API_KEY": running.key, "NODE_PATH": str(ROOT / "node_modules")}
    done = subprocess.run(["node", str(script)], capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    scheduled = re.search(r"Interview scheduled: (\S+)", done.stdout)
    assert scheduled, done.stdout
    assert "Interview status: SCHEDULED" in done.stdout
    interview = call(running, f"/interviews/{scheduled[1]}")["data"]
    running.simulate(interview["interviewUrl"])

    def finished() -> Any:
        found = call(running, f"/interviews/{scheduled[1]}")["data"]
        return found if found["analysis"] else None

    result = wait_for(finished)
    assert result["status"] == "COMPLETED"
    assert 0 <= result["analysis"]["overallScore"] <= 100
    assert result["analysis"]["overallScore"] == result["analysis"]["general"]["overallRating"]
    assert {turn["speaker"] for turn in result["transcript"]} == {"AGENT", "CANDIDATE"}
