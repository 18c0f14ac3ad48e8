"""How a refusal is worded: Zuplo's problem document (contract §3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from vivavoce.dialects.dialect import Reply
from vivavoce.domain import errors
from vivavoce.domain.errors import DomainError, Invalid, MissingScope, NotFound, TooMany
from vivavoce.kit.clock import SystemClock, iso_seconds
from vivavoce.kit.ids import new_id

MEDIA = "application/problem+json"

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


def refuse(error: DomainError, path: str = "") -> Reply:
    """The answer to a refused request of `path`; a 400 lists the broken rules."""
    status, title = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
    body = _problem(status, title, _detail(error), path)
    headers = {"content-type": MEDIA}
    if isinstance(error, Invalid):
        body["errors"] = [{"field": broken.field, "message": broken.message} for broken in error.violations]
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.state.retry_after)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Reply(status, to_json(body), headers)


def crash(path: str = "") -> Reply:
    """The answer when the server is at fault."""
    body = _problem(500, "Internal Server Error", "The server could not answer", path)
    return Reply(500, to_json(body), {"content-type": MEDIA})


def missing_scope(scopes: tuple[str, ...]) -> DomainError:
    """The refusal of a key that holds none of these core scopes."""
    return MissingScope(scopes[0])


def _detail(error: DomainError) -> str:
    if isinstance(error, NotFound):
        return f"{error.kind.capitalize()} not found"
    if isinstance(error, Invalid):
        return "; ".join(f"{broken.field} {broken.message}" for broken in error.violations)
    return error.message


def _problem(status: int, title: str, detail: str, path: str) -> dict[str, Any]:
    return {
        "type": f"https://httpproblems.com/http-status/{status}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": path,
        "trace": {"requestId": new_id(), "timestamp": iso_seconds(SystemClock().now())},
    }
