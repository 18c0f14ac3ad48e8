"""Does the one call answer as the contract says, in its order of checks (§2, §6)?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.actions.scene import starts
from tests.dialects.golden import differing
from tests.dialects.introwa.conftest import REFERENCE, Recruiter
from tests.dialects.ntrvsta import stages
from vivavoce.actions import access, course, jobs, questions
from vivavoce.actions.access import ChangeOrganization
from vivavoce.actions.jobs import ChangeJob
from vivavoce.domain.hiring import Job, JobStatus
from vivavoce.domain.identity import Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import API_KEY, APPLICATION, CANDIDATE, INTERVIEW, INVITATION

BODY = {
    "name": "Rajaram Joshi",
    "email": "rjoshi.prober@gmail.com",
    "expires_at": "1D",
    "invited_by": "recruiter@company.com",
    "custom_message": "Please complete this assessment.",
}
MADE = {
    "success": True,
    "message": "Invitation sent successfully",
    "data": {
        "id": "<uuid>",
        "job_id": REFERENCE,
        "job_title": "Backend Engineer",
        "name": "Rajaram Joshi",
        "email": "rjoshi.prober@gmail.com",
        "status": "pending",
        "invite_url": "<str>",
        "expires_at": "2026-11-23T09:00:00.000Z",
        "invited_by": "recruiter@company.com",
        "custom_message": "Please complete this assessment.",
        "created_at": "2026-11-22T09:00:00.000Z",
    },
}


def invited(recruiter: Recruiter, status: int = 201, **more: Any) -> dict[str, Any]:
    reply = recruiter.invite({**BODY, **more})
    assert reply.status_code == status, reply.text
    return dict(reply.json()["data"])


def refused(recruiter: Recruiter, body: Any, job_id: str = REFERENCE, **headers: str) -> tuple[int, str]:
    reply = recruiter.invite(body, job_id, **headers)
    assert reply.json()["success"] is False
    return reply.status_code, reply.json()["error"]["code"]


@pytest.mark.usefixtures("job")
class TestNew:
    def test_as_printed(self, recruiter: Recruiter) -> None:
        reply = recruiter.invite(BODY)
        assert reply.status_code == 201
        assert list(differing(MADE, reply.json(), "answer")) == []

    def test_defaults(self, recruiter: Recruiter, store: Store, home: Organization) -> None:
        for number, absent in enumerate([{}, {"expires_at": None}, {"expires_at": ""}]):
            body = {"name": "A B", "email": f"a{number}@example.com", **absent}
            shown = recruiter.invite(body).json()["data"]
            assert shown["expires_at"] == "2026-11-29T09:00:00.000Z"
            assert (shown["invited_by"], shown["custom_message"]) == (None, None)
        with store.write(operator(home.id)) as tx:
            access.change_organization(tx, ChangeOrganization(owner_email="owner@example.com"))
        last = recruiter.invite({"name": "A B", "email": "last@example.com"}).json()["data"]
        assert last["invited_by"] == "owner@example.com"

    def test_the_job_id_is_found_in_any_case(self, recruiter: Recruiter) -> None:
        assert recruiter.invite(BODY, REFERENCE.upper()).json()["data"]["job_id"] == REFERENCE

    def test_name_and_address_are_trimmed_and_compared_in_lower_case(
        self, recruiter: Recruiter, store: Store, home: Organization
    ) -> None:
        first = invited(recruiter, name="  Rajaram Kumar Joshi ")
        assert first["name"] == "Rajaram Kumar Joshi"
        assert invited(recruiter, 200, email=BODY["email"].upper())["id"] == first["id"]
        with store.read(home.id) as view:
            assert view.count(CANDIDATE) == view.count(APPLICATION) == view.count(INTERVIEW) == 1

    def test_the_key_notes_that_it_was_used(
        self, recruiter: Recruiter, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        invited(recruiter)
        with store.read(home.id) as view:
            assert [key.last_used_at for key in view.every(API_KEY)] == [clock.now()]


@pytest.mark.usefixtures("job")
class TestRepeated:
    def test_one_that_waits_is_refreshed_and_keeps_its_link(
        self, recruiter: Recruiter, clock: FrozenClock
    ) -> None:
        first = invited(recruiter)
        clock.advance(timedelta(hours=2))
        reply = recruiter.invite({"name": "R. Joshi", "email": BODY["email"], "expires_at": "2D"})
        assert reply.status_code == 200
        assert reply.json() == {
            "success": True,
            "message": "Invitation refreshed and sent again",
            "data": {
                **first,
                "name": "R. Joshi",
                "expires_at": "2026-11-24T11:00:00.000Z",
                "invited_by": None,
                "custom_message": None,
            },
        }

    def test_one_that_was_opened_waits_again(
        self, recruiter: Recruiter, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        first = invited(recruiter)
        with store.write(operator(home.id)) as tx:
            tx.change(INVITATION, tx.find(INVITATION, interview_id=first["id"]).id, opened_at=tx.now)
        again = invited(recruiter, 200)
        assert (again["id"], again["status"]) == (first["id"], "pending")

    def test_the_mail_goes_out_again_but_not_within_a_minute(
        self, recruiter: Recruiter, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        first = invited(recruiter)
        stages.planned(store, home, first["id"])
        mails = []
        for seconds in (0, 30, 31):
            clock.advance(timedelta(seconds=seconds))
            invited(recruiter, 200)
            mails.append(len(starts(store, f"invite:{first['id']}")))
        assert mails == [1, 1, 2]

    def test_one_in_the_interview_is_left_alone(
        self, recruiter: Recruiter, store: Store, home: Organization
    ) -> None:
        stages.live(store, home, invited(recruiter)["id"])
        assert refused(recruiter, BODY) == (409, "INTERVIEW_IN_PROGRESS")

    @pytest.mark.parametrize("over", ["completed", "expired", "late", "revoked"])
    def test_one_that_is_over_is_followed_by_a_new_one(
        self, recruiter: Recruiter, store: Store, home: Organization, clock: FrozenClock, over: str
    ) -> None:
        first = invited(recruiter)
        if over == "completed":
            stages.assessed(store, home, first["id"])
        elif over == "revoked":
            with store.write(operator(home.id)) as tx:
                course.cancel(tx, first["id"])
        else:
            clock.advance(timedelta(days=1))
        if over == "expired":
            with store.write(operator(home.id)) as tx:
                course.expire(tx, first["id"])
        second = invited(recruiter)
        assert second["id"] != first["id"]
        assert second["invite_url"] != first["invite_url"]
        assert second["status"] == "pending"


class TestRefused:
    def test_in_the_order_of_the_contract(
        self, recruiter: Recruiter, new_job: Callable[..., Job], store: Store, home: Organization
    ) -> None:
        """Everything is wrong; one fault after another is mended."""
        wrong = {"name": "", "email": "nope", "expires_at": "soon"}
        big = {**wrong, "custom_message": "x" * 70_000}
        key = {"x-api-key": "iw_live_wrong"}
        assert refused(recruiter, big, **key, **{"Content-Type": "text/plain"}) == (413, "PAYLOAD_TOO_LARGE")
        assert refused(recruiter, wrong, **key, **{"Content-Type": "text/plain"}) == (
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        )
        assert refused(recruiter, wrong, **{"x-api-key": ""}) == (401, "API_KEY_MISSING")
        assert refused(recruiter, wrong, **key) == (401, "API_KEY_INVALID")
        assert refused(recruiter, wrong) == (404, "JOB_NOT_FOUND")
        made = new_job(api_invites=False, description="", status=JobStatus.CLOSED)
        steps = [
            ((403, "INVITES_DISABLED"), ChangeJob(api_invites=True)),
            ((409, "JOB_CLOSED"), ChangeJob(status=JobStatus.OPEN)),
            ((409, "JOB_NOT_READY"), ChangeJob(description="Build services.")),
        ]
        for expected, mended in steps:
            assert refused(recruiter, wrong) == expected
            with store.write(operator(home.id)) as tx:
                jobs.change(tx, made.id, mended)
        assert refused(recruiter, wrong) == (422, "VALIDATION_ERROR")
        assert refused(recruiter, []) == (400, "INVALID_JSON")

    def test_questions_alone_make_a_job_ready(
        self, recruiter: Recruiter, new_job: Callable[..., Job], store: Store, home: Organization
    ) -> None:
        made = new_job(description=" ")
        with store.write(operator(home.id)) as tx:
            questions.add(tx, made.id, "How do you make a payment call safe to retry?")
        assert recruiter.invite(BODY).status_code == 201

    @pytest.mark.usefixtures("job")
    def test_every_bad_field_is_named(self, recruiter: Recruiter) -> None:
        reply = recruiter.invite({"name": "", "email": "nope", "expires_at": "soon"})
        details = reply.json()["error"]["details"]
        assert [one["field"] for one in details] == ["name", "email", "expires_at"]

    @pytest.mark.usefixtures("job")
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", "x" * 121),
            ("name", "a\0b"),
            ("name", 5),
            ("name", None),
            ("email", f"{'a' * 64}@{'b.' * 100}org"),
            ("invited_by", "nobody"),
            ("custom_message", "x" * 2001),
            ("custom_message", "\0"),
            ("custom_message", "\udfff"),
            ("expires_at", 1),
            ("expires_at", "366D"),
            ("expires_at", "2020-01-01T00:00:00Z"),
        ],
    )
    def test_each_rule(self, recruiter: Recruiter, field: str, value: Any) -> None:
        reply = recruiter.invite({**BODY, field: value})
        assert (reply.status_code, reply.json()["error"]["code"]) == (422, "VALIDATION_ERROR")
        assert [one["field"] for one in reply.json()["error"]["details"]] == [field]

    @pytest.mark.usefixtures("job")
    def test_another_workspace_does_not_see_the_job(
        self, new_recruiter: Callable[..., Recruiter], store: Store, clock: FrozenClock
    ) -> None:
        stranger = new_recruiter(access.found(store, clock, access.NewOrganization("Umbra")))
        assert refused(stranger, BODY) == (404, "JOB_NOT_FOUND")

    @pytest.mark.usefixtures("job")
    @pytest.mark.parametrize("job_id", ["x", "-abc", "a b", "a%00b", "x" * 65])
    def test_an_id_that_no_job_can_have(self, recruiter: Recruiter, job_id: str) -> None:
        assert refused(recruiter, BODY, job_id) == (404, "JOB_NOT_FOUND")

    @pytest.mark.usefixtures("job")
    def test_no_more_than_60_a_minute(self, recruiter: Recruiter) -> None:
        for _ in range(60):
            assert recruiter.invite({}).status_code == 422
        reply = recruiter.invite({})
        assert (reply.status_code, reply.json()["error"]["code"]) == (429, "RATE_LIMITED")
        assert 1 <= int(reply.headers["Retry-After"]) <= 60

    @pytest.mark.usefixtures("job")
    def test_a_scope_is_needed(self, new_recruiter: Callable[..., Recruiter], home: Organization) -> None:
        reader = new_recruiter(home, frozenset({"jobs:read"}))
        assert refused(reader, BODY) == (403, "FORBIDDEN")
