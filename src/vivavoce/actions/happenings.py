"""What has happened in an organization since one last looked."""

from __future__ import annotations

from vivavoce.domain.identity import Actor
from vivavoce.store import queries
from vivavoce.store.view import View


def last(view: View, actor: Actor) -> int:
    """The number of the newest event, 0 before the first."""
    actor.need("jobs:read")
    return int(view.ask(queries.LAST_EVENT)[0][0])


def since(view: View, actor: Actor, after: int) -> tuple[str, ...]:
    """Names of the events after a number, oldest first, each once, of at most 500 events."""
    actor.need("jobs:read")
    return tuple(dict.fromkeys(row[0] for row in view.ask(queries.EVENTS_AFTER, after=after)))
