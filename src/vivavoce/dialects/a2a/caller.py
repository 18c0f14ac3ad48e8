"""Who is calling, for which tenant, and how much they may call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vivavoce.actions.access import BAD_KEY, Credential
from vivavoce.actions.sessions import SessionText
from vivavoce.domain.errors import Forbidden, Unauthenticated
from vivavoce.kit.limits import Taken

PER_MINUTE: Final = 120
PER_HOUR: Final = 60 * PER_MINUTE
SCHEMES: Final[Mapping[str, Mapping[str, str]]] = {
    "apiKey": {"type": "apiKey", "name": "X-API-Key", "in": "header", "description": "An API key."},
    "bearerAuth": {"type": "http", "scheme": "bearer", "description": "The accessToken of a sign-in."},
}


def credential(headers: Mapping[str, str]) -> str | SessionText:
    """A session's token wins over `X-API-Key`, that over a key in `Authorization` (contract §2).

    Raises Unauthenticated.
    """
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    text = bearer.strip() if scheme.lower() == "bearer" else ""
    if text.count(".") == 2:
        return SessionText(text)
    key = headers.get("x-api-key", "").strip() or text
    if not key:
        raise Unauthenticated(BAD_KEY)
    return key


def home(caller: Credential, _query: Mapping[str, str]) -> str:
    """The tenant a request is for: the caller's own."""
    return caller.organization_id


def same_tenant(organization_id: str, headers: Mapping[str, str]) -> None:
    """Raises Forbidden when the request names another tenant than the caller's."""
    if headers.get("x-tenant-id", organization_id).lower() != organization_id:
        raise Forbidden("This credential belongs to another tenant")


def limits(caller: Credential) -> tuple[int, int]:
    """120 requests a minute (contract §12), or what the operator gave the key when that is more."""
    per_minute, per_hour = caller.limits
    return max(PER_MINUTE, per_minute), max(PER_HOUR, per_hour)


def stamp(_taken: Taken) -> dict[str, str]:
    """No headers: of its limits this product says only `Retry-After`, once one is hit."""
    return {}
