"""Do jobs, candidates and agents answer as the contract says?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.conftest import Caller
from tests.dialects.sink import Sink

JOB = {"title": "Engineer", "description": "Builds things well", "status": "OPEN"}
PERSON = {"firstName": "Jane", "lastName": "Doe", "gdprExpiryDate": "2027-01-31", "email": "jane@example.com"}
AGENT = {"name": "First", "type": "ONLINE", "focus": "SCREENING", "duration": 30}
NOBODY = "00000000-0000-4000-8000-000000000000"


def test_a_job_comes_back_as_it_was_sent(caller: Caller) -> None:
    sent = JOB | {
        "requiredSkills": ["Python"],
        "niceToHaveSkills": ["Go"],
        "languageRequirements": [{"language": "EN", "proficiency": "B2"}],
        "education": ["BACHELORS"],
        "experience": "SENIOR",
        "contractType": "FULL_TIME",
        "benefits": "Cake",
        "jobUrl": "https://example.com/job",
        "location": {"workMode": "ON_SITE", "city": "Brno"},
        "salary": {"min": 120000, "max": 1.5, "currency": "USD", "period": "YEARLY"},
        "metadata": {"externalJobId": "JOB-1", "deep": [1, {"a": None}]},
    }
    job = caller.post("/jobs", sent)
    assert {name: job[name] for name in sent} == sent
    assert list(job) == ["id", "companyId", *[n for n in sent if n != "status"][:2], *list(job)[4:]]
    assert caller.get(f"/jobs/{job['id'].upper()}") == job
    assert caller.get(f"/v1/public/jobs/{job['id']}") == job


def test_a_patch_keeps_what_it_does_not_name(caller: Caller) -> None:
    job = caller.post("/jobs", JOB | {"location": {"city": "Brno"}, "metadata": {"a": 1, "b": {"c": 2}}})
    changed = caller.patch(
        f"/jobs/{job['id']}",
        {
            "workMode": "REMOTE",
            "descriptionUrl": "https://example.com/d",
            "title": None,
            "metadata": {"b": 3},
        },
    )
    assert changed["location"] == {"workMode": "REMOTE", "city": "Brno"}
    assert changed["metadata"] == {"a": 1, "b": 3}
    assert changed["title"] == JOB["title"]
    assert changed["descriptionUrl"] == "https://example.com/d"
    assert caller.patch(f"/jobs/{job['id']}", {"location": {"city": "Wien"}})["location"] == {"city": "Wien"}


def test_jobs_are_listed_newest_first_in_pages(caller: Caller, clock: Any) -> None:
    from datetime import timedelta

    ids = []
    for number in range(3):
        clock.advance(timedelta(seconds=1))
        status = "CLOSED" if number == 2 else "OPEN"
        ids.append(caller.post("/jobs", JOB | {"title": f"Job no. {number}", "status": status})["id"])
    first = caller.get("/jobs", limit=2)
    assert [job["id"] for job in first["data"]] == ids[:0:-1]
    assert {name: first[name] for name in list(first)[1:]} == {
        "total": 3,
        "page": 1,
        "limit": 2,
        "totalPages": 2,
    }
    assert [job["id"] for job in caller.get("/jobs", limit=2, page=2)["data"]] == ids[:1]
    assert [job["id"] for job in caller.get("/jobs", status="CLOSED")["data"]] == ids[2:]
    assert [job["id"] for job in caller.get("/jobs", search="NO. 1")["data"]] == ids[1:2]
    assert caller.get("/jobs", search="100%") == {
        "data": [],
        "total": 0,
        "page": 1,
        "limit": 20,
        "totalPages": 0,
    }


def test_a_reference_is_unique(caller: Caller) -> None:
    caller.post("/jobs", JOB | {"metadata": {"jobId": "R-1"}})
    assert caller.call("POST", "/jobs", JOB | {"metadata": {"jobId": "R-1"}}).status_code == 409


def test_a_deleted_job_is_gone_and_its_candidates_stay(caller: Caller) -> None:
    job = caller.post("/jobs", JOB)
    person = caller.post("/candidates", PERSON | {"jobId": job["id"]})
    assert caller.call("DELETE", f"/jobs/{job['id']}").json()["data"] is True
    assert caller.call("GET", f"/jobs/{job['id']}").status_code == 404
    left = caller.get(f"/candidates/{person['id']}")
    assert left["jobIds"] == []
    assert "jobId" not in left


PAGE = b"""<html><head><title>Careers</title></head><body><h1>Data <b>Engineer</b></h1>
<p>You build pipelines in Python and PostgreSQL and keep them running.</p></body></html>"""


def test_a_job_is_read_from_a_page(caller: Caller, receiver: Sink) -> None:
    receiver.page = PAGE
    draft = caller.post("/jobs/url", {"jobUrl": receiver.url, "createJob": False})
    assert draft["sourceUrl"] == receiver.url
    assert draft["data"]["title"] == "Data Engineer"
    assert {"Python", "PostgreSQL"} <= set(draft["data"]["requiredSkills"])
    assert not {"id", "createdAt", "updatedAt"} & set(draft["data"])
    assert caller.get("/jobs")["total"] == 0
    stored = caller.post("/jobs/url", {"jobUrl": receiver.url})["data"]
    assert caller.get(f"/jobs/{stored['id']}") == stored


@pytest.mark.parametrize(("status", "page"), [(404, PAGE), (200, b""), (200, b"<html><h1>No</h1></html>")])
def test_a_page_that_holds_no_job(caller: Caller, receiver: Sink, status: int, page: bytes) -> None:
    receiver.status, receiver.page = status, page
    assert caller.call("POST", "/jobs/url", {"jobUrl": receiver.url}).status_code == 422


def test_a_page_on_a_private_address_is_not_read(caller: Caller) -> None:
    assert caller.call("POST", "/jobs/url", {"jobUrl": "http://10.0.0.1/"}).status_code == 422


def test_candidates_are_found_and_changed(caller: Caller) -> None:
    job, other = caller.post("/jobs", JOB), caller.post("/jobs", JOB)
    person = caller.post("/candidates", PERSON | {"jobIds": [job["id"]], "jobId": other["id"]})
    caller.post("/candidates", PERSON | {"firstName": "Rob", "email": None, "phoneNumber": "+421900111222"})
    assert person["jobIds"] == [job["id"]]
    assert [one["id"] for one in caller.get("/candidates", jobId=job["id"])["data"]] == [person["id"]]
    assert caller.get("/candidates", search="rob")["total"] == 1
    assert caller.get("/candidates", status="UNDEFINED")["total"] == 0
    changed = caller.patch(
        f"/candidates/{person['id']}",
        {"status": "REJECTED", "jobIds": [other["id"]], "gdprExpiryDate": "2028-01-01T00:00:00+02:00"},
    )
    assert (changed["status"], changed["jobIds"]) == ("REJECTED", [other["id"]])
    assert changed["gdprExpiryDate"] == "2027-12-31"
    assert caller.get("/candidates", status="REJECTED")["total"] == 1
    assert caller.get(f"/candidates/{person['id']}/analyses")["total"] == 0
    assert caller.call("DELETE", f"/candidates/{person['id']}").json()["data"] is True
    assert caller.call("GET", f"/candidates/{person['id']}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (PERSON | {"gdprExpiryDate": "2026-11-22"}, 400),
        (PERSON | {"gdprExpiryDate": "9999-12-31T23:59:59-14:00"}, 400),
        (PERSON | {"jobId": NOBODY}, 404),
        (PERSON | {"jobId": "x"}, 400),
    ],
)
def test_candidates_that_are_refused(caller: Caller, body: dict[str, Any], status: int) -> None:
    assert caller.call("POST", "/candidates", body).status_code == status


def test_agents_are_made_changed_and_listed(caller: Caller) -> None:
    agent = caller.post("/agents", AGENT | {"voiceId": "ALEX", "metadata": {"a": 1}, "language": "UNDEFINED"})
    assert agent["language"] == "EN"
    assert "questions" not in agent
    changed = caller.patch(f"/agents/{agent['id']}", {"voiceId": None, "duration": 45, "metadata": {"b": 2}})
    assert "voiceId" not in changed
    assert (changed["duration"], changed["metadata"]) == (45, {"a": 1, "b": 2})
    assert caller.patch(f"/agents/{agent['id']}", {"voiceId": "EVA"})["voiceId"] == "EVA"
    assert caller.patch(f"/agents/{agent['id']}", {"name": "Other"})["voiceId"] == "EVA"
    assert caller.get("/agents", type="ONLINE", focus="SCREENING")["total"] == 1
    assert caller.get("/agents", type="PHONE")["total"] == 0
    assert caller.get("/agents", type="UNDEFINED")["total"] == 0
    assert caller.call("PATCH", f"/agents/{agent['id']}", {"type": "PHONE"}).status_code == 400
    phone = AGENT | {"type": "PHONE", "companyPhoneNumberId": NOBODY}
    assert caller.call("POST", "/agents", phone).status_code == 404
    assert caller.call("DELETE", f"/agents/{agent['id']}").json()["data"] is True
    assert caller.call("GET", f"/agents/{agent['id']}").status_code == 404


@pytest.mark.parametrize(("kind", "body"), [("jobs", JOB), ("candidates", PERSON), ("agents", AGENT)])
def test_metadata_cannot_grow_past_its_limits_by_merging(caller: Caller, kind: str, body: Any) -> None:
    id = caller.post(f"/{kind}", body | {"metadata": {"a": "x" * 9000}})["id"]
    refused = caller.call("PATCH", f"/{kind}/{id}", {"metadata": {"b": "x" * 9000}})
    assert (refused.status_code, refused.json()["message"]) == (
        400,
        ["metadata must not be larger than 10 KB"],
    )
    assert list(caller.get(f"/{kind}/{id}")["metadata"]) == ["a"]
    assert caller.patch(f"/{kind}/{id}", {"metadata": {"a": 1}})["metadata"] == {"a": 1}


def test_a_reference_fits_an_index_of_either_engine(caller: Caller) -> None:
    made = caller.post("/jobs", JOB | {"metadata": {"jobId": "é" * 255}})["id"]
    for method, path in (("POST", "/jobs"), ("PATCH", f"/jobs/{made}")):
        refused = caller.call(method, path, JOB | {"metadata": {"jobId": "é" * 256}})
        assert refused.status_code == 400
        assert refused.json()["message"] == ["metadata.jobId must be shorter than or equal to 255 characters"]
