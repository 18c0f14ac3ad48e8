"""What an answer says: values of the core as NTRVSTA's JSON, keys in the contract's order. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vivavoce.actions.folders import Folder
from vivavoce.actions.results import Result
from vivavoce.actions.templates import Sheet
from vivavoce.dialects.ntrvsta.ids import Kind, read, written
from vivavoce.dialects.ntrvsta.vocabulary import COMPLETED, OPEN, language_tag, status
from vivavoce.domain.hiring import Candidate
from vivavoce.kit.clock import iso_millis

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What NTRVSTA calls one of ours: the posting it stands for, and fields the core has no word for."""

    posting_id: str | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)


def template(sheet: Sheet, known: Known) -> Json:
    """A template (contract §3); it is ready at once, because plans are written for each interview."""
    value = sheet.template
    return {
        "templateId": written(Kind.TEMPLATE, value.id),
        "title": sheet.job.title,
        "description": sheet.job.description,
        "externalPostingId": known.posting_id,
        "whiteboardDesign": bool(known.extras.get("whiteboardDesign")),
        "inviteUrlExpiresInDays": value.link_days,
        "language": language_tag(sheet.agent.language, known.extras.get("language")),
        "status": "READY",
        "createdAt": iso_millis(value.created_at),
        "updatedAt": iso_millis(value.updated_at),
    }


def made_template(sheet: Sheet, known: Known, *, reused: bool) -> Json:
    """A template in the answer to its making."""
    shown = template(sheet, known)
    times = {name: shown.pop(name) for name in ("createdAt", "updatedAt")}
    return {**shown, "reused": reused, **times}


def invitation(folder: Folder, template_id: str, known: Known, now: datetime, *, reused: bool) -> Json:
    """An invitation (contract §4); `known` has the posting of its template and the invitation's extras."""
    interview, link = folder.interview, folder.invitation
    word = status(interview, folder.room, now, assessed=folder.assessment is not None)
    return {
        "invitationId": written(Kind.INVITATION, interview.id),
        "templateId": written(Kind.TEMPLATE, template_id),
        "externalPostingId": known.posting_id,
        "candidate": candidate(folder.candidate, known.extras),
        "status": word,
        "inviteUrl": folder.url if word in OPEN else None,
        "inviteUrlExpiresAt": iso_millis(link.expires_at) if link else None,
        "reused": reused,
        "createdAt": iso_millis(interview.created_at),
    }


def candidate(value: Candidate, extras: Mapping[str, Any]) -> Json:
    """A candidate, as invitations and webhooks show one."""
    return {
        "candidateId": written(Kind.CANDIDATE, value.id),
        "email": value.email,
        "firstName": value.first_name,
        "lastName": value.last_name,
        "externalCandidateId": extras.get("externalCandidateId"),
    }


def result(found: Result, public_url: str) -> Json:
    """One result (contract §5)."""
    ended = found.interview.ended_at
    assert ended is not None, "a released interview has ended"
    return {
        "resultId": written(Kind.RESULT, found.assessment.id),
        "invitationId": written(Kind.INVITATION, found.interview.id),
        "templateId": written(Kind.TEMPLATE, found.template_id),
        "status": COMPLETED,
        "completedAt": iso_millis(ended),
        "resultUrl": result_url(public_url, found.assessment.id),
        "overallScore": found.assessment.appraisal.total,
    }


def result_url(public_url: str, assessment_id: str) -> str:
    """The page of the console that shows a result; it asks for a login."""
    return f"{public_url}/results/{written(Kind.RESULT, assessment_id)}"


def result_page(written_id: str) -> str:
    """The console's page of a result that has this id on the wire. Raises NotFound."""
    return f"/console/assessments/{read(Kind.RESULT, written_id)}"
