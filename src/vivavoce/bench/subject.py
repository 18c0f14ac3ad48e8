"""A real server process in a folder of its own: started, killed, and its processor time read."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.005
_USER_TIME, _SYSTEM_TIME = 11, 12


class NotStarted(OSError):
    """A server did not come up."""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_port(port: int, alive: Callable[[], bool]) -> float:
    """Seconds until something listened on `port`. Raises NotStarted when it died or took too long."""
    began = time.monotonic()
    while alive() and time.monotonic() < began + PATIENCE_SECONDS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return time.monotonic() - began
        time.sleep(LOOK_SECONDS)
    raise NotStarted(f"nothing came to listen on port {port}")


def cpu_seconds(pid: int) -> float:
    """User and system time a process has used, all its threads together (proc(5), stat fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[_USER_TIME]) + int(fields[_SYSTEM_TIME])) / os.sysconf("SC_CLK_TCK")


class Subject:
    """The product as an operator runs it: one `vivavoce` process, nothing but its own settings."""

    def __init__(self, command: str, folder: Path, **settings: str) -> None:
        """`command` is `up` or `serve`; `settings` by their names without `VIVAVOCE_`, in lower case."""
        self.port = free_port()
        self._command = command
        self._folder = folder
        self._log = folder / "server.log"
        self._environment = {
            "PATH": os.defpath,
            "VIVAVOCE_PUBLIC_URL": self.url,
            "VIVAVOCE_VOICE": "off",
            **{f"VIVAVOCE_{name.upper()}": value for name, value in settings.items()},
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process id while it runs."""
        assert self._process is not None, "start() comes first"
        return self._process.pid

    def start(self) -> float:
        """Begin; returns the seconds until it listened. Raises NotStarted."""
        program = Path(sys.executable).with_name("vivavoce")
        arguments = [str(program), self._command, "--data", str(self._folder), "--port", str(self.port)]
        with self._log.open("ab") as log:
            process = subprocess.Popen(arguments, env=self._environment, stdout=log, stderr=log)
        self._process = process
        try:
            return await_port(self.port, lambda: process.poll() is None)
        except NotStarted as error:
            raise NotStarted(f"vivavoce {self._command}: {error}\n{self._log.read_text()[-2000:]}") from error

    def await_words(self, words: str) -> None:
        """Wait until it has printed `words`. Raises NotStarted when it takes too long."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while words not in self._log.read_text():
            if time.monotonic() > deadline:
                raise NotStarted(f"vivavoce {self._command} never said: {words}")
            time.sleep(LOOK_SECONDS)

    def kill(self) -> None:
        """End it as a crash would: SIGKILL, no last word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Let it end in order."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE_SECONDS)
