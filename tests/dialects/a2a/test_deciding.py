"""Are decisions taken once, worded as the contract words them, and refused where they come too late?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.scene import starts, told
from vivavoce.actions import access, course
from vivavoce.domain.identity import Policy, operator, system


@pytest.fixture
def waiting(api, backstage) -> str:
    """An interview whose plan waits for a person."""
    id = api.new()
    backstage.plan(id)
    return id


def decide(api, id: str, **body):
    return api.call("POST", f"/a2a/interview/{id}/approve", body)


def history(api, id: str) -> list[tuple[str, str, str]]:
    rows = api.get(f"/workflow/interviews/{id}/history")
    return [(row["transition"], row["triggeredBy"], row["newState"]) for row in rows]


def test_an_approval_generates_the_link_and_again_the_same(person, api, waiting) -> None:
    first = decide(person, waiting, approved=True, userId="recruiter-user-uuid")
    assert first.status_code == 200
    link = first.json()["interviewLink"]
    assert first.json() == {
        "message": "Interview plan approved. Candidate link generated.",
        "workflowState": "APPROVED",
        "interviewLink": link,
    }
    assert link.startswith("https://talk.example.com/interview/join/")
    assert decide(person, waiting, approved=True).json() == first.json()
    status = api.status(waiting)
    assert (status["state"], status["interviewLink"]) == ("APPROVED", link)
    assert status["linkExpiresAt"] == "2026-11-29T09:00:00.000Z"
    opposite = decide(person, waiting, approved=False)
    assert opposite.status_code == 409
    assert opposite.json()["error"] == "Conflict"
    assert opposite.json()["currentState"] == "APPROVED"
    assert opposite.json()["availableTransitions"] == ["CANCEL"]
    assert history(api, waiting)[-1] == ("APPROVE", "recruiter-user-uuid", "APPROVED")


def test_a_rejection_has_no_link(person, api, waiting) -> None:
    answer = decide(person, waiting, approved=False, userId="u1", comments="Role closed.")
    assert answer.json() == {"message": "Interview plan rejected.", "workflowState": "REJECTED"}
    late = decide(person, waiting, approved=True)
    assert (late.status_code, late.json()["currentState"]) == (409, "REJECTED")
    assert late.json()["availableTransitions"] == []
    assert api.get(f"/workflow/interviews/{waiting}/history")[-1]["reason"] == "Role closed."


def test_reason_is_another_name_of_comments(person, api, waiting) -> None:
    decide(person, waiting, approved=False, reason="No budget.")
    assert api.get(f"/workflow/interviews/{waiting}/history")[-1]["reason"] == "No budget."


@pytest.mark.parametrize("body", [{}, {"approved": "yes"}, {"approved": True, "comments": "x" * 2001}])
def test_a_decision_must_be_clear(person, waiting, body) -> None:
    assert decide(person, waiting, **body).status_code == 400


def test_the_permission_to_approve_is_enough_and_needed(new_api, home, waiting) -> None:
    only = new_api(home, "interview:create", "interview:read")
    refused = decide(only, waiting, approved=True)
    assert refused.status_code == 403
    assert refused.json()["message"] == "Missing permission: interview:approve"
    changes = {"comments": "More", "modifications": {"addSkills": ["Go"], "durationMinutes": 30}}
    approver = new_api(home, "interview:approve")
    asked = approver.call("PATCH", f"/a2a/interview/{waiting}/request-modification", changes)
    assert asked.status_code == 200


def test_the_decider_is_named_by_the_credential_when_nobody_is(api, person, backstage) -> None:
    first, second = api.new(), api.new()
    for id, caller in ((first, api), (second, person)):
        backstage.plan(id)
        decide(caller, id, approved=True)
    assert history(api, first)[-1][1].startswith("api-key:vv_live_")
    assert len(history(api, second)[-1][1]) == 36


def test_a_modification_makes_another_plan(person, api, backstage, waiting) -> None:
    before = api.status(waiting)
    body = {"userId": "u1", "comments": "Add data quality.", "modifications": {"removeSkills": ["React"]}}
    asked = person.call("PATCH", f"/a2a/interview/{waiting}/request-modification", body)
    assert asked.json() == {
        "message": "Plan modification requested. Plan is being regenerated.",
        "workflowState": "GENERATING_PLAN",
    }
    assert api.status(waiting)["state"] == "GENERATING_PLAN"
    backstage.plan(waiting)
    after = api.status(waiting)
    assert (after["state"], after["plan"]["version"]) == ("PENDING", 2)
    assert after["planId"] != before["planId"]
    assert "React" not in api.get(f"/interviews/{waiting}")["skills"]
    missing = person.call("PATCH", f"/a2a/interview/{waiting}/request-modification", {"userId": "u1"})
    assert missing.json()["details"] == [{"field": "comments", "message": "Is required"}]


def test_an_assessment_is_turned_down(person, api, assessed) -> None:
    id = assessed()
    answer = person.post(f"/a2a/interview/{id}/approve-assessment", {"approved": False, "userId": "u1"})
    assert answer == {"message": "Assessment rejected. Interview cancelled.", "workflowState": "CANCELLED"}
    status = api.status(id)
    assert (status["state"], status["stateReason"]) == ("CANCELLED", "ASSESSMENT_REJECTED")
    assert status["assessment"] is None


def test_an_assessment_cannot_be_decided_before_it_is_there(person, begun) -> None:
    id = begun()
    early = person.call("POST", f"/a2a/interview/{id}/approve-assessment", {"approved": True})
    assert (early.status_code, early.json()["currentState"]) == (409, "IN_PROGRESS")


def test_calling_off(api, person, waiting) -> None:
    answer = person.call("DELETE", f"/a2a/interview/{waiting}")
    assert answer.json() == {"message": "Interview cancelled.", "workflowState": "CANCELLED"}
    status = api.status(waiting)
    assert (status["state"], status["stateReason"]) == ("CANCELLED", "CANCELLED_BY_USER")
    assert person.call("DELETE", f"/a2a/interview/{waiting}").status_code == 409


def test_a_deleted_interview_is_gone(api, waiting) -> None:
    assert api.call("DELETE", f"/interviews/{waiting}").status_code == 204
    assert api.call("GET", f"/interviews/{waiting}").status_code == 404


def test_transitions(api, person, waiting) -> None:
    path = f"/workflow/interviews/{waiting}"
    assert api.get(f"{path}/available-transitions") == {
        "currentState": "PENDING",
        "availableTransitions": ["APPROVE", "REJECT", "MODIFY", "CANCEL"],
    }
    unsaid = person.call("POST", f"{path}/transition", {"transition": "MODIFY"})
    assert unsaid.json()["details"][0]["field"] == "reason"
    made = person.post(f"{path}/transition", {"transition": "APPROVE", "userId": "u1", "reason": "Good"})
    assert made == {
        "interviewId": waiting,
        "previousState": "PENDING",
        "newState": "APPROVED",
        "transition": "APPROVE",
        "triggeredBy": "u1",
        "reason": "Good",
        "timestamp": "2026-11-22T09:00:00.000Z",
    }
    ours = person.call("POST", f"{path}/transition", {"transition": "START"})
    assert (ours.status_code, ours.json()["currentState"]) == (409, "APPROVED")
    assert person.call("POST", f"{path}/transition", {"transition": "FLY"}).status_code == 400
    assert api.get(f"{path}/state")["currentState"] == "APPROVED"
    assert person.post(f"{path}/transition", {"transition": "CANCEL"})["newState"] == "CANCELLED"


def test_every_transition_by_hand(api, person, assessed, backstage) -> None:
    draft = api.new(jobDescription="Too short")
    early = person.call("POST", f"/workflow/interviews/{draft}/transition", {"transition": "COMPLETE_INFO"})
    assert (early.status_code, early.json()["availableTransitions"]) == (409, ["COMPLETE_INFO", "CANCEL"])
    ids = [api.new() for _ in range(2)]
    for id in ids:
        backstage.plan(id)
    for id, name in (
        (ids[0], "REJECT"),
        (ids[1], "MODIFY"),
        (assessed(), "APPROVE_ASSESSMENT"),
        (assessed(), "REJECT_ASSESSMENT"),
    ):
        made = person.post(f"/workflow/interviews/{id}/transition", {"transition": name, "reason": "so"})
        assert (made["transition"], made["reason"]) == (name, "so")


def test_a_failed_plan_is_written_again(api, person, backstage) -> None:
    id = api.new()
    backstage.fail_plan(id)
    status = api.status(id)
    assert (status["state"], status["stateReason"]) == ("GENERATING_PLAN", "PLAN_FAILED")
    onward = api.get(f"/workflow/interviews/{id}/available-transitions")["availableTransitions"]
    assert onward == ["GENERATE_PLAN", "CANCEL"]
    made = person.post(f"/workflow/interviews/{id}/transition", {"transition": "GENERATE_PLAN"})
    assert made["newState"] == "GENERATING_PLAN"
    backstage.plan(id)
    assert api.status(id)["state"] == "PENDING"
    refused = person.call("POST", f"/workflow/interviews/{id}/transition", {"transition": "GENERATE_PLAN"})
    assert refused.status_code == 409


def test_a_failed_plan_can_be_called_off(api, backstage) -> None:
    id = api.new()
    backstage.fail_plan(id)
    assert api.call("DELETE", f"/a2a/interview/{id}").status_code == 200


def test_a_failed_assessment_is_made_again(api, person, begun, backstage) -> None:
    id = begun()
    assert person.call("POST", f"/interviews/{id}/assess").status_code == 409
    backstage.hold(id)
    backstage.fail_assessment(id)
    status = api.status(id)
    assert (status["state"], status["stateReason"]) == ("COMPLETED", "ASSESSMENT_FAILED")
    again = person.call("POST", f"/interviews/{id}/assess")
    assert again.status_code == 202
    assert again.json()["workflowState"] == "COMPLETED"
    backstage.assess(id)
    assert api.status(id)["state"] == "ASSESSMENT_PENDING"


def test_the_link_goes_out_by_mail_only_when_asked(api, store, waiting) -> None:
    decide(api, waiting, approved=True)
    assert starts(store, f"invite:{waiting}") == []
    sent = api.post(f"/interviews/{waiting}/invite")
    assert (sent["sentTo"], sent["linkExpiresAt"]) == ("jane@example.com", "2026-11-29T09:00:00.000Z")
    assert sent["interviewLink"] == api.status(waiting)["interviewLink"]
    assert len(starts(store, f"invite:{waiting}")) == 1


def test_an_expired_link_is_replaced(api, store, home, clock, waiting) -> None:
    decide(api, waiting, approved=True)
    old = api.status(waiting)["interviewLink"]
    clock.advance(timedelta(days=7, seconds=1))
    with store.write(system(home.id)) as tx:
        course.expire(tx, waiting)
    status = api.status(waiting)
    assert (status["state"], status["stateReason"]) == ("APPROVED", "LINK_EXPIRED")
    clock.advance(timedelta(days=30))
    status = api.status(waiting)
    assert (status["state"], status["stateReason"]) == ("CANCELLED", "LINK_EXPIRED_FINAL")
    assert api.get(f"/workflow/interviews/{waiting}/available-transitions")["availableTransitions"] == []
    renewed = api.post(f"/interviews/{waiting}/invite")
    assert renewed["interviewLink"] != old
    assert renewed["linkExpiresAt"] == "2027-01-05T09:00:01.000Z"
    assert api.status(waiting)["stateReason"] is None


def test_an_organization_may_approve_plans_itself(api, store, home, backstage) -> None:
    with store.write(operator(home.id)) as tx:
        access.change_organization(tx, access.ChangeOrganization(policy=Policy(auto_approve=True)))
    id = api.new()
    backstage.plan(id)
    assert api.status(id)["state"] == "APPROVED"
    assert history(api, id)[-1] == ("APPROVE", "system", "APPROVED")


def test_with_a_time_of_its_own_it_is_scheduled(api, store, home, waiting, backstage) -> None:
    id = api.new(scheduledAt="2026-12-01T10:00:00.000Z")
    backstage.plan(id)
    assert decide(api, id, approved=True).json()["workflowState"] == "APPROVED"
    status = api.status(id)
    assert (status["state"], status["scheduledAt"]) == ("SCHEDULED", "2026-12-01T10:00:00.000Z")
    assert history(api, id)[-2:] == [
        ("APPROVE", history(api, id)[-2][1], "APPROVED"),
        ("SCHEDULE", "system", "SCHEDULED"),
    ]
    assert told(store, home, id)[-2:] == ["plan.approved", "interview.scheduled"]
    decide(api, waiting, approved=True)
    assert [one["id"] for one in api.get("/interviews?state=SCHEDULED")["interviews"]] == [id]
    assert [one["id"] for one in api.get("/interviews?state=APPROVED")["interviews"]] == [waiting]
