"""Which call does the contract itself print for each body? (§7, §11; shown in the documentation)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ConfigDict

Json = dict[str, Any]

TEMPLATE: Final[Json] = {
    "title": "Senior Backend Engineer",
    "description": "Backend engineering interview for distributed systems candidates",
    "externalPostingId": "greenhouse-4711",
    "whiteboardDesign": False,
    "inviteUrlExpiresInDays": 14,
}
INVITATION: Final[Json] = {
    "templateId": "tpl_01JAZ6Y0W3K8D4M2R5T7V9X1BC",
    "candidate": {"email": "jane.doe@example.com", "firstName": "Jane", "lastName": "Doe"},
}
REFUSAL: Final[Json] = {
    "message": "Request validation failed",
    "error": {
        "code": "validation_error",
        "message": "Request validation failed",
        "details": [{"field": "candidate.email", "message": "must be a valid email address"}],
    },
    "requestId": "550e8400-e29b-41d4-a716-446655440000",
}


def shown(example: Json, rules: Mapping[str, Any] | None = None) -> ConfigDict:
    """The part of a model's configuration that puts `example` and further `rules` into its schema."""
    return ConfigDict(json_schema_extra={"examples": [example], **(rules or {})})
