"""Do templates answer as the contract says (§3, §7)?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.golden import differing
from tests.dialects.ntrvsta.conftest import Partner
from vivavoce.kit.clock import FrozenClock

MADE = {
    "templateId": "<str>",
    "title": "Senior Backend Engineer",
    "description": "Backend engineering interview for distributed systems candidates",
    "externalPostingId": None,
    "whiteboardDesign": False,
    "inviteUrlExpiresInDays": 30,
    "language": "en",
    "status": "READY",
    "reused": False,
    "createdAt": "2026-11-22T09:00:00.000Z",
    "updatedAt": "2026-11-22T09:00:00.000Z",
}
ASKED = {
    "title": "Senior Backend Engineer",
    "description": "Backend engineering interview for distributed systems candidates",
}
POSTED = {"title": "Nurse", "externalPostingId": "p-1", "whiteboardDesign": True, "language": "de-AT"}


def test_a_template_is_made_as_printed(partner: Partner) -> None:
    assert list(differing(MADE, partner.post("/v1/templates", ASKED), "template")) == []


def test_each_call_without_a_posting_makes_another(partner: Partner) -> None:
    one, two = (partner.post("/v1/templates", ASKED)["templateId"] for _ in range(2))
    assert one != two


def test_a_posting_stands_for_one_template_whatever_else_a_repeat_says(partner: Partner) -> None:
    first = partner.post("/v1/templates", POSTED)
    again = partner.post("/v1/templates", {**POSTED, "title": "Other", "inviteUrlExpiresInDays": 3}, 200)
    assert again == {**first, "reused": True}
    assert (first["whiteboardDesign"], first["language"], first["description"]) == (True, "de-AT", "")


def test_postings_are_compared_exactly_and_within_one_organization(
    partner: Partner, stranger: Partner
) -> None:
    first = partner.post("/v1/templates", POSTED)["templateId"]
    assert partner.post("/v1/templates", {**POSTED, "externalPostingId": "P-1"})["templateId"] != first
    assert stranger.post("/v1/templates", POSTED)["templateId"] != first


def test_a_template_is_read_without_reused(partner: Partner, stranger: Partner) -> None:
    made = partner.post("/v1/templates", POSTED)
    made.pop("reused")
    path = f"/v1/templates/{made['templateId']}"
    assert partner.get(path) == made
    assert partner.get("/v1/templates", externalPostingId="p-1") == {"templates": [made], "nextCursor": None}
    assert partner.get("/v1/templates", externalPostingId="p-2")["templates"] == []
    assert stranger.call("GET", path).json()["error"]["code"] == "template_not_found"
    assert stranger.get("/v1/templates") == {"templates": [], "nextCursor": None}


def test_pages_lead_to_each_template_once(partner: Partner, clock: FrozenClock) -> None:
    made = {partner.post("/v1/templates", ASKED)["templateId"] for _ in range(5)}
    seen, cursor = [], {}
    while True:
        page = partner.get("/v1/templates", limit=2, **cursor)
        seen += [template["templateId"] for template in page["templates"]]
        if page["nextCursor"] is None:
            break
        cursor = {"cursor": page["nextCursor"]}
    assert sorted(seen) == sorted(made)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["title"]),
        ({"title": ""}, ["title"]),
        ({"title": "   "}, ["title"]),
        ({"title": "x" * 201}, ["title"]),
        ({"title": "a\0b"}, ["title"]),
        ({"title": 5}, ["title"]),
        ({"title": "ok", "description": "x" * 20001}, ["description"]),
        ({"title": "ok", "description": "\0"}, ["description"]),
        ({"title": "ok", "description": "\ud800"}, ["description"]),
        ({"title": "ok", "externalPostingId": ""}, ["externalPostingId"]),
        ({"title": "ok", "externalPostingId": "a\tb"}, ["externalPostingId"]),
        ({"title": "ok", "inviteUrlExpiresInDays": 0}, ["inviteUrlExpiresInDays"]),
        ({"title": "ok", "inviteUrlExpiresInDays": 366}, ["inviteUrlExpiresInDays"]),
        ({"title": "ok", "inviteUrlExpiresInDays": 10**30}, ["inviteUrlExpiresInDays"]),
        ({"title": "ok", "whiteboardDesign": "yes", "language": "??"}, ["whiteboardDesign", "language"]),
    ],
)
def test_a_broken_rule_is_named(partner: Partner, body: dict[str, Any], fields: list[str]) -> None:
    reply = partner.call("POST", "/v1/templates", body)
    assert reply.status_code == 422
    refused = reply.json()
    assert refused["error"]["code"] == "validation_error"
    assert [detail["field"] for detail in refused["error"]["details"]] == fields
    assert refused["message"] == refused["error"]["message"] == "Request validation failed"
    assert reply.headers["X-Request-Id"] == refused["requestId"]


def test_a_title_is_trimmed_and_unknown_fields_are_ignored(partner: Partner) -> None:
    made = partner.post("/v1/templates", {"title": f" {'x' * 200}\n", "inviteUrlExpiresInDays": 7.0, "a": 1})
    assert (made["title"], made["inviteUrlExpiresInDays"]) == ("x" * 200, 7)


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"cursor": "x"}, {"cursor": "W10"}, {"cursor": "é"}],
)
def test_a_bad_query_is_named(partner: Partner, query: dict[str, str]) -> None:
    reply = partner.call("GET", "/v1/templates", **query)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "invalid_query")
    assert [detail["field"] for detail in reply.json()["error"]["details"]] == list(query)
