"""How a partial change says what it leaves alone: a field that is `KEEP` was not given."""

from __future__ import annotations

import dataclasses
from enum import Enum
from typing import Any, Final


class Keep(Enum):
    KEEP = "keep"


KEEP: Final = Keep.KEEP


def given(change: Any) -> dict[str, Any]:
    """The fields of a change dataclass that were given, by name."""
    fields = ((field.name, getattr(change, field.name)) for field in dataclasses.fields(change))
    return {name: value for name, value in fields if value is not KEEP}
