"""The audit log: who did what to what, and whether anybody has changed it since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import history, ledger
from vivavoce.actions.history import AuditFilter
from vivavoce.domain.errors import Conflict
from vivavoce.domain.events import AuditEntry
from vivavoce.domain.identity import Actor, ActorKind
from vivavoce.kit.paging import Slice
from vivavoce.kit.words import N_
from vivavoce.store.view import View
from vivavoce.web.console import lists
from vivavoce.web.console.developers.events import WHEN
from vivavoce.web.console.door import Console, Visit, shown
from vivavoce.web.console.lists import Column, Filter
from vivavoce.web.labels import label

HERE: Final = "/console/settings/audit"
FILTERS: Final = (Filter("kind", N_("Who"), tuple((kind.value, label(kind)) for kind in ActorKind)), WHEN)


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in the list; `who` is a name where there is one."""

    entry: AuditEntry
    who: str

    @property
    def kind(self) -> ActorKind:
        return ActorKind(self.entry.actor_kind)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the whole chain found; `broken` is "" when it is whole."""

    entries: int
    digest: str
    broken: str


def _of_entry(name: str) -> Callable[[Any], str]:
    return lambda row: str(getattr(row.entry, name))


COLUMNS: Final = (
    Column("sequence", N_("Number"), _of_entry("sequence"), number=True),
    Column("at", N_("Time"), lambda row: row.entry.at.isoformat()),
    Column("kind", N_("Who"), _of_entry("actor_kind")),
    Column("who", N_("Name"), lambda row: row.who),
    Column("action", N_("Action"), _of_entry("action")),
    Column("subject", N_("Subject"), _of_entry("subject_id")),
    Column("actor", N_("ID of whoever acted"), _of_entry("actor_id"), first=False),
    Column("digest", N_("Digest"), _of_entry("digest"), first=False),
)


def routes(console: Console) -> list[Route]:
    """The list and its check."""
    return [shown(console, HERE, listing)]


def listing(visit: Visit) -> Response:
    """Newest first; with `verify=yes` in the address, the whole chain is checked."""
    want = lists.wanted(visit, FILTERS, "")
    hours = int(want.filters.get("when", "0"))
    kind = ActorKind(want.filters["kind"]) if "kind" in want.filters else None
    since = visit.house.clock.now() - timedelta(hours=hours) if hours else None
    with visit.read() as view:
        verdict = _verdict(view, visit.actor) if visit.asked("verify") else None
        found = history.entries(view, visit.actor, want.page, AuditFilter(kind, want.search, since))
        names = history.names(view, visit.actor)
    rows = tuple(Row(entry, names.get(entry.actor_id, "")) for entry in found.rows)
    shown_rows = Slice(rows, found.total, found.page)
    facts = {"verdict": verdict, "here": HERE}
    return lists.answer(visit, "settings/audit.html", COLUMNS, FILTERS, want, shown_rows, **facts)


def _verdict(view: View, actor: Actor) -> Verdict:
    """Compute the whole chain anew, from its first entry to the last."""
    try:
        return Verdict(ledger.verify(view, actor), view.audit_head()[1], "")
    except Conflict as error:
        return Verdict(0, "", error.message)
