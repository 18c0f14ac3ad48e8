"""Is every way to fail worded as the contract words it?"""

from __future__ import annotations

import json

import pytest

from vivavoce.dialects.a2a import A2A, broken, errors, requests
from vivavoce.domain import errors as core
from vivavoce.domain.errors import ALL, Invalid, LimitState, MissingScope, NotFound, TooMany

WORDS = {
    core.Unauthenticated: (401, "Unauthorized"),
    core.Forbidden: (403, "Forbidden"),
    core.NotFound: (404, "Not Found"),
    core.Invalid: (400, "Bad Request"),
    core.Conflict: (409, "Conflict"),
    core.Unprocessable: (422, "Unprocessable Entity"),
    core.TooEarly: (425, "Too Early"),
    core.TooLarge: (413, "Payload Too Large"),
    core.WrongMedia: (415, "Unsupported Media Type"),
    core.Unavailable: (501, "Not Implemented"),
    core.TooMany: (429, "Too Many Requests"),
    core.QuotaExceeded: (402, "Payment Required"),
}


def test_the_table_is_total() -> None:
    assert set(WORDS) == set(ALL)
    assert errors.STATUS_OF == WORDS


def test_broken_rules_are_listed_by_field() -> None:
    reply = errors.refuse(Invalid.because("candidateEmail", "Must be a valid email address"))
    assert json.loads(reply.body) == {
        "statusCode": 400,
        "message": "Validation failed",
        "error": "Bad Request",
        "details": [{"field": "candidateEmail", "message": "Must be a valid email address"}],
    }


def test_a_conflict_says_where_it_stands() -> None:
    reply = errors.refuse(errors.Stuck("no", "REJECTED", ()))
    assert json.loads(reply.body) == {
        "statusCode": 409,
        "message": "no",
        "error": "Conflict",
        "currentState": "REJECTED",
        "availableTransitions": [],
    }


def test_a_limit_says_when_to_come_back() -> None:
    reply = errors.refuse(TooMany(LimitState(120, 0, 1, 17)))
    assert (reply.status, reply.headers) == (429, {"Retry-After": "17"})


@pytest.mark.parametrize(
    "error", [MissingScope("interviews:approve"), errors.missing_scope(("interviews:approve",))]
)
def test_a_missing_permission_is_named_in_the_products_words(error) -> None:
    assert json.loads(errors.refuse(error).body) == {
        "statusCode": 403,
        "message": "Missing permission: interview:approve",
        "error": "Forbidden",
    }


def test_other_refusals_have_three_parts() -> None:
    assert list(json.loads(errors.refuse(NotFound("interview", "x")).body)) == [
        "statusCode",
        "message",
        "error",
    ]
    assert json.loads(errors.crash().body)["statusCode"] == 500


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"skills": "React"}, "skills"),
        ({"skills": ["React", 7]}, "skills.1"),
        ({"skills": [""]}, "skills.0"),
        ({"skills": ["x"] * 31}, "skills"),
        ({"candidateName": 7}, "candidateName"),
        ({"candidateName": "a\0b"}, "body"),
        ({"candidateName": "\ud800"}, "body"),
        ({"more": {"deep": [float("nan")]}}, "body"),
        ({"scheduledAt": "tomorrow"}, "scheduledAt"),
        ({"jobDescription": "x" * 20001}, "jobDescription"),
        ({"externalId": ""}, "externalId"),
        ([], "body"),
    ],
)
def test_what_no_request_may_hold(raw, field) -> None:
    with pytest.raises(Invalid) as refused:
        broken.parse(requests.NewRun, raw)
    assert [violation.field for violation in refused.value.violations] == [field]


def test_unknown_fields_and_nulls_are_as_good_as_absent() -> None:
    parsed = broken.parse(requests.NewRun, {"candidateName": None, "colour": "red"})
    assert parsed == requests.NewRun()


@pytest.mark.parametrize("approved", ["true", 1, None])
def test_a_decision_is_a_boolean(approved) -> None:
    with pytest.raises(Invalid) as refused:
        broken.parse(requests.PlanDecision, {"approved": approved})
    assert refused.value.violations[0].field == "approved"
    assert refused.value.violations[0].message == "Must be true or false"


def test_every_wording_is_a_sentence() -> None:
    models = {route.body for route in A2A.routes if route.body}
    assert models
    with pytest.raises(Invalid) as refused:
        broken.parse(requests.Passcode, {"otp": "12345"})
    assert refused.value.violations[0].message == "Must match ^[0-9]{6}$"
