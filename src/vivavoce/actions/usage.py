"""What has been used: finished interviews and their minutes, tests left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vivavoce.domain.identity import Actor
from vivavoce.store import queries
from vivavoce.store.shapes import ORGANIZATION
from vivavoce.store.view import View


@dataclass(frozen=True, slots=True)
class Usage:
    """One organization's use in a period. `minutes` is interview time, one decimal."""

    organization_id: str
    organization_name: str
    interviews: int
    minutes: float


def between(view: View, actor: Actor, start: datetime, end: datetime) -> Usage:
    """Interviews that ended in [start, end)."""
    actor.need("usage:read")
    spans = view.ask(queries.USED, start=start, end=end)
    minutes = sum((ended - started).total_seconds() for started, ended in spans) / 60
    name = view.get(ORGANIZATION, view.organization_id).name
    return Usage(view.organization_id, name, len(spans), round(minutes, 1))
