"""How a person signs in, and how the token of a session is known again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vivavoce.actions.access import SCOPES_OF, Credential
from vivavoce.actions.members import matches
from vivavoce.domain.errors import LimitState, TooMany, Unauthenticated
from vivavoce.domain.identity import Member
from vivavoce.kit.clock import Clock
from vivavoce.kit.ids import new_id
from vivavoce.kit.limits import Failures
from vivavoce.store.database import Store

LIFE = timedelta(hours=1)
FAILURES = 10
FAILURE_SPAN = timedelta(minutes=15)
WRONG = "Invalid credentials"
WITH_CODE = "This person signs in with a second factor, in the console only"
_UNKNOWN = "$argon2id$v=19$m=65536,t=3,p=4$Zml2ZSBkaWFsZWN0cw$mDVy4n3TqJk9Kx1bYxVwGv0eJmQfyqVnX6mKZKBzr4g"
"""A hash of nobody's password: guessing at an unknown address takes as long as at a known one."""


@dataclass(frozen=True, slots=True)
class SessionText:
    """A session token as it was presented."""

    text: str


class Reception:
    """Lets people in. `key` signs session tokens: JWT, HS256, valid for `LIFE`."""

    def __init__(self, store: Store, clock: Clock, key: bytes) -> None:
        self._store = store
        self._clock = clock
        self._key = key
        self._failures = Failures(FAILURES, FAILURE_SPAN, clock)

    def sign_in(self, email: str, password: str, address: str | None) -> tuple[Member, str]:
        """The member and a session token.

        Raises as `known`, and Unauthenticated for whoever has an authenticator: a token has no room for its
        code.
        """
        member = self.known(email, password, address)
        if member.sealed_totp is not None:
            raise Unauthenticated(WITH_CODE)
        return member, self.issue(member)

    def known(self, email: str, password: str, address: str | None) -> Member:
        """Whose password this is.

        Raises Unauthenticated (the same for an unknown address and a wrong password), TooMany after
        `FAILURES` failures in `FAILURE_SPAN` for this e-mail address or this network address.
        """
        who = (f"email {email.lower()}", f"address {address}")
        self.patient(*who)
        for member in self._store.directory.members(email.lower()) or (None,):
            known = member.password_hash if member else None
            if matches(known or _UNKNOWN, password) and member is not None and known is not None:
                return member
        self.failed(*who)
        raise Unauthenticated(WRONG)

    def patient(self, *who: str) -> None:
        """Raises TooMany when one of these has failed too often."""
        wait = max(self._failures.wait(name) for name in who)
        if wait > 0:
            until = self._clock.now() + timedelta(seconds=wait)
            raise TooMany(LimitState(FAILURES, 0, int(until.timestamp()), wait))

    def failed(self, *who: str) -> None:
        """Count a failure of each of these."""
        for name in who:
            self._failures.note(name)

    def issue(self, member: Member) -> str:
        """A session token."""
        import jwt

        now = self._clock.now()
        claims = {
            "sub": member.id,
            "email": member.email,
            "role": member.role.value.upper(),
            "tenantId": member.organization_id,
            "permissions": sorted(SCOPES_OF[member.role]),
            "scope": "member",
            "iat": int(now.timestamp()),
            "exp": int((now + LIFE).timestamp()),
            "jti": new_id(),
        }
        return jwt.encode(claims, self._key, algorithm="HS256")

    def admit(self, session: SessionText) -> Credential:
        """Whose session this is. Raises Unauthenticated: forged, over, or the member is gone."""
        import jwt

        try:
            options = {"verify_exp": False, "verify_iat": False}
            claims = jwt.decode(session.text, self._key, algorithms=["HS256"], options=options)  # type: ignore[arg-type]
            fresh = datetime.fromtimestamp(claims["exp"], UTC) > self._clock.now()
            mine = claims["scope"] == "member"
            known = self._store.directory.members(claims["email"]) if mine and fresh else ()
        except (jwt.InvalidTokenError, KeyError, TypeError, ValueError) as error:
            raise Unauthenticated("The access token is invalid") from error
        for member in known:
            if member.id == claims.get("sub"):
                return Credential(None, frozenset(), member)
        raise Unauthenticated("The access token is invalid or has expired")
