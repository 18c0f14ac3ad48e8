"""What this process answers: dialects, the candidate's pages, the live socket, health, documentation."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from vivavoce.actions import calls
from vivavoce.actions.dialling import Ended
from vivavoce.deps import Deps
from vivavoce.dialects import ALL
from vivavoce.dialects.dialect import Dialect, Unit
from vivavoce.dialects.door import mount
from vivavoce.dialects.openapi import document
from vivavoce.domain.errors import NotFound
from vivavoce.domain.identity import system
from vivavoce.domain.interview import AttemptStatus, CallOutcome
from vivavoce.live import twilio
from vivavoce.live.room import Rooms
from vivavoce.providers.phone_twilio import Twilio
from vivavoce.runs import call as calling
from vivavoce.settings import SECRET
from vivavoce.web import candidate, console, docs
from vivavoce.web.console import Console
from vivavoce.web.console.products import Product, Sample

THREADS = 32
STATIC = Path(__file__).parent / "web" / "static"


def build_app(deps: Deps) -> Starlette:
    """The ASGI application of these dependencies."""
    house = deps.house
    rooms = Rooms(
        house.store,
        house.mind.conductor,
        house.clock,
        deps.key,
        _origins(deps),
        {},
        deps.voices,
        deps.tapes,
    )
    lobby = candidate.Pages(
        house,
        deps.key,
        deps.settings.site,
        deps.settings.candidate_code,
        voice=lambda: bool(deps.voices),
    )
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="door")
    routes: list[BaseRoute] = [route for dialect in ALL for route in mount(house, dialect, threads)]
    routes += [
        *_health(deps),
        *_twilio(deps),
        *candidate.routes(lobby),
        *console.routes(Console(house, deps.settings.site, _shown(deps), _products())),
        WebSocketRoute("/live", rooms.serve),
        Route("/openapi.json", _openapi(deps, ALL), methods=["GET"]),
        *(
            Route(f"/openapi/{dialect.name}.json", _openapi(deps, (dialect,)), methods=["GET"])
            for dialect in ALL
        ),
        *_well_known(deps),
        *_pages(),
        Route("/accessibility", docs.accessibility, methods=["GET"]),
        Route("/docs", docs.page_of_docs, methods=["GET"]),
        Route("/", docs.home, methods=["GET"]),
        Mount("/static", StaticFiles(directory=STATIC), name="static"),
    ]
    app = Starlette(routes=routes, exception_handlers={404: _not_found, 405: _not_allowed})
    app.router.redirect_slashes = False
    return app


def _shown(deps: Deps) -> tuple[tuple[str, str], ...]:
    """The settings in force that the console shows; what is secret says only that it is set."""
    values = deps.settings.model_dump()
    return tuple(
        (name, ("set" if value else "not set") if name in SECRET else str(value))
        for name, value in values.items()
    )


def _products() -> tuple[Product, ...]:
    """What the console shows of each dialect."""
    return tuple(_product(dialect) for dialect in ALL)


def _product(dialect: Dialect) -> Product:
    told = dialect.one_endpoint
    product = Product(
        dialect.name, dialect.title, dialect.description, dialect.events, dialect.words, _sample(dialect)
    )
    if told is None:
        return product
    return replace(
        product,
        secret=told.secret,
        timeout_ms=told.timeout_ms,
        schemes=told.schemes,
        styles=told.styles,
        single=True,
    )


def _sample(dialect: Dialect) -> Sample:
    """The first thing that can be read without naming one, else the first request with its example."""
    readable = (
        route
        for route in dialect.routes
        if route.unit is Unit.READ and route.documented and "{" not in route.path
    )
    route = next(readable, dialect.routes[0])
    scheme = next(iter(dialect.schemes.values()))
    named = (
        f"{scheme['name']}: <api-key>" if scheme["type"] == "apiKey" else "Authorization: Bearer <api-key>"
    )
    body = ""
    if route.body is not None:
        extra = route.body.model_config.get("json_schema_extra")
        examples = extra.get("examples", [{}]) if isinstance(extra, dict) else [{}]
        body = json.dumps(examples[0] if isinstance(examples, list) else {}, indent=2, ensure_ascii=False)
    fields = route.query.model_fields if route.query else {}
    required = [name for name, known in fields.items() if known.is_required()]
    query = "?" + urlencode(dict.fromkeys(required, 1)) if required else ""
    path = dialect.prefixes[0] + route.path.replace("{", "<").replace("}", ">") + query
    return Sample(route.method, path, named, body)


def _origins(deps: Deps) -> frozenset[str]:
    port = deps.settings.port
    return frozenset({deps.settings.site, f"http://localhost:{port}", f"http://127.0.0.1:{port}"})


def _health(deps: Deps) -> list[Route]:
    async def live(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_request: Request) -> Response:
        try:
            fine = await run_in_threadpool(deps.house.store.ready)
        except Exception:
            fine = False
        return JSONResponse({"status": "ok" if fine else "unavailable"}, 200 if fine else 503)

    return [
        Route(prefix + path, answer, methods=["GET"])
        for prefix in ("", "/api/v1")
        for path, answer in (("/health/live", live), ("/health/ready", ready))
    ]


def _twilio(deps: Deps) -> list[BaseRoute]:
    """Where Twilio calls back, when it is the telephone company."""
    if not isinstance(deps.line, Twilio):
        return []
    store = deps.house.store

    def interview_of(organization_id: str, call_id: str) -> str:
        with store.read(organization_id) as view:
            return calls.read(view, system(organization_id), call_id).interview_id

    def ended(
        organization_id: str, call_id: str, outcome: CallOutcome | None, seconds: int, stop: bool
    ) -> None:
        calling.end(store, organization_id, call_id, Ended(outcome, seconds, stop))

    def over(organization_id: str, call_id: str) -> bool:
        with store.read(organization_id) as view:
            call = calls.read(view, system(organization_id), call_id)
            return call.status is not AttemptStatus.IN_PROGRESS

    line, site = deps.line, deps.settings.site
    own = twilio.OwnVoice(deps.voices, deps.tapes, over)
    callbacks = twilio.Callbacks(
        deps.telephone, deps.house.clock, interview_of, ended, site, line.auth_token, own=own
    )
    return twilio.routes(callbacks)


def _openapi(deps: Deps, dialects: Sequence[Dialect]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(document, dialects, deps.settings.site))

    return answer


def _well_known(deps: Deps) -> list[Route]:
    def shown(make: Callable[[str], Any]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(_request: Request) -> Response:
            return JSONResponse(make(deps.settings.site))

        return answer

    return [
        Route(path, shown(make), methods=["GET"])
        for dialect in ALL
        for path, make in dialect.well_known.items()
    ]


def _pages() -> list[Route]:
    """Where the products send people: to the console's page, which asks them to sign in."""

    def sent(find: Callable[[str], str]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                return RedirectResponse(find(request.path_params["id"]), 303)
            except NotFound:
                return docs.missing(request)

        return answer

    return [
        Route(path, sent(find), methods=["GET"]) for dialect in ALL for path, find in dialect.pages.items()
    ]


async def _not_found(request: Request, _error: Exception) -> Response:
    if "text/html" in request.headers.get("accept", ""):
        return docs.missing(request)
    message = f"Cannot {request.method} {request.url.path}"
    return JSONResponse({"message": message, "error": "Not Found", "statusCode": 404}, 404)


async def _not_allowed(request: Request, error: Exception) -> Response:
    message = f"Cannot {request.method} {request.url.path}"
    allow = getattr(error, "headers", None) or {}
    return JSONResponse({"message": message, "error": "Method Not Allowed", "statusCode": 405}, 405, allow)
