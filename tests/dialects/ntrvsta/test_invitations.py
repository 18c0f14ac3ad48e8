"""Do invitations answer as the contract says (§4, §6)?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.actions.scene import appraisal, gated
from tests.dialects.golden import differing
from tests.dialects.ntrvsta import stages
from tests.dialects.ntrvsta.conftest import Partner
from vivavoce.actions import assessments, course, rooms
from vivavoce.domain.identity import Organization, operator, system
from vivavoce.domain.interview import EndReason
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import CANDIDATE, INTERVIEW, ROOM

PATH = "/v1/interview-invitations"
JANE = {"email": "jane.doe@example.com", "firstName": "Jane", "lastName": "Doe"}
MADE = {
    "invitationId": "<str>",
    "templateId": "<str>",
    "externalPostingId": "greenhouse-4711",
    "candidate": {"candidateId": "<str>", **JANE, "externalCandidateId": None},
    "status": "SCHEDULED",
    "inviteUrl": "<str>",
    "inviteUrlExpiresAt": "2026-12-06T09:00:00.000Z",
    "reused": False,
    "createdAt": "2026-11-22T09:00:00.000Z",
}


@pytest.fixture
def template(partner: Partner) -> str:
    asked = {
        "title": "Senior Backend Engineer",
        "externalPostingId": "greenhouse-4711",
        "inviteUrlExpiresInDays": 14,
    }
    return str(partner.post("/v1/templates", asked)["templateId"])


@pytest.fixture
def invited(partner: Partner, template: str) -> dict[str, Any]:
    return dict(partner.post(PATH, {"templateId": template, "candidate": JANE}))


def again(partner: Partner, template: str) -> dict[str, Any]:
    return dict(partner.post(PATH, {"templateId": template, "candidate": JANE}, 200))


def test_an_invitation_is_made_as_printed(invited: dict[str, Any]) -> None:
    assert list(differing(MADE, invited, "invitation")) == []


@pytest.mark.parametrize(
    "shape",
    [
        {"candidate": {"email": "JANE.doe@Example.com"}},
        {"candidateEmail": "Jane.Doe@example.com", "candidateFirstName": "J", "candidateLastName": "D"},
        {"email": "jane.doe@example.com", "name": "Jane Doe"},
    ],
)
def test_one_mapping_per_template_and_address(
    partner: Partner, template: str, invited: dict[str, Any], shape: dict[str, Any]
) -> None:
    repeat = partner.post(PATH, {"templateId": template, **shape}, 200)
    assert repeat == {**invited, "reused": True}


def test_another_template_is_another_invitation_of_the_same_candidate(
    partner: Partner, invited: dict[str, Any]
) -> None:
    other = partner.post("/v1/templates", {"title": "Nurse"})["templateId"]
    second = partner.post(PATH, {"templateId": other, "candidate": JANE})
    assert second["invitationId"] != invited["invitationId"]
    assert second["candidate"]["candidateId"] == invited["candidate"]["candidateId"]


@pytest.mark.parametrize(
    ("legacy", "first", "last"),
    [
        ({"candidateEmail": "a@example.com", "candidateName": "Ana Maria Silva"}, "Ana", "Maria Silva"),
        ({"email": "a@example.com", "name": "Ana"}, "Ana", ""),
        ({"email": "a@example.com", "firstName": "Ana", "lastName": "Silva"}, "Ana", "Silva"),
        ({"email": "a@example.com"}, "", ""),
        ({"candidate": {"email": "a@example.com"}, "firstName": "Ana"}, "Ana", ""),
        (
            {"candidate": {"email": "a@example.com", "firstName": ""}, "candidateFirstName": "Ana"},
            "",
            "",
        ),
    ],
)
def test_older_shapes_are_read_field_by_field_the_nested_one_winning(
    partner: Partner, template: str, legacy: dict[str, Any], first: str, last: str
) -> None:
    candidate = partner.post(PATH, {"templateId": template, **legacy})["candidate"]
    assert (candidate["email"], candidate["firstName"], candidate["lastName"]) == (
        "a@example.com",
        first,
        last,
    )


def test_a_posting_names_the_template_too(partner: Partner, template: str) -> None:
    body = {"externalPostingId": "greenhouse-4711", "candidate": {**JANE, "externalCandidateId": "c-9"}}
    made = partner.post("/v1/invitations", body)
    assert made["templateId"] == template
    assert made["candidate"]["externalCandidateId"] == "c-9"
    other = partner.post("/v1/templates", {"title": "Nurse"})["templateId"]
    for differs in (other, template[:-1] + "0"):
        reply = partner.call("POST", PATH, {**body, "templateId": differs})
        assert reply.status_code in {404, 422}
    assert partner.call("POST", PATH, {**body, "templateId": other}).status_code == 422
    assert partner.call("POST", PATH, {**body, "externalPostingId": "none"}).status_code == 404


def test_a_template_of_another_organization_is_not_found(stranger: Partner, template: str) -> None:
    reply = stranger.call("POST", PATH, {"templateId": template, "candidate": JANE})
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "template_not_found")
    unknown = stranger.call("POST", PATH, {"templateId": "tpl_none", "candidate": JANE})
    assert {**reply.json(), "requestId": ""} == {**unknown.json(), "requestId": ""}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["templateId"]),
        ({"templateId": None, "candidate": JANE}, ["templateId"]),
        ({"templateId": "x"}, ["candidate.email"]),
        ({"templateId": "x", "candidate": {}}, ["candidate.email"]),
        ({"templateId": "x", "candidate": {"email": "nope"}}, ["candidate.email"]),
        ({"templateId": "x", "candidate": {"email": f"{'a' * 64}@{'b.' * 100}org"}}, ["candidate.email"]),
        ({"templateId": "x", "candidate": {**JANE, "firstName": "x" * 101}}, ["candidate.firstName"]),
        ({"templateId": "x", "candidate": JANE, "metadata": {"a": 1}}, ["metadata.a"]),
        (
            {"templateId": "x", "candidate": JANE, "metadata": {str(n): "" for n in range(21)}},
            ["metadata"],
        ),
        ({"templateId": "x", "candidate": JANE, "metadata": {"a": "x" * 4096}}, ["metadata"]),
        ({"templateId": "x", "candidate": JANE, "metadata": {"a\0": "x"}}, ["metadata.a\0"]),
        ({"templateId": "x", "candidate": JANE, "notifyCandidate": 1}, ["notifyCandidate"]),
    ],
)
def test_a_broken_rule_is_named(partner: Partner, body: dict[str, Any], fields: list[str]) -> None:
    reply = partner.call("POST", PATH, body)
    assert reply.status_code == 422, reply.text
    assert [detail["field"] for detail in reply.json()["error"]["details"]] == fields


def test_nobody_is_written_to_who_shall_not_be(
    partner: Partner, store: Store, home: Organization, template: str
) -> None:
    for mails in (True, False):
        body = {
            "templateId": template,
            "candidate": {"email": f"{mails}@x.org"},
            "notifyCandidate": mails,
        }
        id = stages.id_of(partner.post(PATH, body))
        with store.read(home.id) as view:
            interview = view.get(INTERVIEW, id)
        assert (interview.mails, interview.rejoin_minutes) == (mails, 72 * 60)


def test_a_candidate_of_the_house_is_known_by_the_address(
    partner: Partner, store: Store, home: Organization, invited: dict[str, Any]
) -> None:
    with store.read(home.id) as view:
        assert view.count(CANDIDATE) == 1


class TestCourse:
    """Each status, as a repeat tells it."""

    def test_in_progress_paused_and_back(
        self,
        partner: Partner,
        store: Store,
        home: Organization,
        clock: FrozenClock,
        template: str,
        invited: dict[str, Any],
    ) -> None:
        id = stages.id_of(invited)
        stages.live(store, home, id)
        assert again(partner, template)["status"] == "IN_PROGRESS"
        with store.write(system(home.id)) as tx:
            rooms.leave(tx, tx.find(ROOM, interview_id=id))
        clock.advance(timedelta(minutes=4, seconds=59))
        assert again(partner, template)["status"] == "IN_PROGRESS"
        clock.advance(timedelta(seconds=1))
        paused = again(partner, template)
        assert (paused["status"], paused["inviteUrl"]) == ("PAUSED", invited["inviteUrl"])

    def test_processing_until_a_person_has_approved(
        self, partner: Partner, store: Store, home: Organization, template: str
    ) -> None:
        gated(store, home, assessment_gate=True)
        id = stages.id_of(partner.post(PATH, {"templateId": template, "candidate": JANE}))
        stages.held(store, home, id)
        assert again(partner, template)["status"] == "PROCESSING"
        with store.write(system(home.id)) as tx:
            assessments.store(tx, id, appraisal(85))
        waiting = again(partner, template)
        assert (waiting["status"], waiting["inviteUrl"]) == ("PROCESSING", None)

    def test_completed_has_no_link(
        self,
        partner: Partner,
        store: Store,
        home: Organization,
        template: str,
        invited: dict[str, Any],
    ) -> None:
        stages.assessed(store, home, stages.id_of(invited))
        done = again(partner, template)
        assert done == {**invited, "reused": True, "status": "COMPLETED", "inviteUrl": None}

    def test_without_an_assessment_it_failed(
        self,
        partner: Partner,
        store: Store,
        home: Organization,
        template: str,
        invited: dict[str, Any],
    ) -> None:
        stages.held(store, home, stages.id_of(invited))
        with store.write(system(home.id)) as tx:
            assessments.failed(tx, stages.id_of(invited), "broken")
        assert again(partner, template)["status"] == "FAILED"

    def test_one_who_stayed_away_has_let_it_expire(
        self,
        partner: Partner,
        store: Store,
        home: Organization,
        template: str,
        invited: dict[str, Any],
    ) -> None:
        stages.assessed(store, home, stages.id_of(invited), reason=EndReason.DISCONNECTED)
        expired = again(partner, template)
        assert (expired["status"], expired["inviteUrl"]) == ("EXPIRED", None)

    def test_an_expired_one_gets_a_new_link_and_end_under_its_id(
        self,
        partner: Partner,
        store: Store,
        home: Organization,
        clock: FrozenClock,
        template: str,
        invited: dict[str, Any],
    ) -> None:
        id = stages.id_of(invited)
        stages.planned(store, home, id)
        clock.advance(timedelta(days=14))
        with store.write(operator(home.id)) as tx:
            course.expire(tx, id)
        fresh = again(partner, template)
        assert (fresh["invitationId"], fresh["status"]) == (invited["invitationId"], "SCHEDULED")
        assert fresh["inviteUrl"] != invited["inviteUrl"]
        assert fresh["inviteUrlExpiresAt"] == "2026-12-20T09:00:00.000Z"

    def test_a_cancelled_one_is_told_as_expired(
        self,
        partner: Partner,
        store: Store,
        home: Organization,
        template: str,
        invited: dict[str, Any],
    ) -> None:
        with store.write(operator(home.id)) as tx:
            course.cancel(tx, stages.id_of(invited))
        over = again(partner, template)
        assert (over["status"], over["inviteUrl"]) == ("EXPIRED", None)
