"""Are events told in the contract's bytes, signed as its test vector says?"""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from vivavoce.actions.interviews import Dossier
from vivavoce.actions.wording import Letter, Stamp
from vivavoce.dialects.instaview.webhooks import InstaViewWords
from vivavoce.domain.events import Endpoint, Event, EventName
from vivavoce.domain.interview import AttemptStatus, Call, Channel, Interview, State
from vivavoce.domain.scoring import Appraisal, Assessment, Review

AT = datetime(2024, 1, 20, 14, 30, tzinfo=UTC)
DELIVERY = "550e8400-e29b-41d4-a716-446655440000"
SECRET = "3f1a9c0e5b7d2468ace013579bdf2468ace013579bdf3f1a9c0e5b7d2468ace0"
INTERVIEW = Interview("i", "o", "c", "a", None, State.RELEASED, AT, AT, AT, AT)
CALL = Call("k", "i", 1, AttemptStatus.COMPLETED, AT, AT, AT)
APPRAISAL = Appraisal((), None, 0.0, "Nothing could be assessed.", (), (), (), "rules/1")
ASSESSMENT = Assessment("s", "o", "i", APPRAISAL, Review.NOT_REVIEWED, "d", AT, AT)
DOSSIER = Dossier(INTERVIEW, Channel.ONLINE, (), (), ASSESSMENT, None)
ENDPOINT = Endpoint("w", "o", "k", "instaview", "https://x/y", (), "", "", AT, AT)
WORDS = InstaViewWords()


def letter(name: EventName, dossier: Dossier | None = DOSSIER, note: str = "") -> Letter:
    return Letter(Event("e", "o", 1, name.value, "i", AT, note), DELIVERY, dossier, lambda: b"%PDF")


def test_the_signature_vector() -> None:
    body = WORDS.body(letter(EventName.PING, None))
    assert body == (
        b'{"event":"ping","timestamp":"2024-01-20T14:30:00.000Z",'
        b'"deliveryId":"550e8400-e29b-41d4-a716-446655440000","data":{"message":"Webhook test"}}'
    )
    assert WORDS.headers(Stamp(SECRET, "ping", DELIVERY, "o", 1, AT, body, ENDPOINT)) == {
        "X-InstaView-Signature": "8feb990deb92f1d44a6f4af891c29bb3c1233e24d828e9316764725fadd42223",
        "X-InstaView-Timestamp": "1705761000",
        "X-InstaView-Event": "ping",
        "X-InstaView-Delivery": DELIVERY,
    }


def test_an_interview_event_to_the_byte() -> None:
    assert WORDS.body(letter(EventName.INTERVIEW_COMPLETED)) == (
        b'{"event":"interview.completed","timestamp":"2024-01-20T14:30:00.000Z",'
        b'"deliveryId":"550e8400-e29b-41d4-a716-446655440000","data":{"interviewId":"i","callAttemptId":null,'
        b'"candidateId":"c","jobId":null,"status":"COMPLETED"}}'
    )


def test_a_failure_says_why_and_which_call() -> None:
    by_phone = replace(DOSSIER, channel=Channel.PHONE, calls=(CALL, replace(CALL, id="l", number=2)))
    told = json.loads(WORDS.body(letter(EventName.INTERVIEW_FAILED, by_phone, "no answer")))["data"]
    assert told["callAttemptId"] == "l"
    assert (told["status"], told["error"]) == ("FAILED", "no answer")


def test_an_analysis_comes_with_its_report_and_no_invented_zero() -> None:
    told = json.loads(WORDS.body(letter(EventName.ASSESSMENT_RELEASED)))["data"]
    assert list(told)[4:] == ["analysisId", "status", "analysis", "analysisPdfBase64"]
    assert base64.b64decode(told["analysisPdfBase64"]) == b"%PDF"
    assert told["analysis"]["overallScore"] is None
    assert told["analysis"]["general"]["companyFitRating"] is None


def test_what_is_never_told() -> None:
    assert WORDS.label(EventName.JOB_CREATED) is None
    assert WORDS.label(EventName.INTERVIEW_STARTED) == "interview.started"


def test_retries() -> None:
    assert WORDS.delays(replace(ENDPOINT, max_retries=2), DELIVERY) == (
        timedelta(seconds=5),
        timedelta(seconds=25),
    )
    assert len(WORDS.delays(replace(ENDPOINT, max_retries=9), DELIVERY)) == 3


def test_a_sample_is_a_ping() -> None:
    label, body = WORDS.sample(ENDPOINT, AT)
    assert (label, json.loads(body)["event"]) == ("ping", "ping")
