"""Is what is written exactly what JavaScript writes? Asked of Node itself."""

from __future__ import annotations

import json
import math
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vivavoce.dialects.ninjahire.stringify import stringify

ECHO = "console.log(require('fs').readFileSync(0,'utf8').trimEnd().split('\\n').map(t=>JSON.stringify(JSON.parse(t))).join('\\n'))"

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
keys = st.text(max_size=5) | st.integers(0, 2**33).map(str) | st.sampled_from(["__proto__", "01", "-1"])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)


def echoed(texts: list[str]) -> list[str]:
    """What Node makes of these texts, one on a line."""
    done = subprocess.run(
        ["node", "-e", ECHO], input="\n".join(texts).encode(), capture_output=True, check=True
    )
    return done.stdout.decode().removesuffix("\n").split("\n")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(values, min_size=40, max_size=60))
def test_node_prints_the_same(payloads: list[object]) -> None:
    texts = [stringify(payload) for payload in payloads]
    assert echoed(texts) == texts


@given(values)
def test_nothing_is_lost_but_what_a_double_cannot_hold(payload: object) -> None:
    assert json.loads(stringify(payload), parse_int=float) == json.loads(json.dumps(payload), parse_int=float)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (85.0, "85"),
        (-0.0, "0"),
        (48.45, "48.45"),
        (1e21, "1e+21"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e-7, "1e-7"),
        (0.000001, "0.000001"),
        (2**53 + 1, "9007199254740992"),
        ("Café / \u2028\x7f\x1f", '"Café / \u2028\x7f\\u001f"'),
        ({"b": 1, "10": 2, "9": 3, "01": 4}, '{"9":3,"10":2,"b":1,"01":4}'),
        ([None, True, {}], "[null,true,{}]"),
    ],
)
def test_as_the_standard_says(value: object, text: str) -> None:
    assert stringify(value) == text


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_json_has_no_such_number(value: float) -> None:
    with pytest.raises(ValueError, match="no such number"):
        stringify(value)
