"""The room: its page, the ticket for its socket, and corrections of one's own words."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.responses import JSONResponse, Response

from vivavoce.actions import rooms, tickets, wishes
from vivavoce.actions.tickets import Ticket
from vivavoce.domain.errors import Unauthenticated
from vivavoce.domain.wishes import AmendmentKind
from vivavoce.kit.words import N_
from vivavoce.web.candidate.check import REMEDIES
from vivavoce.web.candidate.door import Door
from vivavoce.web.candidate.forms import typed

WORDS = {
    "WAITING": N_("Getting ready…"),
    "SPEAKING": N_("Speaking"),
    "LISTENING": N_("Listening"),
    "THINKING": N_("Thinking…"),
    "PAUSED": N_("Paused"),
    "CLOSING": N_("Finishing…"),
    "ENDED": N_("The interview is over"),
    "LOST": N_("Reconnecting…"),
    "ELSEWHERE": N_("Opened in another window"),
    "READY": N_("Ready when you are"),
    "saved": N_("Saved up to your last sentence. Reconnecting…"),
    "topic": N_("Topic {index} of {total} · about {minutes} min left"),
    "beginning": N_("Beginning · about {minutes} min left"),
    "SILENCE": N_("Take your time. Press Done when you are ready."),
    "blank": N_("Please write an answer first, or choose Skip."),
    "agent": N_("AI interviewer"),
    "candidate": N_("You"),
    "notice": N_("Note"),
    "pending": N_("You · on its way"),
    "fix": N_("Fix a word"),
    "fixing": N_("Your words, corrected"),
    "save": N_("Save"),
    "cancel": N_("Cancel"),
    "corrected": N_("Corrected. What you wrote first is kept beside it:"),
    "unsaved": N_("This could not be saved. Please try again."),
    "TIME_5_MIN": N_("About five minutes are left."),
    "TIME_1_MIN": N_("About one minute is left."),
    "STT_DOWN": N_("You cannot be heard at the moment. Please type your answer."),
    "STT_UP": N_("You can be heard again."),
    "UNHEARD": N_("I did not catch that. Please say it again, or type it."),
    "GOES_ON": N_("Go on, I am listening."),
    "muted": N_("Your microphone is muted."),
    "unplugged": N_("Your microphone is gone. Please type, or plug it in and speak again."),
    **REMEDIES,
}
"""What the page's scripts say: by phase, by code of a notice, and on their own."""


def show(door: Door) -> Response:
    """The room itself."""
    if not door.lobby.consented:
        return door.see(door.next)
    with door.house.store.read(door.actor.organization_id) as view:
        amended = wishes.amendments(view, door.actor, door.lobby.interview_id)
    corrections = {str(one.turn): one.text for one in amended if one.kind is AmendmentKind.CORRECTION}
    spoken = door.pages.voice()
    return door.page(
        "room",
        socket=door.socket,
        devices=spoken,
        words=WORDS,
        corrections=corrections,
        voice=spoken,
        heard=door.heard,
    )


def ticket(door: Door, _form: FormData) -> Response:
    """What the room's script needs to open the socket. Raises Unauthenticated, Conflict, Forbidden."""
    _proved(door)
    with door.house.store.write(door.actor) as tx:
        opened = rooms.open_room(tx, door.lobby.interview_id)
    home = door.invitation.organization_id
    pass_ = Ticket(door.lobby.interview_id, home, door.lobby.candidate_id)
    return JSONResponse(
        {
            "sessionId": opened.session_id,
            "tenantId": home,
            "sessionToken": tickets.issue(door.pages.key, pass_, door.house.clock.now()),
            "wsUrl": f"{door.socket}/live",
        }
    )


def correct(door: Door, form: FormData) -> Response:
    """Other words for one of the candidate's own turns. Raises Unauthenticated, Invalid, Conflict."""
    _proved(door)
    number = typed(form, "turn")
    turn = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    with door.house.store.write(door.actor) as tx:
        kept = wishes.amend(tx, door.lobby.interview_id, turn, AmendmentKind.CORRECTION, typed(form, "text"))
    return JSONResponse({"turn": kept.turn, "text": kept.text})


def _proved(door: Door) -> None:
    if not door.seated:
        raise Unauthenticated("This browser has not passed the door")
