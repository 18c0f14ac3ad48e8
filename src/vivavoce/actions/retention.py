"""Who is to be erased because their time is over? Looked for daily, from the first candidate on."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from vivavoce.store import erasure
from vivavoce.store.tx import Tx

DAY: Final = timedelta(days=1)


def begin(tx: Tx) -> None:
    """Have the daily look begin, unless the organization has, or ever had, a candidate."""
    tx.actor.need("candidates:write")
    if not tx.ask(erasure.ANYBODY):
        _look(tx, timedelta(0))


def overdue(tx: Tx) -> tuple[str, ...]:
    """Who is to be erased today; tomorrow's look is started with it. A second call today starts no other."""
    tx.actor.need("candidates:delete")
    _look(tx, DAY)
    return tuple(row[0] for row in tx.ask(erasure.OVERDUE, today=tx.now.date()))


def _look(tx: Tx, wait: timedelta) -> None:
    tx.start("retain", tx.organization_id, wait, key=f"retain:{tx.organization_id}:{(tx.now + wait).date()}")
