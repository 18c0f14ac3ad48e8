"""How a refusal is worded: status, name and the bare NestJS error object (contract §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from vivavoce.dialects.dialect import Reply
from vivavoce.dialects.instaview.vocabulary import scope_word
from vivavoce.domain import errors
from vivavoce.domain.errors import DomainError, Invalid, MissingScope, TooMany

STATUS_OF: Mapping[type[DomainError], tuple[int, str]] = {
    errors.Unauthenticated: (401, "Unauthorized"),
    errors.Forbidden: (403, "Forbidden"),
    errors.NotFound: (404, "Not Found"),
    errors.Invalid: (400, "Bad Request"),
    errors.Conflict: (409, "Conflict"),
    errors.Unprocessable: (422, "Unprocessable Entity"),
    errors.TooEarly: (425, "Too Early"),
    errors.TooLarge: (413, "Payload Too Large"),
    errors.WrongMedia: (415, "Unsupported Media Type"),
    errors.Unavailable: (501, "Not Implemented"),
    errors.TooMany: (429, "Too Many Requests"),
    errors.QuotaExceeded: (402, "Payment Required"),
}


def refuse(error: DomainError, _path: str = "") -> Reply:
    """The answer to a refused request; `message` is an array where rules were broken."""
    status, name = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
    if isinstance(error, TooMany):
        return _limited(error, status, name)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return Reply(status, to_json({"message": _message(error), "error": name, "statusCode": status}), headers)


def crash(_path: str = "") -> Reply:
    """The answer when the server is at fault."""
    return Reply(
        500,
        to_json({"message": "Internal server error", "error": "Internal Server Error", "statusCode": 500}),
    )


def missing_scope(scopes: tuple[str, ...]) -> DomainError:
    """The refusal of a key that holds none of these core scopes."""
    return MissingScope(scopes[0])


def _message(error: DomainError) -> Any:
    if isinstance(error, Invalid):
        return [violation.message for violation in error.violations]
    if isinstance(error, MissingScope):
        return f"This API key does not have the required scope: {scope_word(error.scope)}"
    return error.message


def _limited(error: TooMany, status: int, name: str) -> Reply:
    state = error.state
    body = {
        "statusCode": status,
        "message": error.message,
        "error": name,
        "retryAfter": state.retry_after,
        "limit": state.limit,
        "remaining": state.remaining,
        "reset": state.resets_at,
    }
    return Reply(status, to_json(body), {"Retry-After": str(state.retry_after)})
