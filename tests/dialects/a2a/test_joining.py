"""Does the candidate come in by link, code and session, and nobody else?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.scene import told
from tests.dialects.a2a.conftest import BASE, as_documented
from vivavoce.actions import course
from vivavoce.domain.identity import system


class Candidate:
    """Somebody who has a link and no key."""

    def __init__(self, http, link: str) -> None:
        self.http, self.door = http, f"/candidate-access/{link.rsplit('/', 1)[1]}"

    def call(self, method: str, path: str, body=None, token: str | None = None):
        headers = {"x-session-token": token} if token else {}
        reply = self.http.request(method, f"{BASE}{self.door}{path}", json=body, headers=headers)
        as_documented(method, self.door + path, reply)
        return reply

    def session(self, otp: str) -> str:
        return str(self.call("POST", "/verify-otp", {"otp": otp}).json()["sessionToken"])


@pytest.fixture
def invited(http, api, backstage):
    """Makes an interview that waits for its candidate: its id, and the candidate."""

    def make(**changes):
        id = api.new(**changes)
        backstage.plan(id)
        link = api.post(f"/a2a/interview/{id}/approve", {"approved": True})["interviewLink"]
        return id, Candidate(http, link)

    return make


def test_what_a_link_shows(invited) -> None:
    _, jane = invited()
    reply = jane.call("GET", "/info")
    assert reply.status_code == 200
    assert reply.json() == {
        "candidateName": "Jane Smith",
        "position": "Senior Software Engineer",
        "maskedEmail": "j***@e***.com",
        "expiresAt": "2026-11-29T09:00:00.000Z",
        "companyName": "Acme",
        "scheduledAt": None,
        "durationMinutes": 45,
        "state": "APPROVED",
    }


def test_the_employer_may_be_another(invited) -> None:
    _, jane = invited(companyName="Acme Labs")
    assert jane.call("GET", "/info").json()["companyName"] == "Acme Labs"


@pytest.mark.parametrize(("method", "path"), [("GET", "/info"), ("POST", "/request-otp"), ("POST", "/start")])
def test_a_link_that_does_not_exist(http, method, path) -> None:
    reply = Candidate(http, "x/nosuchtoken").call(method, path)
    assert reply.status_code == 404
    assert reply.json() == {
        "statusCode": 404,
        "message": "Interview link not found or has expired",
        "error": "Not Found",
    }


def test_a_link_has_an_end(invited, clock) -> None:
    _, jane = invited()
    clock.advance(timedelta(days=7))
    assert jane.call("GET", "/info").status_code == 404


def test_code_and_session(api, store, home, invited, backstage) -> None:
    id, jane = invited()
    sent = jane.call("POST", "/request-otp")
    assert sent.status_code == 201
    assert sent.json() == {"message": "Verification code sent to j***@e***.com"}
    otp = backstage.otp(id)
    wrong = jane.call("POST", "/verify-otp", {"otp": "000000" if otp != "000000" else "000001"})
    assert wrong.status_code == 401
    assert wrong.json()["message"] == "Invalid or expired verification code"
    right = jane.call("POST", "/verify-otp", {"otp": otp})
    assert right.status_code == 200
    assert list(right.json()) == ["sessionToken", "candidateName", "position"]
    token = right.json()["sessionToken"]
    began = jane.call("POST", "/start", {"deviceCheck": {"camera": True, "microphone": True}}, token)
    assert began.status_code == 201
    assert (began.json()["tenantId"], began.json()["wsUrl"]) == (home.id, "wss://talk.example.com/live")
    assert api.status(id)["state"] == "IN_PROGRESS"
    assert told(store, home, id)[-1] == "interview.started"
    assert jane.call("POST", "/start", token=token).json() == began.json()
    assert told(store, home, id).count("interview.started") == 1


@pytest.mark.parametrize("otp", ["12345", "1234567", "12a456", "１２３４５６", 123456])
def test_a_code_has_six_digits(invited, otp) -> None:
    _, jane = invited()
    assert jane.call("POST", "/verify-otp", {"otp": otp}).status_code == 400


def test_five_wrong_guesses_void_a_code(invited, backstage) -> None:
    id, jane = invited()
    jane.call("POST", "/request-otp")
    otp = backstage.otp(id)
    wrong = f"{(int(otp) + 1) % 1_000_000:06d}"
    assert [jane.call("POST", "/verify-otp", {"otp": wrong}).status_code for _ in range(5)] == [401] * 5
    assert jane.call("POST", "/verify-otp", {"otp": otp}).status_code == 401


def test_a_code_has_an_end_and_only_the_newest_counts(invited, backstage, clock) -> None:
    id, jane = invited()
    jane.call("POST", "/request-otp")
    old = backstage.otp(id)
    clock.advance(timedelta(seconds=1))
    jane.call("POST", "/request-otp")
    new = backstage.otp(id)
    assert old == new or jane.call("POST", "/verify-otp", {"otp": old}).status_code == 401
    clock.advance(timedelta(minutes=10))
    assert jane.call("POST", "/verify-otp", {"otp": new}).status_code == 401


def test_five_codes_and_then_a_pause(invited) -> None:
    _, jane = invited()
    replies = [jane.call("POST", "/request-otp") for _ in range(6)]
    assert [reply.status_code for reply in replies] == [201] * 5 + [429]
    assert int(replies[-1].headers["retry-after"]) > 0


def test_a_session_is_needed_and_of_this_interview(invited, backstage) -> None:
    id, jane = invited()
    other, ann = invited()
    ann.call("POST", "/request-otp")
    foreign = ann.session(backstage.otp(other))
    for token in (None, "no.such.token", foreign):
        assert jane.call("POST", "/start", token=token).status_code == 401
    assert backstage.interview(id).state == "ready"


def test_nobody_begins_long_before_the_time(invited, backstage, clock) -> None:
    id, jane = invited(scheduledAt="2026-11-22T09:15:00.000Z")
    jane.call("POST", "/request-otp")
    token = jane.session(backstage.otp(id))
    clock.advance(timedelta(minutes=4, seconds=59))
    early = jane.call("POST", "/start", token=token)
    assert (early.status_code, early.json()["error"]) == (425, "Too Early")
    clock.advance(timedelta(seconds=1))
    assert jane.call("POST", "/start", token=token).status_code == 201


def test_what_is_over_is_over(api, invited, backstage) -> None:
    id, jane = invited()
    jane.call("POST", "/request-otp")
    token = jane.session(backstage.otp(id))
    api.call("DELETE", f"/a2a/interview/{id}")
    assert jane.call("GET", "/info").json()["state"] == "CANCELLED"
    for path, body in (("/request-otp", None), ("/verify-otp", {"otp": "123456"}), ("/start", None)):
        refused = jane.call("POST", path, body, token)
        assert (refused.status_code, refused.json()["currentState"]) == (409, "CANCELLED")


def test_a_link_that_expired_opens_nothing(api, store, home, invited, clock) -> None:
    id, jane = invited()
    clock.advance(timedelta(days=8))
    with store.write(system(home.id)) as tx:
        course.expire(tx, id)
    assert jane.call("GET", "/info").status_code == 404
    renewed = api.post(f"/interviews/{id}/invite")["interviewLink"]
    assert Candidate(jane.http, renewed).call("GET", "/info").status_code == 200
    assert jane.call("GET", "/info").status_code == 404
