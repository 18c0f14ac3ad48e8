"""Do the contract's worked calls (§14) answer as printed by a running server, telephone and worker included?"""

from __future__ import annotations

import base64
import hashlib
import hmac
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.dialects.golden import differing, goldens
from tests.servers import Recorded, Running, Sink, wait_for
from vivavoce.kit.ids import new_id

GOLDEN = Path(__file__).parent / "golden"
SECRET = "whsec_1234567890abcdef"
NODE = """const [secret] = process.argv.slice(1), body = require('fs').readFileSync(0, 'utf8')
console.log(require('crypto').createHmac('sha256', secret).update(JSON.stringify(JSON.parse(body))).digest('hex'))"""
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass
class Play:
    """Who plays, and what has been captured so far."""

    client: httpx.Client
    key: str
    sink: Sink
    names: dict[str, str] = field(default_factory=dict)
    run: str = field(default_factory=new_id)

    def play(self, golden: dict[str, Any]) -> None:
        """Every call of a golden, then what the sink must have got."""
        for call in golden["calls"]:
            wait_for(lambda call=call: self._as_printed(call)) if "until" in call else self._call(call)
        if "delivery" in golden:
            wait_for(lambda: self.sink.requests)
            self._delivered(self.filled(golden["delivery"]).encode())

    def filled(self, value: Any) -> Any:
        """`value` with captured names and placeholders put in."""
        if isinstance(value, dict):
            return {name: self.filled(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.filled(part) for part in value]
        if not isinstance(value, str):
            return value
        for name, text in sorted(self.names.items(), reverse=True):
            value = value.replace(f"${name}", text)
        given = {"run": self.run, "sink": self.sink.url, "resume_b64": base64.b64encode(PDF).decode()}
        for name, text in given.items():
            value = value.replace(f"{{{name}}}", text)
        return value

    def _as_printed(self, call: dict[str, Any]) -> bool:
        """Whether a poll has come to its end, which then must be as printed."""
        method, path = self.filled(call["request"]).split(" ", 1)
        if self._send(method, path, {}).json()["call_status"] == "call_in_progress":
            time.sleep(0.2)
            return False
        self._call(call)
        return True

    def _call(self, call: dict[str, Any]) -> None:
        method, path = self.filled(call["request"]).split(" ", 1)
        body = {"json": self.filled(call["body"])} if "body" in call else {}
        reply = self._send(method, path, body, call.get("key", True))
        assert reply.status_code == call["status"], reply.text
        if "answer" in call:
            expected = self.filled(call["answer"])
            answer = among(expected, reply.json())
            assert list(differing(expected, answer, call["request"])) == [], reply.text
        self.names |= {name: reply.json()[key] for name, key in call.get("capture", {}).items()}

    def _send(self, method: str, path: str, body: dict[str, Any], keyed: bool = True) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key}"} if keyed else {}
        return self.client.request(method, path, headers=headers, **body)

    def _delivered(self, body: bytes) -> None:
        (got,) = self.sink.requests
        assert got.body == body
        assert got.headers["content-type"] == "application/json"
        assert got.headers["x-ninjahire-timestamp"].isdecimal()
        assert (
            got.headers["x-ninjahire-signature"]
            == hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        )
        assert got.headers["x-ninjahire-signature"] == by_node(got)


def among(expected: Any, answer: Any) -> Any:
    """`answer` with only those rows that `expected` asks for behind `<more items>`."""
    wanted = {
        name: {row["id"] for row in part[1:]}
        for name, part in expected.items()
        if isinstance(part, list) and part[:1] == ["<more items>"]
    }
    chosen = {name: [row for row in answer[name] if row["id"] in ids] for name, ids in wanted.items()}
    return {**answer, **chosen}


def by_node(got: Recorded) -> str:
    """The signature that the contract's receiver computes."""
    done = subprocess.run(["node", "-e", NODE, SECRET], input=got.body, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.mark.system
def test_worked_calls(running: Running, sink: Sink) -> None:
    with httpx.Client(base_url=running.base_url, timeout=30) as client:
        play = Play(client, running.key, sink)
        for golden in goldens(GOLDEN):
            play.play(golden)
    assert {"JOB", "Q", "HOOK", "CAND", "APP", "CALL"} == set(play.names)
