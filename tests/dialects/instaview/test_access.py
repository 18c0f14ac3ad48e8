"""Who may do what: keys, scopes, limits, companies and what belongs to somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.dialects.conftest import Caller
from vivavoce.dialects.instaview import INSTAVIEW
from vivavoce.dialects.instaview.vocabulary import scope_word
from vivavoce.domain.identity import SCOPES, Organization
from vivavoce.kit.clock import FrozenClock

JOB = {"title": "Engineer", "description": "Builds things well", "status": "OPEN"}
PERSON = {"firstName": "Jane", "lastName": "Doe", "gdprExpiryDate": "2027-01-31", "email": "jane@example.com"}
AGENT = {"name": "First", "type": "ONLINE", "focus": "SCREENING", "duration": 30}
NOBODY = "00000000-0000-4000-8000-000000000000"
NewCaller = Callable[..., Caller]


@pytest.fixture
def ats(new_caller: NewCaller, home: Organization) -> Caller:
    return new_caller(home, spans=True)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer sk_live_abc"])
def test_no_good_key(http: TestClient, header: str) -> None:
    reply = http.get("/jobs", headers={"Authorization": header})
    assert reply.status_code == 401
    assert reply.json() == {
        "message": "The provided API key is invalid or has been revoked",
        "error": "Unauthorized",
        "statusCode": 401,
    }
    assert not [name for name in reply.headers if name.startswith("x-ratelimit")]


@pytest.mark.parametrize("route", INSTAVIEW.routes, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_asks_for_its_scope(new_caller: NewCaller, home: Organization, route: Any) -> None:
    path = route.path.replace("{id}", NOBODY).replace("{attemptId}", NOBODY)
    lacking = new_caller(home, frozenset(SCOPES - set(route.scopes)))
    reply = lacking.call(route.method, path)
    if route.scopes:
        assert reply.status_code == 403
        word = scope_word(route.scopes[0])
        assert reply.json()["message"] == f"This API key does not have the required scope: {word}"
    else:
        assert reply.status_code == 501
        assert reply.json() == {
            "message": "Sourcing is not available on this server",
            "error": "Not Implemented",
            "statusCode": 501,
        }


@pytest.mark.parametrize(
    "route", [r for r in INSTAVIEW.routes if r.scopes], ids=lambda route: f"{route.method} {route.path}"
)
def test_every_route_runs_with_its_scope_alone(new_caller: NewCaller, home: Organization, route: Any) -> None:
    path = route.path.replace("{id}", NOBODY).replace("{attemptId}", NOBODY)
    reply = new_caller(home, frozenset(route.scopes[:1])).call(route.method, path, {})
    assert "required scope" not in reply.text
    assert reply.status_code < 500


def test_the_limit_is_counted_and_worded(
    new_caller: NewCaller, home: Organization, clock: FrozenClock
) -> None:
    key = new_caller(home, per_minute=2, per_hour=9)
    first = key.call("GET", "/jobs")
    second = int(clock.now().timestamp())
    assert {name: value for name, value in first.headers.items() if name.startswith("x-ratelimit")} == {
        "x-ratelimit-limit-minute": "2",
        "x-ratelimit-remaining-minute": "1",
        "x-ratelimit-reset-minute": str(second + 60),
        "x-ratelimit-limit-hour": "9",
        "x-ratelimit-remaining-hour": "8",
        "x-ratelimit-reset-hour": str(second + 3600),
    }
    key.call("GET", "/jobs")
    refused = key.call("GET", "/jobs")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == str(refused.json()["retryAfter"]) == "60"
    assert refused.headers["x-ratelimit-remaining-minute"] == "0"
    clock.advance(timedelta(seconds=60))
    assert key.call("GET", "/jobs").status_code == 200


@pytest.mark.parametrize(
    ("kind", "body"), [("jobs", JOB), ("candidates", PERSON), ("agents", AGENT)], ids=lambda v: str(v)[:10]
)
def test_absent_is_404_and_anothers_is_403(caller: Caller, elsewhere: Caller, kind: str, body: Any) -> None:
    theirs = elsewhere.post(f"/{kind}", body)["id"]
    for method, sent in (("GET", None), ("PATCH", {}), ("DELETE", None)):
        assert caller.call(method, f"/{kind}/{theirs}", sent).status_code == 403
        assert caller.call(method, f"/{kind}/{NOBODY}", sent).status_code == 404
        assert caller.call(method, f"/{kind}/not-an-id", sent).status_code == 404
    assert elsewhere.call("DELETE", f"/{kind}/{theirs}").status_code == 200
    assert caller.call("GET", f"/{kind}/{theirs}").status_code == 404


def test_anothers_record_in_a_body_is_403(caller: Caller, elsewhere: Caller) -> None:
    job = elsewhere.post("/jobs", JOB)["id"]
    assert caller.call("POST", "/candidates", PERSON | {"jobId": job}).status_code == 403
    assert caller.call("GET", "/candidates", jobId=job).status_code == 403
    assert caller.get("/candidates")["total"] == 0


def test_a_regular_key_has_one_company(caller: Caller, home: Organization, elsewhere: Caller) -> None:
    assert caller.post("/jobs", JOB, companyId="whatever")["companyId"] == home.id
    for path in ("/company", "/companies", "/v1/public/company"):
        assert [company["id"] for company in caller.get(path)["data"]] == [home.id]
    assert caller.call("POST", "/company", {"name": "Second"}).status_code == 403
    assert caller.call("GET", f"/company/{elsewhere.key.organization_id}").status_code == 403
    assert (
        caller.call("PATCH", f"/company/{elsewhere.key.organization_id}", {"name": "Mine"}).status_code == 403
    )
    assert caller.call("GET", "/company/x").status_code == 404
    changed = caller.patch(f"/company/{home.id}", {"description": "We hire", "metadata": {"a": 1}})
    assert caller.get(f"/company/{home.id}") == changed
    assert (changed["name"], changed["description"], changed["metadata"]) == ("Acme", "We hire", {"a": 1})


def test_an_ats_key_names_the_company(ats: Caller, home: Organization, elsewhere: Caller) -> None:
    founded = ats.post("/company", {"name": "Client", "ownerEmail": "boss@example.com"})
    assert founded["ownerEmail"] == "boss@example.com"
    job = ats.post("/jobs", JOB, companyId=founded["id"])
    assert job["companyId"] == founded["id"]
    assert ats.get("/jobs", companyId=founded["id"].upper())["total"] == 1
    assert ats.get("/jobs", companyId=home.id)["total"] == 0
    for company_id, status in (("", 400), ("x", 400), (NOBODY, 403), (elsewhere.key.organization_id, 403)):
        assert ats.call("GET", "/jobs", companyId=company_id).status_code == status
    assert ats.call("GET", "/jobs").json()["message"] == ["companyId must be a UUID"]
    assert ats.call("GET", f"/jobs/{job['id']}", companyId=home.id).status_code == 403
    assert {company["id"] for company in ats.get("/company")["data"]} == {home.id, founded["id"]}
    assert ats.get("/company", limit=1, page=2)["total"] == 2
    assert len(ats.get("/company", limit=1, page=2)["data"]) == 1
    assert ats.patch(f"/company/{founded['id']}", {"name": "Client 2"})["name"] == "Client 2"
    companies = ats.get("/billing/usage")["companies"]
    assert [company["companyId"] for company in companies] == [home.id, founded["id"]]


def test_usage(caller: Caller, home: Organization) -> None:
    line = [{"costKey": "interview_minutes", "events": 0, "minutesUsed": 0}]
    used = {"totalInterviews": 0, "breakdownByCostKey": line, "totalMinutesUsed": 0}
    own = {"companyId": home.id, "companyName": "Acme", "billingSystem": "minutes"}
    assert caller.get("/billing/usage") == {"companies": [own | used], **used}
    assert caller.call("GET", "/billing/usage", start="2026-01-01", end="2026-01-01").status_code == 200
    assert caller.call("GET", "/billing/usage", start="2026-01-03", end="2026-01-01").status_code == 400
    for extreme in ("0001-01-01", "9999-12-31"):
        assert caller.call("GET", "/billing/usage", end=extreme).status_code in {200, 400}


def test_a_repeated_request_gets_the_same_answer(caller: Caller) -> None:
    headers = {"Authorization": f"Bearer {caller.text}", "Idempotency-Key": "once"}
    first, second = (caller.http.post("/jobs", headers=headers, json=JOB) for _ in range(2))
    assert first.content == second.content
    assert caller.get("/jobs")["total"] == 1


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000, b'{"title": "\\ud800"}'])
def test_a_body_that_is_no_object(caller: Caller, body: bytes) -> None:
    reply = caller.http.post("/jobs", headers={"Authorization": f"Bearer {caller.text}"}, content=body)
    assert reply.status_code == 400
    assert isinstance(reply.json()["message"], list)
