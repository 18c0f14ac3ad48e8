"""Plays worked calls against an API and compares what comes back with what the contract prints.

A golden is a JSON file: `calls` in order, each with `request`, `body`, `status`, the expected `answer` and
what to `capture` from it; `worker` marks one that needs durable runs, `simulate` names the link a candidate
opens first, `deliveries` the events the sink must have got. `"key": false` leaves the key out,
`"until": true` repeats the call until it answers as expected. Placeholders: contract §15.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

PATIENCE = 60.0
LIMIT_HEADERS = {
    f"x-ratelimit-{name}-{window}"
    for name in ("limit", "remaining", "reset")
    for window in ("minute", "hour")
}
TYPES: dict[str, Callable[[Any], bool]] = {
    "<uuid>": lambda v: (
        isinstance(v, str) and bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", v))
    ),
    "<ts>": lambda v: (
        isinstance(v, str) and bool(re.fullmatch(r"\d{4}(-\d\d){2}T\d\d(:\d\d){2}(\.\d{3})?Z", v))
    ),
    "<str>": lambda v: isinstance(v, str) and v != "",
    "<int>": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "<any>": lambda _v: True,
}


@dataclass
class Play:
    """Who plays, and the names captured so far. `simulate(url)` holds the interview behind a link."""

    client: httpx.Client
    key: str
    sink: Any
    simulate: Callable[[str], object]
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    names: dict[str, str] = field(default_factory=dict)

    def run(self, golden: dict[str, Any]) -> None:
        if "simulate" in golden:
            self.simulate(self.filled(golden["simulate"]))
        for call in golden["calls"]:
            self._until(call) if call.get("until") else self._call(call)
        if "deliveries" in golden:
            self._await_deliveries(golden["deliveries"], golden["last"])

    def filled(self, value: Any) -> Any:
        """`value` with captured names and placeholders put in."""
        if isinstance(value, dict):
            return {name: self.filled(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.filled(part) for part in value]
        if not isinstance(value, str):
            return value
        for name in sorted(self.names, key=len, reverse=True):
            value = value.replace(f"${name}", self.names[name])
        value = value.replace("{sink}", self.sink.url).replace("{run}", str(id(self)))
        return re.sub(r"\{\+(\d+)d(:date)?\}", self._ahead, value)

    def _ahead(self, match: re.Match[str]) -> str:
        moment = (self.now + timedelta(days=int(match[1]))).replace(microsecond=0)
        return moment.date().isoformat() if match[2] else moment.isoformat().replace("+00:00", "Z")

    def _call(self, call: dict[str, Any]) -> None:
        method, path = self.filled(call["request"]).split(" ", 1)
        headers = {"Authorization": f"Bearer {self.key}"} if call.get("key", True) else {}
        reply = self.client.request(method, path, headers=headers, json=self.filled(call.get("body")))
        assert reply.status_code == call["status"], reply.text
        if reply.status_code != 401:
            assert set(reply.headers) >= LIMIT_HEADERS
        if call["answer"] is None:
            assert reply.content == b""
            return
        answer = reply.json()
        if isinstance(answer.get("data"), dict) and "id" in answer["data"]:
            self.names["ID"] = answer["data"]["id"]
        differences = list(differing(self.filled(call["answer"]), answer, call["request"]))
        assert differences == [], json.dumps(answer, indent=1)
        self.names |= {name: _at(answer, where) for name, where in call.get("capture", {}).items()}

    def _until(self, call: dict[str, Any]) -> None:
        ends = time.monotonic() + PATIENCE
        while True:
            try:
                return self._call(call)
            except AssertionError:
                if time.monotonic() > ends:
                    raise
                time.sleep(0.2)

    def _await_deliveries(self, labels: list[str], last: dict[str, Any]) -> None:
        ends = time.monotonic() + PATIENCE
        while not set(labels) <= set(self.delivered()) and time.monotonic() < ends:
            time.sleep(0.2)
        got = self.delivered()
        assert set(got) >= set(labels)
        assert list(differing(self.filled(last), got[labels[-1]], labels[-1])) == []

    def delivered(self) -> dict[str, Any]:
        """What the sink got about `$INT`, by event; every signature is checked."""
        found = {}
        for request in list(self.sink.requests):
            signature = hmac.new(self.names["SECRET"].encode(), request.body, hashlib.sha256).hexdigest()
            assert {name.lower(): v for name, v in request.headers.items()}[
                "x-instaview-signature"
            ] == signature
            body = json.loads(request.body)
            if body["data"].get("interviewId") == self.names["INT"]:
                found[body["event"]] = body
        return found


def goldens(folder: Path) -> list[dict[str, Any]]:
    """The goldens of a folder, in the order of their names."""
    return [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]


def differing(expected: Any, actual: Any, where: str) -> Iterator[str]:
    """Where `actual` is not as `expected`, in words."""
    if isinstance(expected, str) and expected in TYPES:
        if not TYPES[expected](actual):
            yield f"{where}: {actual!r} is no {expected}"
    elif isinstance(expected, dict) and isinstance(actual, dict):
        wanted = {name: part for name, part in expected.items() if name != "<more>"}
        if "<more>" not in expected and list(actual) != list(wanted):
            yield f"{where}: keys {list(actual)}, not {list(wanted)}"
        for name, part in wanted.items():
            yield from differing(part, actual.get(name, "missing"), f"{where}.{name}")
    elif isinstance(expected, list) and isinstance(actual, list):
        first = [part for part in expected if part != "<more items>"]
        if len(actual) < len(first) or ("<more items>" not in expected and len(actual) != len(first)):
            yield f"{where}: {len(actual)} elements, not {len(first)}"
        for number, (part, found) in enumerate(zip(first, actual, strict=False)):
            yield from differing(part, found, f"{where}[{number}]")
    elif expected != actual or type(expected) is not type(actual):
        yield f"{where}: {actual!r}, not {expected!r}"


def _at(answer: Any, where: str) -> str:
    for step in where.split("."):
        answer = answer[step]
    return answer
