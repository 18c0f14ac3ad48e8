"""Which call does the contract itself print for each body? (§14; shown in the documentation)"""

from __future__ import annotations

from typing import Any, Final

from pydantic import ConfigDict

Json = dict[str, Any]

JOB: Final[Json] = {
    "title": "LLM Engineer",
    "industry": "Reasearch Scientist",
    "state_name": "CA",
    "country": "United States",
    "recruiter_name": "John",
    "recruiter_email": "John@ninjahire.co",
    "recruiter_work_phone_no": "+19179991111",
    "status": "Active",
    "desc": "LLM engineer with strong Python and multi-agent experience.",
    "source_id": "abc123",
    "min_pay_rate": 48.45,
    "max_pay_rate": 38.45,
    "duration": "2",
}
JOB_CHANGE: Final[Json] = {"title": "LLM Engineer", "job_code": "123"}
SCHEDULING: Final[Json] = {"scheduling": True}
SETTING: Final[Json] = {
    "window_start_time": "08:00:00",
    "window_end_time": "18:00:00",
    "daily_attempts": 3,
    "total_attempts": 10,
    "retry_interval": 15,
    "days_of_week": [1, 2, 3, 4, 5],
    "email_enabled": True,
    "email_notify_minutes": 10,
    "email_repeat": False,
    "sms_enabled": True,
    "sms_notify_minutes": 5,
    "sms_repeat": True,
    "voicemail_enabled": False,
    "repeat_calling": True,
    "call_schedule_minutes": 30,
    "name": "Default Schedule",
}
CANDIDATE: Final[Json] = {
    "first_name": "firstname",
    "last_name": "lastname",
    "email": "candidate@Ninjahire.ai",
    "phone_no": "+919803879562",
    "city": "Dallas",
    "state_name": "Minnesota",
    "country": "United States",
    "source": "LinkedIn",
    "source_id": "194897",
}
CANDIDATE_CHANGE: Final[Json] = {
    "first_name": "John",
    "last_name": "Doe",
    "email": "john.doe@Ninjahire.ai",
    "phone_no": "+11234567890",
    "source": "LinkedIn",
    "source_id": "194897",
    "recruiter_name": "Jane Smith",
    "recruiter_email": "jane.smith@Ninjahire.ai",
    "recruiter_work_phone_no": "+12125551234",
    "status": "Interviewing",
}
QUESTION: Final[Json] = {"question_text": "What is your experience with JavaScript?", "source_id": "q1"}
APPLICATION: Final[Json] = {
    "candidate_source_id": "194897",
    "job_source_id": "abc123",
    "source_application_status": "Applied",
    "application_stage": "ACTIVE",
}
QUESTIONED: Final[Json] = {**APPLICATION, "questions": [QUESTION]}
APPLICATION_CHANGE: Final[Json] = {"source_application_status": "hired", "application_stage": "active"}
WEBHOOK: Final[Json] = {
    "tenant_id": "550e8400-e29b-41d4-a716-446655440000",
    "triggered_event": "call_activity",
    "type": "post_call_screening",
    "fields": ["id", "status", "candidate_id", "job_id"],
    "url": "https://api.example.com/webhooks/tenant",
    "http_method": "POST",
    "content_type": "application/json",
    "secret": "whsec_1234567890abcdef",
    "is_active": True,
}


def shown(example: Json) -> ConfigDict:
    """The part of a model's configuration that puts `example` into its schema."""
    return ConfigDict(json_schema_extra={"examples": [example]})
