"""A simulated candidate: opens a link as a browser would and answers through the real socket to the end."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from vivavoce.interviewer.personas import Persona, answer
from vivavoce.kit.ids import token_hash
from vivavoce.live.protocol import SUBPROTOCOL
from vivavoce.providers.mail import ABOUT

WAIT_SECONDS = 30.0
LOOK_SECONDS = 0.1
MOST_TURNS = 200


class SimulationError(Exception):
    """The interview could not be held; the message says where it stopped."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One thing said, by `agent` or `candidate`."""

    role: str
    text: str


def simulate(
    url: str, persona: str, mail: Path, seed: int = 0, told: Callable[[Exchange], None] = lambda _: None
) -> list[Exchange]:
    """Hold the interview behind `url`. `mail` is the server's mail folder, for the one-time code.

    `told` hears everything as it is said. Raises SimulationError.
    """
    import httpx

    url = url.split("?", maxsplit=1)[0].rstrip("/")
    try:
        with httpx.Client(follow_redirects=False, timeout=20.0, trust_env=False) as browser:
            pass_ = _pass_door(browser, url, mail)
    except httpx.HTTPError as error:
        raise SimulationError(f"cannot reach {url}: {error}") from error
    return _talk(pass_, persona, seed, told)


def _pass_door(browser: Any, url: str, mail: Path) -> dict[str, str]:
    began = time.time()
    _await_notice(browser, url)
    agreed = browser.post(f"{url}/consent", data={"ai_interview": "yes", "transcript": "yes"})
    if agreed.status_code != 303:
        raise SimulationError(f"consent was not taken (HTTP {agreed.status_code})")
    chosen = browser.post(f"{url}/how", data={"mode": "writing"})
    if chosen.status_code != 303:
        raise SimulationError(f"the way to be interviewed was not taken (HTTP {chosen.status_code})")
    if chosen.headers["location"].endswith("/code"):
        browser.post(f"{url}/code").raise_for_status()
        code = _code(mail, token_hash(url.rpartition("/")[2]), began)
        passed = browser.post(f"{url}/code/check", data={"code": code})
        if passed.status_code != 303:
            raise SimulationError("the one-time code was refused")
    given = browser.post(f"{url}/ticket")
    if given.status_code != 200:
        raise SimulationError(f"the room did not open: {given.json().get('message', '')}")
    return dict(given.json())


def _await_notice(browser: Any, url: str) -> None:
    """Wait while the plan is being written."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        shown = browser.get(url)
        if shown.status_code in {404, 410}:
            raise SimulationError("this interview link is not known, or has expired")
        if shown.is_redirect or "/notice" in shown.text:
            return
        if 'http-equiv="refresh"' not in shown.text:
            raise SimulationError("this interview is over")
        time.sleep(LOOK_SECONDS)
    raise SimulationError("the interview was not prepared in time")


def _code(mail: Path, link: str, since: float) -> str:
    """The newest code sent for this link (its token's hash) since then."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        for path in sorted(mail.glob("*.eml"), reverse=True):
            if path.stat().st_mtime < since - 1:
                break
            message = message_from_bytes(path.read_bytes(), policy=default)
            found = re.search(r"interview code: (\d{6})", str(message["Subject"]))
            if found and str(message[ABOUT]).strip() == link:
                return found[1]
        time.sleep(LOOK_SECONDS)
    raise SimulationError(f"no one-time code arrived in {mail} (pass --data DIR of the server)")


def _talk(pass_: dict[str, str], persona: str, seed: int, told: Callable[[Exchange], None]) -> list[Exchange]:
    from websockets.exceptions import ConnectionClosed
    from websockets.sync.client import connect
    from websockets.typing import Subprotocol

    address = f"{pass_['wsUrl']}?sessionId={pass_['sessionId']}&tenantId={pass_['tenantId']}"
    said: list[Exchange] = []
    try:
        with connect(
            address, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None, proxy=None
        ) as socket:

            def send(**body: Any) -> None:
                socket.send(json.dumps(body))

            send(type="HELLO", sessionToken=pass_["sessionToken"], lastSeq=0, input="text")
            question, ordinal = "", 0
            while len(said) < MOST_TURNS:
                body = json.loads(socket.recv(timeout=WAIT_SECONDS))
                match body["type"]:
                    case "READY":
                        send(type="GREETING_REQUEST")
                    case "AGENT_TEXT":
                        question = body["text"]
                        said.append(Exchange("agent", question))
                        told(said[-1])
                    case "PHASE" if body["phase"] == "LISTENING":
                        ordinal += 1
                        said.append(Exchange("candidate", answer(Persona(persona), question, ordinal, seed)))
                        told(said[-1])
                        send(type="TEXT_ANSWER", text=said[-1].text, clientMsgId=f"{seed}-{ordinal}")
                    case "SESSION_ENDED":
                        return said
                    case "ERROR":
                        raise SimulationError(f"the room said: {body['message']}")
    except (ConnectionClosed, OSError, TimeoutError) as error:
        raise SimulationError(f"the connection broke off: {error}") from error
    raise SimulationError("the interview did not come to an end")
