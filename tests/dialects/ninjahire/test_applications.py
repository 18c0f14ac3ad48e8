"""Are applications and questions served as the contract says?"""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from tests.dialects.ninjahire.conftest import Client, Json
from tests.dialects.ninjahire.scene import assess, talk
from vivavoce.actions import applications, documents
from vivavoce.actions.house import House
from vivavoce.dialects.ninjahire import answers, examples
from vivavoce.domain.identity import Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.ids import new_id
from vivavoce.store.database import Store
from vivavoce.store.shapes import CALL

PDF = base64.b64encode(b"%PDF-1.7\n").decode()


def test_an_application_comes_back_as_sent(application: Json, job: Json, candidate: Json) -> None:
    assert list(application) == list(answers.Application.model_fields)
    assert {name: application[name] for name in examples.APPLICATION} == examples.APPLICATION
    assert (application["candidate_id"], application["job_id"]) == (candidate["id"], job["id"])
    assert (application["source_id"], application["score"]) == (None, None)
    assert application["screening_status"] == "pending"


def test_an_application_with_all_around_it(
    client: Client, application: Json, job: Json, candidate: Json
) -> None:
    whole = client.get(f"/applications/{application['id']}")
    assert whole == {**application, "candidate": candidate, "job": job}
    listed = client.get("/applications", page=1, size=1)
    assert listed == {"data": [{**application, "candidate": candidate}], "count": 1}


def test_no_questions_of_their_own(client: Client, job: Json, candidate: Json) -> None:
    made = client.post("/applications/with-questions", {**examples.APPLICATION, "questions": None})
    assert made["questions"] == []


def test_a_person_applies_once(client: Client, application: Json) -> None:
    assert client.call("POST", "/applications", examples.APPLICATION).status_code == 409


def test_our_ids_win(client: Client, job: Json, candidate: Json) -> None:
    odd = {**examples.APPLICATION, "candidate_source_id": "x", "job_source_id": "y"}
    made = client.post(
        "/applications",
        {**odd, "candidate_id": candidate["id"].upper(), "job_id": job["id"], "source_id": "a1"},
    )
    assert (made["candidate_source_id"], made["job_source_id"]) == ("194897", "abc123")
    assert made["source_id"] == "a1"
    assert client.call("POST", "/applications", odd).status_code == 404


@pytest.mark.parametrize(
    ("more", "detail"),
    [
        ({"candidate_source_id": "nobody"}, "Candidate not found"),
        ({"job_source_id": "nothing"}, "Job not found"),
        ({"candidate_id": new_id()}, "Candidate not found"),
        ({"job_id": new_id()}, "Job not found"),
    ],
)
def test_both_sides_must_be_known(
    client: Client, job: Json, candidate: Json, more: Json, detail: str
) -> None:
    reply = client.call("POST", "/applications", {**examples.APPLICATION, **more})
    assert (reply.status_code, reply.json()["detail"]) == (404, detail)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"application_stage": "MAYBE"}, "application_stage"),
        ({"job_id": "7"}, "job_id"),
        ({"base64file": "%"}, "base64file"),
        ({"file": "text"}, "file"),
        ({"source_application_status": None}, "source_application_status"),
        ({"questions": [{"question_text": "Why?"}]}, "questions.0.source_id"),
        ({"questions": "Why?"}, "questions"),
    ],
)
def test_broken_applications(client: Client, job: Json, candidate: Json, more: Json, field: str) -> None:
    reply = client.call("POST", "/applications/with-questions", {**examples.APPLICATION, **more})
    assert (reply.status_code, [one["field"] for one in reply.json()["errors"]]) == (400, [field])
    assert client.get("/applications", page=1, size=1)["count"] == 0


def test_a_resume_as_text(
    client: Client, job: Json, candidate: Json, store: Store, home: Organization
) -> None:
    client.post("/applications", {**examples.APPLICATION, "base64file": PDF})
    with store.read(home.id) as view:
        kept = documents.listing(view, operator(home.id), candidate["id"])
    assert [(one.name, one.media_type) for one in kept] == [("resume.pdf", "application/pdf")]


def test_a_resume_that_is_too_large(client: Client, job: Json, candidate: Json) -> None:
    text = base64.b64encode(b"x" * (10 * 1024 * 1024 + 1)).decode()
    reply = client.call("POST", "/applications", {**examples.APPLICATION, "base64file": text})
    assert (reply.status_code, reply.json()["title"]) == (413, "Payload Too Large")


def test_a_repeated_request_with_a_file_gets_the_first_answer(
    client: Client, job: Json, candidate: Json
) -> None:
    replies = [
        client.http.post(
            "/v1/applications",
            headers={"Authorization": f"Bearer {client.key}", "Idempotency-Key": "once"},
            data=examples.APPLICATION,
            files={"file": ("cv.pdf", b"%PDF-\xff")},
        )
        for _ in range(2)
    ]
    assert [reply.status_code for reply in replies] == [201, 201]
    assert replies[0].content == replies[1].content


def test_a_change_echoes_its_words(
    client: Client, application: Json, store: Store, home: Organization
) -> None:
    id = application["id"]
    changed = client.patch(f"/applications/{id}", examples.APPLICATION_CHANGE)
    assert (changed["source_application_status"], changed["application_stage"]) == ("hired", "active")
    with store.write(operator(home.id)) as tx:
        applications.change(tx, id, active=False)
    assert client.get(f"/applications/{id}")["application_stage"] == "PASSIVE"


def test_filters(client: Client, application: Json, job: Json, candidate: Json) -> None:
    both = {"job_source_id": "abc123", "candidate_source_id": "194897"}
    for found in ({}, {"job_id": job["id"].upper()}, {"job_source_id": "abc123"}, both):
        assert client.get("/applications", page=1, size=1, **found)["count"] == 1
    for missed in (
        {"job_id": new_id()},
        {"job_id": new_id(), "job_source_id": "abc123"},
        {"candidate_source_id": "nobody"},
        {"source_id": "a1"},
    ):
        assert client.get("/applications", page=1, size=1, **missed) == {"data": [], "count": 0}
    assert (
        client.call("GET", "/applications", params={"page": 1, "size": 1, "job_id": "7"}).status_code == 400
    )


def test_what_is_screened_is_ranked(
    client: Client, application: Json, job: Json, house: House, home: Organization, clock: FrozenClock
) -> None:
    assess(
        house,
        home.id,
        talk(house, home.id, client.post(f"/applications/{application['id']}/instant-call")["call_id"]),
    )
    clock.advance(timedelta(seconds=1))
    client.post("/candidates", {**examples.CANDIDATE, "source_id": "2"})
    unscreened = client.post("/applications", {**examples.APPLICATION, "candidate_source_id": "2"})["id"]

    def listed(**query: str) -> list[str]:
        return [row["id"] for row in client.get("/applications", page=1, size=9, **query)["data"]]

    screened, of_job = application["id"], {"job_id": job["id"]}
    assert listed(**of_job) == [unscreened, screened]
    assert listed(**of_job, sort_column="score") == [screened, unscreened]
    assert listed(**of_job, sort_column="score", sort_direction="ASC") == [screened, unscreened]
    assert listed(**of_job, filter_screening_status="completed") == [screened]
    assert listed(**of_job, filter_screening_status="pending") == [unscreened]
    assert listed(**of_job, filter_screening_status="pending,completed") == [unscreened, screened]
    assert listed(filter_screening_status="completed", sort_column="score") == [unscreened, screened]
    told = client.get(f"/applications/{screened}")
    assert (told["screening_status"], type(told["score"])) == ("completed", int)


def test_a_first_call_is_planned_where_the_switch_is_on(
    client: Client, job: Json, candidate: Json, store: Store, home: Organization
) -> None:
    client.patch(f"/jobs/{job['id']}/scheduling", {"scheduling": True})
    client.post("/applications", {**examples.APPLICATION, "application_stage": "passive"})
    client.post("/candidates", {**examples.CANDIDATE, "source_id": "2", "phone_no": "+12125550199"})
    client.post("/applications/with-questions", {**examples.QUESTIONED, "candidate_source_id": "2"})
    with store.read(home.id) as view:
        (planned,) = view.every(CALL)
    assert not planned.asked
    assert client.get("/calls", page=1, size=9) == {"data": [], "count": 0}
    assert client.call("GET", f"/calls/{planned.id}").status_code == 404


def test_questions_of_one_applicant(client: Client, job: Json, candidate: Json) -> None:
    made = client.post("/applications/with-questions", examples.QUESTIONED)
    (question,) = made["questions"]
    assert (question["application_id"], question["job_id"]) == (made["id"], job["id"])
    assert {name: question[name] for name in examples.QUESTION} == examples.QUESTION
    assert client.get(f"/jobs/{job['id']}/questions") == {"data": [], "count": 0}
    own = {"question_text": "And then?", "source_id": "q1", "application_id": made["id"]}
    assert client.post(f"/jobs/{job['id']}/questions", own)["application_id"] == made["id"]


def test_questions_of_a_job(client: Client, job: Json) -> None:
    where = f"/jobs/{job['id']}/questions"
    first, second = (client.post(where, {"question_text": t, "source_id": "q"}) for t in ("One?", "Two?"))
    assert client.get(where) == {"data": [first, second], "count": 2}
    changed = client.patch(
        f"{where}/{first['id']}", {"question_text": "Uno?", "source_id": "q1"}, source_id="q"
    )
    assert (changed["question_text"], changed["source_id"]) == ("Uno?", "q1")
    wrong = client.call("PATCH", f"{where}/{first['id']}", examples.QUESTION, params={"source_id": "q"})
    assert wrong.status_code == 404
    assert client.patch(f"{where}/{first['id']}", examples.QUESTION)["source_id"] == "q1"
    gone = client.call("DELETE", f"{where}/{first['id']}")
    assert (gone.status_code, gone.json()) == (200, {"message": "Question deleted successfully"})
    assert client.call("DELETE", f"{where}/{first['id']}").status_code == 404


def test_a_question_is_given_to_an_applicant(client: Client, application: Json, job: Json) -> None:
    where = f"/jobs/{job['id']}/questions"
    question = client.post(where, examples.QUESTION)
    given = {**examples.QUESTION, "application_id": application["id"]}
    assert client.patch(f"{where}/{question['id']}", given)["application_id"] == application["id"]
    assert client.patch(f"{where}/{question['id']}", examples.QUESTION)["application_id"] == application["id"]
    for body, query in (
        (examples.QUESTION, f"application_id={new_id()}"),
        ({**given, "application_id": new_id()}, ""),
    ):
        reply = client.call("PATCH", f"{where}/{question['id']}?{query}", body)
        assert reply.status_code == 404


def test_a_question_is_not_found_under_another_job(client: Client, job: Json) -> None:
    other = client.post("/jobs", {**examples.JOB, "source_id": "2"})
    question = client.post(f"/jobs/{job['id']}/questions", examples.QUESTION)
    where = f"/jobs/{other['id']}/questions/{question['id']}"
    assert client.call("PATCH", where, examples.QUESTION).status_code == 404
    assert client.call("DELETE", where).status_code == 404


def test_written_questions_are_added(client: Client, job: Json) -> None:
    where = f"/jobs/{job['id']}/questions"
    for times in (1, 2):
        written = client.post(f"{where}/generate")
        assert (written["count"], len(written["data"])) == (5, 5)
        assert all(one["source_id"] == one["id"] for one in written["data"])
        assert client.get(where)["count"] == 5 * times
