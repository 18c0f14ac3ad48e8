"""How a refusal is worded: status, code and the body of contract §2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic_core import to_json

from vivavoce.actions.inviting import InProgress, InvitesOff, JobClosed, NothingToAsk
from vivavoce.dialects.dialect import Reply
from vivavoce.dialects.introwa.broken import NotJson
from vivavoce.domain import errors
from vivavoce.domain.errors import (
    DomainError,
    Invalid,
    MissingScope,
    NotFound,
    TooMany,
    Unauthenticated,
    Violation,
)


class KeyMissing(Unauthenticated):
    """No key was sent."""


STATUS_OF: Mapping[type[DomainError], tuple[int, str]] = {
    NotJson: (400, "INVALID_JSON"),
    KeyMissing: (401, "API_KEY_MISSING"),
    errors.Unauthenticated: (401, "API_KEY_INVALID"),
    errors.QuotaExceeded: (402, "QUOTA_EXCEEDED"),
    InvitesOff: (403, "INVITES_DISABLED"),
    errors.Forbidden: (403, "FORBIDDEN"),
    errors.NotFound: (404, "JOB_NOT_FOUND"),
    JobClosed: (409, "JOB_CLOSED"),
    NothingToAsk: (409, "JOB_NOT_READY"),
    InProgress: (409, "INTERVIEW_IN_PROGRESS"),
    errors.Conflict: (409, "CONFLICT"),
    errors.TooLarge: (413, "PAYLOAD_TOO_LARGE"),
    errors.WrongMedia: (415, "UNSUPPORTED_MEDIA_TYPE"),
    errors.Invalid: (422, "VALIDATION_ERROR"),
    errors.Unprocessable: (422, "VALIDATION_ERROR"),
    errors.TooEarly: (425, "TOO_EARLY"),
    errors.TooMany: (429, "RATE_LIMITED"),
    errors.Unavailable: (501, "NOT_IMPLEMENTED"),
}


def refuse(error: DomainError, _path: str) -> Reply:
    """The answer to a refused request; `details` name the rules that were broken."""
    status, code = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
    if isinstance(error, NotFound):
        return _reply(status, code, "Job not found")
    if isinstance(error, TooMany):
        return _reply(status, code, error.message, headers={"Retry-After": str(error.state.retry_after)})
    if isinstance(error, Invalid) and not isinstance(error, NotJson):
        return _reply(status, code, "Validation failed", error.violations)
    return _reply(status, code, error.message)


def crash(_path: str) -> Reply:
    """The answer when the server is at fault."""
    return _reply(500, "INTERNAL_ERROR", "Internal server error")


def missing_scope(scopes: tuple[str, ...]) -> DomainError:
    """The refusal of a key that holds none of these core scopes."""
    return MissingScope(scopes[0])


def _reply(
    status: int,
    code: str,
    message: str,
    details: Sequence[Violation] = (),
    headers: Mapping[str, str] | None = None,
) -> Reply:
    broken = [{"field": one.field, "message": one.message} for one in details]
    said = {"success": False, "message": message, "error": {"code": code, "details": broken}}
    return Reply(status, to_json(said), headers or {})
