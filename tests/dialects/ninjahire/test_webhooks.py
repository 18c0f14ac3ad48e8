"""Are events told in the chosen fields, to the byte, and signed as the contract's test vectors say?"""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.dialects.ninjahire.conftest import Client, Json
from tests.dialects.ninjahire.scene import assess, miss, place, talk
from vivavoce.actions import interviews
from vivavoce.actions.house import House
from vivavoce.actions.wording import Desk, Letter, Stamp
from vivavoce.dialects.ninjahire import answers
from vivavoce.dialects.ninjahire.subscription import FORM
from vivavoce.dialects.ninjahire.webhooks import NinjahireWords, written
from vivavoce.domain.events import Endpoint, Event, EventName
from vivavoce.domain.identity import Organization, operator
from vivavoce.domain.interview import CallOutcome
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import CALL, EVENT

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
SECRET = "whsec_1234567890abcdef"
WORDS = NinjahireWords()
SIGN = "console.log(require('crypto').createHmac('sha256', process.argv[1]).update(process.argv[2]).digest('hex'))"
VECTORS = [
    (
        '{"id":"0b9f6c1e-6a51-4d0c-9c39-2f3a4b5c6d7e","status":"call_completed",'
        '"candidate_id":"550e8400-e29b-41d4-a716-446655440000","job_id":"6ba7b810-9dad-11d1-80b4-00c04fd430c8"}',
        "4418e656f4344841324e167228b7c257692b1c3a1c241f628572c65b07908002",
    ),
    (
        '{"call_score":85,"call_digest":"Café manager, 3 yrs","status":"call_completed"}',
        "966b1dbfd13267d524c2337887b33785b795c5cd2622c9479415a50a536ef309",
    ),
]


def endpoint(*fields: str, **more: Any) -> Endpoint:
    options = {"triggered_event": "call_activity", "fields": list(fields), "http_method": "PUT"}
    options |= {"content_type": "application/json", "secret_given": True} | more
    return Endpoint("e", "o", None, "ninjahire", "https://x", (), "", "", AT, AT, options=options)


def stamp(address: Endpoint, body: bytes) -> Stamp:
    return Stamp(SECRET, "call_activity", "d", "o", 1, AT, body, address)


def by_node(text: str) -> str:
    done = subprocess.run(["node", "-e", SIGN, SECRET, text], capture_output=True, check=True, text=True)
    return done.stdout.strip()


@pytest.mark.parametrize(("body", "signature"), VECTORS)
def test_the_signature_vectors(body: str, signature: str) -> None:
    known = json.loads(body)
    address = endpoint(*known)
    assert written(address, known) == body.encode()
    headers = WORDS.headers(stamp(address, body.encode()))
    assert headers == {
        "content-type": "application/json",
        "X-NINJAHIRE-Timestamp": "1795338000",
        "X-NINJAHIRE-Event": "call_activity",
        "X-NINJAHIRE-Signature": signature,
    }
    assert by_node(body) == signature == hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()


def test_exactly_the_chosen_fields_in_their_order() -> None:
    address = endpoint("status", "id", "unheard_of", "id")
    assert (
        written(address, {"id": "1", "status": "s", "more": 2})
        == b'{"status":"s","id":"1","unheard_of":null}'
    )


def test_a_form_is_signed_as_the_json_of_its_texts() -> None:
    known = {"score": 85.0, "none": None, "many": [1, "é"], "text": "a=b&c é", "yes": True}
    address = endpoint(*known, content_type=FORM)
    body = written(address, known)
    assert parse_qs(body.decode(), keep_blank_values=True) == {
        "score": ["85"],
        "none": [""],
        "many": ['[1,"é"]'],
        "text": ["a=b&c é"],
        "yes": ["true"],
    }
    headers = WORDS.headers(stamp(address, body))
    texts = '{"score":"85","none":"","many":"[1,\\"é\\"]","text":"a=b&c é","yes":"true"}'
    assert headers["content-type"] == FORM
    assert headers["X-NINJAHIRE-Signature"] == by_node(texts)


def test_without_a_secret_nothing_is_signed() -> None:
    headers = WORDS.headers(stamp(endpoint("id", secret_given=False), b"{}"))
    assert "X-NINJAHIRE-Signature" not in headers


def test_method_retries_and_sample() -> None:
    address = endpoint("id", "status")
    assert WORDS.method(address) == "PUT"
    seconds = [delay / timedelta(seconds=1) for delay in WORDS.delays(address, "d")]
    assert seconds == [10, 60, 300, 1800, 7200]
    assert WORDS.sample(address, AT) == ("call_activity", b'{"id":null,"status":null}')
    assert WORDS.label(EventName.JOB_CREATED) is None


def told(house: House, home: Organization, name: EventName, subject: str, note: str = "") -> Any:
    """What an event is told as, with every field that is offered."""
    fields = (
        *answers.Call.model_fields,
        *answers.Application.model_fields,
        "status",
        "application_source_id",
    )
    actor = operator(home.id)
    with house.store.read(home.id) as view:
        event = Event(new_id(), home.id, 1, name.value, subject, AT, note)
        of_interview = name not in {EventName.APPLICATION_CREATED, EventName.APPLICATION_CHANGED}
        dossier = interviews.read(view, actor, house.links, subject) if of_interview else None
        desk = Desk(view, actor, house.links)
        letter = Letter(event, new_id(), dossier, bytes, endpoint(*dict.fromkeys(fields)), desk)
        body = WORDS.body(letter)
    return body and json.loads(body)


def test_an_application_is_told(client: Client, application: Json, house: House, home: Organization) -> None:
    found = told(house, home, EventName.APPLICATION_CHANGED, application["id"])
    assert {name: found[name] for name in application} == application
    assert found["status"] == "Applied"
    assert found["call_id"] is None


def test_a_call_is_told_once_it_has_a_result(
    client: Client, application: Json, house: House, home: Organization
) -> None:
    id = client.post(f"/applications/{application['id']}/instant-call")["call_id"]
    interview = talk(house, home.id, id)
    assert told(house, home, EventName.ASSESSMENT_RELEASED, interview.id) is None
    assess(house, home.id, interview)
    found = told(house, home, EventName.ASSESSMENT_RELEASED, interview.id)
    call = client.get(f"/calls/{id}")
    assert {name: found[name] for name in call} == call
    assert (found["id"], found["status"]) == (id, "call_completed")
    assert (found["candidate_source_id"], found["job_source_id"]) == ("194897", "abc123")
    assert found["application_source_id"] is None


def test_a_missed_call_is_told_by_its_own_event(
    client: Client, application: Json, house: House, home: Organization
) -> None:
    first = client.post(f"/applications/{application['id']}/instant-call")["call_id"]
    interview = place(house, home.id, first)
    miss(house, home.id, first, CallOutcome.BUSY)
    client.post(f"/applications/{application['id']}/instant-call")
    with house.store.read(home.id) as view:
        event = view.find(EVENT, name=EventName.CALL_MISSED.value)
    assert event
    found = told(house, home, EventName.CALL_MISSED, event.subject_id, event.note)
    assert (event.subject_id, found["id"], found["status"]) == (interview.id, first, "call_failed")


def test_an_interview_that_is_no_call_is_not_told(
    client: Client, application: Json, house: House, home: Organization
) -> None:
    id = client.post(f"/applications/{application['id']}/instant-call")["call_id"]
    with house.store.read(home.id) as view:
        interview_id = view.get(CALL, id).interview_id
    assert told(house, home, EventName.ASSESSMENT_FAILED, interview_id) is None
