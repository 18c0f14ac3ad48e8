"""Which call does the product itself print? (contract §8; shown in the documentation)"""

from __future__ import annotations

from typing import Any, Final

from pydantic import ConfigDict

Json = dict[str, Any]

INVITE: Final[Json] = {
    "name": "Rajaram Joshi",
    "email": "rjoshi.prober@gmail.com",
    "expires_at": "1D",
    "invited_by": "recruiter@company.com",
    "custom_message": "Please complete this assessment.",
}
REFUSAL: Final[Json] = {
    "success": False,
    "message": "Validation failed",
    "error": {
        "code": "VALIDATION_ERROR",
        "details": [{"field": "email", "message": "must be a valid email address"}],
    },
}


def shown(example: Json) -> ConfigDict:
    """The part of a model's configuration that puts `example` into its schema."""
    return ConfigDict(json_schema_extra={"examples": [example]})
