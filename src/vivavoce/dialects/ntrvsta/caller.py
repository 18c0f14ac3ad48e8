"""Who is calling, and how much they may call."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.actions.access import BAD_KEY, Credential
from vivavoce.domain.errors import Unauthenticated
from vivavoce.kit.limits import Taken

PER_MINUTE = 120
SCHEMES: Mapping[str, Mapping[str, str]] = {
    "ntrvstaKey": {"type": "apiKey", "in": "header", "name": "X-Ntrvsta-Api-Key"},
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key of this server."},
}


def credential(headers: Mapping[str, str]) -> str:
    """The key in `X-Ntrvsta-Api-Key`, which wins, or `Authorization: Bearer …`. Raises Unauthenticated."""
    own = headers.get("x-ntrvsta-api-key")
    if own is not None:
        key = own.strip()
    else:
        scheme, _, rest = headers.get("authorization", "").partition(" ")
        key = rest.strip() if scheme.lower() == "bearer" else ""
    if not key:
        raise Unauthenticated(BAD_KEY)
    return key


def home(caller: Credential, _query: Mapping[str, str]) -> str:
    """The organization of the key: it sees no other."""
    return caller.organization_id


def limits(caller: Credential) -> tuple[int, int]:
    """The product's requests a minute, or the key's own where those are more; an hour has 60 of them."""
    minute = max(PER_MINUTE, caller.limits[0])
    return minute, 60 * minute


def stamp(_taken: Taken) -> dict[str, str]:
    """The product tells no limits before they are hit."""
    return {}
