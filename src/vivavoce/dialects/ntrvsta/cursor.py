"""Where a list goes on: an opaque cursor that fits the filters it was made with only. Pure."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from hashlib import sha256
from typing import NoReturn

from vivavoce.actions.results import Result
from vivavoce.dialects.ntrvsta.broken import BadQuery
from vivavoce.dialects.ntrvsta.queries import ResultQuery, TemplateQuery
from vivavoce.kit.clock import parse_iso
from vivavoce.kit.ids import is_id
from vivavoce.kit.paging import Page

_LAST_PAGE = 10_000


def write(query: TemplateQuery | ResultQuery, *place: str) -> str:
    """A cursor that leads to `place` under the filters of `query`."""
    content = json.dumps([_mark(query), *place], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def page(query: TemplateQuery) -> Page:
    """The page of templates that is asked for. Raises BadQuery."""
    if query.cursor is None:
        return Page(1, query.limit)
    place = _read(query, query.cursor)
    number = place[0] if len(place) == 1 else ""
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= _LAST_PAGE):
        _refuse()
    return Page(int(number), query.limit)


def beyond(query: ResultQuery) -> tuple[datetime, str] | None:
    """When the last result that was shown was completed, and its assessment's id. Raises BadQuery."""
    if query.cursor is None:
        return None
    place = _read(query, query.cursor)
    if len(place) != 2 or not is_id(place[1]):
        _refuse()
    try:
        return parse_iso(place[0]), place[1]
    except ValueError:
        _refuse()


def place(last: Result) -> tuple[str, str]:
    """Where a list goes on that ended with `last`."""
    ended = last.interview.ended_at
    assert ended is not None, "a released interview has ended"
    return ended.isoformat(), last.assessment.id


def _read(query: TemplateQuery | ResultQuery, cursor: str) -> list[str]:
    try:
        content = json.loads(
            base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        )
    except (binascii.Error, ValueError, RecursionError):
        _refuse()
    if not isinstance(content, list) or not all(isinstance(part, str) for part in content):
        _refuse()
    if content[:1] != [_mark(query)]:
        _refuse()
    return content[1:]


def _mark(query: TemplateQuery | ResultQuery) -> str:
    """What tells these filters from others."""
    filters = query.model_dump_json(exclude={"cursor", "limit"})
    return sha256(f"{type(query).__name__} {filters}".encode()).hexdigest()[:16]


def _refuse() -> NoReturn:
    raise BadQuery.because("cursor", "is not a cursor of this list")
