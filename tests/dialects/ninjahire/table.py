"""A request for each route of the dialect, and its status for the owner and for a stranger."""

from __future__ import annotations

from typing import Any

from tests.dialects.world import Sample, World
from vivavoce.actions import names
from vivavoce.domain.identity import operator

JOB = {
    "title": "Engineer",
    "industry": "Software",
    "state_name": "CA",
    "country": "United States",
    "recruiter_name": "John",
    "recruiter_email": "john@example.com",
    "recruiter_work_phone_no": "+12125550199",
    "status": "Active",
    "desc": "Build services in Python.",
    "source_id": "job-of-the-table",
}
PERSON = {
    "first_name": "Kim",
    "email": "kim@example.com",
    "phone_no": "+12125550102",
    "source": "Referral",
    "source_id": "person-of-the-table",
}
STATUS = {"source_application_status": "hired", "application_stage": "active"}
QUESTION = {"question_text": "What do you like about tests?", "source_id": "q1"}
WINDOW = {"window_start_time": "09:00:00", "window_end_time": "17:00:00"}
HOOK = {
    "tenant_id": "550e8400-e29b-41d4-a716-446655440000",
    "triggered_event": "call_activity",
    "type": "post_call_screening",
    "fields": ["id"],
    "url": "http://127.0.0.1:9/hook",
    "http_method": "POST",
    "content_type": "application/json",
}
APPLY = {
    "candidate_source_id": "a",
    "job_source_id": "b",
    "candidate_id": "$candidate",
    "job_id": "$held_job",
    "source_application_status": "Applied",
    "application_stage": "PASSIVE",
}
LISTED = {"page": "1", "size": "10"}


def of(noun: str, own: int = 200, foreign: int = 404, **more: Any) -> Sample:
    return Sample(own, foreign, {"id": f"${noun}"}, **more)


def known(world: World) -> None:
    """The question under the id by which the product calls it."""
    with world.house.store.write(operator(world.home.id)) as tx:
        names.claim(tx, "ninjahire", "question", "q1", world.names["question"])


def hooked(world: World) -> str:
    """The id of an endpoint of this dialect; any other id is not found."""
    return world.names["instaview_endpoint"]


OPTIONS = {**HOOK, "secret_given": True, "deleted": False}
TABLE = {
    "GET /v1/jobs": Sample(200, 200, query=LISTED),
    "POST /v1/jobs": Sample(201, 201, body=JOB),
    "GET /v1/jobs/{id}": of("job"),
    "PATCH /v1/jobs/{id}": of("job", body={"title": "Chief"}),
    "GET /v1/jobs/{id}/scheduling": of("job"),
    "PATCH /v1/jobs/{id}/scheduling": of("job", body={"scheduling": True}),
    "GET /v1/jobs/{id}/schedule-setting": of("job"),
    "PUT /v1/jobs/{id}/schedule-setting": of("job", body=WINDOW),
    "GET /v1/jobs/{id}/questions": of("job"),
    "POST /v1/jobs/{id}/questions": of("job", 201, body=QUESTION),
    "POST /v1/jobs/{id}/questions/generate": of("job", 201),
    "PATCH /v1/jobs/{id}/questions/{question_id}": Sample(
        200, 404, {"id": "$job", "question_id": "$question"}, QUESTION, before=known
    ),
    "DELETE /v1/jobs/{id}/questions/{question_id}": Sample(
        200, 404, {"id": "$job", "question_id": "$question"}
    ),
    "GET /v1/candidates": Sample(200, 200, query=LISTED),
    "POST /v1/candidates": Sample(201, 201, body=PERSON),
    "GET /v1/candidates/{id}": of("candidate"),
    "PATCH /v1/candidates/{id}": of("candidate", body=PERSON),
    "GET /v1/applications": Sample(200, 200, query=LISTED),
    "POST /v1/applications": Sample(201, 404, body=APPLY),
    "POST /v1/applications/with-questions": Sample(201, 404, body={**APPLY, "questions": [QUESTION]}),
    "GET /v1/applications/{id}": of("application"),
    "PATCH /v1/applications/{id}": of("application", body=STATUS),
    "POST /v1/applications/{id}/instant-call": of("application"),
    "GET /v1/calls": Sample(200, 200, query=LISTED),
    "GET /v1/calls/{id}": of("call"),
    "GET /v1/tenant-webhook": Sample(404, 404),
    "POST /v1/tenant-webhook": Sample(200, 200, body=HOOK),
    "POST /v1/tenant-webhook/subscribe/{id}": Sample(404, 404, {"id": hooked}),
    "POST /v1/tenant-webhook/unsubscribe/{id}": Sample(404, 404, {"id": hooked}),
}
