"""Clients that do not give up: each request is repeated with its idempotency key until it is answered."""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from vivavoce.bench.ground import DESCRIPTION, TITLE, Ground
from vivavoce.kit.ids import new_id

CLIENTS = 4
PAUSE_SECONDS = 0.01
BREATH_SECONDS = 0.25
PERSON = {
    "firstName": "Jane",
    "lastName": "Doe",
    "email": "jane.doe@example.com",
    "gdprExpiryDate": "2099-01-01",
}
_BROKEN = (OSError, http.client.HTTPException)


class Refused(Exception):
    """The server answered something else than success."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One acknowledged object, by the path that makes it and the id it was given."""

    path: str
    id: str


@dataclass(slots=True)
class Crowd:
    """`CLIENTS` threads that post jobs, candidates and test interviews until told to stop."""

    port: int
    ground: Ground
    accepted: list[Accepted] = field(default_factory=list)
    refused: list[Exception] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin to post."""
        self._threads = [threading.Thread(target=self._post_on, daemon=True) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let every request under way come to its answer. Raises Refused."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        if self.refused:
            raise self.refused[0]

    @property
    def failed(self) -> bool:
        """Whether a client has given up."""
        return bool(self.refused)

    def _post_on(self) -> None:
        client = Client(self.port, self.ground.key)
        try:
            while not self._stopping.is_set():
                self._post_three(client)
                time.sleep(BREATH_SECONDS)
        except Refused as error:
            self.refused.append(error)

    def _post_three(self, client: Client) -> None:
        job = self._post(client, "/jobs", title=TITLE, description=DESCRIPTION, status="OPEN")
        candidate = self._post(client, "/candidates", **PERSON, jobId=job)
        parties = {"candidateId": candidate, "agentId": self.ground.agent_id, "jobId": job}
        self._post(client, "/interviews", **parties, isTest=True)

    def _post(self, client: Client, path: str, **body: Any) -> str:
        made = str(client.insist("POST", path, body)["id"])
        self.accepted.append(Accepted(path, made))
        return made


class Client:
    """One keep-alive connection to a server that may be gone for a while."""

    def __init__(self, port: int, key: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._key = key

    def insist(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's `data`, asked for again while the connection breaks. Raises Refused."""
        headers = {"Authorization": f"Bearer {self._key}", "Idempotency-Key": new_id()}
        while True:
            try:
                self._line.request(method, path, json.dumps(body) if body else None, headers)
                answer = self._line.getresponse()
                content = answer.read()
            except _BROKEN:
                self._line.close()
                time.sleep(PAUSE_SECONDS)
                continue
            if answer.status not in {200, 201}:
                raise Refused(f"{method} {path}: {answer.status} {content.decode()}")
            return json.loads(content)["data"]
