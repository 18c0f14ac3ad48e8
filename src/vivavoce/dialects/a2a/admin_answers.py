"""What an answer about people, keys, tenants or webhooks looks like: for the documentation only."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from vivavoce.dialects.a2a.admin_wire import EventWord, PermissionWord, RoleWord
from vivavoce.dialects.a2a.wire import ANSWER, Id


class SignedInAs(BaseModel):
    model_config = ANSWER

    id: Id
    email: str
    role: RoleWord
    tenant_id: Id


class SignedIn(BaseModel):
    """`expiresIn` in seconds."""

    model_config = ANSWER

    access_token: str
    expires_in: int
    user: SignedInAs


class Person(BaseModel):
    model_config = ANSWER

    id: Id
    email: str
    name: str
    role: RoleWord
    tenant_id: Id
    created_at: datetime


class People(BaseModel):
    model_config = ANSWER

    users: list[Person]
    total: int
    page: int
    limit: int


class MadeTenantKey(BaseModel):
    """The one answer that holds the key itself."""

    model_config = ANSWER

    id: Id
    name: str
    key: str
    prefix: str
    permissions: list[PermissionWord]
    expires_at: datetime | None
    created_at: datetime


class TenantKey(BaseModel):
    model_config = ANSWER

    id: Id
    name: str
    prefix: str
    permissions: list[PermissionWord]
    expires_at: datetime | None
    created_at: datetime
    last_used_at: datetime | None


class TenantKeys(BaseModel):
    model_config = ANSWER

    api_keys: list[TenantKey]
    total: int
    page: int
    limit: int


class TenantSettings(BaseModel):
    model_config = ANSWER

    link_lifetime_days: int
    email_candidate_on_approval: bool
    auto_approve_plans: bool
    personal_data_retention_days: int


class Tenant(BaseModel):
    model_config = ANSWER

    id: Id
    name: str
    settings: TenantSettings
    created_at: datetime
    updated_at: datetime


class TenantHook(BaseModel):
    """`secret` as `****` and its last four characters, whole only in the answer that made it."""

    model_config = ANSWER

    callback_url: str
    secret: str
    events: list[EventWord]
    is_active: bool
    created_at: datetime
    updated_at: datetime


class HookTrial(BaseModel):
    """`status` null: no answer came, `error` says why."""

    model_config = ANSWER

    delivered: bool
    status: int | None
    duration_ms: int
    error: str | None


class RpcError(BaseModel):
    model_config = ANSWER

    code: int
    message: str
    data: dict[str, Any] | None = None


class RpcAnswer(BaseModel):
    """`result`, which is what the REST operation answers, or `error`."""

    model_config = ANSWER

    jsonrpc: Literal["2.0"]
    id: str | int | float | None
    result: dict[str, Any] | None = None
    error: RpcError | None = None
