"""Real server processes and a real receiver of webhooks, for tests that need sockets."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

COMMAND = str(Path(sys.executable).parent / "vivavoce")
PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Recorded:
    """One request that the receiver got."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Sink:
    """Receives webhooks and remembers them. `status` is what it answers."""

    def __init__(self) -> None:
        self.requests: list[Recorded] = []
        self.status = 200
        sink = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                sink.requests.append(Recorded({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(sink.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Running:
    """A `vivavoce` server with a key. `environment` is what its processes were started with."""

    data: Path
    port: int
    environment: dict[str, str]
    key: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run one more `vivavoce` command on the same data."""
        return subprocess.run(
            [COMMAND, *arguments, "--data", str(self.data)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            **options,
        )

    def start(self, *commands: str) -> None:
        """Start processes and wait until requests are answered."""
        for command in commands:
            port = [] if command == "work" else ["--port", str(self.port)]
            log = (self.data / f"{command}.log").open("ab")
            process = subprocess.Popen(
                [COMMAND, command, "--data", str(self.data), *port],
                env=self.environment,
                stdout=log,
                stderr=log,
            )
            self.processes.append(process)
        self.wait_ready()

    def wait_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.base_url}/health/ready", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.02)
        logs = "\n".join(path.read_text() for path in self.data.glob("*.log"))
        raise AssertionError(f"the server did not start:\n{logs}")

    def simulate(self, url: str, persona: str = "strong") -> None:
        """Let a simulated candidate hold the interview behind `url`; fails unless it ends well."""
        done = self.command("simulate", url, "--persona", persona)
        assert done.returncode == 0, done.stderr

    def kill(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        self.processes.clear()

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(20)
        self.processes.clear()


def launch(data: Path, *commands: str, **extra: str) -> Running:
    """A server on a free port, with private addresses allowed so that it can reach a local receiver."""
    port = free_port()
    environment = {
        **os.environ,
        "VIVAVOCE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "VIVAVOCE_ALLOW_PRIVATE_CIDRS": "127.0.0.0/8",
        "VIVAVOCE_PER_MINUTE": "100000",
        "VIVAVOCE_PER_HOUR": "1000000",
        "VIVAVOCE_VOICE": "off",
        **extra,
    }
    data.mkdir(parents=True, exist_ok=True)
    running = Running(data, port, environment)
    running.start(*(commands or ("up",)))
    made = running.command("keys", "create", "--name", "tests")
    assert made.returncode == 0, made.stderr
    running.key = made.stdout.splitlines()[-1]
    return running


def wait_for(check: Any, patience: float = PATIENCE) -> Any:
    """The first true answer of `check`."""
    deadline = time.monotonic() + patience
    while not (found := check()):
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.02)
    return found
