"""How a refusal is worded: status, code and the body of contract §7."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic_core import to_json

from vivavoce.dialects.dialect import Reply
from vivavoce.dialects.ntrvsta.broken import BadQuery, NotJson
from vivavoce.domain import errors
from vivavoce.domain.errors import DomainError, Invalid, MissingScope, NotFound, TooMany, Violation
from vivavoce.kit.ids import new_id

STATUS_OF: Mapping[type[DomainError], tuple[int, str]] = {
    NotJson: (400, "invalid_json"),
    BadQuery: (400, "invalid_query"),
    errors.Unauthenticated: (401, "unauthorized"),
    errors.QuotaExceeded: (402, "quota_exceeded"),
    errors.Forbidden: (403, "forbidden"),
    errors.NotFound: (404, "not_found"),
    errors.Conflict: (409, "conflict"),
    errors.TooLarge: (413, "payload_too_large"),
    errors.WrongMedia: (415, "unsupported_media_type"),
    errors.Invalid: (422, "validation_error"),
    errors.Unprocessable: (422, "validation_error"),
    errors.TooEarly: (425, "too_early"),
    errors.TooMany: (429, "rate_limited"),
    errors.Unavailable: (501, "not_implemented"),
}
NOUN_OF: Mapping[str, str] = {
    "template": "template",
    "invitation": "invitation",
    "interview": "invitation",
    "result": "result",
}
"""What the product calls a thing that was not found, by its kind; no other is told apart."""

SUMMARY_OF: Mapping[str, str] = {
    "validation_error": "Request validation failed",
    "invalid_query": "Query validation failed",
}


def refuse(error: DomainError, _path: str) -> Reply:
    """The answer to a refused request; `details` name the rules that were broken."""
    status, code = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
    if isinstance(error, NotFound):
        return _missing(error, status)
    if isinstance(error, TooMany):
        return _reply(status, code, error.message, (), {"Retry-After": str(error.state.retry_after)})
    if isinstance(error, Invalid) and code in SUMMARY_OF:
        return _reply(status, code, SUMMARY_OF[code], error.violations, {})
    return _reply(status, code, error.message, (), {"WWW-Authenticate": "Bearer"} if status == 401 else {})


def crash(_path: str) -> Reply:
    """The answer when the server is at fault."""
    return _reply(500, "internal_error", "Internal server error", (), {})


def missing_scope(scopes: tuple[str, ...]) -> DomainError:
    """The refusal of a key that holds none of these core scopes."""
    return MissingScope(scopes[0])


def _missing(error: NotFound, status: int) -> Reply:
    noun = NOUN_OF.get(error.kind)
    code, said = (f"{noun}_not_found", noun.capitalize()) if noun else ("not_found", error.kind.capitalize())
    return _reply(status, code, f"{said} not found", (), {})


def _reply(
    status: int, code: str, message: str, details: Sequence[Violation], headers: Mapping[str, str]
) -> Reply:
    request_id = new_id()
    said = {
        "message": message,
        "error": {
            "code": code,
            "message": message,
            "details": [{"field": broken.field, "message": broken.message} for broken in details],
        },
        "requestId": request_id,
    }
    return Reply(status, to_json(said), {"X-Request-Id": request_id, **headers})
