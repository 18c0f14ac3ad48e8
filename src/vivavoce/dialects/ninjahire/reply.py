"""What every route does alike: read an id, cut a page, send an answer."""

from __future__ import annotations

from typing import Any

from pydantic_core import to_json

from vivavoce.dialects.dialect import Call, Reply
from vivavoce.kit.paging import Page


def ok(content: Any, status: int = 200) -> Reply:
    """`content`, without an envelope."""
    return Reply(status, to_json(content))


def created(content: Any) -> Reply:
    """`content`, 201."""
    return ok(content, 201)


def page(call: Call) -> Page:
    """The page that the query asks for."""
    return Page(call.query.page, call.query.size)
