"""Does a run go its way over the API, from the request to the approved assessment?"""

from __future__ import annotations

import re

from tests.dialects.a2a.conftest import JANE

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
CRITERIA = 5


def test_a_complete_request_is_accepted(api) -> None:
    reply = api.call("POST", "/a2a/interview", JANE)
    made = reply.json()
    assert reply.status_code == 201
    assert UUID.fullmatch(made["runId"])
    assert made == {
        "runId": made["runId"],
        "interviewId": made["runId"],
        "state": "VALIDATING_SKILLS",
        "message": "Interview request accepted. Skill validation in progress.",
        "dataQuality": "EXCELLENT",
    }


def test_the_whole_way(api, person, backstage, assessed) -> None:
    id = assessed()
    assert api.status(id)["state"] == "ASSESSMENT_PENDING"
    answer = person.post(f"/a2a/interview/{id}/approve-assessment", {"approved": True, "userId": "u1"})
    assert answer == {"message": "Assessment approved.", "workflowState": "ASSESSMENT_APPROVED"}
    assert [
        (row["transition"], row["previousState"], row["newState"])
        for row in api.get(f"/workflow/interviews/{id}/history")
    ] == [
        ("VALIDATE", "RECEIVED", "VALIDATING_SKILLS"),
        ("GENERATE_PLAN", "VALIDATING_SKILLS", "GENERATING_PLAN"),
        ("PLAN_READY", "GENERATING_PLAN", "PENDING"),
        ("APPROVE", "PENDING", "APPROVED"),
        ("START", "APPROVED", "IN_PROGRESS"),
        ("COMPLETE", "IN_PROGRESS", "COMPLETED"),
        ("ASSESSMENT_READY", "COMPLETED", "ASSESSMENT_PENDING"),
        ("APPROVE_ASSESSMENT", "ASSESSMENT_PENDING", "ASSESSMENT_APPROVED"),
    ]
