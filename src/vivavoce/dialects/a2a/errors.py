"""How a refusal is worded: status, name, and the body of contract §12."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from vivavoce.dialects.a2a.vocabulary import permission_words
from vivavoce.dialects.dialect import Reply
from vivavoce.domain import errors
from vivavoce.domain.errors import Conflict, DomainError, Forbidden, Invalid, MissingScope, TooMany

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


class Stuck(Conflict):
    """An interview's state forbids this now. `current` is that state, `onward` what may follow it."""

    def __init__(self, message: str, current: str, onward: tuple[str, ...]) -> None:
        super().__init__(message)
        self.current = current
        self.onward = onward


class MissingPermission(Forbidden):
    """The caller holds none of these core scopes."""

    def __init__(self, scopes: tuple[str, ...]) -> None:
        super().__init__(f"Missing permission: {' or '.join(permission_words(scopes))}")


def refuse(error: DomainError, _path: str = "") -> Reply:
    """The answer to a refused request."""
    status, name = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
    said = MissingPermission((error.scope,)) if isinstance(error, MissingScope) else error
    body: dict[str, Any] = {"statusCode": status, "message": said.message, "error": name}
    if isinstance(error, Invalid):
        body["message"] = "Validation failed"
        body["details"] = [{"field": one.field, "message": one.message} for one in error.violations]
    if isinstance(error, Stuck):
        body |= {"currentState": error.current, "availableTransitions": list(error.onward)}
    wait = {"Retry-After": str(error.state.retry_after)} if isinstance(error, TooMany) else {}
    return Reply(status, to_json(body), wait)


def crash(_path: str = "") -> Reply:
    """The answer when the server is at fault."""
    body = {"statusCode": 500, "message": "Internal server error", "error": "Internal Server Error"}
    return Reply(500, to_json(body))


def missing_scope(scopes: tuple[str, ...]) -> DomainError:
    """The refusal of a caller that holds none of these core scopes."""
    return MissingPermission(scopes)
