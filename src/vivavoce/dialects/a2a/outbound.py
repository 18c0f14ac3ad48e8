"""What an answer about an interview says: values of the core as A2A's JSON. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from vivavoce.actions.folders import Folder
from vivavoce.actions.intake import Issue
from vivavoce.dialects.a2a import quality, scoring
from vivavoce.dialects.a2a.record import Row
from vivavoce.dialects.a2a.standing import MESSAGE_OF, appointed, decisions, reason_of, state_of
from vivavoce.dialects.a2a.vocabulary import level_word
from vivavoce.domain.identity import APPROVE, Actor
from vivavoce.domain.interview import State
from vivavoce.kit.clock import iso_millis
from vivavoce.kit.paging import Slice

Json = dict[str, Any]

LINKED = frozenset(
    {State.READY, State.LIVE, State.ASSESSING, State.ASSESSMENT_REVIEW, State.RELEASED, State.EXPIRED}
)
"""Where the candidate's link has been given out."""


def taken(interview_id: str, state: str, found: Sequence[Issue], message: str = "") -> Json:
    """The answer to a request for an interview; what it lacks only while it waits for that."""
    waits = state == "INFO_NEEDED"
    lacking = {**quality.missing(found), "issues": quality.listed(found)} if waits else {}
    return {
        "runId": interview_id,
        "interviewId": interview_id,
        "state": state,
        "message": message or MESSAGE_OF[state],
        "dataQuality": quality.grade(found),
        **lacking,
    }


def status(folder: Folder, actor: Actor, sent_level: str | None, now: datetime) -> Json:
    """All that a poller wants to know (contract §4)."""
    interview, found = folder.interview, quality.issues(folder)
    state = state_of(folder, now)
    return {
        "runId": interview.id,
        "interviewId": interview.id,
        "state": state,
        "workflowState": state,
        "stateReason": reason_of(folder, now),
        "message": MESSAGE_OF[state],
        "dataQuality": quality.grade(found),
        **quality.missing(found if state == "INFO_NEEDED" else ()),
        "candidateName": folder.candidate.name,
        "position": folder.title,
        "level": _level(folder, sent_level),
        "planId": folder.stored.id if folder.stored else None,
        "plan": plan(folder),
        "interviewLink": folder.url if linked(folder) and _decides(actor) else None,
        "linkExpiresAt": link_expires_at(folder),
        "scheduledAt": scheduled_at(folder),
        "assessment": assessment(folder),
        "createdAt": iso_millis(interview.created_at),
        "updatedAt": iso_millis(interview.updated_at),
    }


def interview(folder: Folder, sent_level: str | None, now: datetime) -> Json:
    """An interview as the console lists it (contract §11)."""
    value, job = folder.interview, folder.job
    return {
        "id": value.id,
        "candidateName": folder.candidate.name,
        "candidateEmail": folder.candidate.email,
        "position": folder.title,
        "level": _level(folder, sent_level),
        "skills": list(job.required_skills) if job else [],
        "workflowState": state_of(folder, now),
        "tenantId": value.organization_id,
        "createdAt": iso_millis(value.created_at),
        "runId": value.id,
        "stateReason": reason_of(folder, now),
        "jobDescription": job.description if job else "",
        "companyName": job.details.employer if job else None,
        "companyDescription": job.details.employer_description if job else None,
        "scheduledAt": scheduled_at(folder),
        "updatedAt": iso_millis(value.updated_at),
    }


def page(found: Slice[Any], rows: Sequence[Json]) -> Json:
    """One page of interviews."""
    return {
        "interviews": list(rows),
        "total": found.total,
        "page": found.page.number,
        "limit": found.page.limit,
    }


def plan(folder: Folder) -> Json | None:
    """The latest plan, None before there is one."""
    if folder.stored is None or folder.plan is None:
        return None
    return scoring.plan(folder.stored, folder.plan, folder.job, folder.candidate.first_name)


def assessment(folder: Folder) -> Json | None:
    """The assessment, None while the reader may not see one."""
    if folder.assessment is None or folder.plan is None:
        return None
    return scoring.assessment(folder.assessment, folder.plan, folder.interview)


def standing(folder: Folder, now: datetime) -> Json:
    """Where an interview stands."""
    return {
        "interviewId": folder.interview.id,
        "currentState": state_of(folder, now),
        "stateReason": reason_of(folder, now),
        "updatedAt": iso_millis(folder.interview.updated_at),
    }


def onward(folder: Folder, now: datetime) -> Json:
    """What a person may do now."""
    return {
        "currentState": state_of(folder, now),
        "availableTransitions": list(decisions(folder, now)),
    }


def transition(interview_id: str, row: Row) -> Json:
    """One row of the history."""
    return {
        "interviewId": interview_id,
        "previousState": row.before,
        "newState": row.after,
        "transition": row.name,
        "triggeredBy": row.by,
        "reason": row.reason,
        "timestamp": iso_millis(row.at),
    }


def linked(folder: Folder) -> bool:
    """Whether the candidate's link has been given out."""
    return folder.interview.state in LINKED and folder.url is not None


def link_expires_at(folder: Folder) -> str | None:
    """When the candidate's link ends, None before it is given out."""
    return iso_millis(folder.invitation.expires_at) if folder.invitation and linked(folder) else None


def scheduled_at(folder: Folder) -> str | None:
    """The time that the interview was given, None for one that may begin at once."""
    return iso_millis(folder.interview.scheduled_at) if appointed(folder.interview) else None


def _level(folder: Folder, sent: str | None) -> str | None:
    return level_word(folder.job.details.seniority if folder.job else None, sent)


def _decides(actor: Actor) -> bool:
    return bool(actor.scopes & {"*", APPROVE})
