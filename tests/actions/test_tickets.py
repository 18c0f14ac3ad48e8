"""Session tokens: whose, for how long, and signed by whom."""

from __future__ import annotations

from datetime import timedelta

import jwt
import pytest

from tests.conftest import START
from vivavoce.actions import tickets
from vivavoce.actions.tickets import LIFE, Ticket
from vivavoce.domain.errors import Unauthenticated

KEY = b"k" * 32
TICKET = Ticket("interview", "organization", "candidate")
CLAIMS = {"sub": "c", "interview": "i", "tenantId": "o", "scope": "candidate", "exp": START.timestamp() + 60}


def test_it_says_who_and_where() -> None:
    token = tickets.issue(KEY, TICKET, START)
    assert tickets.read(KEY, token, START + LIFE - timedelta(seconds=1)) == TICKET


def test_it_ends_on_the_second() -> None:
    with pytest.raises(Unauthenticated, match="expired"):
        tickets.read(KEY, tickets.issue(KEY, TICKET, START), START + LIFE)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        jwt.encode(CLAIMS, b"x" * 32, algorithm="HS256"),
        jwt.encode(CLAIMS, KEY + KEY, algorithm="HS512"),
        jwt.encode(CLAIMS, None, algorithm="none"),
        jwt.encode({**CLAIMS, "scope": "member"}, KEY, algorithm="HS256"),
        *(
            jwt.encode(
                {name: value for name, value in CLAIMS.items() if name != left_out}, KEY, algorithm="HS256"
            )
            for left_out in CLAIMS
        ),
    ],
)
def test_anything_else_is_refused(token: str) -> None:
    with pytest.raises(Unauthenticated):
        tickets.read(KEY, token, START)


def test_the_claims_above_are_otherwise_good() -> None:
    assert tickets.read(KEY, jwt.encode(CLAIMS, KEY, algorithm="HS256"), START) == Ticket("i", "o", "c")
