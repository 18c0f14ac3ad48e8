"""Do the contract's worked calls (§9, 6 to 13) answer as printed by a running server?

The console's part of them is done as this house does it: jobs through the API of another dialect, keys by
the command line.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

from tests.dialects.golden import differing
from tests.servers import Running, wait_for

pytestmark = pytest.mark.system

JOB_ID = "backend-2025-01"
INVITE = {
    "name": "Rajaram Joshi",
    "email": "rjoshi.prober@gmail.com",
    "expires_at": "1D",
    "invited_by": "recruiter@company.com",
    "custom_message": "Please <b>complete</b> this assessment.",
}
NOBODY = {"name": "A B", "email": "a@example.com"}
MADE = {
    "success": True,
    "message": "Invitation sent successfully",
    "data": {
        "id": "<uuid>",
        "job_id": JOB_ID,
        "job_title": "Backend Engineer",
        "name": INVITE["name"],
        "email": INVITE["email"],
        "status": "pending",
        "invite_url": "<str>",
        "expires_at": "<ts>",
        "invited_by": INVITE["invited_by"],
        "custom_message": INVITE["custom_message"],
        "created_at": "<ts>",
    },
}
AT_ONCE = 20


@dataclass
class Workspace:
    """A running server and a client of it."""

    running: Running
    client: httpx.Client

    def invite(self, body: Any, job_id: str = JOB_ID, **headers: str) -> httpx.Response:
        sent = headers if headers else {"x-api-key": self.running.key}
        path = f"/api/v1/job-description/{job_id}/invite"
        return self.client.post(path, json=body, headers={k.replace("_", "-"): v for k, v in sent.items()})

    def job(self, method: str, path: str, body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.running.key}"}
        reply = self.client.request(method, path, json=body, headers=headers)
        assert reply.status_code in {200, 201}, reply.text
        return reply.json()["data"]

    def mails_to(self, address: str) -> list[EmailMessage]:
        found = [
            message_from_bytes(file.read_bytes(), policy=policy.default)
            for file in sorted((self.running.data / "mail").glob("*.eml"))
        ]
        return [letter for letter in found if address in str(letter["to"])]


def code(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


def test_the_worked_calls(running: Running) -> None:
    with httpx.Client(base_url=running.base_url, timeout=60) as client:
        workspace = Workspace(running, client)
        _switched_on(workspace)
        _invited(workspace)
        _refused(workspace)
        _revoked(workspace)
        _at_once(workspace)


def _switched_on(workspace: Workspace) -> None:
    """Calls 3 and 6: the job, made without the switch, then with it."""
    new = {
        "title": "Backend Engineer",
        "description": "Build and run our payment services in Python on Postgres.",
        "status": "OPEN",
        "metadata": {"jobId": JOB_ID},
    }
    job = workspace.job("POST", "/jobs", new)
    assert code(workspace.invite(INVITE)) == (403, "INVITES_DISABLED")
    workspace.job("PATCH", f"/jobs/{job['id']}", {"metadata": {"apiInvites": True}})


def _invited(workspace: Workspace) -> None:
    """Calls 7, 8 and 12."""
    reply = workspace.invite(INVITE)
    assert reply.status_code == 201, reply.text
    assert list(differing(MADE, reply.json(), "answer")) == []
    first = reply.json()["data"]
    made, ends = (datetime.fromisoformat(first[name]) for name in ("created_at", "expires_at"))
    assert ends - made == timedelta(days=1)
    (mail,) = wait_for(lambda: workspace.mails_to(INVITE["email"]))
    text, page = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert first["invite_url"] in text
    assert INVITE["custom_message"] in text
    assert "Please &lt;b&gt;complete&lt;/b&gt; this assessment." in page
    assert mail["reply-to"] == INVITE["invited_by"]
    again = workspace.invite(INVITE)
    assert again.status_code == 200
    second = again.json()["data"]
    assert {name: second[name] for name in ("id", "invite_url", "created_at")} == {
        name: first[name] for name in ("id", "invite_url", "created_at")
    }
    assert second["expires_at"] > first["expires_at"]
    assert workspace.client.get(first["invite_url"]).status_code == 200


def _refused(workspace: Workspace) -> None:
    """Calls 9, 10 and 11."""
    assert code(workspace.invite(NOBODY, "no-such-job")) == (404, "JOB_NOT_FOUND")
    assert code(workspace.invite(NOBODY, x_api_key="iw_live_wrong")) == (401, "API_KEY_INVALID")
    assert code(workspace.invite(NOBODY, accept="application/json")) == (401, "API_KEY_MISSING")
    bad = workspace.invite({"name": "", "email": "nope", "expires_at": "soon"})
    assert code(bad) == (422, "VALIDATION_ERROR")
    assert [one["field"] for one in bad.json()["error"]["details"]] == ["name", "email", "expires_at"]


def _revoked(workspace: Workspace) -> None:
    """Calls 5 and 13. The key is used after it was revoked only, because a good one is remembered for 30 s."""
    made = workspace.running.command("keys", "create", "--name", "ATS production")
    key = made.stdout.splitlines()[-1]
    listed = workspace.running.command("keys", "list").stdout
    assert key not in listed
    id = next(line.split()[0] for line in listed.splitlines() if "ATS production" in line)
    assert workspace.running.command("keys", "revoke", id).returncode == 0
    assert code(workspace.invite(NOBODY, x_api_key=key)) == (401, "API_KEY_INVALID")


def _at_once(workspace: Workspace) -> None:
    """Identical calls at once make one invitation."""
    body = {"name": "Ana Silva", "email": "raced@example.com"}
    with ThreadPoolExecutor(AT_ONCE) as threads:
        replies = list(threads.map(lambda _: workspace.invite(body), range(AT_ONCE)))
    assert sorted(reply.status_code for reply in replies) == [200] * (AT_ONCE - 1) + [201]
    assert len({reply.json()["data"]["id"] for reply in replies}) == 1
