"""The ways a request can fail; every dialect words these and no others.

Nothing here names a status code: a dialect's `errors` table does, and a test holds
that each table is total over `ALL`.
"""

from __future__ import annotations

from dataclasses import dataclass


class DomainError(Exception):
    """Base of every refusal the domain can give. `message` is safe to show."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Unauthenticated(DomainError):
    """No credential, or one that is malformed, unknown, revoked or expired."""


class Forbidden(DomainError):
    """The caller is known and may not do this."""


class MissingScope(Forbidden):
    """The key lacks the scope named in `scope`."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"This credential does not have the required scope: {scope}")
        self.scope = scope


class NotFound(DomainError):
    """No such `kind` with this `id` in the caller's organization, or it was deleted."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"{kind.capitalize()} with ID {id} not found")
        self.kind = kind
        self.id = id


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: `field` in the caller's own words, `message` a whole sentence."""

    field: str
    message: str


class Invalid(DomainError):
    """The request breaks one or more rules."""

    def __init__(self, *violations: Violation) -> None:
        super().__init__("; ".join(v.message for v in violations))
        self.violations = violations

    @classmethod
    def because(cls, field: str, message: str) -> Invalid:
        return cls(Violation(field, message))


class Conflict(DomainError):
    """The state of the thing forbids this now."""


class Unprocessable(DomainError):
    """Well-formed, but it means nothing here."""


class TooEarly(DomainError):
    """The time for this has not come."""


class TooLarge(DomainError):
    """The body is larger than the limit."""


class WrongMedia(DomainError):
    """The body is in a format that is not read here."""


class Unavailable(DomainError):
    """This server does not offer it."""


@dataclass(frozen=True, slots=True)
class LimitState:
    """One window of a rate limit. `resets_at` in Unix seconds, `retry_after` in seconds."""

    limit: int
    remaining: int
    resets_at: int
    retry_after: int = 0


class TooMany(DomainError):
    """A rate limit was hit."""

    def __init__(self, state: LimitState) -> None:
        super().__init__("Rate limit exceeded")
        self.state = state


class QuotaExceeded(DomainError):
    """The organization has used up what it may use."""


ALL: tuple[type[DomainError], ...] = (
    Unauthenticated,
    Forbidden,
    NotFound,
    Invalid,
    Conflict,
    Unprocessable,
    TooEarly,
    TooLarge,
    WrongMedia,
    Unavailable,
    TooMany,
    QuotaExceeded,
)
