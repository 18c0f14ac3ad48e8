"""How an event is told: its label, body, signature and retries (contract §9)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import to_json

from vivavoce.actions import folders, telling
from vivavoce.actions.folders import Folder
from vivavoce.actions.wording import Letter, Stamp
from vivavoce.dialects.a2a import outbound, quality, scoring
from vivavoce.dialects.a2a.standing import REASON_OF_END, Stage, appointed, word
from vivavoce.dialects.a2a.vocabulary import LABEL_OF
from vivavoce.domain.events import Endpoint, Event, EventName
from vivavoce.domain.interview import State
from vivavoce.domain.review import Approval, Gate
from vivavoce.kit.clock import iso_millis
from vivavoce.kit.ids import new_id
from vivavoce.kit.secrets import hmac_hex

DELAYS = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
SAMPLE = "interview.plan_generated"

Json = dict[str, Any]

_UNSEEN: Json = {"overallScore": None, "recommendation": None}


class A2aWords:
    """`actions.wording.Words` as A2A has them."""

    def label(self, event_name: str) -> str | None:
        """`interview.plan_generated` and so on; None for what A2A never tells."""
        return LABEL_OF.get(event_name)

    def body(self, letter: Letter) -> bytes | None:
        """The payload of contract §9; None for what did not happen to an interview."""
        if letter.desk is None:
            return None
        event, desk = letter.event, letter.desk
        folder = folders.read(desk.view, desk.actor, desk.links, event.subject_id)
        content = CONTENT_OF[event.name](folder, event)
        return _payload(LABEL_OF[event.name], event, _after(folder, event), content)

    def method(self, endpoint: Endpoint) -> str:  # noqa: ARG002
        """Always POST."""
        return "POST"

    def headers(self, stamp: Stamp) -> dict[str, str]:
        """Signature: HMAC-SHA256 over the event's time, a dot and the body, keyed with the secret."""
        told_at = str(json.loads(stamp.body)["timestamp"])
        signed = told_at.encode() + b"." + stamp.body
        return {
            "X-Webhook-Signature": f"sha256={hmac_hex(stamp.secret.encode(), signed)}",
            "X-Webhook-Timestamp": told_at,
            "X-Tenant-ID": stamp.organization_id,
            "X-Webhook-Id": stamp.delivery_id,
            "X-Webhook-Attempt": str(stamp.attempt),
        }

    def delays(self, endpoint: Endpoint, delivery_id: str) -> Sequence[timedelta]:  # noqa: ARG002
        """30 s, 2 min, 10 min, 1 h and 6 h, each ±10 %."""
        return telling.spread(DELAYS, delivery_id)

    def sample(self, endpoint: Endpoint, at: datetime) -> tuple[str, bytes]:
        """A plan of an interview that does not exist."""
        event = Event(new_id(), endpoint.organization_id, 0, EventName.PLAN_READY.value, new_id(), at)
        return SAMPLE, _payload(SAMPLE, event, "PENDING", {"planId": new_id()})


def _payload(label: str, event: Event, state: str, content: Json) -> bytes:
    envelope = {
        "event": label,
        "runId": event.subject_id,
        "interviewId": event.subject_id,
        "tenantId": event.organization_id,
        "state": state,
        "timestamp": iso_millis(event.at),
        "data": content,
    }
    return to_json(envelope)


def _after(folder: Folder, event: Event) -> str:
    """The state right after an event. An approved plan has no appointment yet: that is the next event."""
    past = [step.after for step in folder.steps if step.at <= event.at]
    state = past[-1] if past else folder.interview.state
    return word(
        Stage(
            state,
            appointed(folder.interview) and event.name != EventName.PLAN_APPROVED,
            planned=event.name != EventName.PLAN_FAILED,
            assessed=event.name != EventName.ASSESSMENT_FAILED,
        )
    )


def _decided(folder: Folder, event: Event) -> Approval | None:
    """The decision that an event tells of, None when nobody made it."""
    gate = Gate.PLAN if event.name.startswith("plan.") else Gate.ASSESSMENT
    made = (one for one in folder.approvals if one.gate is gate and one.decided_at == event.at)
    return next(made, None)


def _decision(folder: Folder, event: Event) -> Json:
    made = _decided(folder, event)
    return {"userId": made and made.decided_by, "comments": made and made.reason}


def _plan_id(folder: Folder) -> Json:
    return {"planId": folder.stored and folder.stored.id}


def _details_needed(folder: Folder, _event: Event) -> Json:
    found = quality.issues(folder)
    return {**quality.missing(found), "issues": quality.listed(found), "dataQuality": quality.grade(found)}


def _details_given(folder: Folder, _event: Event) -> Json:
    return {"dataQuality": quality.grade(quality.issues(folder))}


def _plan_generated(folder: Folder, _event: Event) -> Json:
    return _plan_id(folder)


def _approved(folder: Folder, event: Event) -> Json:
    return {
        **_plan_id(folder),
        "interviewLink": folder.url,
        "linkExpiresAt": outbound.link_expires_at(folder),
        "userId": _decision(folder, event)["userId"],
    }


def _plan_decided(folder: Folder, event: Event) -> Json:
    return {**_plan_id(folder), **_decision(folder, event)}


def _scheduled(folder: Folder, _event: Event) -> Json:
    return {"scheduledAt": iso_millis(folder.interview.scheduled_at)}


def _started(folder: Folder, event: Event) -> Json:
    return {"sessionId": folder.room and folder.room.session_id, "startedAt": iso_millis(event.at)}


def _completed(folder: Folder, event: Event) -> Json:
    interview = folder.interview
    began = interview.started_at or event.at
    return {
        "sessionId": folder.room and folder.room.session_id,
        "durationSeconds": round((event.at - began).total_seconds()),
        "stateReason": REASON_OF_END[interview.end_reason] if interview.end_reason else None,
    }


def _assessment_pending(folder: Folder, _event: Event) -> Json:
    """No score before its approval, not even here."""
    return {"assessmentId": folder.assessment_id, **_UNSEEN}


def _assessment_decided(folder: Folder, event: Event) -> Json:
    return {**_result(folder), **_decision(folder, event)}


def _result(folder: Folder) -> Json:
    value, plan = folder.assessment, folder.plan
    if value is None or plan is None or folder.interview.state is not State.RELEASED:
        return {"assessmentId": folder.assessment_id, **_UNSEEN}
    return {
        "assessmentId": value.id,
        "overallScore": scoring.overall(value, plan),
        "recommendation": scoring.recommendation(value, plan),
    }


def _because(reason: str | None) -> Callable[[Folder, Event], Json]:
    return lambda _folder, _event: {"stateReason": reason}


def _failed(stage: str) -> Callable[[Folder, Event], Json]:
    return lambda _folder, event: {"stateReason": f"{stage}_FAILED", "stage": stage, "error": event.note}


CONTENT_OF: Mapping[str, Callable[[Folder, Event], Json]] = {
    EventName.DETAILS_NEEDED: _details_needed,
    EventName.DETAILS_GIVEN: _details_given,
    EventName.PLAN_READY: _plan_generated,
    EventName.PLAN_APPROVED: _approved,
    EventName.PLAN_REJECTED: _plan_decided,
    EventName.PLAN_CHANGES_ASKED: _plan_decided,
    EventName.INTERVIEW_SCHEDULED: _scheduled,
    EventName.INTERVIEW_STARTED: _started,
    EventName.INTERVIEW_ENDED: _completed,
    EventName.ASSESSMENT_READY: _assessment_pending,
    EventName.ASSESSMENT_RELEASED: _assessment_decided,
    EventName.ASSESSMENT_REJECTED: _assessment_decided,
    EventName.INTERVIEW_CANCELLED: _because("CANCELLED_BY_USER"),
    EventName.INTERVIEW_FAILED: _because(None),
    EventName.INTERVIEW_RETURNED: _because("DISCONNECTED"),
    EventName.INTERVIEW_EXPIRED: _because("LINK_EXPIRED"),
    EventName.PLAN_FAILED: _failed("PLAN"),
    EventName.ASSESSMENT_FAILED: _failed("ASSESSMENT"),
}
