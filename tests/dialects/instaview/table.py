"""A request for each route of the dialect, and its status for the owner and for a stranger."""

from __future__ import annotations

from tests.dialects.world import Sample

JOB = {"title": "Engineer", "description": "Build services.", "status": "OPEN"}
PERSON = {"firstName": "Kim", "lastName": "Roe", "email": "kim@example.com", "gdprExpiryDate": "2099-12-31"}
AGENT = {"name": "Screening", "type": "ONLINE", "focus": "SCREENING", "duration": 12}
MEETING = {"candidateId": "$candidate", "agentId": "$agent", "jobId": "$job"}
HOOK = {"url": "http://127.0.0.1:9/hook", "name": "Hook", "events": ["ping"]}
PERIOD = {"startDate": "2026-01-01T00:00:00Z", "endDate": "2026-01-31T00:00:00Z"}
COMPANY = {"name": "Acme", "ownerEmail": "owner@example.com"}


def at(noun: str, own: int = 200, foreign: int = 403, **more: object) -> Sample:
    return Sample(own, foreign, {"id": f"${noun}"}, **more)  # type: ignore[arg-type]


TABLE = {
    "POST /jobs": Sample(201, 201, body=JOB),
    "GET /jobs": Sample(200, 200),
    "POST /jobs/url": Sample(422, 422, body={"jobUrl": "http://127.0.0.1:9/", "createJob": False}),
    "GET /jobs/{id}": at("job"),
    "PATCH /jobs/{id}": at("job", body={"title": "Chief"}),
    "DELETE /jobs/{id}": at("job"),
    "POST /candidates": Sample(201, 201, body=PERSON),
    "GET /candidates": Sample(200, 200),
    "GET /candidates/{id}": at("candidate"),
    "PATCH /candidates/{id}": at("candidate", body={"firstName": "Lee"}),
    "DELETE /candidates/{id}": at("candidate"),
    "GET /candidates/{id}/analyses": at("held_candidate"),
    "GET /candidates/{id}/interviews": at("candidate"),
    "POST /agents": Sample(201, 201, body=AGENT),
    "GET /agents": Sample(200, 200),
    "GET /agents/{id}": at("agent"),
    "PATCH /agents/{id}": at("agent", body={"name": "Deep"}),
    "DELETE /agents/{id}": at("agent"),
    "POST /interviews": Sample(201, 403, body=MEETING),
    "GET /interviews": Sample(200, 403, query={"candidateId": "$candidate"}),
    "GET /interviews/{id}": at("held"),
    "DELETE /interviews/{id}": at("interview"),
    "GET /interviews/{id}/analysis-pdf": at("held"),
    "POST /interviews/{id}/call-attempts": at("phoned", 201, body={}),
    "PATCH /interviews/{id}/call-attempts/{attemptId}": Sample(
        204, 403, {"id": "$phoned", "attemptId": "$attempt"}, {"scheduledAt": "$later"}
    ),
    "DELETE /interviews/{id}/call-attempts/{attemptId}": Sample(
        204, 403, {"id": "$phoned", "attemptId": "$attempt"}
    ),
    "GET /phone-numbers": Sample(200, 200),
    "POST /webhooks": Sample(201, 201, body=HOOK),
    "GET /webhooks": Sample(200, 200),
    "GET /webhooks/{id}": at("instaview_endpoint"),
    "PATCH /webhooks/{id}": at("instaview_endpoint", body={"name": "Other"}),
    "DELETE /webhooks/{id}": at("instaview_endpoint", 204),
    "POST /webhooks/{id}/test": at("instaview_endpoint"),
    "POST /webhooks/{id}/reset-circuit": at("instaview_endpoint"),
    "GET /company": Sample(200, 200),
    "POST /company": Sample(403, 403, body=COMPANY),
    "GET /company/{id}": at("company"),
    "PATCH /company/{id}": at("company", body={"name": "Umbra"}),
    "GET /companies": Sample(200, 200),
    "POST /companies": Sample(403, 403, body=COMPANY),
    "GET /companies/{id}": at("company"),
    "PATCH /companies/{id}": at("company", body={"name": "Umbra"}),
    "GET /billing/usage": Sample(200, 200, query=PERIOD),
    "POST /sourcing": Sample(501, 501),
    "PATCH /sourcing/{id}": at("job", 501, 501),
    "GET /sourcing/{id}/results": at("job", 501, 501),
    "POST /sourcing/enrich": Sample(501, 501),
    "GET /sourcing/enrich/{id}/results": at("job", 501, 501),
    "POST /sourcing/render-html": Sample(501, 501),
}
