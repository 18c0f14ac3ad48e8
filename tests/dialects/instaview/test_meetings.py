"""Do interviews, analyses and call attempts answer as the contract says?"""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest

from tests.dialects.conftest import PUBLIC_URL, Caller
from vivavoce.dialects.instaview.answers import Analysis, Envelope, Interview
from vivavoce.domain.hiring import PhoneNumber
from vivavoce.domain.identity import Organization, operator
from vivavoce.kit.clock import FrozenClock, iso_seconds
from vivavoce.kit.ids import new_id
from vivavoce.store.database import Store
from vivavoce.store.shapes import PHONE_NUMBER

JOB = {"title": "Engineer", "description": "Builds Python things well", "status": "OPEN"}
PERSON = {"firstName": "Jane", "lastName": "Doe", "gdprExpiryDate": "2027-01-31", "email": "jane@example.com"}
AGENT = {"name": "First", "type": "ONLINE", "focus": "SCREENING", "duration": 30}


@pytest.fixture
def parties(caller: Caller) -> dict[str, str]:
    job = caller.post("/jobs", JOB)
    candidate = caller.post("/candidates", PERSON | {"jobId": job["id"]})
    return {"candidateId": candidate["id"], "agentId": caller.post("/agents", AGENT)["id"]}


@pytest.fixture
def number(store: Store, home: Organization, clock: FrozenClock) -> PhoneNumber:
    value = PhoneNumber(
        new_id(), home.id, "+14155552671", "OUTBOUND", "TWILIO", "LOCAL", None, clock.now(), clock.now()
    )
    with store.write(operator(home.id)) as tx:
        return tx.add(PHONE_NUMBER, value)


def test_a_test_interview_is_held_and_assessed_at_once(caller: Caller) -> None:
    reply = caller.call(
        "POST", "/interviews", {"isTest": True, "candidate": PERSON, "job": JOB, "agent": AGENT}
    )
    interview = Envelope[Interview].model_validate(reply.json()).content
    assert (interview.status, interview.is_test, interview.interview_url) == ("COMPLETED", True, None)
    assert interview.analysis
    assert interview.analysis.overall_score == interview.analysis.general.overall_rating
    assert interview.transcript
    assert {turn.speaker for turn in interview.transcript} == {"AGENT", "CANDIDATE"}
    assert any(" of 5. " in sentence for sentence in interview.analysis.general.evaluation[1:])
    pdf = caller.get(f"/interviews/{interview.id}/analysis-pdf")["analysisPdfBase64"]
    assert base64.b64decode(pdf).startswith(b"%PDF")
    candidate = caller.get(f"/candidates/{interview.candidate_id}")
    assert (candidate["status"], candidate["analysisCount"]) == ("IN_PROCESS", 1)
    assert candidate["overallRating"] == interview.analysis.overall_score
    (listed,) = caller.get(f"/candidates/{interview.candidate_id}/analyses")["data"]
    assert Analysis.model_validate(listed) == interview.analysis
    assert caller.get("/billing/usage")["totalInterviews"] == 0


def test_an_interview_waits_for_its_candidate(caller: Caller, parties: dict[str, str]) -> None:
    interview = caller.post("/interviews", parties | {"metadata": {"externalInterviewId": "INT-1"}})
    assert interview["status"] == "SCHEDULED"
    assert interview["interviewUrl"].startswith(f"{PUBLIC_URL}/interview/join/")
    assert not {"transcript", "callAttempts", "finishedDate", "durationMinutes"} & set(interview)
    found = caller.get("/interviews", candidateId=parties["candidateId"], agentId=parties["agentId"])
    assert found["data"] == [interview]
    for status, total in {"SCHEDULED": 1, "COMPLETED": 0, "UNDEFINED": 0}.items():
        assert caller.get("/interviews", candidateId=parties["candidateId"], status=status)["total"] == total
    assert caller.get(f"/candidates/{parties['candidateId']}/interviews")["data"] == [interview]
    assert caller.call("GET", f"/interviews/{interview['id']}/analysis-pdf").status_code == 404
    assert caller.call("POST", f"/interviews/{interview['id']}/call-attempts").status_code == 400


@pytest.mark.parametrize(
    ("ahead", "status"),
    [
        (timedelta(minutes=-4), 201),
        (timedelta(minutes=-6), 400),
        (timedelta(days=30), 201),
        (timedelta(days=30, seconds=1), 400),
    ],
)
def test_when_an_interview_may_start(
    caller: Caller, parties: dict[str, str], clock: FrozenClock, ahead: timedelta, status: int
) -> None:
    at = iso_seconds(clock.now() + ahead)
    assert caller.call("POST", "/interviews", parties | {"scheduledAt": at}).status_code == status


def test_a_bad_date_names_the_failure(caller: Caller, parties: dict[str, str]) -> None:
    reply = caller.call("POST", "/interviews", parties | {"scheduleTime": "2026-13-01"})
    assert reply.json()["message"] == [
        "scheduleTime must be a valid ISO 8601 date string: month must be in 1..12"
    ]


def test_schedule_time_wins_over_its_alias(
    caller: Caller, parties: dict[str, str], clock: FrozenClock
) -> None:
    soon, later = (iso_seconds(clock.now() + timedelta(days=day)) for day in (1, 2))
    sent = parties | {"scheduleTime": soon, "scheduledAt": later}
    assert caller.post("/interviews", sent)["scheduledAt"] == soon


def test_which_job_an_interview_is_about(caller: Caller, parties: dict[str, str]) -> None:
    other = caller.post("/jobs", JOB)["id"]
    first = caller.get(f"/candidates/{parties['candidateId']}")["jobId"]
    assert caller.post("/interviews", parties)["jobId"] == first
    assert caller.post("/interviews", parties | {"jobId": other})["jobId"] == other
    caller.patch(f"/candidates/{parties['candidateId']}", {"jobIds": [first, other]})
    several = caller.call("POST", "/interviews", parties)
    assert several.status_code == 400
    assert "several" in several.json()["message"][0]
    inline = {"candidate": PERSON | {"jobId": other}, "agentId": parties["agentId"]}
    assert caller.post("/interviews", inline)["jobId"] == other
    nobody = {"candidate": PERSON, "agentId": parties["agentId"]}
    assert caller.call("POST", "/interviews", nobody).status_code == 400
    assert "jobId" not in caller.post(
        "/interviews", nobody | {"agentId": None, "agent": AGENT | {"focus": "GENERIC"}}
    )


def test_call_attempts(caller: Caller, number: PhoneNumber, clock: FrozenClock) -> None:
    agent = AGENT | {"type": "PHONE", "companyPhoneNumberId": number.id}
    asked = {"candidate": PERSON | {"phoneNumber": "+14155550100"}, "job": JOB, "agent": agent}
    interview = caller.post("/interviews", asked)
    assert "interviewUrl" not in interview
    (first,) = interview["callAttempts"]
    assert (first["status"], first["retryNumber"], first["direction"]) == ("SCHEDULED", 0, "OUTBOUND")
    path = f"/interviews/{interview['id']}/call-attempts"
    assert caller.post(path) == {"success": True, "message": "Call attempt scheduled"}
    attempts = caller.get(f"/interviews/{interview['id']}")["callAttempts"]
    assert [one["status"] for one in attempts] == ["CANCELLED", "SCHEDULED"]
    later = iso_seconds(clock.now() + timedelta(hours=1))
    second = f"{path}/{attempts[1]['id']}"
    assert caller.call("PATCH", second, {"scheduledAt": iso_seconds(clock.now())}).status_code == 400
    moved = caller.call("PATCH", second, {"scheduledAt": later})
    assert (moved.status_code, moved.content) == (204, b"")
    assert caller.get(f"/interviews/{interview['id']}")["callAttempts"][1]["scheduledAt"] == later
    assert caller.call("DELETE", second).status_code == 204
    assert caller.call("DELETE", second).status_code == 400
    assert caller.call("DELETE", f"{path}/{new_id()}").status_code == 404
    unreachable = asked | {"candidate": PERSON}
    assert caller.call("POST", "/interviews", unreachable).status_code == 400


def test_a_phone_number_is_listed(caller: Caller, number: PhoneNumber) -> None:
    assert caller.get("/phone-numbers")["data"] == [
        {
            "id": number.id,
            "number": "+14155552671",
            "companyId": number.organization_id,
            "capabilities": "OUTBOUND",
            "custom": False,
            "provider": "TWILIO",
            "status": "AVAILABLE",
            "numberType": "LOCAL",
            "createdAt": "2026-11-22T09:00:00.000Z",
            "updatedAt": "2026-11-22T09:00:00.000Z",
        }
    ]


def test_deleting_takes_either_scope(
    caller: Caller, new_caller: Any, home: Organization, parties: Any
) -> None:
    for scope in ("interviews:delete", "interviews:write"):
        interview = caller.post("/interviews", parties)
        key = new_caller(home, frozenset({scope}))
        assert key.call("DELETE", f"/interviews/{interview['id']}").json()["data"] is True
        assert caller.call("GET", f"/interviews/{interview['id']}").status_code == 404


def test_naming_a_record_takes_the_scope_to_read_it(
    new_caller: Any, home: Organization, parties: Any
) -> None:
    key = new_caller(home, frozenset({"interviews:write", "agents:read"}))
    refused = key.call("POST", "/interviews", parties)
    assert refused.json()["message"] == "This API key does not have the required scope: read:candidates"
