"""Are ids written so that they can be read back, and is everything else not found?"""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.dialects.ntrvsta.ids import Kind, read, written
from vivavoce.domain.errors import NotFound


@given(st.uuids(), st.sampled_from(Kind))
def test_a_written_id_is_read_back(id: UUID, kind: Kind) -> None:
    text = written(kind, str(id))
    assert len(text) == len(kind) + 27
    assert read(kind, text) == str(id)


@given(st.uuids(), st.uuids())
def test_ids_sort_as_their_numbers_do(one: UUID, two: UUID) -> None:
    assert (written(Kind.RESULT, str(one)) < written(Kind.RESULT, str(two))) == (one.int < two.int)


def test_the_digits_are_crockfords() -> None:
    """Expected value from the definition: 128 ones are 7 and 25 times 31."""
    assert written(Kind.TEMPLATE, "f" * 8 + "-ffff-ffff-ffff-" + "f" * 12) == "tpl_7" + "Z" * 25
    assert written(Kind.TEMPLATE, "00000000-0000-0000-0000-000000000020") == "tpl_" + "0" * 24 + "10"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tpl_none",
        "tpl_" + "0" * 25,
        "tpl_" + "0" * 27,
        "tpl_8" + "0" * 25,
        "tpl_" + "0" * 25 + "U",
        "tpl_" + "0" * 25 + "a",
        "inv_" + "0" * 26,
        "tpl_" + "0" * 26 + "\n",
        "00000000-0000-0000-0000-000000000000",
    ],
)
def test_what_no_template_can_be_called_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        read(Kind.TEMPLATE, text)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    with pytest.raises(NotFound):
        read(Kind.RESULT, text)
