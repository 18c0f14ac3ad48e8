"""What every route does alike: read an id, cut a page, wrap an answer, tell absent from not yours."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from vivavoce.actions import access
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.instaview import outbound
from vivavoce.domain.errors import Forbidden, NotFound
from vivavoce.kit.paging import Page

NO_CONTENT = Reply(204)


def ok(call: Call, content: Any, status: int = 200) -> Reply:
    """`content` in the envelope."""
    return Reply(status, outbound.envelope(content, call.now))


def created(call: Call, content: Any) -> Reply:
    """`content` in the envelope, 201."""
    return ok(call, content, 201)


def page(call: Call) -> Page:
    """The page that the query asks for."""
    return Page(call.query.page, call.query.limit)


def owned(run: Callable[..., Reply]) -> Callable[..., Reply]:
    """`run`, with Forbidden in place of NotFound for what another company has (contract §1)."""

    @wraps(run)
    def answer(*given: Any) -> Reply:
        try:
            return run(*given)
        except NotFound as missing:
            call: Call = given[-1]
            if access.elsewhere(call.house.store, missing):
                raise Forbidden(f"This {missing.kind} belongs to another company") from missing
            raise

    return answer
