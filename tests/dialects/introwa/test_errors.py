"""Is every refusal and every state worded, and does the product stay silent?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from tests.conftest import START
from vivavoce.actions import inviting
from vivavoce.dialects.introwa import INTROWA, errors
from vivavoce.dialects.introwa.answers import InviteRefusal, StatusWord
from vivavoce.dialects.introwa.vocabulary import STATUS_OF, status
from vivavoce.domain import errors as domain
from vivavoce.domain.errors import DomainError, LimitState
from vivavoce.domain.events import EventName
from vivavoce.domain.interview import Interview, State
from vivavoce.domain.invitation import Invitation

EXAMPLES: list[tuple[DomainError, int, str]] = [
    (errors.KeyMissing("no"), 401, "API_KEY_MISSING"),
    (domain.Unauthenticated("no"), 401, "API_KEY_INVALID"),
    (inviting.InvitesOff("off"), 403, "INVITES_DISABLED"),
    (domain.Forbidden("no"), 403, "FORBIDDEN"),
    (domain.NotFound("job", "x"), 404, "JOB_NOT_FOUND"),
    (inviting.JobClosed("no"), 409, "JOB_CLOSED"),
    (inviting.NothingToAsk("no"), 409, "JOB_NOT_READY"),
    (inviting.InProgress("no"), 409, "INTERVIEW_IN_PROGRESS"),
    (domain.Conflict("no"), 409, "CONFLICT"),
    (domain.Invalid.because("name", "is required"), 422, "VALIDATION_ERROR"),
    (domain.Unprocessable("no"), 422, "VALIDATION_ERROR"),
    (domain.TooEarly("no"), 425, "TOO_EARLY"),
    (domain.TooLarge("no"), 413, "PAYLOAD_TOO_LARGE"),
    (domain.WrongMedia("no"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    (domain.Unavailable("no"), 501, "NOT_IMPLEMENTED"),
    (domain.TooMany(LimitState(60, 0, 9, 7)), 429, "RATE_LIMITED"),
    (domain.QuotaExceeded("no"), 402, "QUOTA_EXCEEDED"),
]
INTERVIEW = Interview("i", "o", "c", "a", None, State.READY, START, START, START, START)
LINK = Invitation("l", "o", "i", "h", START, START)


@pytest.mark.parametrize(("error", "code", "word"), EXAMPLES, ids=lambda part: str(part)[:30])
def test_each_refusal(error: DomainError, code: int, word: str) -> None:
    reply = errors.refuse(error, "")
    body = json.loads(reply.body)
    InviteRefusal.model_validate(body)
    assert (reply.status, body["error"]["code"]) == (code, word)
    assert bool(body["error"]["details"]) == (type(error) is domain.Invalid)
    assert reply.headers.get("Retry-After") == ("7" if code == 429 else None)


def test_every_kind_is_worded() -> None:
    assert {type(error) for error, _, _ in EXAMPLES} >= set(domain.ALL)
    assert json.loads(errors.crash("").body)["error"]["code"] == "INTERNAL_ERROR"


def test_every_state_has_a_word_of_the_contract() -> None:
    assert set(STATUS_OF) == set(State)
    assert {*STATUS_OF.values(), "opened"} == set(get_args(StatusWord))


def test_what_waits_is_pending_opened_or_late() -> None:
    waiting = replace(INTERVIEW, open_until=START + timedelta(days=1))
    assert status(waiting, LINK, START) == "pending"
    assert status(waiting, replace(LINK, opened_at=START), START) == "opened"
    assert status(waiting, LINK, START + timedelta(days=1)) == "expired"
    begun = replace(waiting, state=State.LIVE)
    assert status(begun, LINK, START + timedelta(days=2)) == "in_progress"


def test_one_route_and_no_webhook() -> None:
    assert len(INTROWA.routes) == 1
    assert INTROWA.events == {}
    assert INTROWA.one_endpoint is None
    assert {INTROWA.words.label(name) for name in EventName} == {None}
