"""How a JSON-RPC 2.0 request is answered: by the operation behind its method (contract §11)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from vivavoce.actions.access import Credential
from vivavoce.dialects.a2a import broken, caller
from vivavoce.dialects.a2a.errors import Stuck, missing_scope
from vivavoce.dialects.a2a.reply import NO_CONTENT, ok
from vivavoce.dialects.a2a.routes import ROUTES
from vivavoce.dialects.a2a.vocabulary import DIALECT
from vivavoce.dialects.dialect import Call, Reply, Route, Unit, Visit, json_content
from vivavoce.dialects.plain import storable
from vivavoce.domain import errors
from vivavoce.domain.errors import DomainError, Invalid, LimitState, TooMany

PARSE_ERROR, INVALID_REQUEST, UNKNOWN_METHOD, INTERNAL = -32700, -32600, -32601, -32603
INVALID_PARAMS, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, STUCK = -32602, -32001, -32002, -32003, -32004
LIMITED = -32000
CODE_OF: Mapping[type[DomainError], int] = {
    errors.Unauthenticated: UNAUTHENTICATED,
    errors.Forbidden: FORBIDDEN,
    errors.NotFound: NOT_FOUND,
    errors.Invalid: INVALID_PARAMS,
    errors.Conflict: STUCK,
    errors.Unprocessable: INVALID_PARAMS,
    errors.TooEarly: STUCK,
    errors.TooLarge: INVALID_REQUEST,
    errors.WrongMedia: INVALID_REQUEST,
    errors.Unavailable: UNKNOWN_METHOD,
    errors.TooMany: LIMITED,
    errors.QuotaExceeded: LIMITED,
}
_RUN = "/a2a/interview/{id}"
_PATH_OF: Mapping[str, str] = {
    "interview.create": "/a2a/interview",
    "interview.getStatus": f"{_RUN}/status",
    "interview.status": f"{_RUN}/status",
    "interview.approve": f"{_RUN}/approve",
    "interview.completeInfo": f"{_RUN}/complete-info",
    "interview.complete-info": f"{_RUN}/complete-info",
    "interview.requestModification": f"{_RUN}/request-modification",
    "interview.modify": f"{_RUN}/request-modification",
    "assessment.approve": f"{_RUN}/approve-assessment",
}
_AT: Mapping[str, Route] = {route.path: route for route in ROUTES}
ROUTE_OF: Mapping[str, Route] = {method: _AT[path] for method, path in _PATH_OF.items()}
"""The operation behind each method; some methods have two names."""
RUN_IDS = ("runId", "interviewId")
"""What the path of a REST request says is said in `params`, under either name."""
log = logging.getLogger(__name__)


class NotARequest(Exception):
    """JSON, but no JSON-RPC request."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of the right form. `answered`: it has an id, so it wants an answer."""

    method: str
    params: Any
    id: str | int | float | None
    answered: bool


def answer_task(visit: Visit) -> Reply:
    """Status 200 whatever comes of it, 204 for a notification; raises TooMany."""
    try:
        asked = _asked(json_content(visit.headers, visit.content))
    except Invalid as error:
        return _failed(None, PARSE_ERROR, error.message)
    except NotARequest as error:
        return _failed(None, INVALID_REQUEST, str(error))
    reply = _answer(visit, asked)
    return reply if asked.answered else NO_CONTENT


def _asked(content: Any) -> Asked:
    """Raises NotARequest."""
    if not isinstance(content, dict):
        raise NotARequest("The request must be one JSON object; batches are not taken")
    try:
        storable(content)
    except Invalid as error:
        raise NotARequest(error.message) from error
    id = content.get("id")
    if content.get("jsonrpc") != "2.0":
        raise NotARequest('jsonrpc must be "2.0"')
    if isinstance(id, bool) or not isinstance(id, str | int | float | None):
        raise NotARequest("id must be a string, a number or null")
    if not isinstance(content.get("method"), str):
        raise NotARequest("method must be a string")
    return Asked(content["method"], content.get("params", {}), id, "id" in content)


def _answer(visit: Visit, asked: Asked) -> Reply:
    try:
        credential = visit.house.admit(caller.credential(visit.headers), visit.address)
        _count(visit, credential)
        caller.same_tenant(credential.organization_id, visit.headers)
        route = ROUTE_OF.get(asked.method)
        if route is None:
            return _failed(asked.id, UNKNOWN_METHOD, f"There is no method {asked.method}")
        reply = _run(route, _call(visit, credential, route, asked.params))
        return ok({"jsonrpc": "2.0", "result": from_json(reply.body), "id": asked.id})
    except TooMany:
        raise
    except DomainError as error:
        return _refused(asked.id, error)
    except Exception:
        log.exception("%s failed", asked.method)
        return _failed(asked.id, INTERNAL, "Internal error")


def _count(visit: Visit, credential: Credential) -> None:
    """Counts together with the caller's other requests. Raises TooMany."""
    taken = visit.house.windows.take(f"{DIALECT} {credential.id}", *caller.limits(credential))
    if not taken.allowed:
        hit = taken.hit
        raise TooMany(LimitState(hit.limit, hit.remaining, hit.reset, taken.retry_after))


def _call(visit: Visit, credential: Credential, route: Route, params: Any) -> Call:
    """The request as the door would give it to the route. Raises Forbidden, Invalid."""
    if "*" not in credential.scopes and not credential.scopes.intersection(route.scopes):
        raise missing_scope(route.scopes)
    if not isinstance(params, dict):
        raise Invalid.because("params", "Must be an object")
    return Call(
        visit.house,
        credential,
        credential.actor(credential.organization_id),
        visit.now,
        {"id": _run_id(params)} if "{id}" in route.path else {},
        body=broken.parse(route.body, params) if route.body else None,
        headers={name: text for name, text in visit.headers.items() if name.lower() != "if-none-match"},
    )


def _run_id(params: Mapping[str, Any]) -> str:
    found = next((params[name] for name in RUN_IDS if name in params), None)
    if not isinstance(found, str):
        raise Invalid.because(RUN_IDS[0], "Is required" if found is None else "Must be a string")
    return found


def _run(route: Route, call: Call) -> Reply:
    store = call.house.store
    if route.unit is Unit.READ:
        with store.read(call.actor.organization_id) as view:
            return route.run(view, call)
    if route.unit is Unit.WRITE:
        with store.write(call.actor) as tx:
            return route.run(tx, call)
    return route.run(call)


def _refused(id: object, error: DomainError) -> Reply:
    code = next(CODE_OF[kind] for kind in type(error).__mro__ if kind in CODE_OF)
    if isinstance(error, Invalid):
        first = error.violations[0]
        return _failed(id, code, "Invalid params", {"field": first.field, "issue": first.message})
    if isinstance(error, Stuck):
        states = {"currentState": error.current, "availableTransitions": list(error.onward)}
        return _failed(id, code, error.message, states)
    return _failed(id, code, error.message)


def _failed(id: object, code: int, message: str, more: Mapping[str, Any] | None = None) -> Reply:
    error = {"code": code, "message": message, **({"data": dict(more)} if more else {})}
    return ok({"jsonrpc": "2.0", "error": error, "id": id})
