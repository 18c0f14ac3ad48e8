"""What an answer about webhooks, companies, telephone numbers or usage looks like: documentation only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from vivavoce.dialects.instaview.answers import ANSWER, Id
from vivavoce.dialects.instaview.vocabulary import EVENTS_OF

EventLabel = Annotated[str, Field(json_schema_extra={"enum": [*EVENTS_OF]})]


class HeaderShown(BaseModel):
    model_config = ANSWER

    name: str
    is_masked: bool


class Webhook(BaseModel):
    """`signingSecret` only in the answer that makes it."""

    model_config = ANSWER

    id: Id
    api_key_id: Id | None
    company_id: Id | None
    url: str
    name: str | None = None
    description: str | None = None
    headers: list[HeaderShown]
    events: list[EventLabel]
    is_active: bool
    max_retries: int
    timeout_ms: int
    consecutive_failures: int
    circuit_opened_at: datetime | None
    created_at: datetime
    updated_at: datetime
    signing_secret: str | None = None


class Webhooks(BaseModel):
    model_config = ANSWER

    rows: Annotated[list[Webhook], Field(alias="data")]
    total: int


class WebhookTest(BaseModel):
    model_config = ANSWER

    success: bool
    delivery_id: Id | None = None
    http_status: int | None = None
    duration_ms: int | None = None
    message: str


class Company(BaseModel):
    model_config = ANSWER

    id: Id
    name: str
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    owner_email: str | None = None
    metadata: dict[str, Any] | None = None


class PhoneNumber(BaseModel):
    model_config = ANSWER

    id: Id
    number: str
    company_id: Id
    capabilities: str
    custom: bool
    provider: str
    status: str
    number_type: str
    created_at: datetime
    updated_at: datetime
    location: str | None = None


class CostKey(BaseModel):
    model_config = ANSWER

    cost_key: str
    events: int
    minutes_used: float


class CompanyUsage(BaseModel):
    model_config = ANSWER

    company_id: Id
    company_name: str
    billing_system: Literal["minutes"]
    total_interviews: int
    breakdown_by_cost_key: list[CostKey]
    total_minutes_used: float


class Usage(BaseModel):
    model_config = ANSWER

    companies: list[CompanyUsage]
    total_interviews: int
    breakdown_by_cost_key: list[CostKey]
    total_minutes_used: float
