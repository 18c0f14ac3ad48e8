"""After the last answer: look over what was said, add to it, ask the team; and a minute's rating."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.responses import Response

from vivavoce.actions import own, wishes
from vivavoce.actions.own import Own, Standing
from vivavoce.domain.errors import Conflict, Invalid
from vivavoce.domain.wishes import AmendmentKind, WishKind
from vivavoce.kit.words import N_
from vivavoce.web.candidate.door import Door
from vivavoce.web.candidate.forms import typed

STANDINGS = {
    Standing.ANSWERED: N_("Answered"),
    Standing.SKIPPED: N_("Skipped"),
    Standing.NOT_REACHED: N_("Not reached"),
}


def show(door: Door) -> Response:
    """Every question with what was said to it."""
    return _page(door, _kept(door), 200, {}, "")


def submit(door: Door, form: FormData) -> Response:
    """Keep what was added; with nothing added it is just the way on."""
    kept, id = _kept(door), door.lobby.interview_id
    fields = {f"turn-{one.turn}": one.turn for one in kept.asked if one.turn is not None}
    entries = {name: words for name in (*fields, "questions") if (words := typed(form, name))}
    try:
        with door.house.store.write(door.actor) as tx:
            for name, turn in fields.items():
                if name in entries:
                    wishes.amend(tx, id, turn, AmendmentKind.ADDITION, entries[name])
            if "questions" in entries:
                wishes.ask(tx, id, WishKind.QUESTION, entries["questions"])
    except (Invalid, Conflict) as refusal:
        return _page(door, kept, 400, entries, refusal.message)
    return door.see()


def rate(door: Door, form: FormData) -> Response:
    """Keep how the candidate found it; without a choice nothing happens."""
    stars = typed(form, "stars")
    if stars in {"1", "2", "3", "4", "5"}:
        with door.house.store.write(door.actor) as tx:
            wishes.impress(tx, door.lobby.interview_id, int(stars), typed(form, "text")[: wishes.LONGEST])
    return door.see()


def _kept(door: Door) -> Own:
    with door.house.store.read(door.actor.organization_id) as view:
        return own.read(view, door.actor, door.lobby.interview_id)


def _page(door: Door, kept: Own, status: int, entries: dict[str, str], error: str) -> Response:
    return door.page("review", status, kept=kept, standings=STANDINGS, entries=entries, error=error)
