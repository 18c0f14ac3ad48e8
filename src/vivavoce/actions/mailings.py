"""How the candidate's link is sent by mail, not too often, and how they are reminded of it once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from vivavoce.domain.errors import NotFound
from vivavoce.domain.identity import APPROVE
from vivavoce.domain.interview import State
from vivavoce.domain.invitation import Invitation
from vivavoce.domain.wishes import WishKind
from vivavoce.store.shapes import INTERVIEW, INVITATION, ROOM, WISH
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

MAIL_PAUSE = timedelta(seconds=60)
LAST_DAY = timedelta(hours=24)
OTHERWISE: Final = frozenset({WishKind.PERSON, WishKind.CALL_BACK, WishKind.DELETION})
"""Wishes of who would rather not be interviewed by a machine in a browser."""


def mail_link(tx: Tx, interview_id: str) -> None:
    """Send the candidate their link, at most once in `MAIL_PAUSE`; nothing before the interview is ready.

    A look whether to remind them is planned with it. Raises NotFound when there is no link.
    """
    tx.actor.need("interviews:write", APPROVE)
    link = tx.find(INVITATION, interview_id=interview_id)
    if link is None:
        raise NotFound(INVITATION.kind, interview_id)
    just_sent = link.mailed_at is not None and tx.now - link.mailed_at < MAIL_PAUSE
    if just_sent or tx.get(INTERVIEW, interview_id).state is not State.READY:
        return
    mailed = tx.change(INVITATION, link.id, mailed_at=tx.now)
    tx.start("invite", interview_id, key=f"invite:{interview_id}:{tx.now.isoformat()}")
    _look_later(tx, mailed)


def remind(tx: Tx, invitation_id: str) -> None:
    """Have a reminder sent if one is due, once in a link's life; look again later if its end has moved."""
    tx.actor.need("interviews:write")
    link = tx.find(INVITATION, id=invitation_id)
    if link is None or not unused(tx.view, link):
        return
    if tx.now < due(link):
        _look_later(tx, link)
    else:
        tx.start("remind_mail", link.id)  # its one key makes it the only one


def unused(view: View, link: Invitation) -> bool:
    """Whether a link waits for a candidate who has neither begun nor asked for another way."""
    interview = view.find(INTERVIEW, id=link.interview_id)
    if interview is None or interview.state is not State.READY:
        return False
    if link.revoked_at is not None or link.expires_at <= view.now:
        return False
    if view.count(ROOM, interview_id=interview.id):
        return False
    return not any(wish.kind in OTHERWISE for wish in view.every(WISH, interview_id=interview.id))


def due(link: Invitation) -> datetime:
    """When to remind: `LAST_DAY` before the link's end, or halfway to it from its last mail, if later."""
    sent = link.mailed_at or link.created_at
    return max(sent + (link.expires_at - sent) / 2, link.expires_at - LAST_DAY)


def _look_later(tx: Tx, link: Invitation) -> None:
    wait = max(due(link) - tx.now, timedelta(0))
    tx.start("remind", link.id, wait, key=f"remind:{link.id}:{tx.now.isoformat()}")
