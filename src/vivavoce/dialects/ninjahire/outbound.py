"""What an answer says: values of the core as Ninjahire's JSON, keys in the contract's order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from vivavoce.actions.applications import Applied
from vivavoce.dialects.ninjahire.inbound import iso_weekday
from vivavoce.dialects.ninjahire.shelf import Shelf
from vivavoce.dialects.ninjahire.subscription import subscription
from vivavoce.dialects.ninjahire.vocabulary import CANDIDATE_WORD, JOB_WORD, is_active, job_status
from vivavoce.domain.calling import Rules
from vivavoce.domain.events import Endpoint
from vivavoce.domain.hiring import Calling, Candidate, Job, JobQuestion, Pay, Place
from vivavoce.kit.clock import iso_seconds

Json = dict[str, Any]

_EXACT = 2**53
_NOWHERE = Place()
_UNPAID = Pay()


def page(rows: Iterable[Json], count: int) -> Json:
    """One page of a list; `count` is of all of them (contract §4)."""
    return {"data": list(rows), "count": count}


def job(value: Job, shelf: Shelf) -> Json:
    """A job (contract §5.2)."""
    said = shelf.said(value.id)
    details = value.details
    place, pay = details.place or _NOWHERE, details.pay or _UNPAID
    word = said.get("status", "")
    same = word and job_status(word) is value.status
    return {
        "id": value.id,
        "source_id": shelf.source(value.id),
        "title": value.title,
        "client_name": said.get("client_name"),
        "industry": said.get("industry"),
        "job_code": said.get("job_code"),
        "address": place.street,
        "workplace_type": said.get("workplace_type"),
        "city": place.city,
        "state_name": said.get("state_name"),
        "zip_code": place.postal_code,
        "country": said.get("country") or place.country,
        "employment_type": details.contract,
        "duration": said.get("duration"),
        "start_date": said.get("start_date"),
        "end_date": said.get("end_date"),
        "posting_date": said.get("posting_date"),
        "pay_frequency": said.get("pay_frequency"),
        "min_pay_rate": _number(pay.min),
        "max_pay_rate": _number(pay.max),
        "pay_rate_currency": pay.currency or said.get("pay_rate_currency"),
        "recruiter_name": said.get("recruiter_name"),
        "recruiter_email": said.get("recruiter_email"),
        "recruiter_work_phone_no": said.get("recruiter_work_phone_no"),
        "status": word if same else JOB_WORD[value.status],
        "desc": value.description,
        **_times(value),
    }


def scheduling(value: Calling) -> Json:
    """Whether a job's applicants are called by themselves (contract §5.5)."""
    return {"job_id": value.job_id, "scheduling": value.automatic}


def setting(value: Calling, shelf: Shelf) -> Json:
    """When they are called (contract §5.8)."""
    rules = value.rules
    return {
        "job_id": value.job_id,
        "window_start_time": rules.opens.isoformat("seconds"),
        "window_end_time": rules.closes.isoformat("seconds"),
        "daily_attempts": rules.daily,
        "total_attempts": rules.total,
        "retry_interval": rules.retry_minutes,
        "days_of_week": _days(rules, shelf.said(value.job_id).get("days_of_week")),
        "email_enabled": rules.mail.enabled,
        "email_notify_minutes": rules.mail.minutes,
        "email_repeat": rules.mail.every_attempt,
        "sms_enabled": rules.sms.enabled,
        "sms_notify_minutes": rules.sms.minutes,
        "sms_repeat": rules.sms.every_attempt,
        "voicemail_enabled": rules.voicemail,
        "repeat_calling": rules.retries,
        "call_schedule_minutes": rules.first_after_minutes,
        "default": not value.configured,
        "name": rules.name,
        **_times(value),
    }


def candidate(value: Candidate, shelf: Shelf) -> Json:
    """A candidate (contract §6.2)."""
    said = shelf.said(value.id)
    return {
        "id": value.id,
        "first_name": value.first_name,
        "last_name": value.last_name or None,
        "email": value.email,
        "phone_no": value.phone,
        "city": said.get("city"),
        "state_name": said.get("state_name"),
        "country": value.country,
        "source": said.get("source"),
        "source_id": shelf.source(value.id),
        "recruiter_name": said.get("recruiter_name"),
        "recruiter_email": said.get("recruiter_email"),
        "recruiter_work_phone_no": said.get("recruiter_work_phone_no"),
        "status": said.get("status") or CANDIDATE_WORD[value.stage],
        **_times(value),
    }


def application(value: Applied, shelf: Shelf) -> Json:
    """An application (contract §7.2)."""
    made = value.application
    said = shelf.said(made.id)
    stage = said.get("application_stage", "")
    plain = "ACTIVE" if made.active else "PASSIVE"
    return {
        "id": made.id,
        "candidate_source_id": shelf.source(made.candidate_id),
        "job_source_id": shelf.source(made.job_id),
        "candidate_id": made.candidate_id,
        "job_id": made.job_id,
        "source_id": shelf.source(made.id),
        "source_application_status": said.get("source_application_status"),
        "application_stage": stage if stage and is_active(stage) == made.active else plain,
        "screening_status": "pending" if value.score is None else "completed",
        "score": value.score,
        **_times(made),
    }


def listed_application(value: Applied, shelf: Shelf) -> Json:
    """An application with its candidate (contract §7.4)."""
    return {**application(value, shelf), "candidate": candidate(value.candidate, shelf)}


def whole_application(value: Applied, shelf: Shelf) -> Json:
    """An application with its candidate and its job (contract §7.4)."""
    return {**listed_application(value, shelf), "job": job(value.job, shelf)}


def question(value: JobQuestion, shelf: Shelf) -> Json:
    """A question; one that the client did not name is named by its own id (contract §8)."""
    return {
        "id": value.id,
        "job_id": value.job_id,
        "application_id": value.application_id,
        "question_text": value.text,
        "source_id": question_source(value, shelf),
        **_times(value),
    }


def question_source(value: JobQuestion, shelf: Shelf) -> str:
    """The client's id of a question."""
    return str(shelf.said(value.id).get("source_id", value.id))


def questions(values: Sequence[JobQuestion], shelf: Shelf) -> Json:
    """All of them on one page."""
    return page((question(value, shelf) for value in values), len(values))


def webhook(value: Endpoint, secret: str) -> Json:
    """An endpoint as it is read (contract §10.1); `secret` is shown only where the client gave it."""
    saved = saved_webhook(value, secret)
    return {name: part for name, part in saved.items() if name not in {"type", "content_type"}}


def saved_webhook(value: Endpoint, secret: str) -> Json:
    """An endpoint as it is set (contract §10.2)."""
    wanted = subscription(value)
    return {
        "id": value.id,
        "tenant_id": wanted.tenant_id,
        "triggered_event": wanted.triggered_event,
        "type": wanted.type,
        "fields": list(wanted.fields),
        "url": value.url,
        "http_method": wanted.http_method,
        "content_type": wanted.content_type,
        "secret": secret if wanted.secret_given else None,
        "is_active": wanted.is_active if wanted.deleted else value.active,
        **_times(value),
    }


def subscribed_webhook(value: Endpoint, secret: str) -> Json:
    """An endpoint that was just subscribed or unsubscribed (contract §10.3)."""
    return {**saved_webhook(value, secret), "is_deleted": subscription(value).deleted}


def _days(rules: Rules, sent: Sequence[int] | None) -> list[int]:
    """The days as they were sent, unless others have been set since."""
    if sent is not None and frozenset(map(iso_weekday, sent)) == rules.weekdays:
        return list(sent)
    return sorted(rules.weekdays)


def _times(value: Any) -> Json:
    return {"created_at": iso_seconds(value.created_at), "updated_at": iso_seconds(value.updated_at)}


def _number(value: float | None) -> float | None:
    """Whole numbers without a decimal point, as clients send them."""
    return int(value) if value is not None and value.is_integer() and abs(value) < _EXACT else value
