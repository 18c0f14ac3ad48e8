"""Which call does the contract itself print for each body? (§15; shown in the documentation)"""

from __future__ import annotations

from typing import Any, Final

from pydantic import ConfigDict

Json = dict[str, Any]

_CANDIDATE_ID: Final = "123e4567-e89b-42d3-a456-426614174000"
_AGENT_ID: Final = "987e6543-e21b-42d3-a456-426614174000"
_JOB_ID: Final = "550e8400-e29b-41d4-a716-446655440000"

JOB: Final[Json] = {
    "title": "Senior Software Engineer",
    "description": "We are looking for an experienced software engineer...",
    "requiredSkills": ["JavaScript", "React", "Node.js"],
    "location": {"workMode": "HYBRID", "city": "San Francisco", "countryCode": "US"},
    "status": "OPEN",
}
JOB_CHANGE: Final[Json] = {
    "salary": {"min": 120000, "max": 180000, "currency": "USD", "period": "YEARLY"},
}
JOB_PAGE: Final[Json] = {"jobUrl": "https://example.com/jobs/1", "createJob": False}
CANDIDATE: Final[Json] = {
    "jobIds": [_JOB_ID],
    "firstName": "Jane",
    "lastName": "Doe",
    "email": "jane.doe@example.com",
    "phoneNumber": "+1234567890",
    "gdprExpiryDate": "2099-12-31",
}
CANDIDATE_CHANGE: Final[Json] = {"status": "ACCEPTED"}
AGENT: Final[Json] = {
    "name": "Technical Screening Agent",
    "voiceId": "ALEX",
    "type": "ONLINE",
    "focus": "SCREENING",
    "questions": ["Tell me about your React experience"],
    "duration": 30,
}
INTERVIEW: Final[Json] = {
    "candidateId": _CANDIDATE_ID,
    "agentId": _AGENT_ID,
    "jobId": _JOB_ID,
    "metadata": {"externalInterviewId": "INT-789"},
}
WEBHOOK: Final[Json] = {
    "url": "https://api.example.com/webhooks/instaview",
    "name": "Production Webhook",
    "events": ["ping", "interview.started", "interview.completed", "analysis.completed"],
    "headers": [{"name": "X-Custom-Header", "value": "abc"}],
}
COMPANY: Final[Json] = {"name": "Acme Corp", "ownerEmail": "owner@example.com"}
REFUSAL: Final[Json] = {"message": "Error description", "error": "Unauthorized", "statusCode": 401}
LIMIT_REFUSAL: Final[Json] = {
    "statusCode": 429,
    "message": "Rate limit exceeded",
    "error": "Too Many Requests",
    "retryAfter": 30,
    "limit": 60,
    "remaining": 0,
    "reset": 1705320120,
}


def shown(example: Json) -> ConfigDict:
    """The part of a model's configuration that puts `example` into its schema."""
    return ConfigDict(json_schema_extra={"examples": [example]})
