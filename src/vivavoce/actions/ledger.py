"""How the audit chain is checked."""

from __future__ import annotations

from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import Actor
from vivavoce.store.shapes import AUDIT
from vivavoce.store.tx import chained
from vivavoce.store.view import View


def verify(view: View, actor: Actor) -> int:
    """The number of entries, all in order. Raises Conflict naming the first changed or missing one."""
    actor.need("organizations:read")
    digest, expected = "", 0
    for entry in view.every(AUDIT):
        expected += 1
        digest = chained(digest, entry)
        if entry.sequence != expected or entry.digest != digest:
            raise Conflict(f"audit entry {expected} was changed or is missing")
    if view.audit_head() != (expected, digest):
        raise Conflict(f"audit entries after {expected} are missing")
    return expected
