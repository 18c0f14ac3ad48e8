"""The link itself: the invitation, or whatever has become of it."""

from __future__ import annotations

from datetime import timedelta

from starlette.datastructures import FormData
from starlette.responses import Response

from vivavoce.actions import letters, own, wishes
from vivavoce.domain.wishes import WishKind
from vivavoce.web.candidate.door import Door, Place


def join(door: Door) -> Response:
    """The invitation, or where this candidate stands."""
    match door.place:
        case Place.LAPSED:
            return _lapsed(door)
        case Place.WAITING:
            return door.page("waiting")
        case Place.OVER:
            return door.page("over")
        case Place.HELD:
            return _after(door)
    if door.lobby.consented and (door.seated or door.needs_code):
        return door.see(door.next)
    return door.page("link", shortest=letters.shortest(door.lobby.minutes))


def renew(door: Door, _form: FormData) -> Response:
    """Ask for a new link."""
    with door.house.store.write(door.actor) as tx:
        wishes.ask(tx, door.lobby.interview_id, WishKind.NEW_LINK)
    return door.see()


def _lapsed(door: Door) -> Response:
    """Says no more to a stranger than whose link it was, and for what."""
    with door.house.store.read(door.actor.organization_id) as view:
        known = wishes.of_interview(view, door.actor, door.lobby.interview_id)
    asked = [wish for wish in known if wish.kind is WishKind.NEW_LINK and wish.answered_at is None]
    return door.page("lapsed", 410, asked=asked[-1] if asked else None)


def _after(door: Door) -> Response:
    hall = door.lobby
    with door.house.store.read(door.actor.organization_id) as view:
        kept = own.read(view, door.actor, hall.interview_id) if door.seated else None
    answer_by = (hall.ended_at or door.house.clock.now()) + timedelta(days=hall.reply_days)
    return door.page("after", kept=kept, answer_by=answer_by)
