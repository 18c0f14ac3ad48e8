"""Are calls told as the contract's table of endings says, and results only where there are any?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.dialects.ninjahire.conftest import Client, Json
from tests.dialects.ninjahire.scene import assess, miss, place, talk
from vivavoce.actions import calling, dialling, plans
from vivavoce.actions.house import House
from vivavoce.dialects.ninjahire import answers, call_answers, examples
from vivavoce.domain.identity import Organization, operator
from vivavoce.domain.interview import CallOutcome, Role, State, Turn, TurnKind
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.ids import new_id
from vivavoce.store.database import Store
from vivavoce.store.shapes import ASSESSMENT, CALL, INTERVIEW, ORGANIZATION

RESULTS = {"call_score": None, "call_summary": {}, "call_digest": None, "transcript": None, "questions": []}


def call_now(client: Client, application: Json) -> str:
    told = client.post(f"/applications/{application['id']}/instant-call")
    assert told == {"status": "triggered", "call_id": told["call_id"]}
    return str(told["call_id"])


def test_a_call_is_in_progress_at_once(
    client: Client, application: Json, house: House, home: Organization
) -> None:
    id = call_now(client, application)
    told = client.get(f"/calls/{id}")
    assert list(told) == list(answers.Call.model_fields)
    assert (told["call_status"], told["ninjahire_intelligence"]) == ("call_in_progress", "call_inconclusive")
    assert {name: told[name] for name in RESULTS} == RESULTS
    assert told["application_id"] == application["id"]
    busy = client.call("POST", f"/applications/{application['id']}/instant-call")
    assert (busy.status_code, busy.json()["title"]) == (409, "Conflict")
    place(house, home.id, id)
    assert client.get("/calls", page=1, size=1) == {"data": [client.get(f"/calls/{id}")], "count": 1}


def test_questions_are_written_only_where_there_are_none(
    client: Client, application: Json, job: Json
) -> None:
    call_now(client, application)
    assert client.get(f"/jobs/{job['id']}/questions")["count"] == 5
    other = client.post("/jobs", {**examples.JOB, "source_id": "2"})
    made = client.post("/applications/with-questions", {**examples.QUESTIONED, "job_source_id": "2"})
    call_now(client, made)
    assert client.get(f"/jobs/{other['id']}/questions")["count"] == 0


@pytest.mark.parametrize(
    ("outcome", "status", "intelligence"),
    [
        (CallOutcome.NO_ANSWER, "call_failed", "call_failed"),
        (CallOutcome.BUSY, "call_failed", "call_failed"),
        (CallOutcome.VOICEMAIL, "call_failed", "call_failed"),
        (CallOutcome.INVALID_NUMBER, "call_failed", "call_failed"),
        (CallOutcome.ERROR, "call_failed", "call_failed"),
        (CallOutcome.HUNG_UP, "call_completed", "call_inconclusive"),
        (CallOutcome.DECLINED, "call_completed", "call_failed"),
    ],
)
def test_a_call_that_led_to_nothing(
    client: Client,
    application: Json,
    house: House,
    home: Organization,
    outcome: CallOutcome,
    status: str,
    intelligence: str,
) -> None:
    id = call_now(client, application)
    place(house, home.id, id)
    miss(house, home.id, id, outcome)
    told = client.get(f"/calls/{id}")
    assert (told["call_status"], told["ninjahire_intelligence"]) == (status, intelligence)
    assert {name: told[name] for name in RESULTS} == RESULTS


def test_a_held_interview_is_told_with_its_results(
    client: Client, job: Json, candidate: Json, house: House, home: Organization
) -> None:
    text = "What do you do with Python at work?"
    client.post(f"/jobs/{job['id']}/questions", {"question_text": text, "source_id": "q9"})
    application = client.post("/applications", examples.APPLICATION)
    id = call_now(client, application)
    interview = talk(house, home.id, id)
    assert client.get(f"/calls/{id}")["call_status"] == "call_in_progress"
    assess(house, home.id, interview)
    told = client.get(f"/calls/{id}")
    assert (told["call_status"], told["ninjahire_intelligence"]) == ("call_completed", "call_success")
    assert 0 <= told["call_score"] <= 100
    assert told["call_score"] == client.get(f"/applications/{application['id']}")["score"]
    assert told["call_summary"]
    assert all(set(one) == {"score", "comment"} for one in told["call_summary"].values())
    assert told["call_digest"]
    assert all(line.startswith(("BOT: ", "HUMAN: ")) for line in told["transcript"].splitlines())
    (question,) = told["questions"]
    assert (question["question_text"], question["source_id"]) == (text, "q9")
    assert question["answer"] in told["transcript"]
    answers.Call.model_validate(told)


def test_only_the_last_attempt_carries_results(
    client: Client, application: Json, house: House, home: Organization, clock: FrozenClock, store: Store
) -> None:
    first = call_now(client, application)
    interview = place(house, home.id, first)
    miss(house, home.id, first, CallOutcome.NO_ANSWER)
    clock.advance(timedelta(minutes=1))
    second = call_now(client, application)
    with store.write(operator(home.id)) as tx:
        assert tx.get(CALL, second).interview_id == interview.id
        tx.change(INTERVIEW, interview.id, state=State.RELEASED)
        tx.change(CALL, second, called_at=tx.now)
    assert client.get(f"/calls/{first}")["call_status"] == "call_failed"
    told = client.get(f"/calls/{second}")
    assert (told["call_status"], told["ninjahire_intelligence"]) == ("call_completed", "call_inconclusive")
    assert [row["call_id"] for row in client.get("/calls", page=1, size=2)["data"]] == [second, first]


def test_no_result_before_a_person_has_approved_it(
    client: Client, application: Json, house: House, home: Organization
) -> None:
    with house.store.write(operator(home.id)) as tx:
        tx.change(ORGANIZATION, home.id, policy=replace(home.policy, assessment_gate=True))
    id = call_now(client, application)
    assess(house, home.id, talk(house, home.id, id))
    told = client.get(f"/calls/{id}")
    assert told["call_status"] == "call_in_progress"
    assert {name: told[name] for name in RESULTS} == RESULTS
    assert client.get(f"/applications/{application['id']}")["screening_status"] == "pending"


@pytest.mark.parametrize(
    ("coverage", "total", "word"),
    [(0.5, 60, "call_success"), (0.49, 60, "call_inconclusive"), (1.0, None, "call_inconclusive")],
)
def test_too_little_said_is_inconclusive(
    client: Client,
    application: Json,
    house: House,
    home: Organization,
    coverage: float,
    total: int | None,
    word: str,
) -> None:
    id = call_now(client, application)
    interview = talk(house, home.id, id)
    assess(house, home.id, interview)
    with house.store.write(operator(home.id)) as tx:
        found = tx.find(ASSESSMENT, interview_id=interview.id)
        assert found
        tx.change(ASSESSMENT, found.id, appraisal=replace(found.appraisal, coverage=coverage, total=total))
    told = client.get(f"/calls/{id}")
    assert (told["ninjahire_intelligence"], told["call_score"]) == (word, total)


def test_a_call_that_must_not_be_placed_has_failed(
    client: Client, application: Json, house: House, home: Organization
) -> None:
    id = call_now(client, application)
    with house.store.write(operator(home.id)) as tx:
        calling.bar(tx, "+11234567890", "asked")
        interview_id = tx.get(CALL, id).interview_id
        plans.begin(tx, interview_id)
        plans.keep(tx, interview_id, house.mind.planner.plan(plans.brief(tx.view, interview_id)))
        assert dialling.begin(tx, id) is None
    told = client.get(f"/calls/{id}")
    assert (told["call_status"], told["ninjahire_intelligence"]) == ("call_failed", "call_failed")


def test_filters(client: Client, application: Json, house: House, home: Organization) -> None:
    place(house, home.id, call_now(client, application))
    found = (
        {},
        {"application_id": application["id"]},
        {"job_id": application["job_id"], "candidate_id": application["candidate_id"]},
        {"job_source_id": "abc123", "candidate_source_id": "194897"},
    )
    missed = (
        {"application_id": new_id()},
        {"application_id": application["id"], "job_id": new_id()},
        {"candidate_id": new_id()},
        {"application_source_id": "nothing"},
    )
    assert [client.get("/calls", page=1, size=1, **query)["count"] for query in found] == [1] * len(found)
    assert [client.get("/calls", page=1, size=1, **query)["count"] for query in missed] == [0] * len(missed)


def test_what_is_anothers_does_not_exist(client: Client, stranger: Client, application: Json) -> None:
    id = call_now(client, application)
    assert stranger.call("GET", f"/calls/{id}").status_code == 404
    assert stranger.call("POST", f"/applications/{application['id']}/instant-call").status_code == 404
    assert stranger.get("/calls", page=1, size=1)["count"] == 0


def test_a_number_that_cannot_be_called(client: Client, job: Json) -> None:
    client.post("/candidates", {**examples.CANDIDATE, "phone_no": "ask me"})
    made = client.post("/applications", examples.APPLICATION)
    reply = client.call("POST", f"/applications/{made['id']}/instant-call")
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (400, "phone_no")


def test_a_turn_is_one_line(clock: FrozenClock) -> None:
    said = [
        Turn(1, Role.AGENT, TurnKind.GREETING, "Hello.\nThis is an AI.", clock.now()),
        Turn(2, Role.CANDIDATE, TurnKind.ANSWER, "Hi \r\n there", clock.now()),
    ]
    assert call_answers.transcript(said) == "BOT: Hello. This is an AI.\nHUMAN: Hi there"
