"""Do pages cover a list exactly once?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.kit.paging import Page, Slice


@pytest.mark.parametrize(("total", "limit", "pages"), [(0, 10, 0), (1, 10, 1), (10, 10, 1), (11, 10, 2)])
def test_pages(total, limit, pages):
    assert Slice(rows=(), total=total, page=Page(1, limit)).pages == pages


@pytest.mark.parametrize(("number", "limit"), [(0, 10), (-1, 10), (1, 0)])
def test_pages_and_limits_count_from_one(number, limit):
    with pytest.raises(ValueError, match="from 1"):
        Page(number, limit)


@given(st.lists(st.integers(), max_size=60), st.integers(1, 20))
def test_the_pages_together_are_the_list(rows, limit):
    pages = Slice((), len(rows), Page(1, limit)).pages
    found = []
    for number in range(1, pages + 1):
        page = Page(number, limit)
        part = rows[page.offset : page.offset + page.limit]
        assert part
        found += part
    assert found == rows
