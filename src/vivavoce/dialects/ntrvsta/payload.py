"""What the body of a webhook says: one completed result (contract §8). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vivavoce.actions.folders import Folder
from vivavoce.dialects.ntrvsta.analysis import analysis
from vivavoce.dialects.ntrvsta.ids import Kind, written
from vivavoce.dialects.ntrvsta.outbound import Known, candidate, result_url
from vivavoce.dialects.ntrvsta.vocabulary import COMPLETED, RESULT_COMPLETED, language_tag
from vivavoce.domain.events import Event
from vivavoce.domain.interview import Interview
from vivavoce.domain.review import Template
from vivavoce.domain.scoring import Assessment
from vivavoce.kit.clock import iso_millis

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A completed result with all that is told of it. `known` has the extras of template and invitation."""

    event: Event
    folder: Folder
    assessment: Assessment
    template: Template
    known: Known
    public_url: str


def result(outcome: Outcome) -> Json:
    """The body; score and page are those that polling gives."""
    folder, extras = outcome.folder, outcome.known.extras
    return {
        "event": RESULT_COMPLETED,
        "resultId": written(Kind.RESULT, outcome.assessment.id),
        "organizationId": written(Kind.ORGANIZATION, outcome.event.organization_id),
        "occurredAt": iso_millis(outcome.event.at),
        "resultUrl": result_url(outcome.public_url, outcome.assessment.id),
        "overallScore": outcome.assessment.appraisal.total,
        "candidate": candidate(folder.candidate, extras),
        "template": {
            "templateId": written(Kind.TEMPLATE, outcome.template.id),
            "title": folder.title,
            "externalPostingId": outcome.known.posting_id,
        },
        "interview": {
            **_course(folder.interview),
            "language": language_tag(folder.agent.language, extras.get("language")),
        },
        "aiAnalysis": analysis(folder, outcome.assessment.appraisal),
        "metadata": dict(extras.get("metadata", {})),
    }


def _course(interview: Interview) -> Json:
    started, ended = interview.started_at, interview.ended_at
    return {
        "invitationId": written(Kind.INVITATION, interview.id),
        "status": COMPLETED,
        "invitedAt": iso_millis(interview.created_at),
        "startedAt": _moment(started),
        "completedAt": _moment(ended),
        "durationSeconds": int((ended - started).total_seconds()) if started and ended else None,
    }


def _moment(at: datetime | None) -> str | None:
    return iso_millis(at) if at else None
