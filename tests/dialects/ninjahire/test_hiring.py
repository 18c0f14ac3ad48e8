"""Are jobs, their calling and candidates served as the contract says?"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.dialects.ninjahire.conftest import Client, Json
from vivavoce.actions import calling, candidates, documents, jobs
from vivavoce.actions.candidates import ChangeCandidate
from vivavoce.actions.jobs import ChangeJob
from vivavoce.dialects.ninjahire import answers, examples
from vivavoce.domain.hiring import JobDetails, JobStatus, Place
from vivavoce.domain.identity import Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store

FULL = {
    **examples.JOB,
    "client_name": "Pippedpipper",
    "job_code": "123",
    "address": "130 Bayech Drive",
    "workplace_type": "remote",
    "city": "San Jose",
    "zip_code": "95134",
    "employment_type": "Contract",
    "start_date": "2024-07-22T04:00:00Z",
    "end_date": "2025-01-25T05:00:00Z",
    "posting_date": "2024-06-21T18:29:21Z",
    "pay_frequency": "Per Hour",
    "pay_rate_currency": "USD",
}


def test_a_job_is_echoed_untouched(client: Client) -> None:
    made = client.post("/jobs", FULL)
    assert {name: made[name] for name in FULL} == FULL
    assert list(made) == [field.alias or name for name, field in answers.Job.model_fields.items()]
    assert client.get(f"/jobs/{made['id']}") == made
    assert client.get("/jobs", page=1, size=10) == {"data": [made], "count": 1}


@pytest.mark.parametrize(("sent", "told"), [(50, 50), (50.5, 50.5), (None, None)])
def test_rates_come_back_as_they_were_sent(client: Client, sent: Any, told: Any) -> None:
    made = client.post("/jobs", {**examples.JOB, "min_pay_rate": sent, "pay_rate_currency": "Dollars"})
    assert (made["min_pay_rate"], made["pay_rate_currency"]) == (told, "Dollars")


def test_a_change_keeps_what_it_does_not_name(client: Client, clock: FrozenClock) -> None:
    made = client.post("/jobs", FULL)
    clock.advance(timedelta(minutes=5))
    changed = client.patch(f"/jobs/{made['id']}", {"title": "Cook", "city": "Austin", "source_id": "ignored"})
    assert changed == {**made, "title": "Cook", "city": "Austin", "updated_at": changed["updated_at"]}
    assert changed["updated_at"] > made["updated_at"]


def test_what_was_changed_elsewhere_shows(client: Client, store: Store, home: Organization) -> None:
    made = client.post("/jobs", FULL)
    wanted = ChangeJob(
        title="Chef", status=JobStatus.CLOSED, details=JobDetails(place=Place(city="Košice", country="SK"))
    )
    with store.write(operator(home.id)) as tx:
        jobs.change(tx, made["id"], wanted)
    told = client.get(f"/jobs/{made['id']}")
    assert (told["title"], told["status"], told["city"], told["address"]) == (
        "Chef",
        "Closed",
        "Košice",
        None,
    )


def test_a_jobs_source_id_is_its_own(client: Client, stranger: Client, job: Json) -> None:
    again = client.call("POST", "/jobs", examples.JOB)
    assert (again.status_code, again.json()["title"]) == (409, "Conflict")
    assert stranger.post("/jobs", examples.JOB)["id"] != job["id"]
    assert client.get("/jobs", page=1, size=1, source_id="abc123") == {"data": [job], "count": 1}
    assert client.get("/jobs", page=2, size=1, source_id="abc123") == {"data": [], "count": 1}
    assert client.get("/jobs", page=1, size=1, source_id="nobody's") == {"data": [], "count": 0}
    assert client.get("/jobs", page=1, size=100) == {"data": [job], "count": 1}


def test_pages_are_newest_first_and_count_everything(client: Client, clock: FrozenClock) -> None:
    for number in range(3):
        client.post("/jobs", {**examples.JOB, "source_id": str(number)})
        clock.advance(timedelta(seconds=1))
    first = client.get("/jobs", page=1, size=2)
    assert ([row["source_id"] for row in first["data"]], first["count"]) == (["2", "1"], 3)
    assert client.get("/jobs", page=3, size=2) == {"data": [], "count": 3}


def test_the_setting_of_a_job_never_configured(client: Client, job: Json) -> None:
    told = client.get(f"/jobs/{job['id']}/schedule-setting")
    defaults = {**examples.SETTING, "job_id": job["id"], "default": True}
    assert told == {**defaults, "created_at": told["created_at"], "updated_at": told["updated_at"]}
    assert client.get(f"/jobs/{job['id']}/scheduling") == {"job_id": job["id"], "scheduling": False}


def test_a_setting_replaces_the_whole(client: Client, job: Json) -> None:
    where = f"/jobs/{job['id']}/schedule-setting"
    odd = {
        **examples.SETTING,
        "days_of_week": [7, 0, 3],
        "retry_interval": 0,
        "name": "Sundays",
        "sms_enabled": False,
    }
    told = client.put(where, odd)
    assert {name: told[name] for name in odd} == odd
    assert client.get(where) == told
    assert told["default"] is False
    plain = client.put(where, {"window_start_time": "09:30:15", "window_end_time": "10:00:00"})
    assert {name: plain[name] for name in examples.SETTING} == {
        **examples.SETTING,
        "window_start_time": "09:30:15",
        "window_end_time": "10:00:00",
    }
    assert client.get(f"/jobs/{job['id']}") == job


def test_sunday_has_two_numbers(client: Client, job: Json, store: Store, home: Organization) -> None:
    where = f"/jobs/{job['id']}/schedule-setting"
    for days in ([0, 1], [1, 7]):
        assert client.put(where, {**examples.SETTING, "days_of_week": days})["days_of_week"] == days
        with store.read(home.id) as view:
            assert calling.read(view, operator(home.id), job["id"]).rules.weekdays == {1, 7}


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"daily_attempts": 6}, "daily_attempts"),
        ({"total_attempts": -1}, "total_attempts"),
        ({"days_of_week": [8]}, "days_of_week.0"),
        ({"days_of_week": ["1"]}, "days_of_week.0"),
        ({"window_start_time": "8:00:00"}, "window_start_time"),
        ({"window_start_time": "24:00:00"}, "window_start_time"),
        ({"window_end_time": "08:00:00"}, "window_end_time"),
        ({"window_end_time": None}, "window_end_time"),
        ({"email_enabled": "yes"}, "email_enabled"),
        ({"retry_interval": 1.5}, "retry_interval"),
    ],
)
def test_broken_settings(client: Client, job: Json, broken: Json, field: str) -> None:
    reply = client.call("PUT", f"/jobs/{job['id']}/schedule-setting", {**examples.SETTING, **broken})
    assert (reply.status_code, [one["field"] for one in reply.json()["errors"]]) == (400, [field])


def test_the_switch(client: Client, job: Json) -> None:
    where = f"/jobs/{job['id']}/scheduling"
    assert client.patch(where, {"scheduling": True}) == {"job_id": job["id"], "scheduling": True}
    assert client.get(where)["scheduling"] is True
    assert client.call("PATCH", where, {"scheduling": 1}).status_code == 400


def test_a_candidate_comes_back_as_sent(client: Client, store: Store, home: Organization) -> None:
    made = client.post("/candidates", examples.CANDIDATE)
    assert {name: made[name] for name in examples.CANDIDATE} == examples.CANDIDATE
    assert list(made) == list(answers.Candidate.model_fields)
    assert (made["status"], made["recruiter_name"]) == ("Applied", None)
    with store.read(home.id) as view:
        kept = candidates.read(view, operator(home.id), made["id"]).candidate
    assert kept.retain_until - kept.created_at.date() == timedelta(days=home.policy.keep_days)


def test_a_candidate_changes(client: Client, store: Store, home: Organization) -> None:
    id = client.post("/candidates", examples.CANDIDATE)["id"]
    changed = client.patch(f"/candidates/{id}", {**examples.CANDIDATE_CHANGE, "source_id": "other"})
    assert (changed["status"], changed["city"], changed["recruiter_name"]) == (
        "Interviewing",
        "Dallas",
        "Jane Smith",
    )
    assert client.get("/candidates", page=1, size=1, source_id="194897")["count"] == 0
    assert client.get("/candidates", page=1, size=1, source_id="other")["data"] == [changed]
    with store.write(operator(home.id)) as tx:
        candidates.change(tx, id, ChangeCandidate(last_name="", email="new@example.com"))
    told = client.get(f"/candidates/{id}")
    assert (told["last_name"], told["email"]) == (None, "new@example.com")


def test_a_candidates_source_id_is_their_own(client: Client, candidate: Json) -> None:
    assert client.call("POST", "/candidates", examples.CANDIDATE).status_code == 409
    other = client.post("/candidates", {**examples.CANDIDATE, "source_id": "2"})
    taken = client.call("PATCH", f"/candidates/{other['id']}", examples.CANDIDATE_CHANGE)
    assert taken.status_code == 409
    assert client.get(f"/candidates/{other['id']}") == other


def test_a_resume_comes_as_a_part_of_a_form(client: Client, store: Store, home: Organization) -> None:
    reply = client.http.post(
        "/v1/candidates",
        headers={"Authorization": f"Bearer {client.key}"},
        data=examples.CANDIDATE,
        files={"file": ("cv.txt", b"I cook.", "application/octet-stream")},
    )
    assert reply.status_code == 201, reply.text
    with store.read(home.id) as view:
        (kept,) = documents.listing(view, operator(home.id), reply.json()["id"])
        assert (kept.name, kept.media_type) == ("cv.txt", "text/plain")
        assert documents.read(view, operator(home.id), kept.id) == b"I cook."


@pytest.mark.parametrize("missing", ["first_name", "email", "phone_no", "source", "source_id"])
def test_a_change_of_a_candidate_demands_a_full_set(client: Client, candidate: Json, missing: str) -> None:
    body = {name: value for name, value in examples.CANDIDATE_CHANGE.items() if name != missing}
    reply = client.call("PATCH", f"/candidates/{candidate['id']}", body)
    assert reply.json()["errors"] == [{"field": missing, "message": "is required"}]


@pytest.mark.parametrize("missing", list(examples.JOB)[:10])
def test_what_a_job_must_have(client: Client, missing: str) -> None:
    body = {name: value for name, value in examples.JOB.items() if name != missing}
    reply = client.call("POST", "/jobs", body)
    assert reply.json()["errors"] == [{"field": missing, "message": "is required"}]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/jobs/{id}"),
        ("PATCH", "/jobs/{id}"),
        ("GET", "/jobs/{id}/scheduling"),
        ("PATCH", "/jobs/{id}/scheduling"),
        ("GET", "/jobs/{id}/schedule-setting"),
        ("PUT", "/jobs/{id}/schedule-setting"),
        ("GET", "/jobs/{id}/questions"),
        ("POST", "/jobs/{id}/questions"),
        ("POST", "/jobs/{id}/questions/generate"),
    ],
)
def test_what_is_anothers_does_not_exist(stranger: Client, job: Json, method: str, path: str) -> None:
    body = {**examples.SETTING, "title": "T", "scheduling": True, **examples.QUESTION}
    for id in (job["id"], "nonsense"):
        reply = stranger.call(method, path.format(id=id), None if method == "GET" else body)
        assert (reply.status_code, reply.json()["instance"]) == (404, f"/v1{path.format(id=id)}")
        assert reply.json()["detail"] == "Job not found"


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_text_that_cannot_be_kept(client: Client, text: str) -> None:
    body = json.dumps({**examples.JOB, "client_name": text})
    reply = client.http.post("/v1/jobs", headers={"Authorization": f"Bearer {client.key}"}, content=body)
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (400, "body")


@pytest.mark.parametrize(
    "query", [{}, {"page": 1}, {"page": 0, "size": 1}, {"page": 1, "size": 101}, {"page": "x", "size": 1}]
)
def test_pages_must_be_named(client: Client, query: Json) -> None:
    for path in ("/jobs", "/candidates", "/applications", "/calls"):
        reply = client.call("GET", path, params=query)
        assert reply.status_code == 400
        assert {one["field"] for one in reply.json()["errors"]} <= {"page", "size"}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic x"}, {"Authorization": "Bearer nobody"}])
def test_without_a_key(client: Client, headers: dict[str, str]) -> None:
    reply = client.http.get("/v1/jobs?page=1&size=1", headers=headers)
    assert (reply.status_code, reply.json()["title"]) == (401, "Unauthorized")
    assert not any(name.startswith("x-ratelimit") for name in reply.headers)
