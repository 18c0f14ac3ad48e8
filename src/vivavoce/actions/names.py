"""What a product calls our things: its own ids, and the fields it sent that the core has no word for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vivavoce.domain.errors import Conflict
from vivavoce.store import queries
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


def claim(tx: Tx, dialect: str, kind: str, foreign_id: str, our_id: str) -> None:
    """Let a product's id stand for ours, in place of the one it used before. Raises Conflict when taken."""
    tx.actor.need(f"{kind}s:write", "interviews:write")
    for name in (f"{dialect} {kind} {foreign_id}", f"{dialect} {our_id}"):
        tx.lock(name)
    holder = find(tx.view, dialect, kind, foreign_id)
    if holder is not None and holder != our_id:
        raise Conflict(f"Another {kind} already has the id {foreign_id}")
    if holder is None:
        tx.tell(queries.UNNAME, {"spoken": dialect, "kind_of": kind, "ours": our_id})
        row = {"spoken": dialect, "kind_of": kind, "foreign": foreign_id, "ours": our_id}
        tx.tell(queries.NAME, row)


def find(view: View, dialect: str, kind: str, foreign_id: str) -> str | None:
    """Our id of what the product calls so, None when it calls nothing so."""
    rows = view.ask(queries.NAMED, spoken=dialect, kind_of=kind, foreign=foreign_id)
    return rows[0][0] if rows else None


def of(view: View, dialect: str, our_ids: Sequence[str]) -> dict[str, str]:
    """The product's ids of these of ours, as far as it has any."""
    if not our_ids:
        return {}
    return {row[0]: row[1] for row in view.ask(queries.NAMES_OF, spoken=dialect, ours=list(our_ids))}


def remember(tx: Tx, dialect: str, our_id: str, extras: Mapping[str, Any]) -> None:
    """Keep what the product sent about one of ours, in place of what was kept before."""
    tx.actor.need("jobs:write", "candidates:write", "interviews:write", "keys:write")
    tx.lock(f"{dialect} {our_id}")
    tx.tell(queries.FORGET_EXTRAS, {"spoken": dialect, "ours": our_id})
    tx.tell(queries.KEEP_EXTRAS, {"spoken": dialect, "ours": our_id, "kept": dict(extras)})


def extras(view: View, dialect: str, our_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What the product sent about these of ours, by our id."""
    if not our_ids:
        return {}
    return {row[0]: row[1] for row in view.ask(queries.EXTRAS_OF, spoken=dialect, ours=list(our_ids))}
