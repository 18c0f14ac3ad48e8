"""Is an interview shown whole, and only to those who may see it?"""

from __future__ import annotations

import pytest

from tests.actions.scene import appraisal, turns
from tests.actions.scene import plan as planned
from tests.dialects.a2a.conftest import BASE, Api
from vivavoce.actions import access
from vivavoce.domain.interview import EndReason

KEYS = [
    "runId",
    "interviewId",
    "state",
    "workflowState",
    "stateReason",
    "message",
    "dataQuality",
    "missingFields",
    "questions",
    "candidateName",
    "position",
    "level",
    "planId",
    "plan",
    "interviewLink",
    "linkExpiresAt",
    "scheduledAt",
    "assessment",
    "createdAt",
    "updatedAt",
]


def test_the_status_of_a_new_run(api) -> None:
    id = api.new()
    status = api.status(id)
    assert list(status) == KEYS
    assert (status["runId"], status["interviewId"], status["workflowState"]) == (id, id, "VALIDATING_SKILLS")
    assert (status["candidateName"], status["position"], status["level"]) == (
        "Jane Smith",
        "Senior Software Engineer",
        "SENIOR",
    )
    assert [status[key] for key in ("stateReason", "planId", "plan", "interviewLink", "assessment")] == [
        None
    ] * 5
    assert (status["missingFields"], status["questions"]) == ([], [])
    assert status["createdAt"] == "2026-11-22T09:00:00.000Z"


def test_an_id_may_be_written_in_capitals(api) -> None:
    id = api.new()
    assert api.status(id.upper()) == api.status(id)


def test_who_has_it_already_gets_nothing(api, backstage) -> None:
    id = api.new()
    path = f"/a2a/interview/{id}/status"
    tag = api.call("GET", path).headers["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        same = api.call("GET", path, If_None_Match=known)
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    backstage.plan(id)
    changed = api.call("GET", path, If_None_Match=tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_a_plan(api, backstage) -> None:
    id = api.new()
    assert api.call("GET", f"/interviews/{id}/plan").status_code == 404
    backstage.plan(id)
    plan = api.status(id)["plan"]
    assert plan == api.get(f"/interviews/{id}/plan")
    assert plan["planId"] == api.status(id)["planId"]
    assert plan["version"] == 1
    assert sum(part["weight"] for part in plan["competencies"]) == pytest.approx(1)
    assert 1 <= len(plan["competencies"]) <= 8
    for part in plan["competencies"]:
        assert part["questions"]
        assert [one["name"] for one in part["sub_dimensions"]] == [part["name"]]
        assert list(part["sub_dimensions"][0]["indicators"]) == ["1", "2", "3", "4", "5"]
        assert part["minimum_acceptable_score"] == (3.0 if part["is_required"] else 1.0)
    assert plan["must_have"] == list(plan["skills_coverage"]) == list(planned().skills)
    assert {"Python", "PostgreSQL"} <= set(plan["must_have"])
    assert "{{INTERVIEW_LINK}}" in plan["inmail_draft"]
    assert plan["greeting_script"]


def test_an_assessment_waits_for_its_approval(api, person, new_api, home, assessed) -> None:
    id = assessed()
    reader = new_api(home, "interview:read")
    assert api.status(id)["assessment"]["recommendation"] in {"STRONG_HIRE", "HIRE", "MAYBE", "NO_HIRE"}
    assert api.status(id)["interviewLink"]
    hidden = reader.status(id)
    assert (hidden["state"], hidden["assessment"], hidden["interviewLink"]) == (
        "ASSESSMENT_PENDING",
        None,
        None,
    )
    assert reader.call("GET", f"/interviews/{id}/assessment").status_code == 404
    person.post(f"/a2a/interview/{id}/approve-assessment", {"approved": True})
    shown = reader.get(f"/interviews/{id}/assessment")
    assert shown == reader.status(id)["assessment"] == api.status(id)["assessment"]


def test_an_assessment_stands_on_what_was_said(api, assessed) -> None:
    found = api.status(assessed())["assessment"]
    by_name = {planned().criterion(score.criterion_id).name: score for score in appraisal().scores}
    said = " ".join(turn.text for turn in turns())
    for part in found["competencies"]:
        score, inner = by_name[part["name"]], part["sub_dimensions"][0]
        assert part["score"] == inner["score"] == (score.level and round(score.level, 1))
        assert inner["transcript_turns"] == sorted({proof.turn for proof in score.evidence})
        assert list(inner["evidence"]) == ["situation", "action", "reasoning", "outcome", "depth"]
        for quotes in inner["evidence"].values():
            assert all(quote in said for quote in quotes.split(" … "))
    assert any(part["sub_dimensions"][0]["evidence"]["action"] for part in found["competencies"])
    levels = [(p["weight"], p["score"]) for p in found["competencies"] if p["score"] is not None]
    mean = sum(weight * level for weight, level in levels) / sum(weight for weight, _ in levels)
    assert found["overallScore"] == pytest.approx(mean, abs=0.1)
    assert [one["criterion"] for one in found["mustHave"]] == list(planned().skills)
    assert found["partial"] is False


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (EndReason.COMPLETED, None),
        (EndReason.BY_CANDIDATE, "ENDED_EARLY"),
        (EndReason.TIME_LIMIT, "TIME_LIMIT"),
        (EndReason.DISCONNECTED, "DISCONNECTED"),
    ],
)
def test_how_it_ended(api, assessed, end, reason) -> None:
    status = api.status(assessed(end))
    assert status["stateReason"] == reason
    assert status["assessment"]["partial"] is (end is not EndReason.COMPLETED)


def test_a_list(api) -> None:
    first, second, draft = api.new(), api.new(candidateName="Ann Lee"), api.new(position="")
    page = api.get("/interviews?page=1&limit=2")
    assert (page["total"], page["page"], page["limit"], len(page["interviews"])) == (3, 1, 2, 2)
    assert {one["id"] for one in api.get("/interviews")["interviews"]} == {first, second, draft}
    assert [one["id"] for one in api.get("/interviews?state=INFO_NEEDED")["interviews"]] == [draft]
    assert [one["id"] for one in api.get("/interviews?search=ann%20lee")["interviews"]] == [second]
    assert api.get("/interviews?state=CANCELLED")["interviews"] == []
    for bad in ("page=0", "limit=101", "state=FLYING", "page=one"):
        assert api.call("GET", f"/interviews?{bad}").status_code == 400


@pytest.mark.parametrize(
    "path", ["/a2a/interview/{}/status", "/interviews/{}", "/workflow/interviews/{}/state"]
)
def test_what_is_not_there_or_not_ours(api, new_api, store, clock, path) -> None:
    other = new_api(access.found(store, clock, access.NewOrganization("Umbra")))
    for caller, id in ((api, "00000000-0000-4000-8000-000000000000"), (api, "nothing"), (other, api.new())):
        reply = caller.call("GET", path.format(id))
        assert (reply.status_code, reply.json()["error"]) == (404, "Not Found")


@pytest.mark.parametrize("headers", [{}, {"X-API-Key": "wrong"}, {"Authorization": "Bearer a.b.c"}])
def test_without_a_credential(http, api, headers) -> None:
    reply = http.get(f"{BASE}/a2a/interview/{api.new()}/status", headers=headers)
    assert (reply.status_code, reply.json()["error"]) == (401, "Unauthorized")


def test_a_session_wins_over_a_key_and_a_key_may_come_as_a_bearer(http, api, person) -> None:
    id = api.new()
    key, token = api.headers["X-API-Key"], person.headers["Authorization"]
    both = Api(http, {"X-API-Key": key, "Authorization": token})
    assert both.call("DELETE", f"/a2a/interview/{id}").status_code == 200
    assert len(api.get(f"/workflow/interviews/{id}/history")[-1]["triggeredBy"]) == 36
    forged = Api(http, {"X-API-Key": key, "Authorization": f"{token}x"})
    assert forged.call("GET", f"/a2a/interview/{id}/status").status_code == 401
    assert Api(http, {"Authorization": f"Bearer {key}"}).status(id)["state"] == "CANCELLED"


def test_another_tenant_cannot_be_named(api, home) -> None:
    path = f"/a2a/interview/{api.new()}/status"
    assert api.call("GET", path, X_Tenant_ID=home.id).status_code == 200
    refused = api.call("GET", path, X_Tenant_ID="00000000-0000-4000-8000-000000000000")
    assert (refused.status_code, refused.json()["error"]) == (403, "Forbidden")


def test_the_limit_is_120_a_minute(api) -> None:
    path = f"/a2a/interview/{api.new()}/status"
    replies = [api.call("GET", path) for _ in range(120)]
    assert [reply.status_code for reply in replies] == [200] * 119 + [429]
    assert int(replies[-1].headers["retry-after"]) == 60


def test_only_json_is_read(http, api) -> None:
    headers = {**api.headers, "content-type": "text/plain"}
    assert http.post(f"{BASE}/a2a/interview", content=b"{}", headers=headers).status_code == 415
    broken = {**api.headers, "content-type": "application/json"}
    reply = http.post(f"{BASE}/a2a/interview", content=b"{", headers=broken)
    assert (reply.status_code, reply.json()["details"][0]["field"]) == (400, "body")
    large = http.post(f"{BASE}/a2a/interview", content=b" " * 1_048_577, headers=broken)
    assert large.status_code == 413
