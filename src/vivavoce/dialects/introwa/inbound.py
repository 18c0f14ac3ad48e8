"""What a request asks for: its checked body as commands of the core. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from vivavoce.actions.inviting import NewInvitation
from vivavoce.dialects.introwa import wire
from vivavoce.dialects.introwa.validity import DEFAULT, end, read
from vivavoce.domain.errors import NotFound

DIALECT: Final = "introwa"

_JOB_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,63}")


def job_id(text: str) -> str:
    """The recruiter's own id of a job. Raises NotFound for one that no job can have."""
    if not _JOB_ID.fullmatch(text):
        raise NotFound("job", text)
    return text


def new_invitation(body: wire.Invite, now: datetime) -> NewInvitation:
    """Whom to invite; the name is parted at its first space. Raises Invalid for an end that will not do."""
    first, _, last = body.name.partition(" ")
    until = end(read(body.expires_at or DEFAULT), now)
    return NewInvitation(first, last.strip(), body.email, until, body.invited_by, body.custom_message or None)
