"""Is a completed result told in the contract's bytes, signed as its test vector says (§8)?"""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import START
from tests.dialects.golden import differing
from tests.dialects.ntrvsta import stages
from tests.dialects.ntrvsta.conftest import Partner
from vivavoce.actions.house import House
from vivavoce.actions.wording import Desk, Letter, Stamp
from vivavoce.dialects.ntrvsta import NTRVSTA
from vivavoce.dialects.ntrvsta.webhooks import DELAYS, NtrvstaWords, new_secret, signature
from vivavoce.domain.events import Endpoint, Event, EventName
from vivavoce.domain.identity import Organization, system
from vivavoce.domain.interview import EndReason
from vivavoce.kit.ids import new_id
from vivavoce.store.database import Store

SECRET = "whsec_0123456789abcdef0123456789abcdef"
BODY = b'{"event":"result.completed","resultId":"res_01J9ZK3V7Q8M5T2N4B6C8D0E1F"}'
VECTOR = "e83bf537fce9edfca83b1130431c84fd70abcc8f4cdaacb3bde73e7279fedde6"
ENDPOINT = Endpoint(
    "e", "0" * 8 + "-0000-4000-8000-" + "0" * 12, None, "ntrvsta", "u", (), "", "", START, START
)
DELIVERY = "550e8400-e29b-41d4-a716-446655440000"
WORDS = NtrvstaWords()


def stamp(**more: Any) -> Stamp:
    made = Stamp(SECRET, "result.completed", DELIVERY, "o", 1, START, BODY, ENDPOINT)
    return replace(made, **more)


def by_node(style: str, unix: int) -> str:
    """The same signature, made by another language's library."""
    script = f"""
      const {{createHmac}} = require('node:crypto');
      const body = {json.dumps(BODY.decode())};
      const text = {json.dumps(style)} === 't-v1' ? '{unix}.' + body : body;
      process.stdout.write(createHmac('sha256', {json.dumps(SECRET)}).update(text).digest('hex'));
    """
    return subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True).stdout


def told(house: House, store: Store, home: Organization, invitation: dict[str, Any]) -> bytes | None:
    actor = system(home.id)
    event = Event(new_id(), home.id, 1, EventName.ASSESSMENT_RELEASED.value, stages.id_of(invitation), START)
    with store.read(home.id) as view:
        return WORDS.body(Letter(event, DELIVERY, None, bytes, ENDPOINT, Desk(view, actor, house.links)))


@pytest.fixture
def invitation(partner: Partner) -> dict[str, Any]:
    posted = {"title": "Senior Backend Engineer", "externalPostingId": "greenhouse-4711", "language": "en-GB"}
    template = partner.post("/v1/templates", posted)["templateId"]
    candidate = {
        "email": "jane.doe@example.com",
        "firstName": "Jane",
        "lastName": "Doe",
        "externalCandidateId": "c-1",
    }
    body = {"templateId": template, "candidate": candidate, "metadata": {"a": "ä"}}
    return dict(partner.post("/v1/interview-invitations", body))


class TestSignature:
    def test_the_vector(self) -> None:
        assert signature(stamp()) == f"sha256={VECTOR}"
        assert by_node("sha256-body", 0) == VECTOR

    def test_the_other_style_signs_the_time_too(self) -> None:
        unix = int(START.timestamp())
        expected = hmac.new(SECRET.encode(), f"{unix}.".encode() + BODY, hashlib.sha256).hexdigest()
        assert by_node("t-v1", unix) == expected
        other = replace(ENDPOINT, options={"style": "t-v1"})
        assert signature(stamp(endpoint=other)) == f"t={unix},v1={expected}"

    def test_a_secret_is_long_and_new_each_time(self) -> None:
        one, two = new_secret(), new_secret()
        assert one != two
        assert one.startswith("whsec_")
        assert len(bytes.fromhex(one.removeprefix("whsec_"))) == 32


class TestHeaders:
    def test_all_of_them(self) -> None:
        headers = WORDS.headers(stamp())
        assert headers.pop("X-Ntrvsta-Delivery-Id") != DELIVERY
        assert headers == {
            "User-Agent": "NTRVSTA-Webhooks/1.0",
            "X-Ntrvsta-Event": "result.completed",
            "X-Ntrvsta-Signature": f"sha256={VECTOR}",
            "X-Ntrvsta-Idempotency-Key": "res_01J9ZK3V7Q8M5T2N4B6C8D0E1F",
            "X-Ntrvsta-Timestamp": str(int(START.timestamp())),
        }

    def test_of_a_second_attempt_only_time_and_its_own_id_are_new(self) -> None:
        first = WORDS.headers(stamp())
        second = WORDS.headers(stamp(attempt=2, at=START + timedelta(minutes=1)))
        changed = {name for name in first if first[name] != second[name]}
        assert changed == {"X-Ntrvsta-Timestamp", "X-Ntrvsta-Delivery-Id"}


class TestBody:
    def test_as_printed_in_the_contract(
        self,
        partner: Partner,
        house: House,
        store: Store,
        home: Organization,
        invitation: dict[str, Any],
    ) -> None:
        stages.assessed(store, home, stages.id_of(invitation), total=85)
        body = told(house, store, home, invitation)
        assert body
        (polled,) = partner.get("/v1/interview-results")["results"]
        expected = {
            "event": "result.completed",
            "resultId": polled["resultId"],
            "organizationId": "<str>",
            "occurredAt": "2026-11-22T09:00:00.000Z",
            "resultUrl": polled["resultUrl"],
            "overallScore": polled["overallScore"],
            "candidate": invitation["candidate"],
            "template": {
                "templateId": invitation["templateId"],
                "title": "Senior Backend Engineer",
                "externalPostingId": "greenhouse-4711",
            },
            "interview": {
                "invitationId": invitation["invitationId"],
                "status": "COMPLETED",
                "invitedAt": "2026-11-22T09:00:00.000Z",
                "startedAt": "2026-11-22T09:00:00.000Z",
                "completedAt": "2026-11-22T09:00:00.000Z",
                "durationSeconds": 0,
                "language": "en-GB",
            },
            "aiAnalysis": {
                "scoring": {
                    "overallScore": 85,
                    "categories": [
                        {"key": key, "label": label, "score": "<any>"}
                        for key, label in (
                            ("communicationClarity", "Communication Clarity"),
                            ("technicalAccuracy", "Technical Accuracy"),
                            ("languageProficiency", "Language Proficiency"),
                        )
                    ],
                },
                "summary": "<str>",
                "highlights": ["<str>", "<more items>"],
                "integrityWarning": False,
            },
            "metadata": {"a": "ä"},
        }
        assert list(differing(expected, json.loads(body), "body")) == []
        assert body.startswith(f'{{"event":"result.completed","resultId":"{polled["resultId"]}",'.encode())
        assert '"metadata":{"a":"ä"}}'.encode() in body

    def test_nothing_is_told_of_one_who_stayed_away_nor_of_a_result_that_is_gone(
        self, house: House, store: Store, home: Organization, invitation: dict[str, Any]
    ) -> None:
        stages.held(store, home, stages.id_of(invitation))
        assert told(house, store, home, invitation) is None

    def test_nothing_is_told_of_a_candidate_who_stayed_away(
        self, house: House, store: Store, home: Organization, invitation: dict[str, Any]
    ) -> None:
        stages.assessed(store, home, stages.id_of(invitation), reason=EndReason.DISCONNECTED)
        assert told(house, store, home, invitation) is None


def test_one_event_only() -> None:
    assert [name for name in EventName if WORDS.label(name)] == [EventName.ASSESSMENT_RELEASED]
    assert list(NTRVSTA.events) == ["result.completed"]


def test_six_retries_each_about_as_late_as_printed() -> None:
    delays = WORDS.delays(ENDPOINT, DELIVERY)
    minutes = [1, 5, 30, 120, 480, 1440]
    assert [delay.total_seconds() / 60 for delay in DELAYS] == minutes
    assert all(
        0.9 * late <= delay.total_seconds() / 60 <= 1.1 * late
        for late, delay in zip(minutes, delays, strict=True)
    )
    assert tuple(delays) == tuple(WORDS.delays(ENDPOINT, DELIVERY)) != DELAYS


def test_a_sample_can_be_signed_and_is_marked() -> None:
    label, body = WORDS.sample(ENDPOINT, START)
    assert (label, json.loads(body)["test"]) == ("result.completed", True)
    assert WORDS.headers(stamp(body=body))["X-Ntrvsta-Idempotency-Key"] == json.loads(body)["resultId"]


def test_the_operator_sets_one_https_endpoint() -> None:
    standing = NTRVSTA.one_endpoint
    assert standing is not None
    assert (standing.timeout_ms, standing.schemes) == (10_000, ("https",))
    assert standing.styles[0] == "sha256-body"
