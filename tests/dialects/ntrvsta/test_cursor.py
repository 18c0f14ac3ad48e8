"""Does a cursor lead on under its own filters, and is any other text refused?"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.dialects.ntrvsta import cursor
from vivavoce.dialects.ntrvsta.broken import BadQuery
from vivavoce.dialects.ntrvsta.queries import ResultQuery, TemplateQuery
from vivavoce.kit.ids import new_id
from vivavoce.kit.paging import Page


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_place_among_results_is_read_back_to_the_microsecond(at: datetime) -> None:
    id, query = new_id(), ResultQuery(candidateEmail="a@example.com")
    text = cursor.write(query, at.isoformat(), id)
    assert cursor.beyond(query.model_copy(update={"cursor": text, "limit": 7})) == (at, id)


@given(st.integers(1, 10_000))
def test_a_page_is_read_back(number: int) -> None:
    query = TemplateQuery()
    text = cursor.write(query, str(number))
    assert cursor.page(query.model_copy(update={"cursor": text})) == Page(number, 25)


def forged(*parts: Any) -> str:
    """A cursor with a right mark and a wrong place."""
    mark = json.loads(base64.urlsafe_b64decode(cursor.write(TemplateQuery(), "") + "=="))[0]
    return base64.urlsafe_b64encode(json.dumps([mark, *parts]).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "parts", [(), ("",), ("0",), ("x",), ("-1",), ("²",), ("1", "2"), (1,), ("9" * 5000,)]
)
def test_a_forged_page_is_refused(parts: tuple[Any, ...]) -> None:
    with pytest.raises(BadQuery):
        cursor.page(TemplateQuery().model_copy(update={"cursor": forged(*parts)}))


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    for read, query in ((cursor.page, TemplateQuery()), (cursor.beyond, ResultQuery())):
        with pytest.raises(BadQuery):
            read(query.model_copy(update={"cursor": text}))  # type: ignore[operator]
