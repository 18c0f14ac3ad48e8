"""A partial change tells what was given from what was not, None included."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given as all_of
from hypothesis import strategies as st

from vivavoce.domain.change import KEEP, Keep, given


@dataclass(frozen=True)
class Change:
    name: str | Keep = KEEP
    note: str | Keep | None = KEEP
    tags: tuple[str, ...] | Keep = KEEP


VALUES = st.fixed_dictionaries(
    {},
    optional={"name": st.text(), "note": st.none() | st.text(), "tags": st.lists(st.text()).map(tuple)},
)


@all_of(VALUES)
def test_exactly_what_was_given(values: dict[str, str | None]) -> None:
    assert given(Change(**values)) == values  # type: ignore[arg-type]


def test_empty_is_given() -> None:
    assert given(Change(name="", note=None, tags=())) == {"name": "", "note": None, "tags": ()}
