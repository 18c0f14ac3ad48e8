"""What every route does alike: sends JSON under the number of its request."""

from __future__ import annotations

from typing import Any

from pydantic_core import to_json

from vivavoce.dialects.dialect import Reply
from vivavoce.kit.ids import new_id


def ok(content: Any, status: int = 200) -> Reply:
    """`content` as JSON."""
    return Reply(status, to_json(content), {"X-Request-Id": new_id()})


def made(content: Any, *, reused: bool) -> Reply:
    """`content` as JSON: 201, or 200 when it was there before."""
    return ok(content, 200 if reused else 201)
