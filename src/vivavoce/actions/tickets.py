"""The session token: proof that this browser passed the door of this interview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vivavoce.domain.errors import Unauthenticated

LIFE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a session token says. `candidate_id` acts, in `organization_id`, on `interview_id`."""

    interview_id: str
    organization_id: str
    candidate_id: str


def issue(key: bytes, ticket: Ticket, now: datetime) -> str:
    """A JWT (HS256, scope `candidate`) valid for `LIFE`."""
    import jwt

    claims = {
        "sub": ticket.candidate_id,
        "interview": ticket.interview_id,
        "tenantId": ticket.organization_id,
        "scope": "candidate",
        "iat": int(now.timestamp()),
        "exp": int((now + LIFE).timestamp()),
    }
    return jwt.encode(claims, key, algorithm="HS256")


def read(key: bytes, token: str, now: datetime) -> Ticket:
    """The ticket of a session token. Raises Unauthenticated."""
    import jwt

    try:
        claims = jwt.decode(
            token, key, algorithms=["HS256"], options={"verify_exp": False, "verify_iat": False}
        )
        fresh = datetime.fromtimestamp(claims["exp"], UTC) > now and claims["scope"] == "candidate"
        ticket = Ticket(claims["interview"], claims["tenantId"], claims["sub"])
    except (jwt.InvalidTokenError, KeyError, TypeError) as error:
        raise Unauthenticated("The session token is invalid") from error
    if not fresh:
        raise Unauthenticated("The session token has expired")
    return ticket
