"""What the body of a request about people, keys, tenants or webhooks may look like: one model for each."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, WithJsonSchema

from vivavoce.actions.members import SHORTEST_PASSWORD
from vivavoce.dialects.a2a.vocabulary import EVENTS_OF, SCOPES_OF
from vivavoce.dialects.a2a.wire import BODY, Email, Moment, shown

PERMISSIONS = ("*", *SCOPES_OF)
SHORTEST_SECRET, LONGEST_SECRET = 32, 256


def _one_of(words: Collection[str]) -> AfterValidator:
    def known(word: str) -> str:
        if word not in words:
            raise ValueError(f"Must be one of {', '.join(words)}")
        return word

    return AfterValidator(known)


def _secret(text: str) -> str:
    if text and not SHORTEST_SECRET <= len(text) <= LONGEST_SECRET:
        raise ValueError(
            f"Must have {SHORTEST_SECRET} to {LONGEST_SECRET} characters, or none to have one made"
        )
    return text


_SECRET = {
    "anyOf": [
        {"type": "string", "maxLength": 0},
        {"type": "string", "minLength": SHORTEST_SECRET, "maxLength": LONGEST_SECRET},
    ]
}

Name = Annotated[str, Field(min_length=1, max_length=200)]
Password = Annotated[str, Field(min_length=SHORTEST_PASSWORD, max_length=200)]
GivenPassword = Annotated[str, Field(min_length=1, max_length=200)]
RoleWord = Literal["ADMIN", "RECRUITER", "VIEWER"]
PermissionWord = Annotated[str, _one_of(PERMISSIONS), Field(json_schema_extra={"enum": [*PERMISSIONS]})]
EventWord = Annotated[str, _one_of(EVENTS_OF), Field(json_schema_extra={"enum": [*EVENTS_OF]})]
Secret = Annotated[str, AfterValidator(_secret), WithJsonSchema(_SECRET)]
LinkDays = Annotated[int, Field(ge=1, le=365)]
KeptDays = Annotated[int, Field(ge=1, le=3650)]


class SignIn(BaseModel):
    model_config = BODY | shown({"email": "admin@demo.ai-interview.com", "password": "Admin123!"})

    email: Email
    password: GivenPassword


class NewPerson(BaseModel):
    model_config = BODY | shown(
        {"email": "rita@example.com", "name": "Rita", "role": "RECRUITER", "password": "correct horse"}
    )

    email: Email
    name: Name
    role: RoleWord
    password: Password


class ChangePerson(BaseModel):
    """What is not said stays."""

    model_config = BODY | shown({"role": "VIEWER"})

    email: Email | None = None
    name: Name | None = None
    role: RoleWord | None = None


class ChangePassword(BaseModel):
    """`currentPassword` is needed for one's own."""

    model_config = BODY | shown({"currentPassword": "correct horse", "newPassword": "battery staple"})

    new_password: Password
    current_password: GivenPassword | None = None


class NewTenantKey(BaseModel):
    """Without `expiresAt` it lasts until it is deleted."""

    model_config = BODY | shown(
        {
            "name": "ATS Integration",
            "permissions": ["interview:create", "interview:read"],
            "expiresAt": "2099-01-01T00:00:00.000Z",
        }
    )

    name: Name
    permissions: Annotated[list[PermissionWord], Field(min_length=1, max_length=len(PERMISSIONS))]
    expires_at: Moment | None = None


class ChangeSettings(BaseModel):
    """Days from 1. `autoApprovePlans` lets plans pass without a person."""

    model_config = BODY

    link_lifetime_days: LinkDays | None = None
    email_candidate_on_approval: bool | None = None
    auto_approve_plans: bool | None = None
    personal_data_retention_days: KeptDays | None = None


class ChangeTenant(BaseModel):
    """What is not said stays."""

    model_config = BODY | shown({"settings": {"linkLifetimeDays": 14, "emailCandidateOnApproval": True}})

    name: Name | None = None
    settings: ChangeSettings | None = None


class PutTenantHook(BaseModel):
    """`secret` is made when there is none yet and none is said; no `events` are all of them."""

    model_config = BODY | shown(
        {"callbackUrl": "https://your-ats.example.com/webhook", "events": ["interview.plan_generated"]}
    )

    callback_url: Annotated[str, Field(min_length=1, max_length=2048)]
    secret: Secret | None = None
    events: Annotated[list[EventWord], Field(max_length=100)] = []
    is_active: bool = True


class RpcRequest(RootModel[Any]):
    """A JSON-RPC 2.0 request: whatever is wrong with one is answered with status 200 and an error's code."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"jsonrpc": "2.0", "method": "interview.getStatus", "params": {"runId": "…"}, "id": 1}
            ]
        }
    )
