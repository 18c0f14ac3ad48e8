"""Twilio's end of a call, for tests: it posts signed forms and follows what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from starlette.testclient import TestClient

from tests.live.conversation import MIND
from vivavoce.domain.errors import NotFound
from vivavoce.domain.interview import CallOutcome, Interview, Role
from vivavoce.kit.clock import FrozenClock
from vivavoce.live.telephone import Telephone
from vivavoce.live.twilio import Callbacks, OwnVoice
from vivavoce.providers.phone_twilio import address, signature
from vivavoce.store.database import Store
from vivavoce.store.shapes import TURN

PUBLIC = "https://us.example"
TOKEN = "the auth token"
SID = "CA" + "1" * 32
OTHER_SID = "CA" + "2" * 32
CALL = "call-1"
LONG = (
    "Last year I rebuilt our billing API in Python because the old one timed out; I measured every call, "
    "moved the slow query to PostgreSQL indexes, and as a result the p95 fell from 900 ms to 80 ms."
)


Told = tuple[str, str, CallOutcome | None, int, bool]


@dataclass
class Line:
    """Twilio's end: it posts signed forms and follows what it is told."""

    client: TestClient
    organization_id: str
    told: list[Told]
    sid: str = SID

    def post(self, step: str, query: str = "", token: str = TOKEN, **form: str) -> Any:
        url = address(PUBLIC, self.organization_id, CALL, step) + (f"?{query}" if query else "")
        form = {"CallSid": self.sid, "FromCity": "", **form}
        return self.client.post(
            url.removeprefix(PUBLIC),
            content=urlencode(form),
            headers={
                "content-type": "application/x-www-form-urlencoded",
                "x-twilio-signature": signature(token, url, form.items()),
            },
        )

    def follow(self, action: str, **form: str) -> Twiml:
        """What the address of a <Gather> answers."""
        parts = urlsplit(action)
        assert f"{parts.scheme}://{parts.netloc}" == PUBLIC
        return read(self.post(parts.path.rpartition("/")[2], parts.query, **form))

    def agreed(self) -> Twiml:
        """The first question."""
        return self.follow(read(self.post("answer")).action, SpeechResult="Yes, sure.")


@dataclass(frozen=True)
class Twiml:
    """What was answered: what is said, and where the answer to it goes ("" where the call ends)."""

    words: str
    action: str


def read(response: Any) -> Twiml:
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/xml")
    root = ElementTree.fromstring(response.text)
    words = " ".join(say.text or "" for say in root.iter("Say"))
    gather = root.find("Gather")
    if gather is None:
        assert root[-1].tag == "Hangup"
        return Twiml(words, "")
    assert (gather.get("input"), gather.get("speechTimeout")) == ("dtmf speech", "auto")
    assert (gather.get("method"), gather.get("actionOnEmptyResult")) == ("POST", "true")
    return Twiml(words, gather.get("action", ""))


def callbacks(
    store: Store, clock: FrozenClock, made: Interview, told: list[Told], own: OwnVoice | None = None
) -> Callbacks:
    def interview_of(organization_id: str, call_id: str) -> str:
        if (organization_id, call_id) != (made.organization_id, CALL):
            raise NotFound("call", call_id)
        return made.id

    def ended(*how: Any) -> None:
        told.append(how)

    telephone = Telephone(store, MIND.conductor, clock)
    return Callbacks(telephone, clock, interview_of, ended, PUBLIC, TOKEN, own)


def answers(store: Store, made: Interview) -> list[str]:
    with store.read(made.organization_id) as view:
        turns = view.every(TURN, interview_id=made.id)
    return [turn.text for turn in turns if turn.role is Role.CANDIDATE]


def outcomes(line: Line) -> list[tuple[CallOutcome | None, bool]]:
    return [(outcome, stop) for _, _, outcome, _, stop in line.told]
