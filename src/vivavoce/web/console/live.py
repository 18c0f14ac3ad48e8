"""What has just happened, told to open pages: one stream of events a browser (Server-Sent Events)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from vivavoce.actions import browsers, happenings
from vivavoce.domain.errors import Unauthenticated
from vivavoce.domain.identity import Actor
from vivavoce.web.console.door import Console

LOOK_SECONDS: Final = 1.0
BREATH: Final = 15
"""Looks without news after which a comment keeps the connection open."""
LOOKS: Final = 1800
"""A stream ends after half an hour; the browser comes back, and its session is looked at anew."""


def routes(console: Console) -> list[Route]:
    """The stream."""

    async def answer(request: Request) -> Response:
        token = request.cookies.get(console.cookie, "")
        store, clock = console.house.store, console.house.clock
        try:
            visitor = await run_in_threadpool(browsers.whose, store, clock, token)
        except Unauthenticated:
            return Response(status_code=401)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        seen, _ = await run_in_threadpool(_look, console, visitor.actor, None)
        stream = _stream(console, visitor.actor, request, seen)
        return StreamingResponse(stream, 200, headers, "text/event-stream")

    return [Route("/console/live", answer, methods=["GET"])]


async def _stream(console: Console, actor: Actor, request: Request, seen: int) -> AsyncIterator[str]:
    yield "retry: 3000\n\n"
    quiet = 0
    for _ in range(LOOKS):
        await asyncio.sleep(LOOK_SECONDS)
        if await request.is_disconnected():
            return
        seen, names = await run_in_threadpool(_look, console, actor, seen)
        quiet = 0 if names else quiet + 1
        if names:
            yield f"event: happened\ndata: {json.dumps(names)}\n\n"
        elif quiet % BREATH == 0:
            yield ": still here\n\n"


def _look(console: Console, actor: Actor, seen: int | None) -> tuple[int, tuple[str, ...]]:
    with console.house.store.read(actor.organization_id) as view:
        newest = happenings.last(view, actor)
        return newest, happenings.since(view, actor, seen) if seen is not None and newest > seen else ()
