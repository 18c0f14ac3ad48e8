"""A request for each route of the dialect, and its status for the owner and for a stranger."""

from __future__ import annotations

from typing import Any

from tests.dialects.world import Sample

RUN = {
    "candidateName": "Jane Smith",
    "candidateEmail": "jane@example.com",
    "position": "Engineer",
    "level": "SENIOR",
    "skills": ["Python", "React", "SQL"],
    "jobDescription": "Build scalable services in Python with a modern stack, and own them from design to run. "
    * 2,
}
DECISION = {"approved": True, "userId": "recruiter"}
MORE = {"userId": "recruiter", **RUN}
PERSON = {"email": "kim@example.com", "name": "Kim", "role": "VIEWER", "password": "a long password"}
KEY = {"name": "ATS", "permissions": ["interview:read"]}
HOOK = {"callbackUrl": "http://127.0.0.1:9/hook", "events": [], "isActive": True}


def of(noun: str, own: int = 200, foreign: int = 404, **more: Any) -> Sample:
    return Sample(own, foreign, {"id": f"${noun}"}, **more)


def link(own: int, **more: Any) -> Sample:
    return Sample(own, own, {"token": "$token"}, **more)


RUNS = {
    "POST /a2a/interview": Sample(201, 201, body=RUN),
    "GET /a2a/interview/{id}/status": of("review"),
    "PATCH /a2a/interview/{id}/complete-info": of("draft", body=MORE),
    "POST /a2a/interview/{id}/approve": of("review", body=DECISION),
    "PATCH /a2a/interview/{id}/request-modification": of(
        "review", body={"userId": "recruiter", "comments": "More depth."}
    ),
    "POST /a2a/interview/{id}/approve-assessment": of("judged", body=DECISION),
    "DELETE /a2a/interview/{id}": of("review"),
    "POST /interviews": Sample(201, 201, body=RUN),
    "GET /interviews": Sample(200, 200),
    "GET /interviews/{id}": of("review"),
    "PUT /interviews/{id}": of("draft", body=MORE),
    "DELETE /interviews/{id}": of("review", 204),
    "GET /interviews/{id}/plan": of("review"),
    "GET /interviews/{id}/assessment": of("held"),
    "POST /interviews/{id}/invite": of("interview"),
    "POST /interviews/{id}/assess": of("review", 409),
    "POST /workflow/interviews/{id}/transition": of(
        "review", body={"transition": "APPROVE", "userId": "recruiter"}
    ),
    "GET /workflow/interviews/{id}/state": of("review"),
    "GET /workflow/interviews/{id}/history": of("review"),
    "GET /workflow/interviews/{id}/available-transitions": of("review"),
    "GET /candidate-access/{token}/info": link(200),
    "POST /candidate-access/{token}/request-otp": link(201),
    "POST /candidate-access/{token}/verify-otp": link(401, body={"otp": "000000"}),
    "POST /candidate-access/{token}/start": link(401),
}
ADMINISTRATION = {
    "POST /auth/login": Sample(401, 401, body={"email": "eve@example.com", "password": "wrong"}),
    "POST /auth/oauth/token": Sample(501, 501),
    "POST /api-keys": Sample(201, 201, body=KEY),
    "GET /api-keys": Sample(200, 200),
    "DELETE /api-keys/{id}": of("key", 204),
    "POST /users": Sample(201, 201, body=PERSON),
    "GET /users": Sample(200, 200),
    "GET /users/{id}": of("member"),
    "PUT /users/{id}": of("member", body={"name": "Eva"}),
    "DELETE /users/{id}": of("member", 204),
    "POST /users/{id}/change-password": of("member", 204, body={"newPassword": "another long one"}),
    "GET /tenants/{id}": of("company"),
    "PUT /tenants/{id}": of("company", body={}),
    "GET /tenants/me/webhook-config": Sample(404, 404),
    "PUT /tenants/me/webhook-config": Sample(200, 200, body=HOOK),
    "DELETE /tenants/me/webhook-config": Sample(404, 404),
    "POST /tenants/me/webhook-config/test": Sample(404, 404),
    "GET /mcp/skills": Sample(501, 501),
    "POST /mcp/skills": Sample(501, 501),
    "POST /mcp/skills/validate": Sample(501, 501),
    "DELETE /mcp/skills/{id}": of("job", 501, 501),
    "GET /recording/{id}/chunks": of("job", 501, 501),
    "GET /recording/{id}/stream": of("job", 501, 501),
    "GET /admin/metrics/system": Sample(501, 501),
    "GET /admin/metrics/agents": Sample(501, 501),
    "GET /admin/metrics/workflows": Sample(501, 501),
    "POST /a2a/task": Sample(200, 200, body={"jsonrpc": "2.0", "method": "no.such", "params": {}, "id": 1}),
}
TABLE = {**RUNS, **ADMINISTRATION}
