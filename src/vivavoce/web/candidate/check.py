"""The check before the room: devices, network, and a question to practise on."""

from __future__ import annotations

from starlette.responses import Response

from vivavoce.actions import lobby
from vivavoce.actions.notices import GRANTS, VOICE
from vivavoce.kit.words import N_
from vivavoce.web.candidate.door import Door

CHECKS = (
    ("network", N_("Connection"), N_("The only thing that an interview in writing needs.")),
    ("microphone", N_("Microphone"), N_("Say a few words. You can then listen to them.")),
    ("speaker", N_("Speaker"), N_("You hear a short tone.")),
    ("camera", N_("Camera"), N_("You see yourself. Nobody else does.")),
)
"""Id, name and what happens, in the order of the page."""
REMEDIES = {
    "NotAllowedError": N_(
        "The browser was not allowed to use it. Click the sign beside the page's address, allow it there, "
        "and try again. On a company computer it may be blocked for all pages."
    ),
    "NotFoundError": N_("No such device was found. Please plug it in, or switch it on, and try again."),
    "NotReadableError": N_(
        "Another program is using it. Please close other meetings and camera programs, and try again."
    ),
    "insecure": N_(
        "Browsers lend devices only to pages with a secure address (https). There is nothing you can do "
        "about it here, and nothing you need to."
    ),
    "silent": N_("We heard nothing. Is it muted, or is another microphone chosen in your system's settings?"),
    "other": N_("It could not be used. Please reload the page and try again, or try another browser."),
}
"""What helps where a device fails, by kind of failure."""
WORDS = {
    "idle": N_("Not tested"),
    "testing": N_("Testing…"),
    "pass": N_("Works"),
    "fail": N_("Does not work yet"),
    "again": N_("Test again"),
    "retry": N_("Try again"),
    "speak": N_("Please say a few words…"),
    "practised": N_("That is all there is to it. Your practice answer was not sent and is gone."),
    "blank": N_("Please write a few words first."),
    **REMEDIES,
    "unheard": N_("Please turn the volume up, and look whether headphones or another speaker are chosen."),
    "unreachable": N_(
        "The live connection is blocked. Some company networks do that. Please try another network or your "
        "phone."
    ),
}
"""What the page's script says, by state and by kind of failure."""


def show(door: Door) -> Response:
    """The check; nothing on it stands in the way of an interview in writing."""
    with door.house.store.read(door.actor.organization_id) as view:
        ahead = lobby.questions_ahead(view, door.actor, door.lobby.interview_id)
    return door.page(
        "check",
        socket=door.socket,
        devices=True,
        checks=CHECKS,
        words=WORDS,
        questions=ahead,
        required=GRANTS,
        voice=VOICE if door.pages.voice() else None,
        heard=door.heard,
    )
