"""What a request asks for: its checked body as commands of the core. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.interviews import NewInterview
from vivavoce.dialects.introwa import wire
from vivavoce.domain.errors import NotFound
from vivavoce.domain.hiring import Job

DIALECT: Final = "introwa"
MINUTES: Final = 30
REJOIN_MINUTES: Final = 24 * 60

_JOB_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,63}")


def job_id(text: str) -> str:
    """The recruiter's own id of a job. Raises NotFound for one that no job can have."""
    if not _JOB_ID.fullmatch(text):
        raise NotFound("job", text)
    return text


def name(body: wire.Invite) -> tuple[str, str]:
    """First and last name, parted at the first space."""
    first, _, last = body.name.partition(" ")
    return first, last.strip()


def new_candidate(body: wire.Invite, job: Job, retain_until: date) -> NewCandidate:
    """A candidate whom the workspace does not know yet."""
    return NewCandidate(*name(body), retain_until, body.email, job_ids=(job.id,))


def new_interview(
    body: wire.Invite,
    candidate: str | NewCandidate,
    agent_id: str,
    job: Job,
    until: datetime,
    invited_by: str | None,
) -> NewInterview:
    """An interview to arrange, which stays open for a candidate who breaks off for a day."""
    return NewInterview(
        candidate=candidate,
        agent=agent_id,
        job=job.id,
        open_until=until,
        rejoin_minutes=REJOIN_MINUTES,
        reply_to=invited_by,
        message=body.custom_message or None,
    )
