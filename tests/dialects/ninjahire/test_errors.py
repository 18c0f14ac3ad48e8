"""Is every refusal worded as a problem document?"""

from __future__ import annotations

import json

import pytest

from tests.dialects.golden import differing
from vivavoce.dialects.ninjahire.errors import STATUS_OF, crash, missing_scope, refuse
from vivavoce.domain import errors
from vivavoce.domain.errors import Invalid, LimitState, NotFound, TooMany, Unauthenticated, Violation

TRACE = {"requestId": "<uuid>", "timestamp": "<ts>"}


def test_the_table_is_total() -> None:
    assert set(STATUS_OF) == set(errors.ALL)


def test_the_form_of_the_contract() -> None:
    reply = refuse(NotFound("job", "7"), "/v1/jobs/7")
    expected = {
        "type": "https://httpproblems.com/http-status/404",
        "title": "Not Found",
        "status": 404,
        "detail": "Job not found",
        "instance": "/v1/jobs/7",
        "trace": TRACE,
    }
    assert list(differing(expected, json.loads(reply.body), "problem")) == []
    assert (reply.status, reply.headers["content-type"]) == (404, "application/problem+json")


def test_a_bad_request_lists_its_fields() -> None:
    told = json.loads(refuse(Invalid(Violation("size", "is required"), Violation("page", "is bad"))).body)
    assert told["errors"] == [
        {"field": "size", "message": "is required"},
        {"field": "page", "message": "is bad"},
    ]
    assert told["detail"] == "size is required; page is bad"


@pytest.mark.parametrize("kind", [kind for kind in errors.ALL if kind not in {NotFound, Invalid, TooMany}])
def test_status_and_title_agree(kind: type[errors.DomainError]) -> None:
    reply = refuse(kind("Why"))
    told = json.loads(reply.body)
    assert (told["status"], told["title"], told["detail"]) == (*STATUS_OF[kind], "Why")
    assert told["type"].endswith(f"/{reply.status}")


def test_headers_of_refusals() -> None:
    assert refuse(TooMany(LimitState(60, 0, 1705320120, 30))).headers["Retry-After"] == "30"
    assert refuse(Unauthenticated("No")).headers["WWW-Authenticate"] == "Bearer"
    assert refuse(missing_scope(("jobs:write",))).status == 403


def test_a_crash_tells_nothing() -> None:
    told = json.loads(crash("/v1/jobs").body)
    assert (told["status"], told["instance"]) == (500, "/v1/jobs")
    assert told["trace"]["requestId"] != json.loads(crash("/v1/jobs").body)["trace"]["requestId"]
