"""How does JavaScript print a value as JSON? Receivers sign just that, byte for byte (contract §12.4)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

Value = Mapping[str, "Value"] | Sequence["Value"] | str | int | float | bool | None

_LAST_INDEX = 2**32 - 2


def stringify(value: Value) -> str:
    """`JSON.stringify(value)` (ECMA-262 §25.5.2): no spaces, numbers as doubles, array indices first of keys.

    Raises ValueError for a number that is not finite.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int | float):
        return _number(float(value))
    if isinstance(value, Mapping):
        members = (f"{stringify(key)}:{stringify(value[key])}" for key in _ordered(value))
        return f"{{{','.join(members)}}}"
    return f"[{','.join(map(stringify, value))}]"


def _ordered(value: Mapping[str, Value]) -> list[str]:
    """The keys as a JavaScript object keeps them: array indices rising, then the rest as they came."""
    indices = sorted((key for key in value if _is_index(key)), key=int)
    return [*indices, *(key for key in value if not _is_index(key))]


def _is_index(key: str) -> bool:
    digits = key.isascii() and key.isdigit() and len(key) <= 10
    return digits and str(int(key)) == key and int(key) <= _LAST_INDEX


def _number(value: float) -> str:
    """`Number::toString` (ECMA-262 §6.1.6.1.20); the shortest digits are the same as Python's."""
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    if not isinstance(exponent, int):
        raise ValueError("JSON has no such number")
    text = "".join(map(str, digits))
    if text == "0":
        return "0"
    return f"{'-' if sign else ''}{_placed(text, len(text) + exponent)}"


def _placed(digits: str, point: int) -> str:
    """The digits with the decimal point after `point` of them."""
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    mantissa = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{point - 1:+d}"
