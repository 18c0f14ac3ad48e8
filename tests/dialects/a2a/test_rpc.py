"""Is JSON-RPC answered as the contract says: the same operations, the codes, status 200?"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from tests.dialects.a2a.conftest import BASE, JANE, Api, Backstage
from tests.dialects.conftest import Caller
from vivavoce.dialects.a2a import rpc
from vivavoce.dialects.a2a.card import SKILLS, card
from vivavoce.domain import errors
from vivavoce.domain.identity import Organization
from vivavoce.kit.ids import new_id


def sent(api: Api, content: Any, **headers: str) -> httpx.Response:
    reply = api.call("POST", "/a2a/task", content, **headers)
    assert reply.status_code == 200, reply.text
    return reply


def result(api: Api, method: str, **params: Any) -> Any:
    said = sent(api, {"jsonrpc": "2.0", "method": method, "params": params, "id": "a"}).json()
    assert (said["jsonrpc"], said["id"], set(said)) == ("2.0", "a", {"jsonrpc", "result", "id"}), said
    return said["result"]


def error(api: Api, method: str, params: Any, **headers: str) -> Any:
    request = {"jsonrpc": "2.0", "method": method, "params": params, "id": 7}
    said = sent(api, request, **headers).json()
    assert (said["jsonrpc"], said["id"], set(said)) == ("2.0", 7, {"jsonrpc", "error", "id"}), said
    return said["error"]


def raw(http: TestClient, content: bytes) -> Any:
    reply = http.post(f"{BASE}/a2a/task", content=content, headers={"content-type": "application/json"})
    assert reply.status_code == 200
    assert reply.json()["id"] is None
    return reply.json()["error"]["code"]


class TestMethods:
    def test_an_interview_goes_its_whole_way(self, api: Api, backstage: Backstage) -> None:
        made = result(api, "interview.create", **{**JANE, "level": None})
        id = made["runId"]
        assert (made["state"], made["missingFields"]) == ("INFO_NEEDED", ["level"])
        completed = result(api, "interview.completeInfo", runId=id, level="SENIOR", userId="ann")
        assert completed == {
            "message": "Interview information completed. Skill validation starting.",
            "state": "VALIDATING_SKILLS",
        }
        backstage.plan(id)
        asked = {"comments": "Ask about data quality.", "userId": "ann"}
        changed = result(api, "interview.requestModification", runId=id, **asked)
        assert changed["workflowState"] == "GENERATING_PLAN"
        backstage.plan(id)
        approved = result(api, "interview.approve", runId=id, approved=True)
        assert approved["workflowState"] == "APPROVED"
        assert result(api, "interview.getStatus", runId=id) == api.status(id)

    def test_an_assessment_is_approved(self, api: Api, assessed: Callable[..., str]) -> None:
        id = assessed()
        said = result(api, "assessment.approve", interviewId=id, approved=True)
        assert said == {"message": "Assessment approved.", "workflowState": "ASSESSMENT_APPROVED"}

    def test_the_later_names_mean_the_same(self) -> None:
        for later, first in (
            ("interview.status", "interview.getStatus"),
            ("interview.complete-info", "interview.completeInfo"),
            ("interview.modify", "interview.requestModification"),
        ):
            assert rpc.ROUTE_OF[later] is rpc.ROUTE_OF[first]

    def test_a_poller_always_gets_the_whole_status(self, api: Api) -> None:
        id = api.new()
        tag = api.call("GET", f"/a2a/interview/{id}/status").headers["etag"]
        request = {"jsonrpc": "2.0", "method": "interview.status", "params": {"runId": id}, "id": 1}
        assert sent(api, request, If_None_Match=tag).json()["result"]["runId"] == id

    @pytest.mark.parametrize("id", [0, 1.5, "x", "", 10**40, None])
    def test_the_id_comes_back_as_it_was(self, api: Api, id: object) -> None:
        request = {"jsonrpc": "2.0", "method": "interview.status", "params": {"runId": api.new()}, "id": id}
        assert sent(api, request).json()["id"] == id


class TestNotifications:
    def test_one_is_done_and_not_answered(self, api: Api) -> None:
        reply = api.call(
            "POST", "/a2a/task", {"jsonrpc": "2.0", "method": "interview.create", "params": JANE}
        )
        assert (reply.status_code, reply.content) == (204, b"")
        assert api.get("/interviews")["total"] == 1

    def test_nor_is_what_is_wrong_with_it(self, api: Api) -> None:
        assert api.call("POST", "/a2a/task", {"jsonrpc": "2.0", "method": "no.such"}).status_code == 204


class TestErrors:
    @pytest.mark.parametrize("content", [b"{", b"", b'{"id": NaN}', b"[" * 100_000, b"\xff\xfe"])
    def test_what_is_not_json(self, http: TestClient, content: bytes) -> None:
        assert raw(http, content) == (-32700 if content else -32600)

    @pytest.mark.parametrize(
        "content",
        [
            [],
            [{"jsonrpc": "2.0", "method": "interview.status", "id": 1}],
            "x",
            None,
            {},
            {"method": "interview.status", "id": 1},
            {"jsonrpc": "1.0", "method": "interview.status", "id": 1},
            {"jsonrpc": "2.0", "id": 1},
            {"jsonrpc": "2.0", "method": 1, "id": 1},
            {"jsonrpc": "2.0", "method": "interview.status", "id": True},
            {"jsonrpc": "2.0", "method": "interview.status", "id": {}},
            {"jsonrpc": "2.0", "method": "interview.status", "id": "\0"},
            {"jsonrpc": "2.0", "method": "interview.status", "id": "\ud800"},
        ],
    )
    def test_what_is_no_request(self, http: TestClient, content: Any) -> None:
        assert raw(http, json.dumps(content).encode()) == -32600

    def test_an_unknown_method(self, api: Api) -> None:
        assert error(api, "no.such", {}) == {"code": -32601, "message": "There is no method no.such"}

    @pytest.mark.parametrize(
        ("method", "params", "field"),
        [
            ("interview.create", {"skills": "React"}, "skills"),
            ("interview.create", {"callbackUrl": "http://169.254.169.254/latest"}, "callbackUrl"),
            ("interview.create", ["Jane"], "params"),
            ("interview.approve", {"runId": new_id()}, "approved"),
            ("interview.status", {}, "runId"),
            ("interview.status", {"runId": 1}, "runId"),
        ],
    )
    def test_params_that_are_wrong_are_named(self, api: Api, method: str, params: Any, field: str) -> None:
        refused = error(api, method, params)
        assert (refused["code"], refused["message"]) == (-32602, "Invalid params")
        assert refused["data"]["field"] == field
        assert refused["data"]["issue"]

    @pytest.mark.parametrize("headers", [{}, {"X-API-Key": "wrong"}, {"Authorization": "Bearer a.b.c"}])
    def test_nobody_is_let_in_without_a_credential(self, http: TestClient, headers: dict[str, str]) -> None:
        assert error(Api(http, headers), "interview.status", {"runId": new_id()})["code"] == -32001

    def test_a_permission_is_needed(self, api: Api, home: Organization, new_api: Callable[..., Api]) -> None:
        reader, id = new_api(home, "interview:read"), api.new()
        assert result(reader, "interview.status", runId=id)["runId"] == id
        refused = error(reader, "interview.approve", {"runId": id, "approved": True})
        assert refused == {"code": -32002, "message": "Missing permission: interview:approve"}

    def test_another_tenant_cannot_be_named(self, api: Api, elsewhere: Caller) -> None:
        refused = error(
            api, "interview.status", {"runId": new_id()}, X_Tenant_ID=elsewhere.key.organization_id
        )
        assert refused["code"] == -32002

    @pytest.mark.parametrize("id", ["00000000-0000-4000-8000-000000000000", "agno-run-uuid", "../x"])
    def test_an_unknown_run(self, api: Api, id: str) -> None:
        assert error(api, "interview.status", {"runId": id})["code"] == -32003

    def test_a_run_of_another_tenant(self, api: Api, elsewhere: Caller) -> None:
        assert (
            error(Api(api.http, {"X-API-Key": elsewhere.text}), "interview.status", {"runId": api.new()})[
                "code"
            ]
            == -32003
        )

    def test_a_decision_in_the_wrong_state_says_where_it_stands(self, api: Api, backstage: Backstage) -> None:
        id = api.new()
        backstage.plan(id)
        result(api, "interview.approve", runId=id, approved=False)
        refused = error(api, "interview.approve", {"runId": id, "approved": True})
        assert refused["code"] == -32004
        assert refused["data"] == {"currentState": "REJECTED", "availableTransitions": []}

    def test_a_fault_of_ours_is_told_without_its_cause(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_given: object) -> None:
            raise RuntimeError("secret")

        monkeypatch.setitem(
            rpc.ROUTE_OF, "interview.status", replace(rpc.ROUTE_OF["interview.status"], run=broken)
        )  # type: ignore[arg-type]
        refused = error(api, "interview.status", {"runId": new_id()})
        assert refused == {"code": -32603, "message": "Internal error"}

    def test_it_counts_with_the_callers_other_requests(self, api: Api) -> None:
        for _ in range(119):
            assert api.call("GET", "/interviews").status_code == 200
        request = {"jsonrpc": "2.0", "method": "no.such", "id": 1}
        assert api.call("POST", "/a2a/task", request).status_code == 200
        limited = api.call("POST", "/a2a/task", request)
        assert limited.status_code == 429
        assert int(limited.headers["Retry-After"]) > 0
        assert api.call("GET", "/interviews").status_code == 429

    def test_every_kind_of_refusal_has_a_code(self) -> None:
        assert set(rpc.CODE_OF) == set(errors.ALL)


def test_the_card_tells_an_agent_where_and_what_to_ask() -> None:
    said = card("https://talk.example.com")
    assert said["url"] == "https://talk.example.com/api/v1/a2a/task"
    assert said["protocolVersions"] == ["0.2.1"]
    assert said["capabilities"] == {"streaming": False, "pushNotifications": True}
    assert [skill["id"] for skill in said["skills"]] == list(SKILLS)
    assert all(skill["name"] and skill["description"] for skill in said["skills"])
    assert {rpc.ROUTE_OF[method].path for method in SKILLS} == {one.path for one in rpc.ROUTE_OF.values()}
    assert said["securitySchemes"] == {
        "apiKey": {"type": "apiKey", "name": "X-API-Key", "in": "header"},
        "bearerAuth": {"type": "http", "scheme": "bearer"},
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/auth/oauth/token"),
        ("GET", "/mcp/skills"),
        ("POST", "/mcp/skills"),
        ("POST", "/mcp/skills/validate"),
        ("DELETE", "/mcp/skills/x"),
        ("GET", "/recording/x/chunks"),
        ("GET", "/recording/x/stream"),
        ("GET", "/admin/metrics/system"),
        ("GET", "/admin/metrics/agents"),
        ("GET", "/admin/metrics/workflows"),
    ],
)
def test_what_is_absent_says_so(api: Api, method: str, path: str) -> None:
    reply = api.call(method, path, {} if method == "POST" else None)
    assert (reply.status_code, reply.json()["error"]) == (501, "Not Implemented")
