"""Do the contract's worked calls (§11) answer as printed by a running server, candidate and worker included?"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import httpx
import pytest

from tests.conftest import ENGINES
from tests.dialects.golden import differing
from tests.dialects.ntrvsta.secure import SecureSink
from tests.servers import Running, launch, wait_for

pytestmark = pytest.mark.system

TEMPLATE = {
    "title": "Senior Backend Engineer",
    "description": "Backend engineering interview for distributed systems candidates",
}
POSTED = {
    "title": "Senior Backend Engineer",
    "externalPostingId": "greenhouse-4711",
    "whiteboardDesign": True,
    "inviteUrlExpiresInDays": 14,
}
JANE = {"email": "jane.doe@example.com", "firstName": "Jane", "lastName": "Doe"}
LEGACY = {
    "candidateEmail": "Jane.Doe@example.com",
    "candidateFirstName": "Jane",
    "candidateLastName": "Doe",
}
AT_ONCE = 50


@dataclass
class Server:
    """A running server, the receiver it may tell, and what the calls so far have brought."""

    running: Running
    sink: SecureSink
    client: httpx.Client

    def call(
        self, method: str, path: str, body: Any = None, key: dict[str, str] | None = None
    ) -> httpx.Response:
        headers = {"X-Ntrvsta-Api-Key": self.running.key} if key is None else key
        return self.client.request(method, path, json=body, headers=headers)

    def mails_to(self, address: str) -> list[str]:
        folder = self.running.data / "mail"
        letters = [
            message_from_bytes(file.read_bytes(), policy=policy.default) for file in folder.glob("*.eml")
        ]
        return [letter.as_string() for letter in letters if address in str(letter["to"])]


@pytest.fixture(scope="module", params=ENGINES)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real `vivavoce up`, once for each engine, which trusts the receiver's certificate."""
    sink = SecureSink(tmp_path_factory.mktemp("sink"))
    extra = {"SSL_CERT_FILE": str(sink.authority)}
    if request.param == "postgresql":
        extra["VIVAVOCE_DATABASE_URL"] = request.getfixturevalue("databases")()
    running = launch(tmp_path_factory.mktemp("server"), "up", **extra)
    with httpx.Client(base_url=running.base_url, timeout=60) as client:
        yield Server(running, sink, client)
    running.stop()
    sink.close()


def printed(reply: httpx.Response, status: int, expected: dict[str, Any]) -> Any:
    """The answer, which has this status and these parts."""
    assert reply.status_code == status, reply.text
    answer = reply.json()
    assert list(differing({**expected, "<more>": None}, answer, "answer")) == []
    assert reply.headers["X-Request-Id"]
    return answer


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_worked_calls(server: Server) -> None:
    template, invitation = _templates_and_invitations(server)
    secret = _webhook(server)
    server.running.simulate(invitation["inviteUrl"])
    told = _told_once(server, secret)
    _polled(server, invitation, told)
    done = server.call("POST", "/v1/interview-invitations", {"templateId": template, "candidate": JANE})
    printed(
        done,
        200,
        {
            "reused": True,
            "status": "COMPLETED",
            "inviteUrl": None,
            "invitationId": invitation["invitationId"],
        },
    )


def _templates_and_invitations(server: Server) -> tuple[str, dict[str, Any]]:
    """Calls 1 to 6."""
    made = {
        **TEMPLATE,
        "templateId": "<str>",
        "externalPostingId": None,
        "whiteboardDesign": False,
        "inviteUrlExpiresInDays": 30,
        "reused": False,
        "createdAt": "<ts>",
    }
    first = printed(server.call("POST", "/v1/templates", TEMPLATE), 201, made)
    bearer = {"Authorization": f"Bearer {server.running.key}"}
    second = printed(server.call("POST", "/v1/templates", TEMPLATE, bearer), 201, made)
    assert first["templateId"] != second["templateId"]
    posted = printed(server.call("POST", "/v1/templates", POSTED), 201, {**POSTED, "reused": False})
    template = posted["templateId"]
    printed(server.call("POST", "/v1/templates", POSTED), 200, {"templateId": template, "reused": True})
    invited = printed(
        server.call("POST", "/v1/interview-invitations", {"templateId": template, "candidate": JANE}),
        201,
        {
            "invitationId": "<str>",
            "templateId": template,
            "externalPostingId": "greenhouse-4711",
            "candidate": {"candidateId": "<str>", **JANE, "externalCandidateId": None},
            "status": "SCHEDULED",
            "inviteUrl": "<str>",
            "inviteUrlExpiresAt": "<ts>",
            "reused": False,
            "createdAt": "<ts>",
        },
    )
    assert moment(invited["inviteUrlExpiresAt"]) - moment(invited["createdAt"]) == timedelta(days=14)
    wait_for(lambda: server.mails_to(JANE["email"]))
    printed(
        server.call("POST", "/v1/interview-invitations", {"templateId": template, **LEGACY}),
        200,
        {"invitationId": invited["invitationId"], "reused": True, "inviteUrl": invited["inviteUrl"]},
    )
    assert len(server.mails_to(JANE["email"])) == 1
    before = server.call("GET", f"/v1/interview-results?invitationId={invited['invitationId']}")
    assert before.json() == {"results": [], "nextCursor": None, "resultUrl": None, "overallScore": None}
    return template, invited


def _webhook(server: Server) -> str:
    """Call 7, by the command line: the address is set, a private one and one without TLS are refused."""

    def at(url: str) -> Any:
        return server.running.command("webhooks", "set", "--dialect", "ntrvsta", "--url", url)

    saved = at(server.sink.url)
    assert saved.returncode == 0, saved.stderr
    for refused in ("https://169.254.169.254/latest", "http://hooks.example.com/ntrvsta"):
        assert at(refused).returncode != 0
    return str(saved.stdout.split()[-1])


def _told_once(server: Server, secret: str) -> dict[str, Any]:
    """Call 9."""
    wait_for(lambda: server.sink.requests)
    (request,) = server.sink.requests
    body = dict(json.loads(request.body))
    signed = hmac.new(secret.encode(), request.body, hashlib.sha256).hexdigest()
    assert request.headers["x-ntrvsta-signature"] == f"sha256={signed}"
    assert request.headers["x-ntrvsta-event"] == "result.completed"
    assert request.headers["x-ntrvsta-idempotency-key"] == body["resultId"]
    assert request.headers["user-agent"] == "NTRVSTA-Webhooks/1.0"
    assert request.headers["content-type"] == "application/json"
    assert body["candidate"]["email"] == JANE["email"]
    assert body["interview"]["status"] == "COMPLETED"
    assert list(body["aiAnalysis"]["scoring"]) == ["overallScore", "categories"]
    return body


def _polled(server: Server, invitation: dict[str, Any], told: dict[str, Any]) -> None:
    """Call 10: what is polled equals what was told."""
    bearer = {"Authorization": f"Bearer {server.running.key}"}
    path = f"/v1/interview-results?invitationId={invitation['invitationId']}"
    same = {name: told[name] for name in ("resultUrl", "overallScore")}
    answer = printed(server.call("GET", path, key=bearer), 200, {"nextCursor": None, **same})
    assert [one["resultId"] for one in answer["results"]] == [told["resultId"]]
    assert {name: answer["results"][0][name] for name in same} == same
    window = server.call("GET", "/v1/interview-results?completedAfter=2025-01-01T00:00:00Z&limit=1")
    assert len(window.json()["results"]) == 1


def test_the_worked_failures(server: Server) -> None:
    """Call 12."""
    invite = {"candidate": {"email": "a@example.com", "firstName": "A", "lastName": "B"}}
    own = server.call("POST", "/v1/templates", {**POSTED, "externalPostingId": "another"})
    known = own.json()["templateId"]
    other = {"X-Ntrvsta-Api-Key": _key_of_another_organization(server)}
    wrong = {"X-Ntrvsta-Api-Key": "ntrv_0000000000_wrong"}
    answers = [
        (server.call("GET", "/v1/interview-results", key={}), 401, "unauthorized"),
        (server.call("GET", "/v1/interview-results", key=wrong), 401, "unauthorized"),
        (server.call("POST", "/v1/templates", {"title": ""}), 422, "validation_error"),
        (
            server.call("POST", "/v1/interview-invitations", {"templateId": "tpl_none", **invite}),
            404,
            "template_not_found",
        ),
        (
            server.call("POST", "/v1/interview-invitations", {"templateId": known, **invite}, other),
            404,
            "template_not_found",
        ),
    ]
    for reply, status, code in answers:
        assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
    assert [detail["field"] for detail in answers[2][0].json()["error"]["details"]] == ["title"]
    assert answers[0][0].headers["WWW-Authenticate"] == "Bearer"


def _key_of_another_organization(server: Server) -> str:
    spanning = server.running.command("keys", "create", "--name", "ats", "--ats").stdout.splitlines()[-1]
    founded = server.client.post(
        "/company", json={"name": "Umbra"}, headers={"Authorization": f"Bearer {spanning}"}
    )
    id = founded.json()["data"]["id"]
    made = server.running.command("keys", "create", "--name", "other", "--org", id)
    return str(made.stdout.splitlines()[-1])


def test_many_identical_calls_at_once_make_one(server: Server) -> None:
    posting = {"title": "Nurse", "externalPostingId": "raced"}
    made = _at_once(server, "/v1/templates", posting)
    assert sorted(reply.status_code for reply in made) == [200] * (AT_ONCE - 1) + [201]
    assert len({reply.json()["templateId"] for reply in made}) == 1
    invite = {"externalPostingId": "raced", "candidate": {"email": "raced@example.com"}}
    invited = _at_once(server, "/v1/interview-invitations", invite)
    assert sorted(reply.status_code for reply in invited) == [200] * (AT_ONCE - 1) + [201]
    assert len({(reply.json()["invitationId"], reply.json()["inviteUrl"]) for reply in invited}) == 1


def _at_once(server: Server, path: str, body: dict[str, Any]) -> list[httpx.Response]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(lambda _: server.call("POST", path, body), range(AT_ONCE)))
