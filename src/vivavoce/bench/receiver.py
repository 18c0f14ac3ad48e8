"""What a receiver of webhooks got: every request, by what it tells of and by its delivery id."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Told = tuple[str, str]
"""An event's label and the interview it is about."""


class Receiver:
    """Answers 200 to everything; `bodies[told][delivery id]` are the bodies in the order they came."""

    def __init__(self) -> None:
        self.bodies: dict[Told, dict[str, list[bytes]]] = defaultdict(lambda: defaultdict(list))
        self._lock = threading.Lock()
        receiver = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.note(self.rfile.read(int(self.headers["content-length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def note(self, body: bytes) -> None:
        """Remember one delivery."""
        letter = json.loads(body)
        with self._lock:
            self.bodies[letter["event"], letter["data"]["interviewId"]][letter["deliveryId"]].append(body)

    @property
    def deliveries(self) -> int:
        """How many requests came."""
        with self._lock:
            return sum(len(bodies) for ids in self.bodies.values() for bodies in ids.values())

    @property
    def contradictions(self) -> int:
        """Delivery ids beyond one for an event, and bodies beyond one for a delivery id."""
        with self._lock:
            other_ids = sum(len(ids) - 1 for ids in self.bodies.values())
            kept = [bodies for ids in self.bodies.values() for bodies in ids.values()]
            return other_ids + sum(len(set(bodies)) - 1 for bodies in kept)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
