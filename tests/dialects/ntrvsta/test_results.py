"""Do polled results answer as the contract says (§5)?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.actions.scene import gated
from tests.dialects.golden import differing
from tests.dialects.ntrvsta import stages
from tests.dialects.ntrvsta.conftest import Partner
from vivavoce.domain.identity import Organization
from vivavoce.domain.interview import EndReason
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store

PATH = "/v1/interview-results"
NOTHING = {"results": [], "nextCursor": None, "resultUrl": None, "overallScore": None}


@pytest.fixture
def template(partner: Partner) -> str:
    return str(partner.post("/v1/templates", {"title": "Nurse", "externalPostingId": "p-1"})["templateId"])


@pytest.fixture
def invite(partner: Partner, template: str) -> Callable[[str], dict[str, Any]]:
    def make(email: str) -> dict[str, Any]:
        body = {"templateId": template, "candidate": {"email": email}}
        return dict(partner.post("/v1/interview-invitations", body))

    return make


@pytest.fixture
def finished(
    invite: Callable[[str], dict[str, Any]], store: Store, home: Organization, clock: FrozenClock
) -> list[dict[str, Any]]:
    """Five completed invitations, the first two in one moment, the others a minute apart."""
    made = []
    for number in range(5):
        invitation = invite(f"c{number}@example.com")
        stages.assessed(store, home, stages.id_of(invitation), total=80 + number)
        made.append(invitation)
        if number:
            clock.advance(timedelta(minutes=1))
    return made


def ids(answer: dict[str, Any]) -> list[str]:
    return [result["invitationId"] for result in answer["results"]]


def test_one_result_as_printed(
    partner: Partner, store: Store, home: Organization, template: str, invite: Callable[[str], dict[str, Any]]
) -> None:
    invitation = invite("jane@example.com")
    assert partner.get(PATH, invitationId=invitation["invitationId"]) == NOTHING
    stages.assessed(store, home, stages.id_of(invitation), total=85)
    answer = partner.get(PATH, invitationId=invitation["invitationId"])
    id = answer["results"][0]["resultId"]
    expected = {
        "results": [
            {
                "resultId": id,
                "invitationId": invitation["invitationId"],
                "templateId": template,
                "status": "COMPLETED",
                "completedAt": "2026-11-22T09:00:00.000Z",
                "resultUrl": f"https://talk.example.com/results/{id}",
                "overallScore": 85,
            }
        ],
        "nextCursor": None,
        "resultUrl": f"https://talk.example.com/results/{id}",
        "overallScore": 85,
    }
    assert list(differing(expected, answer, "results")) == []
    assert partner.get(PATH, resultId=id) == answer
    assert list(partner.get(PATH)) == ["results", "nextCursor"]


def test_each_filter(partner: Partner, template: str, finished: list[dict[str, Any]]) -> None:
    wanted = [invitation["invitationId"] for invitation in finished]
    assert sorted(ids(partner.get(PATH))) == sorted(wanted)
    assert sorted(ids(partner.get(PATH, templateId=template))) == sorted(wanted)
    assert sorted(ids(partner.get(PATH, externalPostingId="p-1"))) == sorted(wanted)
    assert ids(partner.get(PATH, externalPostingId="p-2")) == []
    assert ids(partner.get(PATH, candidateEmail="C3@Example.com")) == [wanted[3]]
    assert ids(partner.get(PATH, candidateEmail="nobody@example.com")) == []
    other = partner.post("/v1/templates", {"title": "Other"})["templateId"]
    assert ids(partner.get(PATH, templateId=other)) == []
    assert ids(partner.get(PATH, templateId=other, externalPostingId="p-1")) == []
    assert ids(partner.get(PATH, templateId=template, invitationId=wanted[2])) == [wanted[2]]


def test_the_window_includes_its_start_and_not_its_end(
    partner: Partner, finished: list[dict[str, Any]]
) -> None:
    window = {
        "completedAfter": "2026-11-22T09:01:00Z",
        "completedBefore": "2026-11-22T11:03:00.000+02:00",
    }
    expected = [finished[number]["invitationId"] for number in (3, 2)]
    assert ids(partner.get(PATH, **window)) == expected


def test_newest_first_and_pages_lead_to_each_once(partner: Partner, finished: list[dict[str, Any]]) -> None:
    whole = partner.get(PATH)["results"]
    assert [result["overallScore"] for result in whole[:3]] == [84, 83, 82]
    seen: list[str] = []
    more: dict[str, Any] = {"completedAfter": "2025-01-01T00:00:00Z", "limit": 1}
    while more:
        page = partner.get(PATH, **more)
        seen += ids(page)
        more = {**more, "cursor": page["nextCursor"]} if page["nextCursor"] else {}
    assert seen == [result["invitationId"] for result in whole]


def test_a_cursor_fits_its_filters_only(partner: Partner, finished: list[dict[str, Any]]) -> None:
    cursor = partner.get(PATH, limit=2)["nextCursor"]
    assert len(partner.get(PATH, limit=3, cursor=cursor)["results"]) == 3
    for other in ({"candidateEmail": "c1@example.com"}, {"completedAfter": "2025-01-01T00:00:00Z"}):
        reply = partner.call("GET", PATH, cursor=cursor, **other)
        assert (reply.status_code, reply.json()["error"]["code"]) == (400, "invalid_query")
    assert partner.call("GET", "/v1/templates", cursor=cursor).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        {"completedAfter": "yesterday"},
        {"completedBefore": "2026-13-01T00:00:00Z"},
        {"limit": "1.5"},
        {"candidateEmail": "a\0"},
        {"cursor": "A" * 401},
        {"cursor": "bnVsbA"},
    ],
)
def test_a_bad_query_is_named(partner: Partner, query: dict[str, str]) -> None:
    reply = partner.call("GET", PATH, **query)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "invalid_query")
    assert [detail["field"] for detail in reply.json()["error"]["details"]] == list(query)


@pytest.mark.parametrize(
    ("name", "prefix"), [("invitationId", "inv"), ("resultId", "res"), ("templateId", "tpl")]
)
def test_what_the_organization_does_not_have_is_not_found(
    partner: Partner, stranger: Partner, finished: list[dict[str, Any]], name: str, prefix: str
) -> None:
    code = {"inv": "invitation", "res": "result", "tpl": "template"}[prefix] + "_not_found"
    known = partner.get(PATH)["results"][0][name]
    for caller, id in (
        (stranger, known),
        (partner, f"{prefix}_none"),
        (partner, f"{prefix}_{'0' * 26}"),
        (partner, ""),
    ):
        reply = caller.call("GET", PATH, **{name: id})
        assert (reply.status_code, reply.json()["error"]["code"]) == (404, code)


def test_nothing_shows_before_a_person_has_approved_nor_after_one_stayed_away(
    partner: Partner, store: Store, home: Organization, invite: Callable[[str], dict[str, Any]]
) -> None:
    away = invite("away@example.com")
    stages.assessed(store, home, stages.id_of(away), reason=EndReason.DISCONNECTED)
    gated(store, home, assessment_gate=True)
    waits = invite("waits@example.com")
    stages.assessed(store, home, stages.id_of(waits))
    assert partner.get(PATH)["results"] == []
    assert partner.get(PATH, invitationId=waits["invitationId"]) == NOTHING
    assert partner.get(PATH, invitationId=away["invitationId"]) == NOTHING
