"""The voice worker's process, and its keeper: who starts it beside a server and again when it dies."""

from __future__ import annotations

import importlib.util
import logging
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from vivavoce.domain.errors import Unavailable
from vivavoce.settings import Settings

log = logging.getLogger(__name__)
AGAIN_SECONDS = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""How long to wait before a worker that died at once is started again."""
SETTLED_SECONDS = 10.0
LEAVE_SECONDS = 5.0


def listen(host: str, port: int) -> socket.socket:
    """A socket for a worker; who calls meanwhile waits. Raises OSError."""
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.bind((host, port))
    opened.listen(64)
    return opened


def missing(settings: Settings) -> str:
    """Why this installation cannot listen and speak, a sentence to show; "" when it can."""
    for package in ("pipecat", "fastapi"):
        if importlib.util.find_spec(package) is None:
            return f"the Python package {package} is not installed (the extra `voice` brings it)"
    from vivavoce.live.voice.speech import missing

    return missing(settings)


def told(settings: Settings) -> str:
    """What voice there is, or why there is none."""
    if settings.voice == "off":
        return "off (VIVAVOCE_VOICE)"
    if settings.voices:
        return f"by the workers at {', '.join(settings.voices)}"
    why = missing(settings)
    if why:
        return f"not available, interviews are held in writing: {why}"
    return f"available; listens: {settings.stt}, speaks: {settings.tts}, {settings.voice_sessions} at once"


def work(settings: Settings) -> None:
    """Listen and speak for the rooms of other processes until told to stop. Raises Unavailable, OSError."""
    why = missing(settings)
    if why:
        raise Unavailable(f"There is no voice here: {why}")
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _heed)
    host, port = settings.voice_listen.rsplit(":", 1)
    with listen(host, int(port)) as heard_at:
        host, port = heard_at.getsockname()[:2]
        print(f"vivavoce listens and speaks on ws://{host}:{port}", flush=True)
        serve(settings, _secret(settings), heard_at)


def _heed(_signal: int, _frame: object) -> None:
    """uvicorn ends in order when it is told to stop, and then sends itself the signal once more."""


@contextmanager
def beside(settings: Settings) -> Iterator[tuple[str, ...]]:
    """A voice worker beside this process: its address, () where there is none."""
    why = "" if settings.voice != "auto" else missing(settings)
    if why:
        print(f"no voice: {why}", flush=True)
    if why or settings.voice != "auto":
        yield ()
        return
    keeper = Keeper(settings, _secret(settings))
    keeper.start()
    try:
        yield (keeper.address,)
    finally:
        keeper.stop()


def _secret(settings: Settings) -> str:
    """What servers and their voice workers know each other by."""
    from vivavoce.deps import VOICE, master
    from vivavoce.kit.secrets import Sealer

    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Sealer(master(settings)).derive(VOICE)


def serve(settings: Settings, secret: str, heard_at: socket.socket) -> None:
    """Listen and speak for whoever knows the secret, until told to stop. Raises Unavailable."""
    import uvicorn
    from loguru import logger

    logger.remove()  # Pipecat writes to it from its first import on; `worker` leads it to `logging`
    from vivavoce.live.voice.speech import chosen
    from vivavoce.live.voice.worker import app

    speech = chosen(settings)
    print(f"vivavoce has a voice (listens: {speech.stt}, speaks: {speech.tts})", flush=True)
    config = uvicorn.Config(
        app(speech, secret, settings.voice_sessions),
        loop="uvloop",
        ws="websockets-sansio",
        ws_ping_interval=20.0,
        ws_per_message_deflate=False,
        log_level="error",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[heard_at])


class Keeper:
    """Keeps one worker running beside this process. Its address is known before the worker listens."""

    def __init__(self, settings: Settings, secret: str) -> None:
        self._settings = settings
        self._secret = secret
        self._socket = listen("127.0.0.1", 0)
        self._leaving = threading.Event()
        self._child: BaseProcess | None = None
        self._thread = threading.Thread(target=self._keep, name="voice", daemon=True)

    @property
    def address(self) -> str:
        """Where rooms find the worker."""
        return f"ws://127.0.0.1:{self._socket.getsockname()[1]}"

    def start(self) -> None:
        """Returns at once; the worker loads its models meanwhile."""
        self._thread.start()

    def stop(self) -> None:
        """End the worker and stop keeping it."""
        self._leaving.set()
        if self._child is not None:
            self._child.terminate()
        self._thread.join(LEAVE_SECONDS)
        if self._child is not None:
            self._child.kill()
        self._socket.close()

    def _keep(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        early = 0
        while not self._leaving.wait(AGAIN_SECONDS[min(early, len(AGAIN_SECONDS) - 1)]):
            child = spawn.Process(
                target=_beside, args=(self._settings, self._secret, self._socket), name="voice", daemon=True
            )
            child.start()
            self._child = child
            if self._leaving.is_set():
                child.terminate()
            child.join(SETTLED_SECONDS)
            early = 0 if child.is_alive() else early + 1
            child.join()
            if not self._leaving.is_set():
                log.warning("the voice worker ended with code %s and is started again", child.exitcode)


def _beside(settings: Settings, secret: str, heard_at: socket.socket) -> None:
    """A worker's life: it ends with the process that started it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent decides
    logging.basicConfig(level=settings.log_level.upper())
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
        os._exit(0)

    threading.Thread(target=follow, name="parent", daemon=True).start()
    serve(settings, secret, heard_at)
