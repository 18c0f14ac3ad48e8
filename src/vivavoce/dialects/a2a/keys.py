"""How API keys are made, listed and ended. Keys are the house's own: one made here is good at every door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vivavoce.actions import access, names
from vivavoce.actions.access import NewKey
from vivavoce.dialects.a2a.reply import NO_CONTENT, created, ok, page
from vivavoce.dialects.a2a.vocabulary import DIALECT, core_scopes, permissions_of
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.plain import path_id
from vivavoce.domain.errors import Invalid
from vivavoce.domain.identity import ApiKey
from vivavoce.kit.clock import iso_millis
from vivavoce.store.view import View


def create_api_key(call: Call) -> Reply:
    """Opens its own transaction: an answer that holds a key must not be kept for a repeated request.

    Raises Invalid for an end that is past.
    """
    asked = call.body
    if asked.expires_at is not None and asked.expires_at <= call.now:
        raise Invalid.because("expiresAt", "Must be in the future")
    with call.house.store.write(call.actor) as tx:
        new = NewKey(asked.name, core_scopes(asked.permissions), expires_at=asked.expires_at)
        key, minted = access.mint(tx, new)
        names.remember(tx, DIALECT, key.id, {"permissions": asked.permissions})
    shown = _shown(key, asked.permissions)
    del shown["lastUsedAt"]
    return created({**shown, "key": minted.text})


def list_api_keys(view: View, call: Call) -> Reply:
    """Newest first; a key that has been ended is not there any more."""
    part = page(call)
    living = [key for key in reversed(access.keys(view, call.actor)) if key.revoked_at is None]
    rows = living[part.offset : part.offset + part.limit]
    kept = names.extras(view, DIALECT, [key.id for key in rows])
    shown = [_shown(key, _permissions(key, kept.get(key.id, {}))) for key in rows]
    return ok({"apiKeys": shown, "total": len(living), "page": part.number, "limit": part.limit})


def delete_api_key(call: Call) -> Reply:
    """The key is refused from the next request on."""
    with call.house.store.write(call.actor) as tx:
        access.revoke(tx, path_id(call, "key"))
    call.house.doorman.forget()
    return NO_CONTENT


def _permissions(key: ApiKey, kept: Mapping[str, Any]) -> list[str]:
    """As they were given while that is still what the key may do, else those that its scopes come to."""
    given = kept.get("permissions")
    return list(given) if given and core_scopes(given) == key.scopes else list(permissions_of(key.scopes))


def _shown(key: ApiKey, permissions: list[str]) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "prefix": key.prefix,
        "permissions": permissions,
        "expiresAt": key.expires_at and iso_millis(key.expires_at),
        "createdAt": iso_millis(key.created_at),
        "lastUsedAt": key.last_used_at and iso_millis(key.last_used_at),
    }
