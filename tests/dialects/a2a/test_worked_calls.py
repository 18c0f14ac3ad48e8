"""Do the contract's worked calls (§15) answer as printed by a running server, candidate and worker included?

Call 11 (audio) is answered as by a server that cannot listen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import struct
import subprocess
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.dialects.a2a.test_webhooks import VERIFY
from tests.dialects.golden import differing
from tests.servers import Running, Sink, wait_for
from vivavoce.kit.ids import token_hash
from vivavoce.live.protocol import SUBPROTOCOL
from vivavoce.providers.mail import ABOUT

pytestmark = pytest.mark.system
EMAIL, PASSWORD = "admin@demo.ai-interview.com", "Admin123!"
SECRET = "a secret of the receiver, 32 or more"
ANSWER = "I split the service by bounded context and kept writes idempotent."
JANE = {
    "candidateName": "Jane Smith",
    "candidateEmail": "jane@example.com",
    "position": "Senior Software Engineer",
    "level": "SENIOR",
    "skills": ["TypeScript", "React", "Node.js", "PostgreSQL"],
    "jobDescription": "Join our platform team to build scalable web applications with a modern tech stack. "
    "You will architect and own key services.",
}
ACCEPTED = {
    "runId": "<uuid>",
    "interviewId": "<uuid>",
    "state": "VALIDATING_SKILLS",
    "message": "Interview request accepted. Skill validation in progress.",
    "dataQuality": "EXCELLENT",
}


def like(expected: Any, actual: Any) -> None:
    """`actual` is as the contract prints it."""
    assert list(differing(expected, actual, "answer")) == [], json.dumps(actual, indent=1)


@dataclass(frozen=True)
class Ats:
    """An applicant tracking system: a key, a recruiter's session, and a receiver of webhooks."""

    running: Running
    sink: Sink
    http: httpx.Client
    jwt: str

    @property
    def key(self) -> dict[str, str]:
        return {"X-API-Key": self.running.key}

    @property
    def person(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.jwt}"}

    def call(self, method: str, path: str, status: int, body: Any = None, headers: Any = None) -> Any:
        reply = self.http.request(method, path, json=body, headers=self.key if headers is None else headers)
        assert reply.status_code == status, reply.text
        return reply.json()

    def status(self, id: str) -> Any:
        return self.call("GET", f"/a2a/interview/{id}/status", 200)

    def until(self, id: str, state: str) -> Any:
        """The status once it is `state`."""

        def look() -> Any:
            found = self.status(id)
            return found if found["state"] == state else None

        return wait_for(look)

    def told(self, id: str, event: str, times: int = 1) -> Any:
        """The payload of an event about a run, once it came so often; every signature is checked."""

        def look() -> Any:
            bodies = [self._verified(request) for request in list(self.sink.requests)]
            found = [body for body in bodies if (body["runId"], body["event"]) == (id, event)]
            return found if len(found) >= times else None

        return wait_for(look)[-1]

    def decide(self, id: str, status: int, **body: Any) -> Any:
        return self.call("POST", f"/a2a/interview/{id}/approve", status, body, self.person)

    def otp(self, token: str) -> str:
        """The newest code that was mailed for a link."""

        def look() -> str | None:
            for path in sorted((self.running.data / "mail").glob("*.eml"), reverse=True):
                message = message_from_bytes(path.read_bytes(), policy=default)
                code = re.search(r"interview code: (\d{6})", str(message["Subject"]))
                if code and str(message[ABOUT]).strip() == token_hash(token):
                    return code[1]
            return None

        return str(wait_for(look))

    @staticmethod
    def _verified(request: Any) -> Any:
        told_at, body = request.headers["x-webhook-timestamp"], request.body
        signed = told_at.encode() + b"." + body
        ours = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        assert request.headers["x-webhook-signature"] == f"sha256={ours}"
        assert (request.json["timestamp"], request.json["tenantId"]) == (
            told_at,
            request.headers["x-tenant-id"],
        )
        assert request.headers["x-webhook-attempt"] == "1"
        return request.json


@pytest.fixture
def ats(running: Running, sink: Sink) -> Any:
    """An administrator who has signed in (worked call 1) and set the tenant's secret."""
    running.command(
        "members", "create", "--email", EMAIL, "--name", "Demo", "--role", "admin", input=f"{PASSWORD}\n"
    )
    with httpx.Client(base_url=f"{running.base_url}/api/v1", timeout=30, trust_env=False) as http:
        login = http.post("/auth/login", json={"email": EMAIL, "password": PASSWORD})
        assert login.status_code == 200, login.text
        like(
            {
                "accessToken": "<str>",
                "expiresIn": 3600,
                "user": {"id": "<uuid>", "email": EMAIL, "role": "ADMIN", "<more>": 0},
            },
            login.json(),
        )
        ats = Ats(running, sink, http, login.json()["accessToken"])
        settings = {"callbackUrl": sink.url, "secret": SECRET, "isActive": True}
        ats.call("PUT", "/tenants/me/webhook-config", 200, settings, ats.person)
        yield ats


def test_from_the_request_to_the_approved_assessment(ats: Ats) -> None:
    """Worked calls 2 to 10 and 12 to 15, and 22."""
    made = ats.call("POST", "/a2a/interview", 201, {**JANE, "callbackUrl": ats.sink.url})
    like(ACCEPTED, made)
    id = made["runId"]
    generated = ats.told(id, "interview.plan_generated")
    like({"planId": "<uuid>"}, generated["data"])
    pending = ats.until(id, "PENDING")
    assert (generated["state"], generated["data"]["planId"]) == ("PENDING", pending["planId"])

    approved = ats.decide(id, 200, approved=True, userId="recruiter-user-uuid")
    link = approved["interviewLink"]
    assert approved == {
        "message": "Interview plan approved. Candidate link generated.",
        "workflowState": "APPROVED",
        "interviewLink": f"{ats.running.base_url}/interview/join/{link.rsplit('/', 1)[1]}",
    }
    assert ats.told(id, "interview.approved")["data"]["userId"] == "recruiter-user-uuid"

    passed = _enter(ats, link.rsplit("/", 1)[1])
    assert ats.status(id)["state"] == "IN_PROGRESS"
    assert ats.told(id, "interview.started")["data"]["sessionId"] == passed["sessionId"]
    _talk(ats, id, passed)

    assert ats.told(id, "interview.completed")["data"]["stateReason"] == "ENDED_EARLY"
    ats.told(id, "interview.assessment_pending")
    judged = ats.until(id, "ASSESSMENT_PENDING")
    assert judged["assessment"]["recommendation"] in {"STRONG_HIRE", "HIRE", "MAYBE", "NO_HIRE"}
    decision = {"approved": True, "userId": "recruiter-user-uuid"}
    done = ats.call("POST", f"/a2a/interview/{id}/approve-assessment", 200, decision, ats.person)
    like({"message": "<str>", "workflowState": "ASSESSMENT_APPROVED"}, done)
    assert ats.status(id)["state"] == "ASSESSMENT_APPROVED"
    _json_rpc(ats, id)


def test_incomplete_then_completed_changed_and_rejected(ats: Ats) -> None:
    """Worked calls 16 to 18; the tenant's own endpoint is told, because no callback is named."""
    sam = {
        "candidateName": "Sam Lee",
        "candidateEmail": "sam@example.com",
        "position": "Data Engineer",
        "skills": ["SQL"],
        "jobDescription": "Too short",
    }
    made = ats.call("POST", "/a2a/interview", 201, sam)
    like(
        {
            "state": "INFO_NEEDED",
            "dataQuality": "POOR",
            "missingFields": ["level", "jobDescription"],
            "<more>": 0,
        },
        made,
    )
    nameless = {name: value for name, value in sam.items() if name != "candidateEmail"}
    assert ats.call("POST", "/a2a/interview", 201, nameless)["dataQuality"] == "INVALID"
    id = made["interviewId"]
    assert ats.told(id, "interview.info_needed")["data"]["missingFields"] == ["level", "jobDescription"]
    more = {
        "userId": "recruiter-uuid",
        "level": "SENIOR",
        "skills": ["SQL", "Python", "Airflow"],
        "jobDescription": "We look for a data engineer who designs, builds and runs our batch and streaming "
        "pipelines end to end.",
    }
    completed = ats.call("PATCH", f"/a2a/interview/{id}/complete-info", 200, more, ats.person)
    assert completed == {
        "message": "Interview information completed. Skill validation starting.",
        "state": "VALIDATING_SKILLS",
    }
    ats.told(id, "interview.info_completed")
    first = ats.until(id, "PENDING")["planId"]
    wish = {"userId": "recruiter-uuid", "comments": "Add a question on data quality checks."}
    asked = ats.call("PATCH", f"/a2a/interview/{id}/request-modification", 200, wish, ats.person)
    assert asked["workflowState"] == "GENERATING_PLAN"
    again = ats.told(id, "interview.plan_generated", times=2)["data"]["planId"]
    assert again == ats.until(id, "PENDING")["planId"] != first
    turned_down = ats.decide(id, 200, approved=False, userId="recruiter-uuid", comments="Role closed.")
    assert turned_down["workflowState"] == "REJECTED"
    assert ats.told(id, "interview.rejected")["data"]["comments"] == "Role closed."
    late = ats.decide(id, 409, approved=True)
    assert (late["error"], late["currentState"]) == ("Conflict", "REJECTED")


def test_failures(ats: Ats) -> None:
    """Worked call 19."""
    id = ats.call("POST", "/a2a/interview", 201, JANE)["runId"]
    path = f"/a2a/interview/{id}/status"
    ats.call("GET", path, 401, headers={})
    ats.call("GET", path, 401, headers={"X-API-Key": "wrong"})
    ats.call("GET", "/a2a/interview/00000000-0000-4000-8000-000000000000/status", 404)
    wrong = ats.call("POST", "/a2a/interview", 400, {"skills": "React"})
    assert [fault["field"] for fault in wrong["details"]] == ["skills"]
    inside = {
        "candidateName": "A B",
        "candidateEmail": "a@example.com",
        "position": "X",
        "callbackUrl": "http://169.254.169.254/latest",
    }
    refused = ats.call("POST", "/a2a/interview", 400, inside)
    assert [fault["field"] for fault in refused["details"]] == ["callbackUrl"]
    gone = ats.call("GET", "/candidate-access/nosuchtoken/info", 404, headers={})
    like({"statusCode": 404, "message": "Interview link not found or has expired", "<more>": 0}, gone)
    ats.call("POST", "/auth/login", 401, {"email": EMAIL, "password": "no"}, {})


def test_otp_limit(ats: Ats) -> None:
    """Worked call 20."""
    id = ats.call("POST", "/a2a/interview", 201, JANE)["runId"]
    ats.until(id, "PENDING")
    token = ats.decide(id, 200, approved=True)["interviewLink"].rsplit("/", 1)[1]
    wanted = [201] * 5 + [429]
    for status in wanted:
        ats.call("POST", f"/candidate-access/{token}/request-otp", status, headers={})


def test_api_key(ats: Ats) -> None:
    """Worked call 21; a key begins with `vv_live_` here, as all keys of this server do."""
    asked = {
        "name": "ATS Integration",
        "permissions": ["interview:create", "interview:read"],
        "expiresAt": "2099-01-01T00:00:00.000Z",
    }
    made = ats.call("POST", "/api-keys", 201, asked, ats.person)
    like({"id": "<uuid>", **asked, "key": "<str>", "<more>": 0}, made)
    listed = ats.call("GET", "/api-keys", 200, headers=ats.person)
    assert made["key"] not in json.dumps(listed)
    key = {"X-API-Key": made["key"]}
    id = ats.call("POST", "/a2a/interview", 201, JANE, key)["runId"]
    ats.call("POST", f"/a2a/interview/{id}/approve", 403, {"approved": True}, key)


def _enter(ats: Ats, token: str) -> dict[str, str]:
    """Worked calls 6 to 8: what opens the socket."""
    door, nobody = f"/candidate-access/{token}", dict[str, str]()
    shown = ats.call("GET", f"{door}/info", 200, headers=nobody)
    who = {"candidateName": "Jane Smith", "position": "Senior Software Engineer"}
    like({**who, "maskedEmail": "j***@e***.com", "expiresAt": "<ts>", "<more>": 0}, shown)
    sent = ats.call("POST", f"{door}/request-otp", 201, headers=nobody)
    assert sent == {"message": "Verification code sent to j***@e***.com"}
    code = ats.otp(token)
    ats.call("POST", f"{door}/verify-otp", 401, {"otp": "000000" if code != "000000" else "000001"}, nobody)
    verified = ats.call("POST", f"{door}/verify-otp", 200, {"otp": code}, nobody)
    like({"sessionToken": "<str>", **who}, verified)
    ats.call("POST", f"{door}/start", 401, headers=nobody)
    begun = ats.call("POST", f"{door}/start", 201, headers={"x-session-token": verified["sessionToken"]})
    like({"sessionId": "<uuid>", "tenantId": "<uuid>", "wsUrl": "<str>"}, begun)
    return {**begun, "sessionToken": verified["sessionToken"]}


class Socket:
    """One connection of the candidate: what it says, and what it hears."""

    def __init__(self, lines: ExitStack, passed: dict[str, str]) -> None:
        address = f"{passed['wsUrl']}?sessionId={passed['sessionId']}&tenantId={passed['tenantId']}"
        line = connect(address, subprotocols=[SUBPROTOCOL], compression=None, proxy=None)
        self.connection: ClientConnection = lines.enter_context(line)
        self.heard: list[Any] = []

    def say(self, type: str, **fields: Any) -> None:
        self.connection.send(json.dumps({"type": type, **fields}))

    def hello(self, token: str, last: int) -> Any:
        self.say("HELLO", sessionToken=token, lastSeq=last, input="text", playback=[])
        return self.until(lambda body: body["type"] in {"READY", "ERROR"})

    def until(self, wanted: Callable[[Any], bool]) -> Any:
        """The first message that is wanted; all before it are kept in `heard`."""
        while True:
            self.heard.append(json.loads(self.connection.recv(timeout=60)))
            if wanted(self.heard[-1]):
                return self.heard[-1]

    def closed(self) -> int | None:
        with suppress(ConnectionClosed):
            while True:
                self.connection.recv(timeout=60)
        return self.connection.close_code


def _phase(name: str) -> Callable[[Any], bool]:
    return lambda body: body["type"] == "PHASE" and body["phase"] == name


def _talk(ats: Ats, id: str, passed: dict[str, str]) -> None:
    """Worked calls 9 to 13; 11 as a server without speech-to-text answers it."""
    with ExitStack() as lines:
        _held(ats, id, passed, lines)


def _held(ats: Ats, id: str, passed: dict[str, str], lines: ExitStack) -> None:
    token = passed["sessionToken"]
    first = Socket(lines, passed)
    ready = first.hello(token, 0)
    like({"type": "READY", "seq": "<int>", "resumed": False, "phase": "WAITING", "<more>": 0}, ready)
    assert ready["question"]["index"] == 0
    first.say("GREETING_REQUEST")
    first.until(_phase("LISTENING"))
    course = [
        (body["type"], body.get("kind") or body.get("phase") or body.get("final")) for body in first.heard
    ]
    assert course[1:] == [
        ("PHASE", "SPEAKING"),
        ("TURN_START", "GREETING"),
        ("AGENT_TEXT", True),
        ("TURN_START", "QUESTION"),
        ("AGENT_TEXT", True),
        ("PHASE", "LISTENING"),
    ]
    for _ in range(2):
        first.say("TEXT_ANSWER", clientMsgId="a1", text=ANSWER)
    begins = len(first.heard)
    first.until(lambda body: body["type"] == "TURN_START")
    first.until(_phase("LISTENING"))
    answered = first.heard[begins:]
    assert [body["text"] for body in answered if body["type"] == "TRANSCRIPT"] == [ANSWER]
    assert [b["phase"] for b in answered if b["type"] == "PHASE"] == ["THINKING", "SPEAKING", "LISTENING"]
    assert next(b["kind"] for b in answered if b["type"] == "TURN_START") in {"FOLLOW_UP", "QUESTION"}
    last, missed = answered[0]["seq"], [body["seq"] for body in answered[1:]]
    first.connection.close()

    second = Socket(lines, passed)
    assert second.hello(token, last)["resumed"] is True
    again = [json.loads(second.connection.recv(timeout=60))["seq"] for _ in missed]
    assert again == missed
    assert ats.status(id)["state"] == "IN_PROGRESS"
    third = Socket(lines, passed)
    third.hello(token, missed[-1])
    assert second.closed() == 4409
    assert Socket(lines, passed).closed() == 4408
    stranger = Socket(lines, passed)
    stranger.hello("wrong", 0)
    assert stranger.closed() == 4401
    third.say("AUDIO_START", utterance=2)
    for frame in range(30):
        third.connection.send(struct.pack(">BBHIII", 1, 1, 0, 2, frame, 100 * frame) + bytes(3200))
    third.say("AUDIO_END", utterance=2, lastFrame=29)
    assert third.until(lambda body: body["type"] == "NOTICE")["code"] == "STT_DOWN"
    third.say("END_INTERVIEW")
    ended = third.until(lambda body: body["type"] == "SESSION_ENDED")
    assert ended["reason"] == "ENDED_BY_CANDIDATE"
    assert third.closed() == 1000


def _json_rpc(ats: Ats, id: str) -> None:
    """Worked call 22."""
    asked = {"jsonrpc": "2.0", "method": "interview.getStatus", "params": {"runId": id}, "id": 1}
    answer = ats.call("POST", "/a2a/task", 200, asked)
    like(
        {"jsonrpc": "2.0", "result": {"runId": id, "state": "ASSESSMENT_APPROVED", "<more>": 0}, "id": 1},
        answer,
    )
    unknown = {"jsonrpc": "2.0", "method": "no.such", "params": {}, "id": 2}
    refused = ats.call("POST", "/a2a/task", 200, unknown)
    like({"jsonrpc": "2.0", "error": {"code": -32601, "message": "<str>", "<more>": 0}, "id": 2}, refused)


def test_a_signature_verifies_elsewhere_too(ats: Ats) -> None:
    """The same signature by another implementation."""
    id = ats.call("POST", "/a2a/interview", 201, {**JANE, "callbackUrl": ats.sink.url})["runId"]
    ats.told(id, "interview.plan_generated")
    request = ats.sink.requests[-1]
    command = ["node", "-e", VERIFY, SECRET, request.headers["x-webhook-timestamp"]]
    node = subprocess.run(command, input=request.body, capture_output=True, check=True)
    assert node.stdout.decode().strip() == request.headers["x-webhook-signature"]
