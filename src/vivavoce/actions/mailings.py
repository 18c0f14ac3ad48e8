"""How the candidate's link is sent by mail, not too often."""

from __future__ import annotations

from datetime import timedelta

from vivavoce.domain.errors import NotFound
from vivavoce.domain.identity import APPROVE
from vivavoce.store.shapes import INVITATION
from vivavoce.store.tx import Tx

MAIL_PAUSE = timedelta(seconds=60)


def mail_link(tx: Tx, interview_id: str) -> None:
    """Send the candidate their link, at most once in `MAIL_PAUSE`. Raises NotFound when there is no link."""
    tx.actor.need("interviews:write", APPROVE)
    link = tx.find(INVITATION, interview_id=interview_id)
    if link is None:
        raise NotFound(INVITATION.kind, interview_id)
    if link.mailed_at is not None and tx.now - link.mailed_at < MAIL_PAUSE:
        return
    tx.change(INVITATION, link.id, mailed_at=tx.now)
    tx.start("invite", interview_id, key=f"invite:{interview_id}:{tx.now.isoformat()}")
