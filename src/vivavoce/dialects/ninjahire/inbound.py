"""What a request asks for: its checked models as commands of the core, and what is only remembered. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import time
from typing import Any

from pydantic import BaseModel

from vivavoce.actions.applications import ApplicationFilter
from vivavoce.actions.candidates import ChangeCandidate, NewCandidate
from vivavoce.actions.jobs import ChangeJob, NewJob
from vivavoce.actions.webhooks import ChangeEndpoint, NewEndpoint
from vivavoce.dialects.ninjahire import queries, wire
from vivavoce.dialects.ninjahire.shelf import DIALECT
from vivavoce.dialects.ninjahire.subscription import Subscription
from vivavoce.dialects.ninjahire.vocabulary import EVENTS_OF, job_status
from vivavoce.domain.calling import Notice, Rules
from vivavoce.domain.errors import Invalid
from vivavoce.domain.hiring import Job, JobDetails, Pay, Place

Said = Mapping[str, Any]

TIMEOUT_MS = 10_000
RETRIES = 5

_CORE_OF_JOB = {
    "title",
    "desc",
    "source_id",
    "address",
    "city",
    "zip_code",
    "employment_type",
    "min_pay_rate",
    "max_pay_rate",
}
_CORE_OF_CANDIDATE = {"first_name", "last_name", "email", "phone_no", "country", "source_id", "file"}
_CURRENCY_LETTERS = 3


def new_job(body: wire.NewJob) -> NewJob:
    """A job to open."""
    return NewJob(body.title, body.desc, job_status(body.status), details=_details(body, JobDetails()))


def change_job(body: wire.ChangeJob, old: Job) -> ChangeJob:
    """What to change in a job; null is as good as absent."""
    return ChangeJob(
        title=body.title,
        details=_details(body, old.details),
        **_given(description=body.desc, status=job_status(body.status) if body.status else None),
    )


def job_extras(body: wire.NewJob | wire.ChangeJob, old: Said) -> Said:
    """The fields of a job that the core has no word for, over those said before."""
    return {**old, **_said(body, _CORE_OF_JOB)}


def new_candidate(body: wire.NewCandidate) -> NewCandidate:
    """A candidate to add."""
    return NewCandidate(
        body.first_name,
        body.last_name or "",
        email=body.email,
        phone=body.phone_no,
        country=body.country,
    )


def change_candidate(body: wire.ChangeCandidate) -> ChangeCandidate:
    """What to change in a candidate; null is as good as absent."""
    return ChangeCandidate(
        first_name=body.first_name,
        email=body.email,
        phone=body.phone_no,
        **_given(last_name=body.last_name, country=body.country),
    )


def candidate_extras(body: wire.NewCandidate | wire.ChangeCandidate, old: Said) -> Said:
    """The fields of a candidate that the core has no word for, over those said before."""
    return {**old, **_said(body, _CORE_OF_CANDIDATE)}


def application_extras(
    body: wire.NewApplication | wire.QuestionedApplication | wire.ChangeApplication,
) -> Said:
    """The two words of an application, as they were sent."""
    return _said_only(body, {"source_application_status", "application_stage"})


def application_filter(query: queries.ApplicationQuery, wanted: ApplicationFilter) -> ApplicationFilter:
    """`wanted` with the screening filter and the order, which need a job (contract §7.1)."""
    if query.job_id is None:
        return wanted
    words = set(query.filter_screening_status.split(",")) if query.filter_screening_status else set()
    return replace(
        wanted,
        screened="completed" in words if len(words) == 1 else None,
        by_score=query.sort_direction.lower() if query.sort_column else None,
    )


def rules(body: wire.Setting) -> Rules:
    """When a job's applicants may be called; what is left out returns to its default.

    Raises Invalid for a window that does not end after it starts.
    """
    if body.window_end_time <= body.window_start_time:
        raise Invalid.because("window_end_time", "must be after window_start_time")
    plain = Rules()
    given = _given(
        daily=body.daily_attempts,
        total=body.total_attempts,
        retry_minutes=body.retry_interval,
        weekdays=None if body.days_of_week is None else frozenset(map(iso_weekday, body.days_of_week)),
        first_after_minutes=body.call_schedule_minutes,
        retries=body.repeat_calling,
        voicemail=body.voicemail_enabled,
        name=body.name,
    )
    return replace(
        plain,
        opens=time.fromisoformat(body.window_start_time),
        closes=time.fromisoformat(body.window_end_time),
        mail=_notice(plain.mail, body.email_enabled, body.email_notify_minutes, body.email_repeat),
        sms=_notice(plain.sms, body.sms_enabled, body.sms_notify_minutes, body.sms_repeat),
        **given,
    )


def iso_weekday(day: int) -> int:
    """0 and 7 are both Sunday."""
    return day or 7


def setting_extras(body: wire.Setting, old: Said) -> Said:
    """The days in the order in which they were sent, over what was said of the job before."""
    kept = {name: value for name, value in old.items() if name != "days_of_week"}
    return {**kept, **_said_only(body, {"days_of_week"})}


def new_endpoint(body: wire.TenantWebhook, secret: str) -> NewEndpoint:
    """An address to tell of one kind of event; `secret` signs where the client gave none."""
    return NewEndpoint(
        dialect=DIALECT,
        url=body.url,
        secret=body.secret or secret,
        events=(body.triggered_event,),
        listens=EVENTS_OF[body.triggered_event],
        max_retries=RETRIES,
        timeout_ms=TIMEOUT_MS,
        active=body.is_active is not False,
        options=_options(body),
    )


def change_endpoint(body: wire.TenantWebhook, secret: str) -> ChangeEndpoint:
    """The address anew, subscribed again; `secret` signs where the client gave none."""
    return ChangeEndpoint(
        url=body.url,
        secret=body.secret or secret,
        options=_options(body),
        active=body.is_active is not False,
    )


def _options(body: wire.TenantWebhook) -> Said:
    wanted = Subscription(
        body.tenant_id,
        body.triggered_event,
        body.type,
        tuple(body.fields),
        body.http_method,
        body.content_type,
        secret_given=body.secret is not None,
        is_active=body.is_active is not False,
    )
    return asdict(wanted)


def _details(body: wire.NewJob | wire.ChangeJob, old: JobDetails) -> JobDetails:
    """What the core has words for; a currency only in its three letters, a country only as a code: extras."""
    currency = body.pay_rate_currency
    known = currency if currency and len(currency) == _CURRENCY_LETTERS and currency.isalpha() else None
    place = _given(street=body.address, city=body.city, postal_code=body.zip_code)
    pay = _given(min=body.min_pay_rate, max=body.max_pay_rate, currency=known)
    return JobDetails(
        contract=body.employment_type,
        place=replace(old.place or Place(), **place) if place else None,
        pay=replace(old.pay or Pay(), **pay) if pay else None,
    )


def _notice(plain: Notice, enabled: bool | None, minutes: int | None, repeat: bool | None) -> Notice:
    return replace(plain, **_given(enabled=enabled, minutes=minutes, every_attempt=repeat))


def _said(body: BaseModel, but: set[str]) -> Said:
    return body.model_dump(exclude=but, exclude_none=True)


def _said_only(body: BaseModel, names: set[str]) -> Said:
    return body.model_dump(include=names, exclude_none=True)


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
