"""Twilio as documented: what is posted to place a call, what its answers mean, and its signatures."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from tests.kit.listener import HOST, Listener
from vivavoce.domain.interview import CallOutcome
from vivavoce.kit.outbound import Outbound
from vivavoce.providers.phone import Dial, Missed, Placed
from vivavoce.providers.phone_twilio import (
    Twilio,
    clear_message,
    mark_message,
    media_message,
    packed,
    signature,
    signed,
    sound_message,
    unpacked,
)

ACCOUNT = "AC" + "0" * 32
SID = "CA" + "1" * 32
TOKEN = "the auth token"
DIAL = Dial("call-1", "org-1", "+14155550100", None, None)
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FORM = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}


def answered(status: int, body: Any) -> bytes:
    text = json.dumps(body).encode() if not isinstance(body, bytes) else body
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%b" % (status, len(text), text)


def line(listener: Listener) -> Twilio:
    outbound = Outbound(("127.0.0.0/8",))
    return Twilio(
        outbound, ACCOUNT, TOKEN, "+14155550199", "https://us.example", f"http://{HOST}:{listener.port}"
    )


CREATED = {
    "account_sid": ACCOUNT,
    "parent_call_sid": "CA" + "9" * 32,
    "phone_number_sid": "PN" + "9" * 32,
    "sid": SID,
    "status": "queued",
    "subresource_uris": {f"part{n}": "x" * 200 for n in range(20)},
}


def placed(dial: Dial) -> tuple[str, list[tuple[str, str]]]:
    """The head and the form of the request that a dial makes."""
    with Listener(answered(201, CREATED)) as listener:
        assert line(listener).dial(dial) == Placed(SID)
    head, _, body = listener.requests[0].partition(b"\r\n\r\n")
    return head.decode(), parse_qsl(body.decode())


def missed(answer: bytes) -> Missed:
    with Listener(answer) as listener:
        ring = line(listener).dial(DIAL)
    assert isinstance(ring, Missed)
    return ring


def test_the_request_that_places_a_call() -> None:
    head, form = placed(DIAL)
    proof = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    assert head.startswith(f"POST /2010-04-01/Accounts/{ACCOUNT}/Calls.json HTTP/1.1\r\n")
    assert f"Authorization: Basic {proof}" in head
    assert "Content-Type: application/x-www-form-urlencoded" in head
    assert form == [
        ("To", "+14155550100"),
        ("From", "+14155550199"),
        ("Url", "https://us.example/phone/twilio/org-1/call-1/answer"),
        ("StatusCallback", "https://us.example/phone/twilio/org-1/call-1/status"),
        ("StatusCallbackEvent", "initiated"),
        ("StatusCallbackEvent", "ringing"),
        ("StatusCallbackEvent", "answered"),
        ("StatusCallbackEvent", "completed"),
        ("MachineDetection", "Enable"),
        ("Timeout", "30"),
    ]


def test_a_call_from_another_number_with_words_for_a_machine() -> None:
    words = "Hello, it's Acme & Söhne: we will call again?"
    form = dict(placed(Dial("call-1", "org-1", "+14155550100", "+13125550188", words))[1])
    assert form["From"] == "+13125550188"
    assert form["MachineDetection"] == "DetectMessageEnd"
    assert unpacked(parse_qs(urlsplit(form["Url"]).query)["voicemail"][0]) == words


@pytest.mark.parametrize("words", ["", "a", "ab", "abc", "žltý kôň?&=/+"])
def test_packed_words_need_no_escape_in_an_address(words: str) -> None:
    assert unpacked(packed(words)) == words
    assert all(letter.isalnum() or letter in "-_" for letter in packed(words))


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (21211, CallOutcome.INVALID_NUMBER),
        (21214, CallOutcome.INVALID_NUMBER),
        (21217, CallOutcome.INVALID_NUMBER),
        (13224, CallOutcome.INVALID_NUMBER),
        (21215, CallOutcome.ERROR),
        (20003, CallOutcome.ERROR),
    ],
)
def test_a_refusal_in_twilios_own_words(code: int, outcome: CallOutcome) -> None:
    refusal = missed(answered(400, {"code": code, "message": "It said no.", "status": 400}))
    assert refusal == Missed(outcome, f"Twilio {code}: It said no.")


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b"null", b'{"code": "x", "message": 1}', b""])
def test_a_refusal_that_is_not_twilios(body: bytes) -> None:
    assert missed(answered(502, body)) == Missed(CallOutcome.ERROR, "Twilio answered 502")


def test_a_success_that_names_no_call() -> None:
    assert missed(answered(201, {})).outcome is CallOutcome.ERROR


def test_nobody_there_and_a_place_we_may_not_go_to() -> None:
    with Listener() as listener:
        gone = line(listener)
    assert gone.dial(DIAL) == Missed(CallOutcome.ERROR, "no connection: Connection refused")
    inside = Twilio(Outbound(), ACCOUNT, TOKEN, "+14155550199", "https://us.example", f"http://{HOST}:1")
    assert isinstance(inside.dial(DIAL), Missed)


def test_the_token_shows_nowhere() -> None:
    with Listener(answered(401, {"code": 20003, "message": "Authenticate", "status": 401})) as listener:
        twilio = line(listener)
        assert TOKEN not in f"{twilio!r} {twilio.dial(DIAL)!r}"
    assert not twilio.simulated


class TestSignature:
    """The values that Twilio publishes with its libraries."""

    def test_the_published_example(self) -> None:
        assert signature("12345", URL, FORM.items()) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="

    def test_a_name_with_two_values(self) -> None:
        pairs = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234")]
        assert signature("12345", URL, pairs) == "IK+Dwps556ElfBT0I3Rgjkr1wJU="
        assert signature("12345", URL, pairs * 2) == signature("12345", URL, pairs)

    @pytest.mark.parametrize(
        ("url", "given"),
        [
            (URL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
            (URL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
            (URL.replace("https", "http"), "0ZXoZLH/DfblKGATFgpif+LLRf4="),
            (URL.replace(".com", ".com:1234"), "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
            (URL.replace("https", "http").replace(".com", ".com:1234"), "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        ],
    )
    def test_with_the_port_and_without_it(self, url: str, given: str) -> None:
        assert signed("12345", url, FORM.items(), given)

    @pytest.mark.parametrize(
        "given", ["", "RSOYDt4T1cUTdK1PDd93/VVr8B8", "é", "RSOYDt4T1cUTdK1PDd93/VVr8B9="]
    )
    def test_any_other_is_forged(self, given: str) -> None:
        assert not signed("12345", URL, FORM.items(), given)

    def test_every_part_counts(self) -> None:
        right = signature("12345", URL, FORM.items())
        assert not signed("12346", URL, FORM.items(), right)
        assert not signed("12345", URL + "3", FORM.items(), right)
        assert not signed("12345", URL, {**FORM, "Digits": "1235"}.items(), right)
        assert not signed("12345", URL, {**FORM, "Blank": ""}.items(), right)


def body(**changed: Any) -> dict[str, Any]:
    frame = {
        "track": "inbound",
        "chunk": "1",
        "timestamp": "5",
        "payload": base64.b64encode(b"\xff\x7f").decode(),
    }
    return {"event": "media", "sequenceNumber": "3", "streamSid": "MZ1", "media": frame, **changed}


START = {
    "event": "start",
    "sequenceNumber": "1",
    "streamSid": "MZ1",
    "start": {
        "accountSid": ACCOUNT,
        "streamSid": "MZ1",
        "callSid": SID,
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"FirstName": "Jane"},
    },
}


class TestMediaMessages:
    @pytest.mark.parametrize(
        "said",
        [
            {"event": "connected", "protocol": "Call", "version": "1.0.0"},
            START,
            body(),
            {"event": "mark", "sequenceNumber": "4", "streamSid": "MZ1", "mark": {"name": "label"}},
            {
                "event": "dtmf",
                "streamSid": "MZ1",
                "sequenceNumber": "5",
                "dtmf": {"track": "inbound_track", "digit": "1"},
            },
            {
                "event": "stop",
                "sequenceNumber": "5",
                "streamSid": "MZ1",
                "stop": {"accountSid": ACCOUNT, "callSid": SID},
            },
        ],
        ids=lambda said: said["event"],
    )
    def test_all_that_are_documented(self, said: dict[str, Any]) -> None:
        assert media_message(json.dumps(said)).event == said["event"]

    def test_the_sound_comes_as_bytes(self) -> None:
        message = media_message(json.dumps(body()))
        assert message.event == "media"
        assert message.media.payload == b"\xff\x7f"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "[]",
            "null",
            '{"event": "media"}',
            '{"event": "clear"}',
            json.dumps(body(sequenceNumber=3)),
            json.dumps(body(sequenceNumber="three")),
            json.dumps(body(media={**body()["media"], "payload": "not base64!"})),
            json.dumps(body(media={**body()["media"], "track": "both"})),
            json.dumps({**START, "start": {**START["start"], "mediaFormat": {"encoding": "audio/l16"}}}),
        ],
    )
    def test_nothing_else(self, text: str) -> None:
        with pytest.raises(ValueError):
            media_message(text)


def test_what_is_sent_over_a_media_stream() -> None:
    assert json.loads(sound_message("MZ1", b"\xff\x7f")) == {
        "event": "media",
        "streamSid": "MZ1",
        "media": {"payload": "/38="},
    }
    assert json.loads(mark_message("MZ1", "7")) == {
        "event": "mark",
        "streamSid": "MZ1",
        "mark": {"name": "7"},
    }
    assert json.loads(clear_message("MZ1")) == {"event": "clear", "streamSid": "MZ1"}
