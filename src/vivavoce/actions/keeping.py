"""How much is kept about people, and when it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from vivavoce.domain.identity import Actor
from vivavoce.domain.wishes import Hold
from vivavoce.store import trails
from vivavoce.store.shapes import HOLD
from vivavoce.store.view import View

SOON: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many people are known; how many of them are erased by the end of `SOON`; who is held, and why."""

    people: int
    due: int
    holds: tuple[Hold, ...]


def kept(view: View, actor: Actor) -> Kept:
    """What the organization keeps now."""
    actor.need("candidates:read")
    until = (view.now + SOON).date()
    people, due = view.ask(trails.KEPT, until=until)[0]
    return Kept(people, due, view.every(HOLD))
