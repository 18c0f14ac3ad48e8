"""What interviews there are and what goes on in them now, for people who watch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from vivavoce.actions import rooms
from vivavoce.actions.overview import Level
from vivavoce.domain.identity import APPROVE, Actor
from vivavoce.domain.interview import Channel, Plan, Role, State
from vivavoce.domain.invitation import Room
from vivavoce.domain.scoring import Appraisal, Review
from vivavoce.kit.paging import Page, Slice
from vivavoce.store import watching
from vivavoce.store.shapes import ASSESSMENT, ORGANIZATION, from_json
from vivavoce.store.view import View, escape_like

MOST_LIVE = 100


class Order(StrEnum):
    """How the list of interviews is sorted; by total, those without one come last."""

    NEWEST = "newest"
    OLDEST = "oldest"
    HIGHEST = "highest"
    LOWEST = "lowest"


@dataclass(frozen=True, slots=True)
class Row:
    """An interview in the list. `hidden`: the reader must rate it before they see whose it is and how it was
    judged; then `name` and `email` are "". `total` 0–100 and `review` as far as the reader may see them."""

    id: str
    candidate_id: str
    name: str
    email: str
    job_id: str | None
    title: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    is_test: bool
    hidden: bool
    total: int | None
    state: State
    channel: Channel
    review: Review | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which interviews. `search` looks into names, addresses and titles; `least` is the lowest total."""

    states: tuple[State, ...] | None = None
    job_id: str | None = None
    candidate_id: str | None = None
    channel: Channel | None = None
    review: Review | None = None
    least: int | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class Live:
    """An interview that is live. `name` is "" for a reader whose first look is blind.

    `minute` of connected time, from 1. `topic` of `topics`: core questions asked, of those planned.
    `here`: connected now; `gone_since` when not. `wanted_since`: a person was asked for and has not answered.
    `words` is the last turn, `speaker` whose it is; both None unless the candidate agreed that the text is
    kept and the reader may approve.
    """

    id: str
    candidate_id: str
    name: str
    title: str
    channel: Channel
    phase: str
    minute: int
    topic: int
    topics: int
    here: bool
    gone_since: datetime | None
    wanted_since: datetime | None
    speaker: Role | None
    words: str | None


def listing(view: View, actor: Actor, page: Page, wanted: Wanted, order: Order = Order.NEWEST) -> Slice[Row]:
    """One page of the interviews."""
    actor.need("interviews:read")
    bound: dict[str, Any] = {
        "states": [state.value for state in wanted.states] if wanted.states is not None else None,
        "job": wanted.job_id,
        "candidate": wanted.candidate_id,
        "channel": wanted.channel and wanted.channel.value,
        "review": wanted.review and wanted.review.value,
        "least": wanted.least,
        "about": f"%{escape_like(wanted.search.lower())}%" if wanted.search else None,
    }
    bound = {name: value for name, value in bound.items() if value is not None}
    statement = watching.interviews(frozenset(bound), order.value)
    decides = actor.holds(frozenset({APPROVE}))
    reader = {"decides": decides, "blind": decides and _blind(view), "reader": actor.id}
    rows = view.ask(statement, **bound, **reader, limit=page.limit, offset=page.offset)
    if not rows and page.number > 1:
        return Slice((), listing(view, actor, Page(1, 1), wanted, order).total, page)
    return Slice(tuple(_row(row) for row in rows), rows[0][-1] if rows else 0, page)


def levels(view: View, actor: Actor, rows: Sequence[Row]) -> dict[str, tuple[Level, ...]]:
    """What the machine made of each criterion, by interview, for rows whose total the reader may see."""
    actor.need("interviews:read")
    ids = [row.id for row in rows if row.review is not None and not row.hidden]
    found = view.ask(watching.JUDGED, interviews=ids) if ids else []
    return {id: _levels(ASSESSMENT.codecs["appraisal"].load(kept), body) for id, kept, body in found}


def counts(view: View, actor: Actor) -> dict[State, int]:
    """How many interviews stand in each state; every state is there."""
    actor.need("interviews:read")
    found = {State(state): count for state, count in view.ask(watching.STATES)}
    return {state: found.get(state, 0) for state in State}


def live(view: View, actor: Actor) -> tuple[Live, ...]:
    """The interviews that are live, those first whose candidate waits for a person; `MOST_LIVE` at most."""
    actor.need("interviews:read")
    reads = actor.holds(frozenset({APPROVE}))
    blind = reads and _blind(view)
    return tuple(
        _live(view, row, reads=reads, blind=blind) for row in view.ask(watching.LIVE, limit=MOST_LIVE)
    )


def _blind(view: View) -> bool:
    return view.get(ORGANIZATION, view.organization_id).policy.blind_first


def _row(row: Any) -> Row:
    id, candidate_id, name, email, *between, hidden, total, state, channel, review, _ = row
    seen = ("", "") if hidden else (name, email or "")
    words = (State(state), Channel(channel), Review(review) if review else None)
    return Row(*(id, candidate_id, *seen, *between, hidden, total, *words))


def _levels(appraisal: Appraisal, body: str | None) -> tuple[Level, ...]:
    names = {one.id: one.name for one in from_json(Plan, body).criteria} if body else {}
    return tuple(
        Level(names.get(one.criterion_id, one.criterion_id), one.coverage, one.level, one.low, one.high)
        for one in appraisal.scores
    )


def _live(view: View, row: Any, *, reads: bool, blind: bool) -> Live:
    id, candidate_id, name, title, channel, started_at, body, topic, grants, wanted, *rest = row
    role, words, said_at, phase, elapsed, made_at, resumed_at, left_at = rest
    room = Room(id, view.organization_id, "", phase or "", 0, 0, elapsed or 0.0, made_at, resumed_at, left_at)
    here = made_at is not None and resumed_at is not None and left_at is None
    resting = phase == rooms.RESTING and left_at is None
    last_seen = left_at or said_at or started_at
    shown = reads and "transcript" in (grants or ()) and role is not None
    return Live(
        id=id,
        candidate_id=candidate_id,
        name="" if blind else name,
        title=title,
        channel=Channel(channel),
        phase=phase or "",
        minute=int(rooms.elapsed(room, view.now) // 60) + 1,
        topic=topic,
        topics=len(from_json(Plan, body).questions) if body else 0,
        here=here or resting,
        gone_since=None if here or resting else last_seen,
        wanted_since=wanted,
        speaker=Role(role) if shown else None,
        words=words if shown else None,
    )
