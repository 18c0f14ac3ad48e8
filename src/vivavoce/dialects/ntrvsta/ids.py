"""How an id of ours is written on the wire: a prefix and 26 characters of Crockford's base32. Pure."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final
from uuid import UUID

from vivavoce.domain.errors import NotFound

_DIGITS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 26
_VALUE: Final = {digit: value for value, digit in enumerate(_DIGITS)}
_BITS: Final = 5
# 26 digits hold 130 bits; the first one is at most 7, so that 128 remain.
_WRITTEN: Final = re.compile(rf"([a-z]+)_([0-7][{_DIGITS}]{{{_LENGTH - 1}}})")


class Kind(StrEnum):
    """What an id is of, by its prefix."""

    TEMPLATE = "tpl"
    INVITATION = "inv"
    CANDIDATE = "cand"
    RESULT = "res"
    ORGANIZATION = "org"


def written(kind: Kind, id: str) -> str:
    """A UUID as the wire has it: `tpl_01JAZ6Y0W3K8D4M2R5T7V9X1BC`."""
    number = UUID(id).int
    digits = [_DIGITS[number >> _BITS * place & 31] for place in reversed(range(_LENGTH))]
    return f"{kind}_{''.join(digits)}"


def read(kind: Kind, text: str) -> str:
    """The UUID behind a written id. Raises NotFound for anything else: nothing can have such an id."""
    found = _WRITTEN.fullmatch(text)
    if found is None or found[1] != kind:
        raise NotFound(kind.name.lower(), text)
    number = 0
    for digit in found[2]:
        number = number << _BITS | _VALUE[digit]
    return str(UUID(int=number))
