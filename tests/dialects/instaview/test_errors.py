"""Is every refusal worded, in the three keys and their order?"""

from __future__ import annotations

import json

import pytest

from vivavoce.dialects.instaview.errors import STATUS_OF, crash, missing_scope, refuse
from vivavoce.domain import errors
from vivavoce.domain.errors import Forbidden, Invalid, LimitState, MissingScope, NotFound, TooMany, Violation


def test_the_table_is_total() -> None:
    assert set(STATUS_OF) == set(errors.ALL)


@pytest.mark.parametrize(
    ("error", "body"),
    [
        (NotFound("job", "7"), '{"message":"Job with ID 7 not found","error":"Not Found","statusCode":404}'),
        (Forbidden("No"), '{"message":"No","error":"Forbidden","statusCode":403}'),
        (
            MissingScope("endpoints:write"),
            '{"message":"This API key does not have the required scope: write:webhooks","error":"Forbidden",'
            '"statusCode":403}',
        ),
        (
            Invalid(Violation("a", "a is wrong"), Violation("b", "b is wrong")),
            '{"message":["a is wrong","b is wrong"],"error":"Bad Request","statusCode":400}',
        ),
    ],
)
def test_the_body_to_the_byte(error: errors.DomainError, body: str) -> None:
    reply = refuse(error)
    assert reply.body.decode() == body
    assert reply.status == json.loads(body)["statusCode"]


def test_a_limit_is_worded_in_its_own_order() -> None:
    reply = refuse(TooMany(LimitState(60, 0, 1705320120, 30)))
    assert reply.headers == {"Retry-After": "30"}
    assert reply.body.decode() == (
        '{"statusCode":429,"message":"Rate limit exceeded","error":"Too Many Requests","retryAfter":30,'
        '"limit":60,"remaining":0,"reset":1705320120}'
    )


def test_a_crash_tells_nothing() -> None:
    assert json.loads(crash().body) == {
        "message": "Internal server error",
        "error": "Internal Server Error",
        "statusCode": 500,
    }


def test_the_first_scope_is_named() -> None:
    assert (
        refuse(missing_scope(("interviews:delete", "interviews:write"))).body.count(b"delete:interviews") == 1
    )
