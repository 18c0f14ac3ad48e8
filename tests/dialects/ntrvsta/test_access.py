"""Who comes in, how much, and how is each refusal worded (§2, §7)?"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.dialects.ntrvsta.conftest import Partner
from vivavoce.dialects.ntrvsta import NTRVSTA, errors
from vivavoce.dialects.ntrvsta.answers import PartnerRefusal
from vivavoce.dialects.ntrvsta.broken import BadQuery, NotJson
from vivavoce.domain import errors as domain
from vivavoce.domain.errors import DomainError, LimitState
from vivavoce.domain.identity import Organization

PATH = "/v1/templates"
EXAMPLES: list[tuple[DomainError, int, str]] = [
    (domain.Unauthenticated("who"), 401, "unauthorized"),
    (domain.Forbidden("no"), 403, "forbidden"),
    (domain.NotFound("template", "x"), 404, "template_not_found"),
    (domain.NotFound("interview", "x"), 404, "invitation_not_found"),
    (domain.NotFound("result", "x"), 404, "result_not_found"),
    (domain.NotFound("job", "x"), 404, "not_found"),
    (domain.Invalid.because("title", "is required"), 422, "validation_error"),
    (BadQuery.because("limit", "must be at least 1"), 400, "invalid_query"),
    (NotJson.because("body", "no"), 400, "invalid_json"),
    (domain.Conflict("busy"), 409, "conflict"),
    (domain.Unprocessable("what"), 422, "validation_error"),
    (domain.TooEarly("wait"), 425, "too_early"),
    (domain.TooLarge("big"), 413, "payload_too_large"),
    (domain.WrongMedia("xml"), 415, "unsupported_media_type"),
    (domain.Unavailable("none"), 501, "not_implemented"),
    (domain.TooMany(LimitState(120, 0, 9, 30)), 429, "rate_limited"),
    (domain.QuotaExceeded("spent"), 402, "quota_exceeded"),
]


@pytest.mark.parametrize(("error", "status", "code"), EXAMPLES, ids=lambda part: str(part)[:40])
def test_each_refusal(error: DomainError, status: int, code: str) -> None:
    reply = errors.refuse(error, "")
    body = json.loads(reply.body)
    PartnerRefusal.model_validate(body)
    assert (reply.status, body["error"]["code"]) == (status, code)
    assert body["message"] == body["error"]["message"]
    assert reply.headers["X-Request-Id"] == body["requestId"]
    assert reply.headers.get("Retry-After") == ("30" if status == 429 else None)
    assert reply.headers.get("WWW-Authenticate") == ("Bearer" if status == 401 else None)


def test_every_kind_of_refusal_is_worded() -> None:
    assert {type(error) for error, _, _ in EXAMPLES} >= set(domain.ALL)
    assert errors.crash("").status == 500
    assert json.loads(errors.crash("").body)["error"]["code"] == "internal_error"


class TestKeys:
    def test_either_header_opens_and_the_own_one_wins(self, http: TestClient, partner: Partner) -> None:
        good, bad = partner.key, "ntrv_0000000000_wrong"
        answers = [
            ({"X-Ntrvsta-Api-Key": good}, 200),
            ({"Authorization": f"Bearer {good}"}, 200),
            ({"authorization": f"bearer {good}"}, 200),
            ({"X-Ntrvsta-Api-Key": good, "Authorization": f"Bearer {bad}"}, 200),
            ({"X-Ntrvsta-Api-Key": bad, "Authorization": f"Bearer {good}"}, 401),
            ({"X-Ntrvsta-Api-Key": "", "Authorization": f"Bearer {good}"}, 401),
            ({"X-Ntrvsta-Api-Key": bad}, 401),
            ({"Authorization": f"Basic {good}"}, 401),
            ({}, 401),
        ]
        for headers, status in answers:
            assert http.get(PATH, headers=headers).status_code == status, headers

    def test_a_scope_is_needed(self, new_partner: Callable[..., Partner], home: Organization) -> None:
        reader = new_partner(home, frozenset({"jobs:read"}))
        assert reader.call("GET", PATH).status_code == 200
        assert reader.call("POST", PATH, {"title": "Nurse"}).json()["error"]["code"] == "forbidden"

    def test_no_more_than_120_a_minute(self, partner: Partner) -> None:
        for _ in range(120):
            assert partner.call("GET", PATH).status_code == 200
        reply = partner.call("GET", PATH)
        assert (reply.status_code, reply.json()["error"]["code"]) == (429, "rate_limited")
        assert 1 <= int(reply.headers["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("content", "media", "status", "code"),
    [
        (b"{", "application/json", 400, "invalid_json"),
        (b"[]", "application/json", 400, "invalid_json"),
        (b'"x"', "application/json; charset=utf-8", 400, "invalid_json"),
        (b'{"title":NaN}', "application/json", 400, "invalid_json"),
        (b"\xff", "application/json", 400, "invalid_json"),
        (b"", "application/json", 422, "validation_error"),
        (b"title=x", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b"{}", "text/plain", 415, "unsupported_media_type"),
        (b" " * (256 * 1024 + 1), "application/json", 413, "payload_too_large"),
    ],
    ids=range(9),
)
def test_bodies(
    http: TestClient, partner: Partner, content: bytes, media: str, status: int, code: str
) -> None:
    headers = {"X-Ntrvsta-Api-Key": partner.key, "Content-Type": media}
    reply = http.post(PATH, headers=headers, content=content)
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)


def test_every_answer_has_its_own_number(partner: Partner) -> None:
    numbers = {partner.call("GET", PATH).headers["X-Request-Id"] for _ in range(3)}
    assert len(numbers) == 3


def test_no_console_is_served() -> None:
    assert {route.path.split("/")[1] for route in NTRVSTA.routes} == {"v1"}
