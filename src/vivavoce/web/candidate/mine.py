"""Everything that is kept about one's own interview: to read, to take along, to take back."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.responses import Response

from vivavoce.actions import own, recordings, rooms, wishes
from vivavoce.actions.notices import GRANTS, VOICE
from vivavoce.actions.own import Own
from vivavoce.domain.errors import Conflict, NotFound
from vivavoce.domain.interview import Role
from vivavoce.domain.review import Lane
from vivavoce.domain.wishes import Amendment, AmendmentKind, WishKind
from vivavoce.store.shapes import to_json
from vivavoce.web.candidate.asking import ASKINGS
from vivavoce.web.candidate.door import Door
from vivavoce.web.candidate.how import OFFERS
from vivavoce.web.listening import listened


def show(door: Door) -> Response:
    """All of it on one page."""
    kept = _kept(door)
    chosen = kept.adjustment.eases if kept.adjustment else ()
    return door.page(
        "data",
        kept=kept,
        amendments=_by_turn(kept),
        candidate=Role.CANDIDATE,
        correction=AmendmentKind.CORRECTION,
        askings=ASKINGS,
        grants={grant.name: grant.words for grant in (*GRANTS, VOICE)},
        eases=[offer.name for offer in OFFERS if offer.ease in chosen],
    )


def download(door: Door) -> Response:
    """The same as JSON."""
    answer = Response(to_json(_kept(door)), media_type="application/json")
    answer.headers["content-disposition"] = 'attachment; filename="interview.json"'
    answer.headers["cache-control"] = "no-store"
    return answer


def listen(door: Door) -> Response:
    """What was recorded, both voices together; while there is nothing, the page that says so."""
    try:
        with door.house.store.read(door.actor.organization_id) as view:
            found = recordings.read(view, door.actor, door.lobby.interview_id, Lane.BOTH)
        return listened(door.house.shelf, found)
    except NotFound:
        return door.see("/data")


def withdraw(door: Door, _form: FormData) -> Response:
    """Take the consent back; what was said is to be deleted, which a person does and confirms."""
    id = door.lobby.interview_id
    try:
        with door.house.store.write(door.actor) as tx:
            rooms.withdraw(tx, id)
            wishes.ask(tx, id, WishKind.DELETION)
    except Conflict:
        return door.see("/data")
    return door.see("/asked/deletion")


def _kept(door: Door) -> Own:
    with door.house.store.read(door.actor.organization_id) as view:
        return own.read(view, door.actor, door.lobby.interview_id)


def _by_turn(kept: Own) -> dict[int, list[Amendment]]:
    found: dict[int, list[Amendment]] = {}
    for amendment in kept.amendments:
        found.setdefault(amendment.turn, []).append(amendment)
    return found
