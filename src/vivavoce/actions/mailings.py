"""How the candidate's link is sent by mail, not too often."""

from __future__ import annotations

from datetime import timedelta

from vivavoce.domain.errors import NotFound
from vivavoce.domain.identity import APPROVE
from vivavoce.domain.interview import State
from vivavoce.store.shapes import INTERVIEW, INVITATION
from vivavoce.store.tx import Tx

MAIL_PAUSE = timedelta(seconds=60)


def mail_link(tx: Tx, interview_id: str) -> None:
    """Send the candidate their link, at most once in `MAIL_PAUSE`; nothing before the interview is ready.

    Raises NotFound when there is no link.
    """
    tx.actor.need("interviews:write", APPROVE)
    link = tx.find(INVITATION, interview_id=interview_id)
    if link is None:
        raise NotFound(INVITATION.kind, interview_id)
    just_sent = link.mailed_at is not None and tx.now - link.mailed_at < MAIL_PAUSE
    if just_sent or tx.get(INTERVIEW, interview_id).state is not State.READY:
        return
    tx.change(INVITATION, link.id, mailed_at=tx.now)
    tx.start("invite", interview_id, key=f"invite:{interview_id}:{tx.now.isoformat()}")
