"""Through the door as a browser goes: from a link to what opens the room's socket."""

from __future__ import annotations

import time
from dataclasses import dataclass

import httpx

from vivavoce.bench.clients import Client
from vivavoce.bench.ground import Ground

DOOR_SECONDS = 60.0
LOOK_SECONDS = 0.05
WRITTEN = ("ai_interview", "transcript")
SPOKEN = (*WRITTEN, "audio")


class Shut(Exception):
    """A room did not open; the message is what the door said."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What the door gives for the socket."""

    address: str
    token: str


def links(port: int, ground: Ground, count: int) -> list[str]:
    """As many new interviews, each by its candidate's link."""
    client = Client(port, ground.key)
    parties = {"candidateId": ground.candidate_id, "agentId": ground.agent_id, "jobId": ground.job_id}
    return [client.insist("POST", "/interviews", parties)["interviewUrl"] for _ in range(count)]


def enter(link: str, grants: tuple[str, ...] = WRITTEN) -> Pass:
    """Through the door, once the plan is there: consent, ticket. Raises Shut."""
    with httpx.Client(trust_env=False) as browser:
        deadline = time.monotonic() + DOOR_SECONDS
        while (given := _ask_for_seat(browser, link, grants)).status_code != 200:
            if time.monotonic() > deadline:
                raise Shut(given.text)
            time.sleep(LOOK_SECONDS)
    seat = given.json()
    address = f"{seat['wsUrl']}?sessionId={seat['sessionId']}&tenantId={seat['tenantId']}"
    return Pass(address, seat["sessionToken"])


def _ask_for_seat(browser: httpx.Client, link: str, grants: tuple[str, ...]) -> httpx.Response:
    browser.post(f"{link}/consent", data=dict.fromkeys(grants, "yes"))
    return browser.post(f"{link}/ticket")
