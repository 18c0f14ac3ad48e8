"""How a candidate comes in: the link, the code, the session (contract §6). No key, only the link's token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from vivavoce.actions import folders, lobby, rooms, tickets
from vivavoce.actions.folders import Folder
from vivavoce.actions.tickets import Ticket
from vivavoce.dialects.a2a import outbound
from vivavoce.dialects.a2a.errors import Stuck
from vivavoce.dialects.a2a.reply import ok
from vivavoce.dialects.a2a.standing import appointed, decisions, state_of
from vivavoce.dialects.dialect import Reply, Visit
from vivavoce.domain.errors import NotFound, TooEarly, Unauthenticated
from vivavoce.domain.identity import Actor, candidate, system
from vivavoce.domain.interview import State
from vivavoce.domain.invitation import Invitation
from vivavoce.kit.clock import iso_millis

BROWSER: Final = "a2a"
"""One name for every caller: whoever holds the link asks for the code and types it."""
AHEAD: Final = timedelta(minutes=10)
GRANTS: Final = ("ai_interview", "transcript")
"""What the mail with the code says one agrees to by using it (`actions/letters.py`)."""
OPEN: Final = (State.READY, State.LIVE)
NO_LINK: Final = "Interview link not found or has expired"
WRONG_CODE: Final = "Invalid or expired verification code"


class NoLink(NotFound):
    """No link has this token, or its time is over."""

    def __init__(self) -> None:
        super().__init__("interview link", "given")
        self.message = NO_LINK


@dataclass(frozen=True, slots=True)
class Door:
    """A link that holds, what it leads to, and who stands at it."""

    invitation: Invitation
    folder: Folder
    actor: Actor


def show_link(visit: Visit) -> Reply:
    folder = (door := _door(visit)).folder
    employer = folder.job.details.employer if folder.job else None
    with visit.house.store.read(door.actor.organization_id) as view:
        hall = lobby.enter(view, door.actor, door.invitation)
    return ok(
        {
            "candidateName": folder.candidate.name,
            "position": folder.title,
            "maskedEmail": _masked(folder),
            "expiresAt": iso_millis(door.invitation.expires_at),
            "companyName": employer or hall.organization,
            "scheduledAt": outbound.scheduled_at(folder),
            "durationMinutes": folder.agent.minutes,
            "state": state_of(folder, visit.now),
        }
    )


def send_code(visit: Visit) -> Reply:
    """Raises Conflict when it is over or called off, TooMany."""
    door = _open_door(visit)
    with visit.house.store.write(door.actor) as tx:
        lobby.request_code(tx, door.invitation.id, BROWSER)
    return ok({"message": f"Verification code sent to {_masked(door.folder)}"}, 201)


def check_code(visit: Visit) -> Reply:
    """Raises Unauthenticated for a code that is wrong, too old or used up, once the guess is counted."""
    door = _open_door(visit)
    with visit.house.store.write(door.actor) as tx:
        right = lobby.check_code(tx, visit.house.links, door.invitation.id, BROWSER, visit.body.otp)
    if not right:
        raise Unauthenticated(WRONG_CODE)
    interview = door.folder.interview
    ticket = Ticket(interview.id, interview.organization_id, interview.candidate_id)
    return ok(
        {
            "sessionToken": tickets.issue(visit.house.links.key, ticket, visit.now),
            "candidateName": door.folder.candidate.name,
            "position": door.folder.title,
        }
    )


def start(visit: Visit) -> Reply:
    """The same session again while it is live. Raises Unauthenticated, Conflict, TooEarly."""
    door = _door(visit)
    _seated(visit, door)
    door = _open_door(visit)
    interview = door.folder.interview
    if appointed(interview) and interview.scheduled_at - visit.now > AHEAD:
        raise TooEarly(f"This interview begins at {iso_millis(interview.scheduled_at)}")
    with visit.house.store.write(door.actor) as tx:
        if lobby.consent(tx.view, interview.id) is None:
            lobby.agree(tx, interview.id, "en", GRANTS)
        room = rooms.begin(tx, interview.id)
    socket = visit.house.links.public_url.replace("http", "ws", 1)
    begun = {"sessionId": room.session_id, "tenantId": interview.organization_id, "wsUrl": f"{socket}/live"}
    return ok(begun, 201)


def _door(visit: Visit) -> Door:
    """Raises NoLink."""
    try:
        invitation = lobby.find(visit.house.store, visit.path["token"], visit.now)
        home = invitation.organization_id
        with visit.house.store.read(home) as view:
            folder = folders.read(view, system(home), visit.house.links, invitation.interview_id)
    except NotFound as missing:
        raise NoLink from missing
    return Door(invitation, folder, candidate(home, folder.interview.candidate_id))


def _open_door(visit: Visit) -> Door:
    """Raises NoLink, Conflict unless the interview may begin or goes on."""
    door = _door(visit)
    if door.folder.interview.state not in OPEN:
        word = state_of(door.folder, visit.now)
        raise Stuck(f"This interview is {word}", word, decisions(door.folder, visit.now))
    return door


def _seated(visit: Visit, door: Door) -> None:
    """Raises Unauthenticated unless the session token is of this interview."""
    ticket = tickets.read(visit.house.links.key, visit.headers.get("x-session-token", ""), visit.now)
    if ticket.interview_id != door.folder.interview.id:
        raise Unauthenticated("The session token belongs to another interview")


def _masked(folder: Folder) -> str:
    return lobby.masked(folder.candidate.email or "")
