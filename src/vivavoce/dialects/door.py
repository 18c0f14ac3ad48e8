"""How a request comes through: credential, limits, scope, shape, one transaction, a ready answer.

The order of the checks is the contract's: 401, 429, 403 scope, 400, 404, 403 other organization.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route as HttpRoute

from vivavoce.actions.access import Credential
from vivavoce.actions.house import House
from vivavoce.dialects.dialect import Call, Dialect, Reply, Route, Unit, Visit
from vivavoce.domain.errors import DomainError, Invalid, LimitState, TooLarge, TooMany, WrongMedia
from vivavoce.kit.limits import Taken
from vivavoce.store.tx import Kept

MAX_KEY = 255
REPEAT_KEY = re.compile(rf"[!-~]{{1,{MAX_KEY}}}")
VISITOR_LIMITS = (120, 3000)
GONE = 499
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """The raw request, read whole. `url` is its path as it was asked for."""

    headers: Mapping[str, str]
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    address: str | None
    url: str


def mount(house: House, dialect: Dialect, threads: Executor) -> list[HttpRoute]:
    """The dialect's routes at each of its prefixes; `threads` serve the requests."""
    paths: dict[str, dict[str, Route]] = {}
    for prefix in dialect.prefixes:
        for route in dialect.routes:
            paths.setdefault(prefix + route.path, {})[route.method] = route
    return [
        HttpRoute(path, _endpoint(house, dialect, operations, threads), methods=list(operations))
        for path, operations in paths.items()
    ]


def _endpoint(house: House, dialect: Dialect, operations: Mapping[str, Route], threads: Executor) -> Any:
    async def endpoint(request: Request) -> Response:
        route = operations["GET" if request.method == "HEAD" else request.method]
        try:
            arrival = await _read(request, route.max_body or dialect.max_body)
        except TooLarge as error:
            return _response(dialect.refuse(error, request.url.path), {})
        except ClientDisconnect:
            return Response(status_code=GONE)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(threads, _serve, house, dialect, route, arrival)

    return endpoint


async def _read(request: Request, max_body: int) -> Arrival:
    body = b""
    if request.method in {"POST", "PUT", "PATCH"}:
        chunks, size = [], 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > max_body:
                raise TooLarge(f"The request body is larger than {max_body} bytes")
            chunks.append(chunk)
        body = b"".join(chunks)
    address = request.client.host if request.client else None
    query = request.query_params
    return Arrival(request.headers, request.path_params, query, body, address, request.url.path)


def _serve(house: House, dialect: Dialect, route: Route, arrival: Arrival) -> Response:
    stamp: dict[str, str] = {}
    try:
        _check_media(dialect, arrival)
        if route.unit is Unit.OPEN:
            _take(house, f"address {arrival.address}", VISITOR_LIMITS)
            return _response(_visit(house, dialect, route, arrival), stamp)
        credential = house.admit(dialect.credential(arrival.headers), arrival.address)
        taken = house.windows.take(f"{dialect.name} {credential.id}", *dialect.limits(credential))
        stamp = dialect.stamp(taken)
        if not taken.allowed:
            raise TooMany(_limit_hit(taken))
        return _response(_answer(house, dialect, route, arrival, credential), stamp)
    except DomainError as error:
        return _response(dialect.refuse(error, arrival.url), stamp)
    except Exception:
        log.exception("%s %s failed", route.method, route.path)
        return _response(dialect.crash(arrival.url), stamp)


def _answer(house: House, dialect: Dialect, route: Route, arrival: Arrival, credential: Credential) -> Reply:
    scopes = credential.scopes
    if route.scopes and "*" not in scopes and not scopes.intersection(route.scopes):
        raise dialect.missing_scope(route.scopes)
    query, body = _shaped(dialect, route, arrival)
    home = credential.organization_id if route.at_home else dialect.home(credential, arrival.query)
    actor, now = credential.actor(home), house.clock.now()
    call = Call(house, credential, actor, now, arrival.path, query, body, arrival.headers, arrival.body)
    if route.unit is Unit.NONE:
        return route.run(call)
    if route.unit is Unit.READ:
        with house.store.read(home) as view:
            return route.run(view, call)
    return _write(house, route, arrival, call)


def _visit(house: House, dialect: Dialect, route: Route, arrival: Arrival) -> Reply:
    query, body = _shaped(dialect, route, arrival)
    now, path = house.clock.now(), arrival.path
    return route.run(Visit(house, now, path, query, body, arrival.headers, arrival.body, arrival.address))


def _shaped(dialect: Dialect, route: Route, arrival: Arrival) -> tuple[Any, Any]:
    """Query and body as the route's models. Raises Invalid."""
    query = dialect.parse(route.query, dict(arrival.query)) if route.query else None
    if route.body is None or route.late:
        return query, None
    return query, dialect.parse(route.body, dialect.content(arrival.headers, arrival.body))


def _check_media(dialect: Dialect, arrival: Arrival) -> None:
    """Raises WrongMedia for a body in a format that the dialect does not read."""
    media = arrival.headers.get("content-type", "").partition(";")[0].strip().lower()
    if arrival.body and dialect.media and media not in dialect.media:
        raise WrongMedia(f"The request body must be {' or '.join(sorted(dialect.media))}")


def _take(house: House, name: str, limits: tuple[int, int]) -> None:
    taken = house.windows.take(name, *limits)
    if not taken.allowed:
        raise TooMany(_limit_hit(taken))


def _write(house: House, route: Route, arrival: Arrival, call: Call) -> Reply:
    keyed = route.method == "POST" and not route.repeats
    key = arrival.headers.get("idempotency-key") if keyed else None
    if key is not None and not REPEAT_KEY.fullmatch(key):
        why = f"Idempotency-Key must have 1 to {MAX_KEY} visible ASCII characters"
        raise Invalid.because("Idempotency-Key", why)
    with house.store.write(call.actor) as tx:
        if key is None:
            return route.run(tx, call)
        scope = f"{route.method} {route.path} {json.dumps(dict(arrival.path), sort_keys=True)}"
        fingerprint = _fingerprint(call.body)
        kept = tx.replay(scope, key, fingerprint)
        if kept is not None:
            return Reply(kept.status, kept.body, {**kept.headers, "Idempotent-Replayed": "true"})
        reply = route.run(tx, call)
        tx.keep(scope, key, fingerprint, Kept(reply.status, dict(reply.headers), reply.body))
        return reply


def _fingerprint(body: BaseModel | None) -> str:
    canonical = "" if body is None else json.dumps(body.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _limit_hit(taken: Taken) -> LimitState:
    hit = taken.hit
    return LimitState(hit.limit, hit.remaining, hit.reset, taken.retry_after)


def _response(reply: Reply, stamp: Mapping[str, str]) -> Response:
    headers = {**stamp, **reply.headers}
    if reply.body:
        headers.setdefault("content-type", "application/json; charset=utf-8")
    return Response(reply.body, reply.status, headers)
