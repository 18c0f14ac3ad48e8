"""What a candidate typed into a form, as text."""

from __future__ import annotations

from starlette.datastructures import FormData


def typed(form: FormData, name: str) -> str:
    """The text of a field without the blanks around it, "" where there is none."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def ticked(form: FormData, name: str) -> tuple[str, ...]:
    """The values of all the boxes of this name that are ticked."""
    return tuple(value for value in form.getlist(name) if isinstance(value, str))
