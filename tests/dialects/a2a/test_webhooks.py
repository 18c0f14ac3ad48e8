"""Is every event told as the contract words it, signed so that anybody can verify it?"""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
from datetime import timedelta

import pytest

from tests.actions.scene import SEALER
from vivavoce.actions import course, interviews, rooms
from vivavoce.actions.links import Links
from vivavoce.actions.wording import Desk, Letter, Stamp
from vivavoce.dialects.a2a.vocabulary import LABEL_OF
from vivavoce.dialects.a2a.webhooks import CONTENT_OF, A2aWords
from vivavoce.domain.events import Endpoint
from vivavoce.domain.identity import candidate, system
from vivavoce.domain.interview import EndReason
from vivavoce.kit.clock import iso_millis
from vivavoce.store.shapes import DELIVERY, ENDPOINT, EVENT

WORDS = A2aWords()
SECRET = "0123456789abcdef" * 2
BODY = (
    b'{"event":"interview.plan_generated","runId":"agno-run-uuid","interviewId":"interview-uuid",'
    b'"tenantId":"tenant-uuid","state":"PENDING","timestamp":"2024-01-15T10:45:00.000Z",'
    b'"data":{"planId":"plan-uuid"}}'
)
SIGNATURE = "sha256=e6c0525119dd423549f60d9d9d039982d92e32e368c97e4fbe705658549a60e1"
VERIFY = """
const [secret, time] = process.argv.slice(1);
const hmac = require("crypto").createHmac("sha256", secret).update(time + ".");
process.stdin.on("data", (part) => hmac.update(part)).on("end", () => console.log("sha256=" + hmac.digest("hex")));
"""


def verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As a receiver would do it, twice: in Python and in JavaScript."""
    told_at = headers["X-Webhook-Timestamp"]
    ours = "sha256=" + hmac.new(secret.encode(), told_at.encode() + b"." + body, hashlib.sha256).hexdigest()
    node = subprocess.run(
        ["node", "-e", VERIFY, secret, told_at], input=body, capture_output=True, check=True
    )
    return headers["X-Webhook-Signature"] == ours == node.stdout.decode().strip()


@pytest.fixture
def endpoint(clock) -> Endpoint:
    now = clock.now()
    return Endpoint("e", "tenant-uuid", None, "a2a", "https://x", (), SEALER.seal(b"s", b"e"), "", now, now)


@pytest.fixture
def told(store, home, house):
    """The newest payload of an event about an interview, after a check of its envelope."""

    def find(name: str, id: str):
        with store.read(home.id) as view:
            event = [one for one in view.every(EVENT, subject_id=id) if one.name == name][-1]
            links = Links("https://talk.example.com", house.links.key)
            desk = Desk(view, system(home.id), links)
            dossier = interviews.read(view, system(home.id), links, id)
            body = json.loads(WORDS.body(Letter(event, "d", dossier, bytes, None, desk)))
        assert list(body) == ["event", "runId", "interviewId", "tenantId", "state", "timestamp", "data"]
        assert (body["runId"], body["interviewId"], body["tenantId"]) == (id, id, home.id)
        assert (body["event"], body["timestamp"]) == (WORDS.label(name), iso_millis(event.at))
        return body["event"], body["state"], body["data"]

    return find


def test_the_contracts_vector(endpoint, clock) -> None:
    stamp = Stamp(SECRET, "interview.plan_generated", "d1", "tenant-uuid", 2, clock.now(), BODY, endpoint)
    headers = WORDS.headers(stamp)
    assert headers == {
        "X-Webhook-Signature": SIGNATURE,
        "X-Webhook-Timestamp": "2024-01-15T10:45:00.000Z",
        "X-Tenant-ID": "tenant-uuid",
        "X-Webhook-Id": "d1",
        "X-Webhook-Attempt": "2",
    }
    assert verified(SECRET, headers, BODY)
    assert not verified("another", headers, BODY)


def test_retries_come_after_the_contracts_waits(endpoint) -> None:
    wanted = [30, 120, 600, 3600, 21600]
    found = [delay.total_seconds() for delay in WORDS.delays(endpoint, "d1")]
    assert len(found) == len(wanted)
    assert all(abs(delay / seconds - 1) <= 0.1 for delay, seconds in zip(found, wanted, strict=True))


def test_a_sample_is_a_plan_that_was_generated(endpoint, clock) -> None:
    label, body = WORDS.sample(endpoint, clock.now())
    assert label == json.loads(body)["event"] == "interview.plan_generated"
    assert list(json.loads(body)["data"]) == ["planId"]


def test_everything_that_is_told_has_words() -> None:
    assert set(CONTENT_OF) == set(LABEL_OF)
    assert WORDS.label("job.created") is None


def test_what_is_asked_for_and_completed(api, told) -> None:
    made = api.post("/a2a/interview", {"candidateName": "Sam Lee"})
    label, state, content = told("details.needed", made["runId"])
    assert (label, state) == ("interview.info_needed", "INFO_NEEDED")
    assert content == {key: made[key] for key in ("missingFields", "questions", "issues", "dataQuality")}
    more = {
        "candidateEmail": "sam@example.com",
        "position": "Data Engineer",
        "level": "MID",
        "skills": ["SQL"],
        "jobDescription": "x" * 60,
    }
    api.call("PATCH", f"/a2a/interview/{made['runId']}/complete-info", more)
    assert told("details.given", made["runId"]) == (
        "interview.info_completed",
        "VALIDATING_SKILLS",
        {"dataQuality": "ADEQUATE"},
    )


def test_a_plan_and_its_decisions(api, person, backstage, told, clock) -> None:
    id = api.new(scheduledAt="2026-12-01T10:00:00.000Z")
    backstage.plan(id)
    plan_id = {"planId": api.status(id)["planId"]}
    assert told("plan.ready", id) == ("interview.plan_generated", "PENDING", plan_id)
    clock.advance(timedelta(seconds=1))
    person.call("PATCH", f"/a2a/interview/{id}/request-modification", {"userId": "u1", "comments": "More"})
    assert told("plan.changes_asked", id) == (
        "interview.modification_requested",
        "GENERATING_PLAN",
        {**plan_id, "userId": "u1", "comments": "More"},
    )
    clock.advance(timedelta(seconds=1))
    backstage.plan(id)
    clock.advance(timedelta(seconds=1))
    person.call("POST", f"/a2a/interview/{id}/approve", {"approved": True, "userId": "u2"})
    status = api.status(id)
    assert told("plan.approved", id) == (
        "interview.approved",
        "APPROVED",
        {
            "planId": status["planId"],
            "interviewLink": status["interviewLink"],
            "linkExpiresAt": status["linkExpiresAt"],
            "userId": "u2",
        },
    )
    scheduled = {"scheduledAt": "2026-12-01T10:00:00.000Z"}
    assert told("interview.scheduled", id) == ("interview.scheduled", "SCHEDULED", scheduled)


def test_a_plan_that_is_turned_down(api, person, backstage, told) -> None:
    id = api.new()
    backstage.plan(id)
    person.call("POST", f"/a2a/interview/{id}/approve", {"approved": False, "userId": "u", "comments": "No"})
    wanted = {"planId": api.status(id)["planId"], "userId": "u", "comments": "No"}
    assert told("plan.rejected", id) == ("interview.rejected", "REJECTED", wanted)


def test_an_interview_and_its_assessment(api, person, begun, backstage, told, clock) -> None:
    id = begun()
    label, state, content = told("interview.started", id)
    assert (label, state, content["startedAt"]) == (label, "IN_PROGRESS", "2026-11-22T09:00:00.000Z")
    clock.advance(timedelta(minutes=20))
    backstage.hold(id, EndReason.BY_CANDIDATE)
    assert told("interview.ended", id) == (
        "interview.completed",
        "COMPLETED",
        {"sessionId": content["sessionId"], "durationSeconds": 1200, "stateReason": "ENDED_EARLY"},
    )
    clock.advance(timedelta(seconds=1))
    backstage.assess(id)
    found = api.status(id)["assessment"]
    unseen = {"assessmentId": found["assessmentId"], "overallScore": None, "recommendation": None}
    pending = ("interview.assessment_pending", "ASSESSMENT_PENDING", unseen)
    assert told("assessment.ready", id) == pending
    clock.advance(timedelta(seconds=1))
    person.post(f"/a2a/interview/{id}/approve-assessment", {"approved": True, "userId": "u1"})
    score = {key: found[key] for key in ("assessmentId", "overallScore", "recommendation")}
    decided = {**score, "userId": "u1", "comments": None}
    assert told("assessment.released", id) == (
        "interview.assessment_approved",
        "ASSESSMENT_APPROVED",
        decided,
    )
    assert told("assessment.ready", id) == pending


def test_an_assessment_that_is_turned_down_shows_no_score(api, person, assessed, told) -> None:
    id = assessed()
    known = api.status(id)["assessment"]["assessmentId"]
    body = {"approved": False, "userId": "u1", "comments": "Too short"}
    person.post(f"/a2a/interview/{id}/approve-assessment", body)
    unseen = {"assessmentId": known, "overallScore": None, "recommendation": None}
    assert told("assessment.rejected", id) == (
        "interview.assessment_rejected",
        "CANCELLED",
        {**unseen, "userId": "u1", "comments": "Too short"},
    )


def test_what_goes_wrong(api, store, home, backstage, begun, told, clock) -> None:
    cancelled, failed, unheard, left, late = api.new(), api.new(), begun(), begun(), api.new()
    api.call("DELETE", f"/a2a/interview/{cancelled}")
    assert told("interview.cancelled", cancelled) == (
        "interview.cancelled",
        "CANCELLED",
        {"stateReason": "CANCELLED_BY_USER"},
    )
    backstage.fail_plan(failed)
    _, state, content = told("plan.failed", failed)
    assert (state, content["stateReason"], content["stage"]) == ("GENERATING_PLAN", "PLAN_FAILED", "PLAN")
    assert "no words" in content["error"]
    backstage.hold(unheard)
    backstage.fail_assessment(unheard)
    _, state, content = told("assessment.failed", unheard)
    assert (state, content["stateReason"], content["stage"]) == (
        "COMPLETED",
        "ASSESSMENT_FAILED",
        "ASSESSMENT",
    )
    clock.advance(timedelta(minutes=16))
    with store.write(candidate(home.id, backstage.interview(left).candidate_id)) as tx:
        rooms.abandon(tx, left)
    gone = ("interview.abandoned", "APPROVED", {"stateReason": "DISCONNECTED"})
    assert told("interview.returned", left) == gone
    backstage.plan(late)
    api.post(f"/a2a/interview/{late}/approve", {"approved": True})
    clock.advance(timedelta(days=8))
    with store.write(system(home.id)) as tx:
        course.expire(tx, late)
    assert told("interview.expired", late) == (
        "interview.link_expired",
        "APPROVED",
        {"stateReason": "LINK_EXPIRED"},
    )


def test_a_callback_hears_of_its_own_interview_only(api, store, home) -> None:
    url = "https://ats.invalid/hook"
    mine, _ = api.new(callbackUrl=url, jobDescription=""), api.new(jobDescription="")
    with store.read(home.id) as view:
        (endpoint,) = view.every(ENDPOINT)
        (delivery,) = view.every(DELIVERY)
        assert view.get(EVENT, delivery.event_id).subject_id == mine
    assert (endpoint.url, endpoint.subject_id, endpoint.timeout_ms) == (url, mine, 5000)
