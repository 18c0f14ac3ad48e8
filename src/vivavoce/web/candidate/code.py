"""The one-time code: have it sent, type or paste it; or one button where no code can be sent."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.responses import Response

from vivavoce.actions import lobby
from vivavoce.domain.errors import TooMany
from vivavoce.kit.ids import new_token
from vivavoce.kit.words import N_
from vivavoce.web.candidate.door import Door
from vivavoce.web.candidate.forms import typed

TOO_MANY = N_("Too many codes were sent. Please wait an hour, or use the newest one you have.")
WRONG = N_("That code is not right, or it is no longer valid. You can try again or ask for a new one.")
ONWARD = ("data", "review")
"""Pages that ask for a proof and are gone on to after it; every other proof leads on to the interview."""


def show(door: Door) -> Response:
    """Where a code is asked for and typed."""
    to = door.request.query_params.get("to", "")
    return _go_on(door, to) if door.seated else _page(door, 200, to)


def send(door: Door, form: FormData) -> Response:
    """Send a fresh code, for this browser only."""
    to = typed(form, "to")
    if not door.needs_code:
        return door.see()
    browser = door.browser or new_token()
    try:
        with door.house.store.write(door.actor) as tx:
            lobby.request_code(tx, door.invitation.id, browser)
        answer = _page(door, 200, to, sent=True)
    except TooMany:
        answer = _page(door, 400, to, TOO_MANY, sent=True)
    door.name(answer, browser)
    return answer


def check(door: Door, form: FormData) -> Response:
    """The candidate types the code."""
    to = typed(form, "to")
    digits = "".join(typed(form, "code").split())
    with door.house.store.write(door.actor) as tx:
        right = lobby.check_code(tx, door.house.links, door.invitation.id, door.browser, digits)
    if not right:
        return _page(door, 400, to, WRONG, sent=True)
    answer = _go_on(door, to)
    door.seat(answer)
    return answer


def enter(door: Door, form: FormData) -> Response:
    """Where no code can be sent, whoever holds the link is the candidate."""
    if door.needs_code:
        return door.see("/code")
    answer = _go_on(door, typed(form, "to"))
    door.seat(answer)
    return answer


def _go_on(door: Door, to: str) -> Response:
    return door.see(f"/{to}" if to in ONWARD else "")


def _page(door: Door, status: int, to: str, error: str = "", *, sent: bool = False) -> Response:
    return door.page("code", status, to=to if to in ONWARD else "", error=error, sent=sent)
