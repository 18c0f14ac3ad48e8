"""Who is calling, and how much they may call."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.actions.access import Credential
from vivavoce.dialects.introwa.errors import KeyMissing
from vivavoce.kit.limits import Taken

PER_MINUTE = 60
SCHEMES: Mapping[str, Mapping[str, str]] = {
    "introwaKey": {"type": "apiKey", "in": "header", "name": "x-api-key"},
}


def credential(headers: Mapping[str, str]) -> str:
    """The key in `x-api-key`. Raises KeyMissing."""
    key = headers.get("x-api-key", "").strip()
    if not key:
        raise KeyMissing("The x-api-key header is missing")
    return key


def home(caller: Credential, _query: Mapping[str, str]) -> str:
    """The workspace of the key."""
    return caller.organization_id


def limits(caller: Credential) -> tuple[int, int]:
    """The product's requests a minute, or the key's own where those are more; an hour has 60 of them."""
    minute = max(PER_MINUTE, caller.limits[0])
    return minute, 60 * minute


def stamp(_taken: Taken) -> dict[str, str]:
    """The product tells no limits before they are hit."""
    return {}
