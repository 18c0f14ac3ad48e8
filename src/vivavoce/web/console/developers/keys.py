"""API keys: made, shown once, listed, rolled, revoked. A2A has the page at an address of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import access
from vivavoce.actions.access import NewKey
from vivavoce.domain.errors import Invalid
from vivavoce.domain.identity import ALL_SCOPES, APPROVE, NOUNS, SCOPES, VERBS, Actor, ApiKey
from vivavoce.kit.words import N_
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown

HERE: Final = "/console/developers/keys"
A2A: Final = "/admin/api-keys"
LONGEST_NAME: Final = 80
LIVES: Final = (
    ("", N_("Never"), None),
    ("30", N_("In 30 days"), timedelta(days=30)),
    ("90", N_("In 90 days"), timedelta(days=90)),
    ("365", N_("In a year"), timedelta(days=365)),
)
OVERLAPS: Final = (
    ("24", N_("24 hours"), timedelta(hours=24)),
    ("168", N_("7 days"), timedelta(days=7)),
)
_ATS: Final = frozenset(
    f"{noun}:{verb}" for noun in ("jobs", "candidates", "interviews", "agents") for verb in ("read", "write")
)
PRESETS: Final = (
    ("all", N_("Everything that I may do myself")),
    ("ats", N_("Invite candidates and read their results")),
    ("read", N_("Read only")),
    ("chosen", N_("Only what is ticked")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One key in the list; `state` says what stands in its way, "" when it works."""

    key: ApiKey
    state: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The scopes to tick: a row a noun with its verbs, as far as the actor holds them."""

    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    approve: bool


def routes(console: Console) -> list[Route]:
    """The list and what is done with keys."""
    return [
        shown(console, HERE, listing),
        shown(console, A2A, listing),
        shown(console, f"{HERE}/new", form),
        sent(console, HERE, create),
        sent(console, HERE + "/{id}/roll", roll),
        sent(console, HERE + "/{id}/revoke", revoke),
    ]


def listing(visit: Visit) -> Response:
    """Newest first; those that work no more stay in the list."""
    return _listed(visit, "", None)


def form(visit: Visit) -> Response:
    """What a new key is called and may do."""
    visit.actor.need("keys:write")
    return _form(visit, 200, {})


def create(visit: Visit) -> Response:
    """Make a key; this answer is the only one that holds its text."""
    try:
        with visit.write() as tx:
            key, minted = access.mint(tx, _new(visit))
    except Invalid as error:
        return _form(visit, 400, errors_of(error))
    return _listed(visit, minted.text, key)


def roll(visit: Visit) -> Response:
    """A new text for a key; the old one works a while longer."""
    overlaps = {word: span for word, _, span in OVERLAPS}
    with visit.write() as tx:
        key, minted = access.roll(tx, visit.id(), overlaps.get(visit.said("overlap"), OVERLAPS[0][2]))
    visit.house.doorman.forget()
    return _listed(visit, minted.text, key)


def revoke(visit: Visit) -> Response:
    """End a key; it is refused from the next request on."""
    with visit.write() as tx:
        access.revoke(tx, visit.id())
    visit.house.doorman.forget()
    return visit.go(HERE, N_("The key is revoked; it works no more."))


def _listed(visit: Visit, secret: str, fresh: ApiKey | None) -> Response:
    now = visit.house.clock.now()
    with visit.read() as view:
        found = access.keys(view, visit.actor)
    rows = tuple(Row(key, _state(key, now), tuple(sorted(key.scopes))) for key in reversed(found))
    return visit.page(
        "developers/keys.html", rows=rows, secret=secret, fresh=fresh, overlaps=OVERLAPS, here=HERE
    )


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return N_("Revoked")
    return N_("Expired") if key.expires_at is not None and key.expires_at <= now else ""


def _form(visit: Visit, status: int, errors: dict[str, str]) -> Response:
    grid = _grid(visit.actor)
    return visit.page(
        "developers/key_new.html", status, errors=errors, presets=PRESETS, lives=LIVES, grid=grid, here=HERE
    )


def _grid(actor: Actor) -> Grid:
    def held(scope: str) -> bool:
        return actor.holds(frozenset({scope}))

    rows = tuple(
        (noun, tuple((verb, f"{noun}:{verb}") for verb in VERBS if held(f"{noun}:{verb}"))) for noun in NOUNS
    )
    return Grid(tuple(row for row in rows if row[1]), held(APPROVE))


def _new(visit: Visit) -> NewKey:
    """Raises Invalid."""
    name = visit.said("name")
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid.because("name", N_("Give the key a name of at most 80 characters."))
    lives = {word: span for word, _, span in LIVES}
    span = lives.get(visit.said("life"))
    until = visit.house.clock.now() + span if span else None
    return NewKey(name, _scopes(visit), live=visit.said("mode") != "test", expires_at=until)


def _scopes(visit: Visit) -> frozenset[str]:
    """Raises Invalid when nothing is ticked."""
    actor = visit.actor
    presets = {
        "all": ALL_SCOPES if actor.holds(ALL_SCOPES) else actor.scopes,
        "ats": _ATS,
        "read": frozenset(scope for scope in SCOPES if scope.endswith(":read")),
    }
    wanted = presets.get(visit.said("preset")) or frozenset(visit.every("scope"))
    if not wanted:
        raise Invalid.because("scopes", N_("Tick at least one permission."))
    return wanted
