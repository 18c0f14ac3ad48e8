"""How many requests a server answers: one request, over and over, on a few keep-alive connections."""

from __future__ import annotations

import selectors
import socket
import time
from dataclasses import dataclass

CONNECTIONS = 8
_CHUNK = 1 << 18


class Unexpected(Exception):
    """The server answered something else than success; the message is its answer."""


@dataclass(frozen=True, slots=True)
class Fired:
    """What came back: `latencies` in seconds, one a request, within `seconds` of load."""

    seconds: float
    latencies: tuple[float, ...]


def request(method: str, path: str, key: str, body: bytes = b"") -> bytes:
    """The bytes of an HTTP/1.1 request with a bearer key."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def fire(port: int, asked: bytes, seconds: float) -> Fired:
    """Send `asked` for `seconds`, each connection as soon as it has its answer. Raises Unexpected."""
    latencies: list[float] = []
    with selectors.DefaultSelector() as selector:
        lines = [_Line(port, asked) for _ in range(CONNECTIONS)]
        began = time.perf_counter()
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
            line.send()
        while (now := time.perf_counter()) < began + seconds:
            for ready, _ in selector.select(1.0):
                line = ready.data
                if line.receive():
                    latencies.append(time.perf_counter() - line.sent_at)
                    line.send()
    for line in lines:
        line.socket.close()
    return Fired(now - began, tuple(latencies))


class _Line:
    """One connection with at most one request under way."""

    def __init__(self, port: int, asked: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self._asked = asked
        self._got = b""

    def send(self) -> None:
        self._got = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(self._asked)

    def receive(self) -> bool:
        """Read what is there; whether the answer is whole. Raises Unexpected."""
        self._got += self.socket.recv(_CHUNK)
        head, end, body = self._got.partition(b"\r\n\r\n")
        if not end:
            return False
        if head[9:10] != b"2":
            raise Unexpected(self._got.decode("utf-8", "replace"))
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        return len(body) >= int(length)
