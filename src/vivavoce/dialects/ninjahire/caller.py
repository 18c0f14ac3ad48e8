"""Who is calling, for which tenant, and how often they may."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.actions.access import BAD_KEY, Credential
from vivavoce.domain.errors import Unauthenticated
from vivavoce.kit.limits import Taken

PER_MINUTE = 100_000
PER_HOUR = 5_000_000


def credential(headers: Mapping[str, str]) -> str:
    """The key in `Authorization: Bearer …`. Raises Unauthenticated."""
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise Unauthenticated(BAD_KEY)
    return key.strip()


def home(caller: Credential, _query: Mapping[str, str]) -> str:
    """The tenant is the key's own organization (contract §2)."""
    return caller.organization_id


def limits(_caller: Credential) -> tuple[int, int]:
    """The product names no limits (contract §11): these only stop a runaway client."""
    return PER_MINUTE, PER_HOUR


def stamp(_taken: Taken) -> dict[str, str]:
    """No headers about limits (contract §11)."""
    return {}
