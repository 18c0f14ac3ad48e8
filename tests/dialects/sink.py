"""A receiver of webhooks on this machine: keeps what it is sent and answers as it is told."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer


@dataclass(frozen=True)
class Received:
    headers: dict[str, str]
    body: bytes


class Sink:
    """Listens on loopback while it is open; `page` is what a GET gets."""

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self.status = 200
        self.page = b""
        sink = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                sink.requests.append(Received(dict(self.headers), body))
                self._reply(b"")

            def do_GET(self) -> None:
                self._reply(sink.page)

            def _reply(self, body: bytes) -> None:
                self.send_response(sink.status)
                self.send_header("content-type", "text/html")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                return

        self._server = HTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
