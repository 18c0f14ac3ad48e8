"""One process that listens: uvicorn with the limits this house wants."""

from __future__ import annotations

import socket
import threading
import time

import uvicorn
from starlette.types import ASGIApp

from vivavoce.live.protocol import MAX_FRAME
from vivavoce.settings import Settings

START_SECONDS = 30.0


class StartError(Exception):
    """The server could not begin to listen."""


def configured(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """uvicorn's configuration: no access log, small WebSocket frames, no compression."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME,
        ws_max_queue=8,
        ws_ping_interval=20.0,
        ws_per_message_deflate=False,
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
        forwarded_allow_ips=settings.trusted_proxies or None,
        proxy_headers=bool(settings.trusted_proxies),
    )


class Listener:
    """A server in a thread of its own."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._server = uvicorn.Server(configured(app, settings))
        self._address = (settings.host, settings.port)
        self._socket = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> None:
        """Returns once requests are answered. Raises StartError (most often: the port is taken)."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind(self._address)
        except OSError as error:
            host, port = self._address
            raise StartError(f"cannot listen on {host} port {port}: {error.strerror}") from error
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise StartError("the server did not start")
            time.sleep(0.005)

    @property
    def port(self) -> int:
        """The port in use, also when the settings said 0."""
        return int(self._socket.getsockname()[1])

    def stop(self) -> None:
        """Close what is open (live rooms with 1012, so that they come back) and end."""
        self._server.should_exit = True
        self._thread.join(10)

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])
