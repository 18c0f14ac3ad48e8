"""What an answer says: an invitation as Introwa's JSON, keys in the contract's order. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from vivavoce.actions.folders import Folder
from vivavoce.dialects.introwa.vocabulary import status
from vivavoce.kit.clock import iso_millis

Json = dict[str, Any]

SENT = "Invitation sent successfully"
SENT_AGAIN = "Invitation refreshed and sent again"


def invited(folder: Folder, now: datetime, *, again: bool) -> Json:
    """The answer of contract §2."""
    interview, job, link = folder.interview, folder.job, folder.invitation
    assert job is not None, "an invitation is for a job"
    assert link is not None, "an invitation has a link"
    return {
        "success": True,
        "message": SENT_AGAIN if again else SENT,
        "data": {
            "id": interview.id,
            "job_id": job.reference,
            "job_title": job.title,
            "name": folder.candidate.name,
            "email": folder.candidate.email,
            "status": status(interview, link, now),
            "invite_url": folder.url,
            "expires_at": iso_millis(link.expires_at),
            "invited_by": link.reply_to,
            "custom_message": link.message,
            "created_at": iso_millis(interview.created_at),
        },
    }
