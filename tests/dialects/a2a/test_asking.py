"""Is a request for an interview judged, kept once, and completed?"""

from __future__ import annotations

import pytest

from tests.dialects.a2a.conftest import JANE, Api
from vivavoce.dialects.a2a.vocabulary import SCOPES_OF

SHORT = {**JANE, "jobDescription": "Too short"}
LONG = (
    "We look for a data engineer who designs, builds and runs our batch and streaming pipelines end to end."
)


def ask(api: Api, body, **headers: str):
    return api.call("POST", "/a2a/interview", body, **headers)


@pytest.mark.parametrize(
    ("changes", "quality", "missing"),
    [
        ({"candidateName": " "}, "INVALID", ["candidateName"]),
        ({"candidateEmail": "nobody"}, "INVALID", ["candidateEmail"]),
        ({"candidateEmail": None, "jobDescription": ""}, "INVALID", ["candidateEmail", "jobDescription"]),
        ({"level": "GURU"}, "POOR", ["level"]),
        ({"skills": [], "position": None}, "INVALID", ["position", "skills"]),
        ({"jobDescription": "x" * 49}, "POOR", ["jobDescription"]),
    ],
)
def test_what_is_missing_is_asked_for(api, changes, quality, missing) -> None:
    reply = ask(api, {**JANE, **changes})
    made = reply.json()
    assert reply.status_code == 201
    assert (made["state"], made["dataQuality"]) == ("INFO_NEEDED", quality)
    assert made["message"] == "Interview request needs more information."
    assert made["missingFields"] == missing
    assert [issue["field"] for issue in made["issues"] if issue["severity"] != "MEDIUM"] == missing
    assert len(made["questions"]) == len(missing)
    status = api.status(made["runId"])
    assert (status["missingFields"], status["questions"]) == (missing, made["questions"])


def test_the_questions_of_the_contract(api) -> None:
    made = ask(api, {**JANE, "candidateEmail": None, "jobDescription": None}).json()
    assert made["questions"] == [
        "Which email address should the candidate be reached at?",
        "What does the role involve (50 characters or more)?",
    ]
    assert made["issues"] == [
        {"field": "candidateEmail", "severity": "CRITICAL", "question": made["questions"][0]},
        {"field": "jobDescription", "severity": "HIGH", "question": made["questions"][1]},
    ]


@pytest.mark.parametrize(
    ("changes", "quality"),
    [
        ({"skills": ["React"]}, "GOOD"),
        ({"jobDescription": "x" * 50}, "GOOD"),
        ({"skills": ["React"], "jobDescription": "x" * 99}, "ADEQUATE"),
    ],
)
def test_a_remark_does_not_hold_a_request_up(api, changes, quality) -> None:
    made = ask(api, {**JANE, **changes}).json()
    assert (made["state"], made["dataQuality"]) == ("VALIDATING_SKILLS", quality)
    assert "missingFields" not in made


def test_an_empty_request_is_taken_too(api) -> None:
    assert ask(api, {}).json()["missingFields"] == [
        "candidateName",
        "candidateEmail",
        "position",
        "level",
        "skills",
        "jobDescription",
    ]


def test_completion(api, person) -> None:
    sam = {"candidateName": "Sam Lee", "candidateEmail": "sam@example.com", "position": "Data Engineer"}
    id = ask(api, {**sam, "skills": ["SQL"], "jobDescription": "Too short"}).json()["interviewId"]
    path = f"/a2a/interview/{id}/complete-info"
    still = person.call("PATCH", path, {"level": "PRINCIPAL"}).json()
    assert (still["state"], still["missingFields"]) == ("INFO_NEEDED", ["jobDescription"])
    assert api.status(id)["level"] == "PRINCIPAL"
    more = {"userId": "u1", "level": "SENIOR", "skills": ["SQL", "Python", "Airflow"], "jobDescription": LONG}
    done = person.call("PATCH", path, more)
    assert done.status_code == 200
    assert done.json() == {
        "message": "Interview information completed. Skill validation starting.",
        "state": "VALIDATING_SKILLS",
    }
    read = api.get(f"/interviews/{id}")
    assert (read["level"], read["skills"]) == ("SENIOR", ["SQL", "Python", "Airflow"])
    assert (read["candidateName"], read["candidateEmail"]) == ("Sam Lee", "sam@example.com")
    assert api.get(f"/workflow/interviews/{id}/history")[-1]["triggeredBy"] == "u1"
    again = person.call("PATCH", path, more)
    assert again.status_code == 409
    assert again.json()["currentState"] == "VALIDATING_SKILLS"
    assert again.json()["availableTransitions"] == ["CANCEL"]


@pytest.mark.parametrize("name", ["header", "body"])
def test_a_repeated_request_makes_no_second_run(api, backstage, name) -> None:
    body = JANE if name == "header" else {**JANE, "externalId": "ats-1"}
    headers = {"Idempotency_Key": "k" * 128} if name == "header" else {}
    first = ask(api, body, **headers)
    backstage.plan(first.json()["runId"])
    second = ask(api, body, **headers)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == {
        **first.json(),
        "state": "PENDING",
        "message": "Interview plan is ready for review.",
    }
    assert api.get("/interviews")["total"] == 1


def test_without_a_name_of_its_own_each_request_makes_a_run(api) -> None:
    assert ask(api, JANE).json()["runId"] != ask(api, JANE).json()["runId"]


def test_another_tenant_may_use_the_same_name(api, new_api, store, clock) -> None:
    from vivavoce.actions import access

    other = new_api(access.found(store, clock, access.NewOrganization("Umbra")))
    body = {**JANE, "externalId": "ats-1"}
    assert [ask(api, body).status_code, ask(other, body).status_code] == [201, 201]


def test_an_idempotency_key_has_a_length(api) -> None:
    assert ask(api, JANE, Idempotency_Key="k" * 129).json()["details"][0]["field"] == "Idempotency-Key"


def test_the_permission_to_create_is_enough(new_api, home) -> None:
    api = new_api(home, "interview:create")
    body = {**JANE, "externalId": "x", "callbackUrl": "https://ats.invalid/hook"}
    assert [ask(api, body).status_code, ask(api, body).status_code] == [201, 200]


def test_reading_is_not_enough(new_api, home) -> None:
    reply = ask(new_api(home, "interview:read"), JANE)
    assert reply.status_code == 403
    assert "interview:create" in reply.json()["message"]
    assert "interview:create" in SCOPES_OF


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"skills": "React"}, "skills"),
        ({"callbackUrl": "http://169.254.169.254/latest"}, "callbackUrl"),
        ({"callbackUrl": "https://10.0.0.1/hook"}, "callbackUrl"),
        ({"callbackUrl": "http://ats.invalid/hook"}, "callbackUrl"),
        ({"callbackUrl": "https://me:pw@ats.invalid/hook"}, "callbackUrl"),
        ({"callbackUrl": "gopher"}, "callbackUrl"),
        ({"scheduledAt": "2026-11-22T08:59:59.000Z"}, "scheduledAt"),
    ],
)
def test_what_is_refused(api, body, field) -> None:
    reply = ask(api, {**JANE, **body})
    assert reply.status_code == 400
    assert [fault["field"] for fault in reply.json()["details"]] == [field]


def test_a_callback_that_does_not_resolve_yet_is_taken(api) -> None:
    assert ask(api, {**JANE, "callbackUrl": "https://ats.invalid/hook"}).status_code == 201


def test_a_form_must_be_complete(api) -> None:
    refused = api.call("POST", "/interviews", SHORT)
    assert refused.status_code == 400
    assert [fault["field"] for fault in refused.json()["details"]] == ["jobDescription"]
    made = api.call("POST", "/interviews", JANE)
    assert made.status_code == 201
    assert made.json()["workflowState"] == "RECEIVED"
    wanted = ("id", "candidateName", "candidateEmail", "position", "level", "skills")
    assert list(made.json())[:9] == [*wanted, "workflowState", "tenantId", "createdAt"]
    assert api.get(f"/interviews/{made.json()['id']}")["workflowState"] == "VALIDATING_SKILLS"


def test_a_draft_can_be_changed(api) -> None:
    id = api.new(jobDescription="Too short", companyName="Acme Labs", scheduledAt="2026-12-01T10:00:00Z")
    changed = api.call("PUT", f"/interviews/{id}", {"jobDescription": LONG})
    assert changed.status_code == 200
    assert changed.json()["workflowState"] == "VALIDATING_SKILLS"
    assert changed.json()["companyName"] == "Acme Labs"
    assert changed.json()["scheduledAt"] == "2026-12-01T10:00:00.000Z"
